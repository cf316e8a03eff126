"""High mountains over hazy valleys."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import Massif, paint_massif, paint_woods
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.scene import Scene

_HORIZON = 0.60


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint a massif with one summit at a third, over valleys that fill with haze."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    summit = 0.5 + (0.17 if rng.random() < 0.5 else -0.17)
    paint_massif(picture, scene, light, rng, Massif(horizon=_HORIZON, summit=summit))
    paint_woods(picture, light, rng, crests=(0.74, 0.82, 0.93))
