"""A canvas of flat planes: gradients, silhouettes with smooth edges, soft light, grain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from medley.covers.palette import Rgb

Points: TypeAlias = Sequence[tuple[float, float]]
Fill: TypeAlias = Rgb | tuple[Rgb, Rgb]
"""One colour, or two for a gradient from the top of the picture to its bottom."""

_OVERSAMPLING = 2
_BLUR_SHRINK = 4


class Pen:
    """Draws shapes in one mask; coordinates and sizes are pixels of the picture."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: float) -> None:
        self._draw = draw
        self._scale = scale

    def polygon(self, points: Points, *, level: int = 255) -> None:
        """Fill a polygon; ``level`` 0-255 is how opaque it is."""
        s = self._scale
        self._draw.polygon([(x * s, y * s) for x, y in points], fill=level)

    def disc(self, x: float, y: float, r: float, *, level: int = 255) -> None:
        """Fill a disc around a centre."""
        self.ellipse(x, y, r, r, level=level)

    def ellipse(self, x: float, y: float, rx: float, ry: float, *, level: int = 255) -> None:
        """Fill an ellipse around a centre."""
        s = self._scale
        box = ((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s)
        self._draw.ellipse(box, fill=level)

    def ring(self, x: float, y: float, r: float, width: float, *, level: int = 255) -> None:
        """Draw a circle of the given line width."""
        s = self._scale
        box = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._draw.ellipse(box, outline=level, width=max(1, round(width * s)))

    def arc(self, x: float, y: float, r: float, span: tuple[float, float], width: float) -> None:
        """Draw part of a circle; ``span`` in degrees, clockwise from three o'clock."""
        s = self._scale
        box = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._draw.arc(box, *span, fill=255, width=max(1, round(width * s)))

    def slice(self, x: float, y: float, r: float, span: tuple[float, float]) -> None:
        """Fill a slice of a disc; ``span`` in degrees."""
        s = self._scale
        box = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._draw.pieslice(box, *span, fill=255)

    def box(
        self, x: float, y: float, w: float, h: float, *, radius: float = 0.0, level: int = 255
    ) -> None:
        """Fill a rectangle given by its upper left corner, width and height."""
        s = self._scale
        ends = (x * s, y * s, (x + max(w, 0.5)) * s, (y + max(h, 0.5)) * s)
        self._draw.rounded_rectangle(ends, radius=radius * s, fill=level)

    def line(self, points: Points, width: float, *, level: int = 255) -> None:
        """Draw a line with round joints."""
        s = self._scale
        scaled = [(x * s, y * s) for x, y in points]
        self._draw.line(scaled, fill=level, width=max(1, round(width * s)), joint="curve")


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
        w, h = self.size
        mask = Image.new("L", (max(1, round(w * scale)), max(1, round(h * scale))))
        yield Pen(ImageDraw.Draw(mask), scale)
        if blur > 0:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * scale))
            mask = mask.resize(self.size, Image.Resampling.BILINEAR)
        else:
            mask = mask.reduce(_OVERSAMPLING)
        self._fill(mask, fill, alpha)

    def ridge(self, heights: NDArray[np.float64], fill: Fill) -> None:
        """Fill everything below a line; ``heights`` are y in pixels from left to right."""
        xs = np.linspace(0, self.w, len(heights))
        points = [(0.0, self.h + 2), *zip(xs.tolist(), heights.tolist(), strict=True)]
        with self.pen(fill) as pen:
            pen.polygon([*points, (self.w, self.h + 2)])

    def glow(self, x: float, y: float, r: float, colour: Rgb, strength: float = 0.8) -> None:
        """Add a soft round light that fades out at radius ``r``."""
        side = max(2, round(2 * r))
        mask = _falloff(round(strength * 255)).resize((side, side), Image.Resampling.BILINEAR)
        box = (round(x - r), round(y - r))
        self.planes[-1].paste(
            colour + (255,) if self._transparent else colour, (*box, box[0] + side, box[1] + side), mask
        )  # fmt: skip

    def mist(self, y: float, height: float, colour: Rgb, strength: float = 0.5) -> None:
        """Lay a band of haze around the height ``y``."""
        rows = np.arange(int(self.h))
        band = 255 * strength * np.exp(-(((rows - y) / max(height, 1.0)) ** 2))
        mask = Image.fromarray(band.astype(np.uint8)[:, None], "L").resize(self.size)
        self._fill(mask, colour, 1.0)

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
        noise = _noise(grain)
        x, y = seed % (noise.width - 8), (seed // 977) % (noise.height - 8)
        shifted = ImageChops.offset(noise, -x, -y).crop((0, 0, *self.size))
        return ImageChops.add(picture, shifted, 1.0, -128)

    @property
    def _transparent(self) -> bool:
        return self.planes[-1].mode == "RGBA"

    def _fill(self, mask: Image.Image, fill: Fill, alpha: float) -> None:
        box = mask.getbbox()
        if box is None:
            return
        if alpha < 1.0:
            mask = mask.point([round(level * alpha) for level in range(256)])
        colours = fill if isinstance(fill[0], tuple) else (fill, fill)
        plane = self.planes[-1]
        if colours[0] == colours[1]:
            colour = (*colours[0], 255) if self._transparent else colours[0]
            plane.paste(colour, box, mask.crop(box))  # type: ignore[arg-type]
            return
        ramp = _gradient(colours, (box[2] - box[0], box[3] - box[1])).convert(plane.mode)  # type: ignore[arg-type]
        plane.paste(ramp, box, mask.crop(box))


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
def _noise(grain: float) -> Image.Image:
    values = np.random.default_rng(1).normal(128, grain, (1024, 1024))
    return Image.fromarray(values.clip(0, 255).astype(np.uint8)).convert("RGB")
