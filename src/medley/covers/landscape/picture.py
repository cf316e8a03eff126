"""The picture that a landscape is painted on, in places that do not depend on its size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw

from medley.covers.landscape.colour import Colour
from medley.covers.landscape.noise import Array, fractal, resample

_SUPERSAMPLING = 3
_BAND = 48


class Picture:
    """Pixels in working RGB and the places of their centres.

    Places are in picture heights: ``y`` runs from 0 (top) to 1 (bottom), ``x`` from 0
    (left) to ``aspect`` (right). Masks are [shape=(height, width)] in [0, 1].

    Parameters
    ----------
    size : tuple of int
        Width and height in pixels.
    aspect : float, optional
        Of the picture that this one is cropped to: rounding its own size would shift
        what is drawn by chance.

    Attributes
    ----------
    pixels : ndarray of float32 [shape=(height, width, 3)]
        Working RGB; see `medley.covers.landscape.colour`.
    x, y : ndarray of float32 [shape=(1, width)] and [shape=(height, 1)]
        Places of the pixels' centres.
    """

    def __init__(self, size: tuple[int, int], aspect: float | None = None) -> None:
        self.width, self.height = size
        self.aspect = aspect or self.width / self.height
        self.pixels: Array = np.zeros((self.height, self.width, 3), dtype=np.float32)
        step = np.float32(1.0 / self.height)
        self.x: Array = ((np.arange(self.width, dtype=np.float32) + 0.5) * step)[None, :]
        self.y: Array = ((np.arange(self.height, dtype=np.float32) + 0.5) * step)[:, None]

    def cropped(self, left: int, top: int, size: tuple[int, int]) -> Picture:
        """The part of ``size`` pixels whose first column and row are ``left`` and ``top``."""
        part = Picture(size)
        part.pixels = self.pixels[top : top + part.height, left : left + part.width].copy()
        return part

    def row(self, y: float) -> int:
        """The row of pixels at a height, within the picture."""
        return min(self.height, max(0, round(y * self.height)))

    def lay(self, paint: Colour | Array, mask: Array | float = 1.0, top: int = 0) -> None:
        """Cover the picture with paint where the mask says.

        Parameters
        ----------
        paint : ndarray of float32
            One colour, or colours that broadcast to the mask's [shape=(rows, width, 3)].
        mask : ndarray of float32 or float
            Share of the paint; [shape=(rows, width)], or broadcasting to it.
        top : int
            First row of pixels that the mask covers.
        """
        for below, one, share in self._bands(paint, mask, top):
            below += (one - below) * share

    def shine(self, light: Colour, mask: Array | float, top: int = 0) -> None:
        """Add light as a screen does: it brightens and never burns out."""
        for below, one, share in self._bands(light, mask, top):
            below += (1 - np.minimum(below, 1)) * (one * share)

    def _bands(
        self, paint: Colour | Array, mask: Array | float, top: int
    ) -> Iterator[tuple[Array, Colour | Array, Array | np.float32]]:
        """Pixels, paint and mask in bands of rows so few that a processor's cache holds them."""
        rows = _n_rows(mask, paint, self.height - top)
        for first in range(0, rows, _BAND):
            last = min(rows, first + _BAND)
            one = paint[first:last] if paint.ndim == 3 and len(paint) > 1 else paint
            share: Array | np.float32
            if isinstance(mask, np.ndarray):
                part = mask[first:last] if mask.ndim == 2 and len(mask) > 1 else mask
                share = part[..., None]
            else:
                share = np.float32(mask)
            yield self.pixels[top + first : top + last], one, share

    def shade(self, colour: Colour, mask: Array | float, top: int = 0) -> None:
        """Multiply the picture by a colour where the mask says."""
        rows = _n_rows(mask, colour, self.height - top)
        share = mask[..., None] if isinstance(mask, np.ndarray) else np.float32(mask)
        self.pixels[top : top + rows] *= 1 - (1 - colour) * share

    def noise(
        self,
        rng: np.random.Generator,
        *,
        frequency: float = 3.0,
        octaves: int = 5,
        gain: float = 0.5,
        stretch: float = 1.0,
        ridged: bool = False,
        reduction: int = 2,
    ) -> Array:
        """Fractal noise over the whole picture, made ``reduction`` times smaller first."""
        shape = (-(-self.height // reduction), -(-self.width // reduction))
        field = fractal(
            shape,
            rng,
            aspect=self.aspect,
            frequency=frequency,
            octaves=octaves,
            gain=gain,
            stretch=stretch,
            ridged=ridged,
        )
        return self.enlarged(field)

    def enlarged(self, field: Array) -> Array:
        """Resize a field over the whole picture to the picture's size."""
        shape = (self.height, self.width)
        return field if field.shape == shape else resample(field, shape)

    def below(self, skyline: Array, softness: float = 0.0) -> Array:
        """Mask of what lies under a skyline, with smooth edges.

        Parameters
        ----------
        skyline : ndarray of float32 [shape=(width,)]
            Height ``y`` of the edge over each column.
        softness : float
            Height over which the edge fades, beyond one pixel.
        """
        blur = max(softness, 1.0 / self.height)
        mask: Array = np.clip((self.y - skyline[None, :]) * np.float32(1.0 / blur) + 0.5, 0.0, 1.0)
        return mask

    def shapes(self, polygons: Iterable[Sequence[tuple[float, float]]]) -> Array:
        """Mask of filled polygons, whose corners are (x, y) places, with smooth edges."""
        times = _SUPERSAMPLING
        canvas = Image.new("L", (self.width * times, self.height * times))
        draw = ImageDraw.Draw(canvas)
        scale = self.height * times
        for polygon in polygons:
            draw.polygon([(x * scale, y * scale) for x, y in polygon], fill=255)
        mask = np.asarray(canvas.reduce(times), dtype=np.float32)
        share: Array = mask / np.float32(255)
        return share

    def glow(self, x: float, y: float, radius: float, *, flatness: float = 1.0) -> Array:
        """A soft round light: 1 at the centre, fading like a bell; wider if ``flatness`` > 1."""
        across = np.exp(-(((self.x - x) / (radius * flatness)) ** 2))
        down = np.exp(-(((self.y - y) / radius) ** 2))
        light: Array = (across * down).astype(np.float32)
        return light

    def soften(self, field: Array, reach: float) -> Array:
        """Blur a field of the picture's rows as far as ``reach``, in picture heights."""
        return blurred(field, max(2, round(reach * self.height)))

    def image(self) -> Image.Image:
        """The picture in 8-bit RGB."""
        whole = np.clip(self.pixels * 255 + 0.5, 0, 255).astype(np.uint8)
        return Image.fromarray(whole)


def blurred(field: Array, reduction: int) -> Array:
    """Blur a field [shape=(rows, columns)] by making it smaller and enlarging it again."""
    shape = field.shape[0], field.shape[1]
    small = max(2, shape[0] // reduction), max(2, shape[1] // reduction)
    return resample(resample(field, small), shape)


def _n_rows(mask: Array | float, paint: Array, rest: int) -> int:
    """How many rows a mask or a paint covers."""
    if isinstance(mask, np.ndarray) and mask.ndim == 2 and mask.shape[0] > 1:
        return int(mask.shape[0])
    return int(paint.shape[0]) if paint.ndim == 3 and paint.shape[0] > 1 else rest
