"""Water in perspective: waves, the sky's colours on them and the glitter under a light."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Lch, blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, sample, tile
from medley.covers.landscape.picture import Picture

_DEEP: Lch = (0.36, 0.065, 235)


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
    slopes: Array = (waves * fade).astype(np.float32)
    return slopes


def swell(
    picture: Picture, rng: np.random.Generator, horizon: float, *, energy: float = 0.4
) -> Array:
    """Slopes of an open sea below the horizon: long swell with chop on it, about [-2, 2]."""
    y = picture.y[picture.row(horizon) :] - np.float32(horizon)
    distance = np.float32(0.30) / (y + np.float32(0.018))
    across = (picture.x - picture.aspect / 2) * distance
    long = tile(256, rng, cells=5, octaves=4, gain=0.5)
    chop = tile(256, rng, cells=8, octaves=5, gain=0.7)
    waves = sample(long, distance * np.float32(0.16), across * np.float32(0.045))
    bent = waves * np.float32(0.012)
    waves += sample(chop, distance * np.float32(0.42) + bent, across * np.float32(0.13)) * (
        0.55 + 0.3 * energy
    )
    waves += sample(chop, distance * np.float32(1.9) + bent, across * np.float32(0.75)) * (
        np.clip(y * np.float32(4), 0, 0.6)
    )
    fade = np.clip(y * np.float32(14), 0.22, 1)
    slopes: Array = (waves * fade * np.float32(0.7 + 0.5 * energy)).astype(np.float32)
    return slopes


def paint_water(
    picture: Picture, light: Light, waves: Array, horizon: float, *, deep: Lch = _DEEP
) -> None:
    """Colour an open sea: each facet mirrors the sky that it faces, over deep water."""
    top = picture.row(horizon)
    y = picture.y[top:] - np.float32(horizon)
    rise = np.clip(1 - 0.06 - y * np.float32(1.25) + waves * np.float32(0.105), 0.02, 1)
    index = (rise * np.float32(len(light.sky) - 1)).astype(np.int32)
    mirrored = light.sky[index]
    fresnel = np.clip(0.86 - y * np.float32(1.1) + waves * np.float32(0.16), 0.18, 0.95)
    body = light.lit(deep, 0.6)
    picture.pixels[top:] = body + (mirrored - body) * fresnel[..., None]
    line = np.exp(-y / np.float32(0.012)) * np.float32(0.55)
    picture.lay(light.haze, np.broadcast_to(line, waves.shape), top)


def glitter(picture: Picture, light: Light, waves: Array, horizon: float) -> None:
    """Lay the broken path of light that the sun or moon throws on water."""
    top = picture.row(horizon)
    y = picture.y[top:] - np.float32(horizon)
    x = np.float32(light.sun_x * picture.aspect)
    high = light.sun_height > 0.8
    width = (0.35 if high else 0.034) + y * np.float32(0.24)
    path = np.exp(-(((picture.x - x) / width) ** 2)) * (0.35 if high else 1.0)
    far = np.exp(-y / np.float32(0.05))
    sparks = np.clip((waves - 0.74 + 0.55 * path) * 2.4, 0, 1) * path * (1 - 0.55 * far)
    sheen = np.exp(-(((picture.x - x) / (width * 1.9)) ** 2)) * np.exp(-y / np.float32(0.30))
    sheen *= (0.35 if high else 1.0) * (0.72 + 0.28 * np.clip(waves, -1, 1)) * (1 - 0.35 * far)
    halo = blend(light.key, light.sun, 0.3) if not light.night else colour((0.72, 0.05, 250))
    strength = light.direct * (0.95 if not light.night else 0.62)
    picture.shine(halo, sheen * np.float32(0.34 * strength), top)
    picture.shine(light.sun, sparks * np.float32(strength), top)
