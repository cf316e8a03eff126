"""A beach: surf with foam, wet sand that mirrors the sky, dry sand before it."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, ridge, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.water import glitter, paint_water, swell
from medley.covers.scene import Scene

_HORIZON = 0.46
_SAND = (0.80, 0.050, 72)


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint the sea and, in a slanting line, the edge where it runs out on the sand."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    waves = swell(picture, rng, _HORIZON, energy=0.6 * scene.energy + 0.2)
    shallow = (0.62, 0.085, 200) if not light.night else (0.40, 0.05, 220)
    paint_water(picture, light, waves, _HORIZON, deep=(0.46, 0.085, 222))
    lace = tile(256, rng, cells=6, octaves=5, gain=0.62)
    edge = _edge(picture, light, rng)
    _shallows(picture, light, edge, shallow)
    glitter(picture, light, waves, _HORIZON)
    _breakers(picture, light, rng, edge, lace)
    _sand(picture, light, rng, edge)
    _foam(picture, light, edge, lace)


def _edge(picture: Picture, light: Light, rng: np.random.Generator) -> Array:
    """Height ``y`` where the water ends over each column: scallops along a slant."""
    x = picture.x[0] / np.float32(picture.aspect)
    slant = x - 0.5 if light.side > 0 else 0.5 - x
    bows = np.abs(ridge(picture.x[0], rng, frequency=0.75, octaves=1, sharpness=0.0))
    fine = ridge(picture.x[0], rng, frequency=3.0, octaves=4)
    edge: Array = 0.735 + 0.15 * slant - 0.030 * bows + 0.0028 * fine
    return edge.astype(np.float32)


def _shallows(picture: Picture, light: Light, edge: Array, lch: tuple[float, float, float]) -> None:
    """Clear water over sand, brighter toward the edge."""
    near = np.clip(1 - (edge[None, :] - picture.y) / np.float32(0.20), 0, 1) ** 2
    tone = blend(light.lit(lch, 0.8), light.at(0.7), 0.3)
    picture.lay(tone, near * np.float32(0.62 if light.sun_height > 0.8 else 0.22))


def _breakers(
    picture: Picture, light: Light, rng: np.random.Generator, edge: Array, lace: Array
) -> None:
    """Waves that break before the edge: a shaded face under a torn white crest."""
    white = blend(light.lit((0.97, 0.008, 220), 0.9), light.horizon, 0.2)
    shade = light.lit((0.40, 0.07, 215), 0.35)
    for back, tall in ((0.80, 0.0045), (0.56, 0.009), (0.28, 0.0125)):
        swing = ridge(picture.x[0], rng, frequency=1.2, octaves=3)
        torn = np.clip(0.40 + 0.9 * ridge(picture.x[0], rng, frequency=1.1, octaves=3), 0, 1)
        reach = edge - np.float32(_HORIZON)
        crest = edge - reach * (back + (0.035 * (1 - back)) * swing)
        y = (picture.y - crest[None, :]) / np.float32(tall)
        face = np.exp(-((y - 0.2) ** 2) * 0.8) * torn[None, :]
        picture.lay(shade, (face * np.float32(0.5)).astype(np.float32))
        depth = np.float32(0.3) / (picture.y - np.float32(_HORIZON) + np.float32(0.05))
        fray = sample(lace, depth * np.float32(1.3) + picture.y * 3, picture.x * np.float32(1.3))
        fray = np.clip(fray, -1.5, 0.7)
        body = np.clip(1.05 - np.abs(y - 1.1) + 1.05 * fray, 0, 1)
        picture.lay(white, (body * torn[None, :] * np.float32(0.9)).astype(np.float32))


def _sand(picture: Picture, light: Light, rng: np.random.Generator, edge: Array) -> None:
    """Dry sand in the foreground, wet and mirroring toward the edge."""
    mask = picture.below(edge, softness=0.004)
    away = picture.y - edge[None, :]
    mottle = picture.noise(rng, frequency=7, octaves=6, gain=0.62, stretch=2.6)
    shape = picture.noise(rng, frequency=1.3, octaves=3, stretch=3.5, reduction=4)
    dry = (
        blend(light.lit(_SAND, 0.72), light.haze, 0.14)
        * (1 + 0.030 * mottle + 0.045 * shape)[..., None]
    )
    wet_reach = 0.125 + 0.022 * shape
    wet = np.clip(1 - away / np.maximum(wet_reach, np.float32(0.03)), 0, 1) ** 0.7
    mirror = light.sky[(np.clip(1.0 - away * 3.2, 0.35, 1) * (len(light.sky) - 1)).astype(np.int32)]
    damp = light.lit((0.52, 0.045, 62), 0.55)
    glossy = damp + (mirror - damp) * np.float32(0.72)
    paint = dry + (glossy - dry) * wet[..., None]
    picture.lay(paint.astype(np.float32), mask)


def _foam(picture: Picture, light: Light, edge: Array, lace: Array) -> None:
    """Foam along the edge and its torn lace behind, and the dark line it wets."""
    white = blend(light.lit((0.98, 0.006, 220), 0.95), light.sun, 0.12)
    away = picture.y - edge[None, :]
    fray = sample(lace, picture.y * np.float32(2.6), picture.x * np.float32(0.9))
    net = np.clip(1.1 - np.abs(fray) * 2.6, 0, 1)
    picture.shade(colour((0.80, 0.02, 70)), _band(away, 0.004, 0.010) * np.float32(0.5))
    trail = np.clip(1 + away / np.float32(0.065), 0, 1) * (away < 0)
    picture.lay(white, (trail * net * np.float32(0.62)).astype(np.float32))
    rim = _band(away + np.float32(0.003) * (1 + fray), 0.0, 0.0042)
    picture.lay(white, np.clip(rim * (0.75 + 0.3 * fray), 0, 1).astype(np.float32))
    picture.lay(white, (_band(away, -0.006, 0.010) * np.float32(0.5)).astype(np.float32))


def _band(away: Array, middle: float, width: float) -> Array:
    band: Array = np.exp(-(((away - np.float32(middle)) / np.float32(width)) ** 2))
    return band
