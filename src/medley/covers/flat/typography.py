"""Titles on posters and albums: fonts, line breaks, placing.

Characters that no font at hand has are left out, so that no empty box appears.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from medley.covers.flat.palette import Rgb
from medley.covers.lettering.fitting import Block, Style, fit
from medley.covers.lettering.fonts import Fonts, Weight
from medley.covers.lettering.matching import match

_TITLE_WEIGHT: Weight = "ExtraBold"
_SMALL_WEIGHT: Weight = "Regular"
_MARGIN, _LEADING = 0.08, 1.16
# By the width of the picture: the small line, and the space above it.
_SMALL, _GAP = 0.042, 0.03
# Below this, by the largest size, words are broken.
_GOOD = 0.6


def can_draw(text: str, font_dir: Path | None) -> bool:
    """Whether a font at hand has all letters of the text."""
    found = [match(text, Fonts(font_dir), weight) for weight in (_TITLE_WEIGHT, _SMALL_WEIGHT)]
    return all(one.letters and not one.left_out for one in found)


def title_block(
    picture: Image.Image,
    title: str,
    *,
    below: str = "",
    font_dir: Path | None = None,
    colour: Rgb = (255, 255, 255),
    share: float = 0.115,
) -> None:
    """Set a title at the foot of a picture, with a smaller line below it.

    Parameters
    ----------
    picture : PIL.Image.Image
        RGB, changed in place.
    title : str
        Broken over at most three lines, and made smaller until it fits.
    below : str
        Director or artist, on at most two lines.
    font_dir : Path, optional
        Folder with Pretendard; without it Pillow's own font sets Latin text.
    colour : Rgb
    share : float
        Height of the letters by the width of the picture.
    """
    w, h = picture.size
    foot = round(h - w * _MARGIN)
    small = _block(below, _SMALL_WEIGHT, max(8.0, w * _SMALL), picture, font_dir)
    if small is not None:
        foot = _stamp(picture, small, foot, colour) - round(w * _GAP)
    large = _block(title, _TITLE_WEIGHT, w * share, picture, font_dir)
    if large is not None:
        _stamp(picture, large, foot, colour)


def scrim(picture: Image.Image, colour: Rgb, *, start: float = 0.5, strength: float = 0.85) -> None:
    """Shade the foot of a picture so that text stands out."""
    h = picture.height
    rows = [max(0.0, (y / h - start) / (1 - start)) for y in range(h)]
    column = Image.new("L", (1, h))
    column.putdata([round(255 * strength * t**1.1) for t in rows])
    picture.paste(colour, (0, 0, *picture.size), column.resize(picture.size))


def _block(
    text: str, weight: Weight, size: float, picture: Image.Image, font_dir: Path | None
) -> Block | None:
    letters = match(text, Fonts(font_dir), weight).letters
    if not letters:
        return None
    w, h = picture.size
    style = Style(size, size * _GOOD, 0.0, _LEADING)
    return fit(letters, style, w * (1 - 2 * _MARGIN), h * 0.45)


def _stamp(picture: Image.Image, block: Block, foot: int, colour: Rgb) -> int:
    """Draw a block with its last ink at the foot, and return where it begins."""
    _, top, _, bottom = block.extent
    for ink in block.inks:
        x, y = ink.left + round(picture.width * _MARGIN), ink.top + foot - bottom
        picture.paste(colour, (x, y), ink.mask)
    return foot - bottom + top
