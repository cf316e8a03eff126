"""A cabin in the snow: a heavy roof, smoke, tracks that lead to it, a window that is lit."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import colour
from medley.covers.landscape.glints import glow
from medley.covers.landscape.light import Light
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.stencil import Point, Stencil
from medley.covers.scene import Scene

_WIDE, _HIGH = 0.088, 0.036
"""Of the walls, in picture heights."""


def paint_cabin(
    picture: Picture, scene: Scene, light: Light, rng: np.random.Generator, foot: Point
) -> None:
    """Paint the cabin whose wall stands with its middle on ``foot``."""
    x, y = foot
    _tracks(picture, light, rng, foot)
    lit = scene.time != "day" or scene.weather in ("storm", "snow")
    _smoke(picture, light, rng, (x + _WIDE * 0.24, y - _HIGH * 2.3))
    walls = Stencil((picture.width, picture.height))
    half = _WIDE / 2
    gable = x - half * 0.45
    walls.box(x - half, y - _HIGH, x + half, y, 0.42)
    walls.box(x - half, y - _HIGH, gable, y, 0.75 if light.side < 0 else 0.2)
    walls.polygon(
        [(x - half, y - _HIGH), (gable, y - _HIGH), (x - half * 0.72, y - _HIGH * 1.9)], 0.5
    )
    for step in range(1, 6):
        level = y - _HIGH * step / 6
        walls.line([(x - half, level), (x + half, level)], 0.0012, 0.08)
    walls.box(x + _WIDE * 0.20, y - _HIGH * 2.3, x + _WIDE * 0.28, y - _HIGH * 1.5, 0.3)
    wood = light.lit((0.50, 0.06, 50), 0.7)
    walls.onto(picture, light.lit((0.24, 0.035, 45), 0.2), light.far(wood, 0.05))
    roof = Stencil((picture.width, picture.height))
    peak = x - half * 0.72
    roof.polygon(
        [(peak, y - _HIGH * 2.05), (x + half * 0.86, y - _HIGH * 2.05),
         (x + half * 1.12, y - _HIGH * 0.92), (gable - half * 0.08, y - _HIGH * 0.92)], 0.72,
    )  # fmt: skip
    roof.line([(x - half * 1.12, y - _HIGH * 0.9), (peak, y - _HIGH * 2.02)], 0.006, 1.0)
    roof.line([(peak, y - _HIGH * 2.05), (x + half * 0.86, y - _HIGH * 2.05)], 0.004, 1.0)
    roof.polygon([(x - half * 1.5, y + 0.003), (x - half, y - 0.006), (x + half, y - 0.006),
                  (x + half * 1.5, y + 0.003)], 0.6)  # fmt: skip
    roof.onto(picture, light.lit((0.70, 0.03, 245), 0.2), light.lit((0.98, 0.008, 235), 0.8))
    if lit:
        _window(picture, (x + half * 0.18, y - _HIGH * 0.5), foot)


def _window(picture: Picture, place: Point, foot: Point) -> None:
    """Light two panes, the air around them and the snow before them."""
    warm = colour((0.87, 0.13, 70))
    panes = Stencil((picture.width, picture.height))
    for side in (-1, 1):
        middle = place[0] + side * 0.0075
        panes.box(middle - 0.0058, place[1] - 0.0085, middle + 0.0058, place[1] + 0.0065, 1.0)
    panes.onto(picture, warm, colour((0.94, 0.11, 82)))
    glow(picture, place, 0.035, warm, 0.55)
    pool = picture.glow(place[0], foot[1] + 0.018, 0.020, flatness=3.2)
    picture.shine(warm, pool * np.float32(0.5))


def _smoke(picture: Picture, light: Light, rng: np.random.Generator, mouth: Point) -> None:
    """Let smoke rise from the chimney and lean with the air."""
    lean, phase = float(rng.choice((-1.0, 1.0))), float(rng.uniform(0, 6))
    rise = np.clip((np.float32(mouth[1]) - picture.y) / np.float32(0.17), 0, 1)
    middle = mouth[0] + lean * 0.055 * rise**1.6 + 0.006 * np.sin(rise * 9 + phase) * rise
    width = np.float32(0.003) + np.float32(0.019) * rise
    plume = np.exp(-(((picture.x - middle) / width) ** 2)) * np.clip(rise * 12, 0, 1)
    picture.lay(light.haze * np.float32(1.12), plume * (1 - rise) * np.float32(0.5))


def _tracks(picture: Picture, light: Light, rng: np.random.Generator, foot: Point) -> None:
    """Press footprints into the snow, from the viewer to the door."""
    prints = Stencil((picture.width, picture.height))
    start = foot[0] + float(rng.uniform(0.15, 0.4)) * (1 if foot[0] < picture.aspect / 2 else -1)
    swing = float(rng.uniform(0.03, 0.08))
    for i, share in enumerate((np.linspace(0, 1, 46) ** 0.62).tolist()):
        near = 1 - share
        y = foot[1] + 0.012 + (1.02 - foot[1]) * near**1.5
        size = 0.0016 + 0.011 * near**1.5
        x = foot[0] + (start - foot[0]) * near + swing * np.sin(near * 5.0) * near
        prints.oval(x + (0.8 if i % 2 else -0.8) * size * 1.6, y, size, size * 0.42, 0.5)
    hollow = light.lit((0.62, 0.045, 255), 0.12)
    prints.onto(picture, hollow, hollow, share=0.55)
