"""Paint the landscape of a scene."""

from __future__ import annotations

import zlib
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
    picture = Picture(size)
    light = light_of(scene, _stream(seed, "light", scene.time))
    _painter_of(scene.place)(picture, scene, light, _stream(seed, "land", scene.place))
    paint_air(picture, scene, light, _stream(seed, "air", scene.weather))
    paint_falling(picture, scene, light, _stream(seed, "falling", scene.weather))
    paint_drift(picture, scene, light, _stream(seed, "drift", scene.season))
    grade(picture, scene, _stream(seed, "grade", ""))
    return picture.image()


def _painter_of(place: Place) -> PaintPlace:
    module = import_module(f"medley.covers.landscape.scenes.{SCENES[place]}")
    return cast(PaintPlace, module.paint)


def _stream(seed: int, purpose: str, value: str) -> np.random.Generator:
    """Random numbers for one purpose, unmoved by how many another one draws."""
    return np.random.default_rng([seed, zlib.crc32(f"{purpose} {value}".encode())])
