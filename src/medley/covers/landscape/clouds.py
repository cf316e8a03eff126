"""Clouds: a deck that runs to the horizon, and streaks of high cirrus."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Colour, blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, resample, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.scene import Scene, Weather

_COVERS: dict[Weather, float] = {
    "clear": 0.26,
    "cloudy": 0.62,
    "mist": 0.3,
    "rain": 0.92,
    "snow": 0.8,
    "storm": 0.9,
    "aurora": 0.06,
}


def paint_clouds(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, horizon: float
) -> None:
    """Paint a deck of clouds in perspective over the sky, lit from the sun's side."""
    cover = _COVERS[scene.weather]
    rows = max(2, picture.row(horizon))
    shape = (-(-rows // 2), -(-picture.width // 2))
    density, thickness = _deck(picture, light, rng, (shape, horizon), cover)
    fade = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    density *= np.clip((1 - fade) * 5, 0, 1)
    lit, shaded = cloud_colours(scene, light)
    mask = resample(density, (rows, picture.width))
    tone = resample(thickness, (rows, picture.width))[..., None]
    picture.lay(lit + (shaded - lit) * np.clip(tone, 0, 1), np.clip(mask, 0, 1))


def cloud_colours(scene: Scene, light: Light) -> tuple[Colour, Colour]:
    """Colours of a cloud's side toward the sun, and of its shaded side."""
    if scene.weather in ("rain", "storm", "snow"):
        return _overcast(scene, light)
    if light.night:
        return blend(light.horizon, light.key, 0.35), blend(light.middle, light.top, 0.2)
    if scene.time == "day":
        return colour((0.985, 0.008, 90)), blend(light.horizon, light.middle, 0.55)
    return blend(light.key, light.sun, 0.25), blend(light.middle, light.horizon, 0.18)


def _overcast(scene: Scene, light: Light) -> tuple[Colour, Colour]:
    """Colours of rain clouds: hardly lit, and near to the sky between them."""
    low = blend(light.horizon, light.middle, 0.35)
    if scene.weather == "storm":
        gleam = blend(light.horizon, light.key, 0.22)
        return gleam, (light.top * np.float32(0.62)).astype(np.float32)
    return blend(low, light.sun, 0.10), (light.middle * np.float32(0.84)).astype(np.float32)


def _deck(
    picture: Picture,
    light: Light,
    rng: np.random.Generator,
    place: tuple[tuple[int, int], float],
    cover: float,
) -> tuple[Array, Array]:
    """Density and shade of a flat deck of clouds seen from below."""
    (rows, columns), horizon = place
    field = tile(384, rng, cells=5, octaves=7, gain=0.52)
    bend = tile(96, rng, cells=3, octaves=3)
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / np.float32(rows) * np.float32(horizon)
    x = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) / np.float32(columns)
    distance = 0.30 / (np.float32(horizon) - y + 0.10)
    across = (x - 0.5) * np.float32(picture.aspect) * distance * 0.55
    along = distance * 0.85 + across * 0.12
    warp = sample(bend, along * 0.7, across * 0.7) * np.float32(0.022)
    here = sample(field, along + warp, across + warp)
    step = np.float32(0.018 if light.side > 0 else -0.018)
    toward = sample(field, along + warp + 0.012, across + warp + step)
    level = np.float32(np.quantile(field[::7, ::7], 1 - cover))
    density = np.clip((here - level) * np.float32(1.1), 0, 1)
    shade = 0.42 + 0.55 * (toward - here) + 0.34 * density
    return density * (0.55 + 0.45 * density), shade.astype(np.float32)
