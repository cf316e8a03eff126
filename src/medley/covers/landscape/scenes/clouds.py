"""A place: clouds."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import paint_ranges
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.scene import Scene


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint ranges of mountains behind each other under a wide sky."""
    paint_sky(picture, scene, light, rng, horizon=0.62)
    paint_ranges(picture, light, rng, foot=0.9, height=0.42)
