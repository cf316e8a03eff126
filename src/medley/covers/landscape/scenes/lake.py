"""A mountain lake that mirrors its far shore."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import Massif, paint_massif, paint_woods
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.reflections import reflect
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.water import glitter, ripples
from medley.covers.scene import Scene

_SHORE = 0.60


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint mountains and woods on the far shore, their mirror image and mist between."""
    paint_sky(picture, scene, light, rng, horizon=_SHORE - 0.02)
    summit = 0.5 + (0.16 if rng.random() < 0.5 else -0.16)
    massif = Massif(horizon=_SHORE - 0.03, summit=summit, height=0.30, eye=0.3, near=3.0)
    paint_massif(picture, scene, light, rng, massif)
    paint_woods(
        picture, light, rng, crests=(_SHORE - 0.024, _SHORE - 0.002), relief=0.006, tall=0.052
    )
    waves = ripples(picture, rng, _SHORE)
    waves *= np.float32(0.5 + scene.energy)
    reflect(picture, waves, _SHORE, tone=light.lit((0.34, 0.05, 225), 0.3))
    glitter(picture, light, waves * np.float32(0.8) - np.float32(0.15), _SHORE)
    _mist(picture, light, rng)


def _mist(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """Thin mist that lies on the water at the far shore."""
    drift = picture.noise(rng, frequency=2.5, octaves=4, stretch=6, reduction=4)
    band = np.exp(-(((picture.y - np.float32(_SHORE + 0.004)) / np.float32(0.016)) ** 2))
    share = (0.10 + 0.45 * light.haze_amount) * np.clip(0.55 + 0.45 * drift, 0, 1.3)
    picture.lay(light.haze, np.clip(band * share, 0, 0.85))
