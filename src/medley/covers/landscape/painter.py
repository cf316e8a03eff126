"""Paint the landscape of a scene."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import numpy as np
from PIL import Image

from medley.core.errors import ConfigError
from medley.covers.landscape.falling import paint_falling
from medley.covers.landscape.grade import grade
from medley.covers.landscape.light import Light, light_of
from medley.covers.landscape.petals import paint_drift
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.weather import paint_air
from medley.covers.scene import Place, Scene

SMALLEST = 64
"""Least width and height of a picture, in pixels."""

SCENES: dict[Place, str] = {
    "beach": "beach",
    "city": "city",
    "clouds": "clouds",
    "desert": "desert",
    "forest": "forest",
    "grain": "grain",
    "harbour": "harbour",
    "lake": "lake",
    "meadow": "meadow",
    "mountains": "mountains",
    "river": "river",
    "road": "road",
    "sea": "sea",
    "snowfield": "snowfield",
    "window": "window",
}
"""Module in `medley.covers.landscape.scenes` that paints each place."""


_NEAREST = 1.18
"""How much larger than the picture a landscape is painted at most."""


class PaintPlace(Protocol):
    """Paint a place, its sky included, onto an empty picture."""

    def __call__(
        self, picture: Picture, scene: Scene, light: Light, rng: np.random.Generator
    ) -> None:
        """Paint with ``rng``, which the seed fixes."""
        ...


def paint_landscape(scene: Scene, size: tuple[int, int], seed: int) -> Image.Image:
    """Paint a scene; equal arguments give equal pixels.

    Parameters
    ----------
    scene : Scene
        What to show.
    size : tuple of int
        Width and height in pixels, each at least `SMALLEST`. Every size of one aspect
        shows the same composition.
    seed : int
        Which of endlessly many pictures of the scene; at least 0. The same seed keeps
        the shape of the land when only time, weather or tint change.

    Returns
    -------
    PIL.Image.Image
        RGB.

    Raises
    ------
    ConfigError
        If the size is too small.
    """
    if min(size) < SMALLEST:
        raise ConfigError(
            f"a landscape of {size[0]}x{size[1]} pixels is too small: "
            f"ask for at least {SMALLEST} each way"
        )
    frame = _frame_of(size, _stream(seed, "frame", scene.place))
    picture = Picture(frame.whole, size[0] / size[1])
    light = light_of(scene, _stream(seed, "light", ""))
    _painter_of(scene.place)(picture, scene, light, _stream(seed, "land", scene.place))
    paint_air(picture, scene, light, _stream(seed, "air", scene.weather))
    picture = picture.cropped(frame.left, frame.top, size)
    paint_falling(picture, scene, light, _stream(seed, "falling", scene.weather))
    paint_drift(picture, scene, light, _stream(seed, "drift", scene.season))
    grade(picture, scene, _stream(seed, "grade", ""))
    return picture.image()


@dataclass(frozen=True, slots=True)
class _Frame:
    """What of a landscape is shown: where to crop it, in pixels of its whole size."""

    whole: tuple[int, int]
    left: int
    top: int


def _frame_of(size: tuple[int, int], rng: np.random.Generator) -> _Frame:
    """Choose how near a picture is, and how high its horizon, so that seeds differ in both."""
    zoom = float(rng.uniform(1.0, _NEAREST))
    width, height = (round(side * zoom) for side in size)
    across, down = rng.uniform(0.2, 0.8), rng.uniform(0.0, 1.0)
    left, top = round((width - size[0]) * across), round((height - size[1]) * down)
    return _Frame((width, height), left, top)


def _painter_of(place: Place) -> PaintPlace:
    module = import_module(f"medley.covers.landscape.scenes.{SCENES[place]}")
    return cast(PaintPlace, module.paint)


def _stream(seed: int, purpose: str, value: str) -> np.random.Generator:
    """Random numbers for one purpose, unmoved by how many another one draws."""
    return np.random.default_rng([seed, zlib.crc32(f"{purpose} {value}".encode())])
