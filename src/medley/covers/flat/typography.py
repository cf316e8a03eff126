"""Titles on posters and albums: fonts, line breaks, placing.

Text that no font at hand can draw is left out, so that no empty box appears.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from medley.covers.flat.palette import Rgb

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

_NAMES = ("Pretendard-{}.otf", "Pretendard-{}.ttf", "ttf/Pretendard-{}.ttf")
_TITLE_WEIGHT, _SMALL_WEIGHT = "ExtraBold", "Regular"


def can_draw(text: str, font_dir: Path | None) -> bool:
    """Whether a font at hand has all letters of the text."""
    return bool(text) and (
        text.isascii()
        or all(_file(font_dir, weight) is not None for weight in (_TITLE_WEIGHT, _SMALL_WEIGHT))
    )


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
        Broken over at most three lines; left out if it cannot be drawn.
    below : str
        Director or artist, treated likewise.
    font_dir : Path, optional
        Folder with Pretendard; without it Pillow's own font sets Latin text.
    colour : Rgb
    share : float
        Height of the letters by the width of the picture.
    """
    draw = ImageDraw.Draw(picture)
    w, h = picture.size
    margin = w * 0.08
    y = h - margin
    if can_draw(below, font_dir):
        small = _font(font_dir, _SMALL_WEIGHT, max(8, round(w * 0.042)))
        y -= w * 0.052
        draw.text((margin, y), below, fill=colour, font=small)
        y -= w * 0.018
    if not can_draw(title, font_dir):
        return
    size = round(w * share)
    lines = _broken(draw, title, _font(font_dir, _TITLE_WEIGHT, size), w - 2 * margin)
    while (len(lines) > 3 or _widest(draw, lines, font_dir, size) > w - 2 * margin) and size > 9:
        size = round(size * 0.9)
        lines = _broken(draw, title, _font(font_dir, _TITLE_WEIGHT, size), w - 2 * margin)
    font = _font(font_dir, _TITLE_WEIGHT, size)
    for line in reversed(lines):
        y -= size * 1.16
        draw.text((margin, y), line, fill=colour, font=font)


def scrim(picture: Image.Image, colour: Rgb, *, start: float = 0.5, strength: float = 0.85) -> None:
    """Shade the foot of a picture so that text stands out."""
    h = picture.height
    rows = [max(0.0, (y / h - start) / (1 - start)) for y in range(h)]
    column = Image.new("L", (1, h))
    column.putdata([round(255 * strength * t**1.1) for t in rows])
    picture.paste(colour, (0, 0, *picture.size), column.resize(picture.size))


def _widest(draw: ImageDraw.ImageDraw, lines: list[str], font_dir: Path | None, size: int) -> float:
    font = _font(font_dir, _TITLE_WEIGHT, size)
    return max(draw.textlength(line, font=font) for line in lines)


def _broken(draw: ImageDraw.ImageDraw, text: str, font: Font, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(joined, font=font) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=64)
def _font(font_dir: Path | None, weight: str, size: int) -> Font:
    path = _file(font_dir, weight)
    return ImageFont.load_default(size) if path is None else ImageFont.truetype(str(path), size)


@lru_cache(maxsize=16)
def _file(font_dir: Path | None, weight: str) -> Path | None:
    if font_dir is None:
        return None
    paths = (font_dir / name.format(weight) for name in _NAMES)
    return next((path for path in paths if path.is_file()), None)
