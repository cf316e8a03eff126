"""Lines of letters as ink: widths before drawing, and masks with their true edges after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from medley.covers.lettering.fonts import Face
from medley.covers.lettering.matching import Letter
from medley.covers.lettering.runs import Run

# Large enough that hinting does not round the widths.
_REFERENCE = 256
# Smaller letters are drawn larger and averaged, or hinting would push them about.
_LEAST = 96


@dataclass(frozen=True, slots=True)
class Ink:
    """Drawn letters, cut to their edges.

    Attributes
    ----------
    mask : PIL.Image.Image
        Mode L: how much of each pixel is covered.
    left, top : int
        Where the mask belongs, in pixels from the start of the baseline.
    """

    mask: Image.Image
    left: int
    top: int

    @property
    def right(self) -> int:
        """The first column after the ink."""
        return self.left + self.mask.width

    @property
    def bottom(self) -> int:
        """The first row below the ink."""
        return self.top + self.mask.height

    def moved(self, x: int, y: int) -> Ink:
        """Return the same ink elsewhere."""
        return Ink(self.mask, self.left + x, self.top + y)


def starts(letters: Sequence[Letter], tracking: float) -> NDArray[np.float64]:
    """Return where each letter begins, and where the last ends, in type sizes.

    Returns
    -------
    ndarray of float64
        [n + 1], kerned and tracked.
    """
    advances = [
        _advance(letter.text, letter.face, after) + tracking
        for letter, after in zip(letters, [*letters[1:], None], strict=True)
    ]
    return np.concatenate([[0.0], np.cumsum(advances)])


def hanging(letters: Sequence[Letter]) -> float:
    """Return how far a line's opening quotation mark may stand out, in type sizes."""
    if len(letters) < 2 or letters[0].text not in "“‘\"'":
        return 0.0
    return _advance(letters[0].text, letters[0].face, letters[1])


def draw(runs: Sequence[Run], size: float, tracking: float) -> Ink:
    """Draw a line.

    Parameters
    ----------
    runs : sequence of Run
    size : float
        Type size in pixels.
    tracking : float
        Space added between letters, by the type size.

    Returns
    -------
    Ink
        Whole: the canvas grows until no ink touches its edge.
    """
    fine = max(1, min(8, int(_LEAST / size)))
    placed, width = _placed(runs, tracking)
    pad = int(size * 1.5) + 4
    while True:
        canvas = _drawn(placed, size * fine, pad * fine, (int(width * size) + 2 * pad) * fine)
        canvas = canvas.reduce(fine) if fine > 1 else canvas
        box = canvas.getbbox()
        if box is None:
            return Ink(Image.new("L", (1, 1)), 0, 0)
        left, top, right, bottom = box
        if left > 0 and top > 0 and right < canvas.width and bottom < canvas.height:
            return Ink(canvas.crop(box), left - pad, top - pad)
        pad *= 2


def _drawn(
    placed: Sequence[tuple[str, Face, float]], size: float, pad: int, width: int
) -> Image.Image:
    canvas = Image.new("L", (width, 2 * pad))
    pen = ImageDraw.Draw(canvas)
    for text, face, x in placed:
        pen.text((pad + x * size, pad), text, fill=255, font=face.font(size), anchor="ls")
    return canvas


def _placed(runs: Sequence[Run], tracking: float) -> tuple[list[tuple[str, Face, float]], float]:
    placed = []
    x = 0.0
    for run in runs:
        letters = [Letter(text, run.face) for text in run.texts]
        edges = x + starts(letters, tracking)
        placed += [(text, run.face, at) for text, at in zip(run.texts, edges, strict=False)]
        x = float(edges[-1])
    return placed, x - tracking


def _advance(text: str, face: Face, after: Letter | None) -> float:
    if after is None or after.face != face:
        return _length(face, text)
    return _length(face, text + after.text) - _length(face, after.text)


@lru_cache(maxsize=16384)
def _length(face: Face, text: str) -> float:
    return float(face.font(_REFERENCE).getlength(text)) / _REFERENCE
