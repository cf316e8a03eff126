"""Shapes drawn at twice the size: how far each covers a pixel, and how lit it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from medley.covers.landscape.colour import Colour
from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture

Point = tuple[float, float]
FINE = 2
_COVERS = [0] + [255] * 255
"""Opacity of each grey on a sheet: only 0 is bare."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """What a stencil covers, cropped to where it covers anything.

    Attributes
    ----------
    top, left : int
        Where it lies in the picture, in pixels.
    cover : ndarray, shape (h, w, 1)
        Opacity in [0, 1].
    tone : ndarray, shape (h, w, 1)
        How lit the shape is there: 0 in shadow, 1 in full light.
    """

    top: int
    left: int
    cover: Array
    tone: Array

    @property
    def window(self) -> tuple[slice, slice]:
        """The rows and columns of the picture that it covers."""
        height, width = self.cover.shape[:2]
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


class Stencil:
    """A sheet of the picture's size to draw opaque shapes on; later shapes hide earlier ones.

    Places and widths are in picture heights, as in `Picture`; tones are in [0, 1].

    Parameters
    ----------
    size : tuple of int
        Width and height of the picture in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        fine = (size[0] * FINE, size[1] * FINE)
        self._scale = fine[1]
        self.pixel = 1.0 / size[1]
        self._sheet = Image.new("L", fine)
        self._draw = ImageDraw.Draw(self._sheet)

    def polygon(self, points: Sequence[Point], tone: float = 0.0) -> None:
        """Fill a polygon."""
        fine = [(x * self._scale, y * self._scale) for x, y in points]
        self._draw.polygon(fine, fill=_ink(tone))

    def box(self, left: float, top: float, right: float, bottom: float, tone: float = 0.0) -> None:
        """Fill a rectangle; one that is thinner than a pixel still shows."""
        fine = self._fine(left, top, right, bottom)
        self._draw.rectangle(fine, fill=_ink(tone))

    def oval(self, x: float, y: float, rx: float, ry: float, tone: float = 0.0) -> None:
        """Fill an ellipse around (x, y)."""
        scale = self._scale
        fine = (
            round((x - rx) * scale),
            round((y - ry) * scale),
            round((x + rx) * scale),
            round((y + ry) * scale),
        )
        self._draw.ellipse(fine, fill=_ink(tone))

    def line(self, points: Sequence[Point], width: float, tone: float = 0.0) -> None:
        """Draw a polyline of at least half a pixel."""
        fine = [(x * self._scale, y * self._scale) for x, y in points]
        thick = max(1, round(width * self._scale))
        joint = "curve" if thick > 3 else None
        self._draw.line(fine, fill=_ink(tone), width=thick, joint=joint)

    def cutout(self, blur: float = 0.0) -> Cutout | None:
        """Reduce what was drawn to the size of the picture; None if nothing was drawn."""
        found = self._sheet.getbbox()
        if found is None:
            return None
        margin = round(2.5 * blur * self._scale)
        left, top = max(0, found[0] - margin) // FINE, max(0, found[1] - margin) // FINE
        right = -(-min(self._sheet.width, found[2] + margin) // FINE)
        bottom = -(-min(self._sheet.height, found[3] + margin) // FINE)
        box = (left * FINE, top * FINE, right * FINE, bottom * FINE)
        drawn = self._sheet.crop(box)
        sheets = drawn.point(_COVERS).reduce(FINE), drawn.reduce(FINE)
        if blur:
            lens = ImageFilter.GaussianBlur(blur * self._scale / FINE)
            sheets = sheets[0].filter(lens), sheets[1].filter(lens)
        cover, tone = (np.asarray(sheet, np.float32) for sheet in sheets)
        tone = np.clip((tone * 255 / np.maximum(cover, 1.0) - 1) / np.float32(254), 0, 1)
        return Cutout(top, left, cover[..., None] / np.float32(255), tone[..., None])

    def onto(
        self,
        picture: Picture,
        shadow: Colour,
        lit: Colour,
        *,
        fade: tuple[Colour, float, float, float] | None = None,
        share: float = 1.0,
        blur: float = 0.0,
    ) -> None:
        """Paint what was drawn: ``shadow`` where the tone is 0, ``lit`` where it is 1.

        Parameters
        ----------
        fade : (Colour, float, float, float), optional
            Haze that the shapes stand in: its colour, the height ``y`` where it begins, the
            height where it is thickest, and its share there.
        share : float
            Opacity of the whole.
        blur : float
            Radius of a lens blur, in picture heights.
        """
        cutout = self.cutout(blur)
        if cutout is None:
            return
        paint = shadow + (lit - shadow) * cutout.tone
        if fade is not None:
            haze, begin, end, most = fade
            rows = picture.y[cutout.window[0]]
            depth = np.clip((rows - begin) / np.float32(end - begin), 0, 1) * np.float32(most)
            paint += (haze - paint) * depth[..., None]
        below = picture.pixels[cutout.window]
        below += (paint - below) * (cutout.cover * np.float32(share))

    def _fine(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[int, int, int, int]:
        x, y = round(left * self._scale), round(top * self._scale)
        return x, y, max(x, round(right * self._scale) - 1), max(y, round(bottom * self._scale) - 1)


def _ink(tone: float) -> int:
    """Grey of a tone on the sheet, where 0 is bare."""
    return max(1, min(255, 1 + round(tone * 254)))
