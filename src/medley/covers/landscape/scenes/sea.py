"""The open sea under a wide sky."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, ridge
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.water import glitter, paint_water, swell
from medley.covers.scene import Scene

_HORIZON = 0.56


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint a sea that mirrors the sky, far headlands and a path of glitter."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    _headlands(picture, light, rng)
    energy = max(scene.energy, 0.8 if scene.weather == "storm" else 0.0)
    waves = swell(picture, rng, _HORIZON, energy=energy)
    paint_water(picture, light, waves, _HORIZON)
    glitter(picture, light, waves, _HORIZON)
    if energy > 0.65:
        _whitecaps(picture, light, waves, energy)


def _headlands(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """Capes on the side away from the sun, one behind the other, falling to the sea."""
    x = picture.x[0] / np.float32(picture.aspect)
    inward = x if light.side > 0 else 1 - x
    for distance, reach, height in ((0.86, 0.62, 0.055), (0.70, 0.36, 0.085)):
        reach *= float(rng.uniform(0.75, 1.2))
        fall = np.clip(1 - inward / np.float32(reach), 0, 1) ** 0.7
        relief = 0.72 + 0.20 * ridge(picture.x[0], rng, frequency=2.4, sharpness=0.4)
        skyline = _HORIZON + 0.002 - height * fall * np.clip(relief, 0.2, 1.4)
        tone = light.far(light.lit((0.38, 0.04, 200), 0.25), distance)
        mask = picture.below(skyline.astype(np.float32))
        mask *= (fall > 0).astype(np.float32) * (picture.y < _HORIZON + 0.002)
        picture.lay(tone, mask)


def _whitecaps(picture: Picture, light: Light, waves: Array, energy: float) -> None:
    """Foam on the crests of a rough sea."""
    caps = np.clip((waves - 1.9 + 0.5 * energy) * 1.6, 0, 1) ** 1.5
    top = picture.row(_HORIZON)
    far = np.exp(-(picture.y[top:] - np.float32(_HORIZON)) / np.float32(0.11))
    picture.lay(light.lit((0.95, 0.01, 220)), caps * far * np.float32(0.7), top)
