"""Weather in the air: layers of mist before a scene, lightning in the sky of a storm."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from medley.covers.landscape.colour import blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.stencil import Stencil
from medley.covers.scene import Scene

_MIST: dict[str, float] = {"mist": 0.78, "rain": 0.34, "snow": 0.30, "storm": 0.22}
_FOOT: dict[str, float] = {"city": 0.70, "forest": 0.68, "harbour": 0.66, "lake": 0.6, "sea": 0.56}


def snow_lies(scene: Scene) -> bool:
    """Whether snow lies on the ground: where it falls, and in a winter without rain."""
    wet = scene.weather in ("rain", "storm")
    return scene.weather == "snow" or (scene.season == "winter" and not wet)


def wintry(scene: Scene) -> Scene:
    """The scene as its plants show it: in winter when snow falls, whatever the month."""
    return replace(scene, season="winter") if scene.weather == "snow" else scene


def paint_air(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint mist over a finished scene.

    A clear or cloudy day leaves the picture as it is; a window keeps the weather outside.
    """
    if scene.place != "window" and scene.weather in _MIST:
        _mist(picture, scene, light, rng)


def _mist(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Lay long banks of mist around the horizon, and a veil over all that is far."""
    most = _MIST[scene.weather]
    foot = _FOOT.get(scene.place, 0.62)
    pale = blend(light.haze, light.horizon, 0.4)
    for middle, thick, share, stretch in (
        (foot - 0.10, 0.13, 0.62, 4.0),
        (foot + 0.02, 0.06, 0.75, 6.0),
        (foot + 0.20, 0.07, 0.42, 5.0),
    ):
        field = picture.noise(rng, frequency=2.2, octaves=4, stretch=stretch, reduction=6)
        level = np.exp(-(((picture.y - middle - 0.02 * field) / np.float32(thick)) ** 2))
        bank = level * np.clip(0.55 + 0.3 * field, 0, 1.1)
        picture.lay(pale, np.clip(bank * np.float32(most * share), 0, 0.92))


def paint_lightning(
    picture: Picture, light: Light, rng: np.random.Generator, horizon: float
) -> None:
    """Strike a forked bolt out of a sky's clouds, and light them up around it."""
    share = 0.72 if light.sun_x < 0.5 else 0.28
    x = picture.aspect * (share + float(rng.uniform(-0.08, 0.08)))
    hue = colour((0.93, 0.05, 285))
    flash = picture.glow(x, 0.06, 0.30, flatness=1.7)
    cloud = picture.noise(rng, frequency=4, octaves=4, stretch=2.0, reduction=4)
    picture.shine(hue, flash * np.clip(0.55 + 0.28 * cloud, 0.1, 1.1) * np.float32(0.62))
    ways = _forks((x, -0.02), rng, horizon)
    for width, blur, strength in ((0.011, 0.014, 0.5), (0.0032, 0.0016, 0.8), (0.0016, 0.0, 1.0)):
        stencil = Stencil((picture.width, picture.height))
        for way, thin in ways:
            stencil.line(way, width * thin, 1.0)
        cutout = stencil.cutout(blur)
        if cutout is not None:
            below = picture.pixels[cutout.window]
            core = blend(hue, colour((1.0, 0.0, 0)), 0.7 if blur < 0.01 else 0.0)
            below += (np.maximum(core, below) - below) * cutout.cover * np.float32(strength)


def _forks(
    start: tuple[float, float], rng: np.random.Generator, horizon: float
) -> list[tuple[list[tuple[float, float]], float]]:
    """A jagged way down to the horizon and a few thinner ones that leave it."""
    main = _jagged(start, math.pi / 2 + float(rng.normal(0, 0.12)), horizon * 1.06, rng)
    ways = [(main, 1.0)]
    for _ in range(4):
        begin = main[int(rng.integers(4, len(main) - 5))]
        turn = float(rng.choice((-1.0, 1.0)) * rng.uniform(0.35, 0.8))
        reach = float(rng.uniform(0.08, 0.2))
        ways.append((_jagged(begin, math.pi / 2 + turn, reach, rng), 0.5))
    return ways


def _jagged(
    start: tuple[float, float], angle: float, reach: float, rng: np.random.Generator
) -> list[tuple[float, float]]:
    steps = max(6, round(reach * 48))
    x, y = start
    way = [start]
    for turn in rng.normal(0, 0.55, steps).tolist():
        x += math.cos(angle + turn) * reach / steps
        y += math.sin(angle + turn) * reach / steps
        way.append((x, y))
    return way
