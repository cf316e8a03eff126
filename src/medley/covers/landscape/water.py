"""Water in perspective: ripples, the sky's colour on it and the glitter under a light."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, sample, tile
from medley.covers.landscape.picture import Picture


def ripples(
    picture: Picture, rng: np.random.Generator, horizon: float, *, size: float = 1.0
) -> Array:
    """Slopes of a rippled plane below the horizon [shape=(rows, width)], about in [-1, 1].

    ``size`` scales the waves; rows start at ``picture.row(horizon)``.
    """
    y = picture.y[picture.row(horizon) :] - np.float32(horizon)
    distance = np.float32(0.35) / (y + np.float32(0.012))
    across = (picture.x - picture.aspect / 2) * distance
    field = tile(256, rng, cells=6, octaves=5, gain=0.6)
    waves = sample(field, distance * np.float32(0.55 / size), across * np.float32(0.12 / size))
    fade = np.clip(y * np.float32(30), 0.15, 1)
    return (waves * fade).astype(np.float32)


def glitter(picture: Picture, light: Light, waves: Array, horizon: float) -> None:
    """Lay the broken path of light that the sun or moon throws on water."""
    top = picture.row(horizon)
    y = picture.y[top:] - np.float32(horizon)
    x = light.sun_x * picture.aspect
    width = 0.018 + y * np.float32(0.22)
    path = np.exp(-(((picture.x - x) / width) ** 2))
    sparks = np.clip((waves - 0.35 + 0.5 * path) * 2.2, 0, 1) * path
    strength = light.direct * (0.8 if not light.night else 0.6)
    picture.shine(light.sun, sparks * np.float32(strength), top)
