"""What falls before the view: rain and snow."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from medley.covers.landscape.colour import blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.picture import Picture
from medley.covers.scene import Scene


def paint_falling(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint the rain or snow of the scene's weather over the whole picture."""
    pale = blend(light.horizon, colour((0.97, 0.01, 240)), 0.5)
    if scene.weather in ("rain", "storm") and scene.place != "window":
        heavy = 1.3 if scene.weather == "storm" else 1.0
        for n, length, width, strength in ((420, 0.035, 0.0011, 0.16), (120, 0.075, 0.0020, 0.17)):
            mask = _streaks(picture, rng, (round(n * heavy), length, width))
            picture.shine(pale, mask * np.float32(strength * heavy))
    if scene.weather == "snow" and scene.place != "window":
        white = blend(pale, colour((0.99, 0.0, 0)), 0.6)
        for n, radius, blur, strength in (
            (420, 0.0022, 0.0006, 0.75),
            (110, 0.0048, 0.0022, 0.62),
            (26, 0.012, 0.007, 0.36),
        ):
            picture.lay(white, _flakes(picture, rng, (n, radius, blur)) * np.float32(strength))


def _streaks(
    picture: Picture, rng: np.random.Generator, kind: tuple[int, float, float]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Mask of slanted streaks: how many, how long and how wide."""
    n, length, width = kind
    places, lengths = rng.random((n, 2)), rng.uniform(0.5, 1.3, n)
    polygons = []
    for (across, down), share in zip(places, lengths, strict=True):
        x, y = across * (picture.aspect + 0.1) - 0.05, down * 1.1 - 0.05
        tall = length * share
        slant = tall * 0.16
        half = max(width, 0.7 / picture.height) / 2
        polygons.append(
            [
                (x - half, y),
                (x + half, y),
                (x - slant + half, y + tall),
                (x - slant - half, y + tall),
            ]
        )
    return picture.shapes(polygons)


def _flakes(
    picture: Picture, rng: np.random.Generator, kind: tuple[int, float, float]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Mask of soft flakes: how many, how big and how blurred."""
    n, radius, blur = kind
    places, sizes = rng.random((n, 2)), rng.uniform(0.55, 1.25, n)
    times = 2
    canvas = Image.new("L", (picture.width * times, picture.height * times))
    draw = ImageDraw.Draw(canvas)
    scale = picture.height * times
    for (across, down), share in zip(places, sizes, strict=True):
        x, y, r = across * picture.aspect * scale, down * scale, radius * share * scale
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    small = canvas.reduce(times).filter(ImageFilter.GaussianBlur(blur * picture.height))
    return np.asarray(small, dtype=np.float32) * np.float32(1 / 255)
