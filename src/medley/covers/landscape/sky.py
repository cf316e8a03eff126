"""Skies: gradient, sun, moon, stars and aurora."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.clouds import paint_clouds
from medley.covers.landscape.colour import Colour, blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, ridge
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.weather import paint_lightning
from medley.covers.scene import Scene

_MOON_RADIUS = 0.032
_SUN_RADIUS = 0.026


def paint_sky(
    picture: Picture,
    scene: Scene,
    light: Light,
    rng: np.random.Generator,
    horizon: float = 0.6,
) -> None:
    """Paint the sky down to ``horizon`` (a height ``y``), and its last colour below.

    It draws from streams of its own, so that stars and clouds never move the land.
    """
    star_rng, aurora_rng, cloud_rng, bolt_rng = rng.spawn(4)
    _gradient(picture, light, horizon)
    covered = scene.weather in ("rain", "storm", "snow", "mist")
    if light.night and not covered:
        _stars(picture, star_rng, horizon, 0.35 if scene.weather == "cloudy" else 1.0)
    if scene.weather == "aurora" and light.night:
        _aurora(picture, aurora_rng, horizon)
    if not covered or scene.weather == "mist":
        _disc(picture, light, horizon, veiled=scene.weather == "mist")
    paint_clouds(picture, scene, light, cloud_rng, horizon)
    if scene.weather == "storm":
        paint_lightning(picture, light, bolt_rng, horizon)


def sun_place(picture: Picture, light: Light, horizon: float) -> tuple[float, float]:
    """Where the sun or moon stands, as (x, y) in picture heights."""
    y = horizon - light.sun_height
    return light.sun_x * picture.aspect, max(y, 0.12) if light.night else y


def _gradient(picture: Picture, light: Light, horizon: float) -> None:
    """From zenith to horizon, warmer around a low sun and deeper away from it."""
    x, y = sun_place(picture, light, horizon)
    depth = np.clip(picture.y / np.float32(horizon), 0, 1)
    away = np.abs(picture.x - np.float32(x)) / np.float32(max(picture.aspect, 1.0))
    low = 0.0 if light.night or light.sun_height > 0.5 else 0.16 * light.direct
    bent = np.clip(depth + np.float32(low) * (0.35 - away) * depth, 0, 1)
    index = bent * np.float32(len(light.sky) - 2)
    floor = index.astype(np.int32)
    share = (index - floor)[..., None]
    steps = np.diff(light.sky, axis=0, append=light.sky[-1:])
    picture.pixels[:] = np.broadcast_to(
        light.sky[floor] + steps[floor] * share, picture.pixels.shape
    )
    if not light.night and light.direct > 0.2:
        _sun_glow(picture, light, x, y)


def _sun_glow(picture: Picture, light: Light, x: float, y: float) -> None:
    low = light.sun_height < 0.5
    strength = light.direct * (0.55 if low else 0.30)
    halo = blend(light.key, light.sun, 0.35)
    picture.shine(halo, picture.glow(x, y, 0.38 if low else 0.6, flatness=1.9) * strength)
    if low:
        picture.shine(light.sun, picture.glow(x, y, 0.11, flatness=1.3) * (0.6 * light.direct))


def _disc(picture: Picture, light: Light, horizon: float, *, veiled: bool) -> None:
    """The sun's disc in its glow, or the moon with its maria."""
    if light.sun_height > 0.8:
        return
    x, y = sun_place(picture, light, horizon)
    radius = _MOON_RADIUS if light.night else _SUN_RADIUS
    distance = np.sqrt((picture.x - x) ** 2 + (picture.y - y) ** 2)
    edge = np.clip((radius - distance) * np.float32(picture.height) + 0.5, 0, 1)
    share = 0.45 if veiled else 1.0
    if light.night:
        halo = colour((0.62, 0.06, 255))
        picture.shine(halo, np.exp(-distance / np.float32(0.16)) * np.float32(0.42 * share))
        picture.shine(halo, np.exp(-distance / np.float32(0.045)) * np.float32(0.4 * share))
        picture.lay(_moon_face(picture, light, x, y, radius), edge * np.float32(share))
    else:
        picture.lay(light.sun, edge * np.float32(share))
        picture.shine(light.sun, np.exp(-distance / np.float32(0.03)) * np.float32(0.8 * share))


def _moon_face(picture: Picture, light: Light, x: float, y: float, radius: float) -> Array:
    """The moon's colour: pale, with a few darker plains."""
    plains = np.zeros((picture.height, picture.width), dtype=np.float32)
    for across, down, size in ((-0.3, -0.25, 0.42), (0.28, -0.3, 0.3), (0.1, 0.25, 0.36)):
        plains += picture.glow(x + across * radius, y + down * radius, size * radius)
    face: Array = light.sun - np.clip(plains, 0, 1)[..., None] * np.float32(0.13)
    return face


def _stars(picture: Picture, rng: np.random.Generator, horizon: float, share: float) -> None:
    """Stars of many sizes, rarer toward the horizon, in a faint band of the milky way."""
    n = 620
    place = rng.random((n, 2))
    size = rng.pareto(2.2, n)
    warmth = rng.random(n)
    lean = float(rng.uniform(-0.6, 0.6))
    field = np.zeros_like(picture.pixels[: max(2, picture.row(horizon))])
    for (across, down), grown, warm in zip(place, size, warmth, strict=True):
        x, y = across * picture.aspect, down**1.25 * horizon
        fade = 1 - (y / horizon) ** 2
        tone = np.array([0.82 + 0.18 * warm, 0.9, 1.0 - 0.2 * warm], dtype=np.float32)
        _dot(field, picture, x, y, tone * np.float32(min(1.0, 0.16 + 0.22 * grown) * fade))
    picture.pixels[: len(field)] += field * np.float32(share)
    band = picture.noise(rng, frequency=3, octaves=5, reduction=4)
    axis = (picture.x - picture.aspect * 0.5) * np.float32(lean) + np.float32(0.24) - picture.y
    milky = np.exp(-((axis / np.float32(0.13)) ** 2)) * np.clip(0.55 + 0.4 * band, 0, 1.4)
    picture.shine(colour((0.72, 0.05, 280)), milky * np.float32(0.15 * share))


def _dot(field: Array, picture: Picture, x: float, y: float, tone: Colour) -> None:
    """Add one star, spread over the pixels that its true place touches."""
    scale = picture.height
    column, row = x * scale - 0.5, y * scale - 0.5
    reach = max(1, round(scale / 500))
    for i in range(math.floor(row) - reach, math.floor(row) + reach + 2):
        for j in range(math.floor(column) - reach, math.floor(column) + reach + 2):
            if 0 <= i < field.shape[0] and 0 <= j < field.shape[1]:
                spread = ((i - row) ** 2 + (j - column) ** 2) / (0.32 * max(1.0, scale / 620) ** 2)
                field[i, j] += tone * np.float32(math.exp(-spread))


def _aurora(picture: Picture, rng: np.random.Generator, horizon: float) -> None:
    """Curtains of green and violet rays that hang from bending bands."""
    for strength, hue in ((0.95, 158.0), (0.6, 172.0)):
        x = picture.x[0]
        slant = (x / np.float32(picture.aspect) - 0.5) * float(rng.uniform(-0.45, 0.45))
        foot = horizon * (0.60 + slant + 0.16 * ridge(x, rng, frequency=0.6, octaves=3, gain=0.4))
        rays = np.clip(0.62 + 0.30 * ridge(x, rng, frequency=5, octaves=4, gain=0.7), 0.1, 1.5)
        veil = np.clip(0.6 + 0.45 * ridge(x, rng, frequency=0.8, octaves=2), 0.0, 1.2)
        above = foot[None, :] - picture.y
        height = (0.13 + 0.10 * rays)[None, :]
        curtain = np.where(above > 0, np.exp(-above / height), np.exp(above / np.float32(0.035)))
        curtain = picture.soften((curtain * (rays * veil)[None, :]).astype(np.float32), 0.0083)
        upper = np.clip(above / np.float32(0.32), 0, 1) * curtain
        picture.shine(colour((0.80, 0.19, hue)), curtain * np.float32(0.75 * strength))
        picture.shine(colour((0.62, 0.20, 320)), upper * np.float32(0.8 * strength))
