"""A canvas of flat planes: gradients, silhouettes with smooth edges, soft light, grain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from medley.covers.flat.palette import Rgb

Points: TypeAlias = Sequence[tuple[float, float]]
Fill: TypeAlias = Rgb | tuple[Rgb, Rgb]
"""One colour, or two for a gradient from the top of the picture to its bottom."""

_OVERSAMPLING = 2
_BLUR_SHRINK = 4
_NOISE_SPARE = 160


class Pen:
    """Draws shapes in one mask; coordinates and sizes are pixels of the picture."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: float) -> None:
        self._draw = draw
        self._scale = scale
        self._bounds = [math.inf, math.inf, -math.inf, -math.inf]

    def touched(self, margin: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
        """Bounds of what was drawn, in mask pixels on a grid of two; None if nothing shows."""
        left, top, right, bottom = self._bounds
        if left > right:
            return None
        x0, y0 = (max(0, int(v * self._scale - margin) // 2 * 2) for v in (left, top))
        x1 = min(size[0], math.ceil((right * self._scale + margin) / 2 + 1) * 2)
        y1 = min(size[1], math.ceil((bottom * self._scale + margin) / 2 + 1) * 2)
        return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def _grow(self, left: float, top: float, right: float, bottom: float) -> None:
        held = self._bounds
        held[0], held[1] = min(held[0], left), min(held[1], top)
        held[2], held[3] = max(held[2], right), max(held[3], bottom)

    def _around(self, x: float, y: float, rx: float, ry: float) -> tuple[float, ...]:
        self._grow(x - rx, y - ry, x + rx, y + ry)
        s = self._scale
        return (x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s

    def _through(self, points: Points, spare: float) -> list[tuple[float, float]]:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self._grow(min(xs) - spare, min(ys) - spare, max(xs) + spare, max(ys) + spare)
        return [(x * self._scale, y * self._scale) for x, y in points]

    def polygon(self, points: Points, *, level: int = 255) -> None:
        """Fill a polygon; ``level`` 0-255 is how opaque it is."""
        self._draw.polygon(self._through(points, 0.0), fill=level)

    def disc(self, x: float, y: float, r: float, *, level: int = 255) -> None:
        """Fill a disc around a centre."""
        self.ellipse(x, y, r, r, level=level)

    def ellipse(self, x: float, y: float, rx: float, ry: float, *, level: int = 255) -> None:
        """Fill an ellipse around a centre."""
        self._draw.ellipse(self._around(x, y, rx, ry), fill=level)

    def ring(self, x: float, y: float, r: float, width: float, *, level: int = 255) -> None:
        """Draw a circle of the given line width."""
        line = max(1, round(width * self._scale))
        self._draw.ellipse(self._around(x, y, r, r), outline=level, width=line)

    def arc(self, x: float, y: float, r: float, span: tuple[float, float], width: float) -> None:
        """Draw part of a circle; ``span`` in degrees, clockwise from three o'clock."""
        line = max(1, round(width * self._scale))
        self._draw.arc(self._around(x, y, r, r), *span, fill=255, width=line)

    def slice(self, x: float, y: float, r: float, span: tuple[float, float]) -> None:
        """Fill a slice of a disc; ``span`` in degrees."""
        self._draw.pieslice(self._around(x, y, r, r), *span, fill=255)

    def box(
        self, x: float, y: float, w: float, h: float, *, radius: float = 0.0, level: int = 255
    ) -> None:
        """Fill a rectangle given by its upper left corner, width and height."""
        s = self._scale
        self._grow(x, y, x + max(w, 0.5), y + max(h, 0.5))
        ends = (x * s, y * s, (x + max(w, 0.5)) * s, (y + max(h, 0.5)) * s)
        self._draw.rounded_rectangle(ends, radius=radius * s, fill=level)

    def line(self, points: Points, width: float, *, level: int = 255) -> None:
        """Draw a line with round joints."""
        line = max(1, round(width * self._scale))
        self._draw.line(self._through(points, width), fill=level, width=line, joint="curve")


class Canvas:
    """A picture that grows from back to front.

    Parameters
    ----------
    size : (int, int)
        Width and height in pixels.
    layered : bool
        Keep the planes apart, for pictures that move: the first is opaque, the
        others are transparent with colours premultiplied by their opacity.

    Attributes
    ----------
    w, h, u : float
        Width, height, and the shorter of the two, in pixels.
    planes : list of PIL.Image.Image
        One, or one for each plane that was begun.
    """

    def __init__(self, size: tuple[int, int], *, layered: bool = False) -> None:
        self.size = size
        self.w, self.h = float(size[0]), float(size[1])
        self.u = min(self.w, self.h)
        self.layered = layered
        self.planes = [Image.new("RGB", size)]
        self._masks: dict[float, Image.Image] = {}

    def next_plane(self) -> None:
        """Begin what lies nearer; without ``layered`` it is painted onto the same plane."""
        if self.layered:
            self.planes.append(Image.new("RGBA", self.size))

    def backdrop(self, *colours: Rgb) -> None:
        """Cover the present plane with a gradient from top to bottom."""
        self.planes[-1].paste(_gradient(colours, self.size))

    @contextmanager
    def pen(self, fill: Fill, *, alpha: float = 1.0, blur: float = 0.0) -> Iterator[Pen]:
        """Draw one mask, then fill it when the block ends.

        Parameters
        ----------
        fill : Rgb or pair of Rgb
        alpha : float
            Opacity in [0, 1].
        blur : float
            Softness of the edges in pixels.
        """
        scale = 1.0 / _BLUR_SHRINK if blur > 0 else float(_OVERSAMPLING)
        mask = self._scratch(scale)
        pen = Pen(ImageDraw.Draw(mask), scale)
        yield pen
        box = pen.touched(3 * blur * scale + 2, mask.size)
        if box is None:
            return
        part = mask.crop(box)
        mask.paste(0, box)
        left, top, right, bottom = (round(v / scale) for v in box)
        if blur > 0:
            part = part.filter(ImageFilter.GaussianBlur(blur * scale))
            part = part.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        else:
            part = part.reduce(_OVERSAMPLING)
        self._fill(part, (left, top), fill, alpha)

    def _scratch(self, scale: float) -> Image.Image:
        """Lend a black mask; whoever draws on it wipes it again."""
        if scale not in self._masks:
            w, h = (2 * math.ceil(side * scale / 2) for side in self.size)
            self._masks[scale] = Image.new("L", (w, h))
        return self._masks[scale]

    def ridge(self, heights: NDArray[np.float64], fill: Fill) -> None:
        """Fill everything below a line; ``heights`` are y in pixels from left to right."""
        xs = np.linspace(0, self.w, len(heights))
        points = [(0.0, self.h + 2), *zip(xs.tolist(), heights.tolist(), strict=True)]
        with self.pen(fill) as pen:
            pen.polygon([*points, (self.w, self.h + 2)])

    def glow(self, x: float, y: float, r: float, colour: Rgb, strength: float = 0.8) -> None:
        """Add a soft round light that fades out at radius ``r``."""
        left, top = max(0, round(x - r)), max(0, round(y - r))
        right, bottom = min(self.size[0], round(x + r)), min(self.size[1], round(y + r))
        if left >= right or top >= bottom:
            return
        light = _falloff(round(strength * 255))
        per_pixel = light.width / (2 * r)
        seen = (left - x + r, top - y + r, right - x + r, bottom - y + r)
        x0, y0, x1, y1 = (min(max(v * per_pixel, 0.0), float(light.width)) for v in seen)
        size = (right - left, bottom - top)
        mask = light.resize(size, Image.Resampling.BILINEAR, box=(x0, y0, x1, y1))
        self._fill(mask, (left, top), colour, 1.0)

    def mist(self, y: float, height: float, colour: Rgb, strength: float = 0.5) -> None:
        """Lay a band of haze around the height ``y``."""
        rows = np.arange(int(self.h))
        band = 255 * strength * np.exp(-(((rows - y) / max(height, 1.0)) ** 2))
        mask = Image.fromarray(band.astype(np.uint8)[:, None], "L").resize(self.size)
        self._fill(mask, (0, 0), colour, 1.0)

    def finished(self, *, grain: float = 3.0, seed: int = 0) -> Image.Image:
        """Darken the corners a little and add grain.

        Parameters
        ----------
        grain : float
            Standard deviation in 8-bit steps.
        seed : int
            Which part of the grain is used.
        """
        picture = ImageChops.multiply(self.planes[0].convert("RGB"), _vignette(self.size))
        if grain <= 0:
            return picture
        noise = _noise(self.size, grain)
        w, h = self.size
        x, y = seed % _NOISE_SPARE, (seed // 977) % _NOISE_SPARE
        return ImageChops.add(picture, noise.crop((x, y, x + w, y + h)), 1.0, -128)

    @property
    def _transparent(self) -> bool:
        return self.planes[-1].mode == "RGBA"

    def _fill(self, mask: Image.Image, at: tuple[int, int], fill: Fill, alpha: float) -> None:
        if alpha < 1.0:
            mask = mask.point([round(level * alpha) for level in range(256)])
        plane = self.planes[-1]
        if not isinstance(fill[0], int):
            ramp = _gradient(fill, mask.size)
            plane.paste(ramp.convert("RGBA") if self._transparent else ramp, at, mask)
        elif self._transparent:
            # Pasting a bare colour would not multiply it by its opacity.
            plane.paste(Image.new("RGBA", mask.size, (*fill, 255)), at, mask)
        else:
            plane.paste(fill, (*at, at[0] + mask.width, at[1] + mask.height), mask)


def _gradient(colours: Sequence[Rgb], size: tuple[int, int]) -> Image.Image:
    at = np.linspace(0, len(colours) - 1, max(2, size[1]))
    stops = np.asarray(colours, float)
    column = np.stack([np.interp(at, np.arange(len(colours)), stops[:, c]) for c in range(3)], 1)
    strip = Image.fromarray(column.round().astype(np.uint8)[:, None, :])
    return strip.resize(size, Image.Resampling.NEAREST)


@lru_cache(maxsize=64)
def _falloff(peak: int) -> Image.Image:
    axis = np.linspace(-1, 1, 96)
    distance = np.hypot(axis[:, None], axis[None, :])
    light = np.clip(1 - distance, 0, 1) ** 2.2
    return Image.fromarray((peak * light).astype(np.uint8))


@lru_cache(maxsize=8)
def _vignette(size: tuple[int, int]) -> Image.Image:
    x, y = np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1])
    distance = np.hypot(x[None, :], y[:, None])
    shade = 255 * (1 - 0.16 * np.clip(distance - 0.55, 0, 1) ** 1.6)
    return Image.fromarray(shade.astype(np.uint8)).convert("RGB")


@lru_cache(maxsize=4)
def _noise(size: tuple[int, int], grain: float) -> Image.Image:
    shape = (size[1] + _NOISE_SPARE, size[0] + _NOISE_SPARE)
    values = np.random.default_rng(1).normal(128, grain, shape)
    return Image.fromarray(values.clip(0, 255).astype(np.uint8)).convert("RGB")
