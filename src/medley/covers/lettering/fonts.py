"""The fonts at hand: Pretendard in three weights, and others for what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from PIL import ImageFont, features

from medley.covers.lettering.charmap import characters
from medley.covers.lettering.clusters import ZWJ, is_selector

Weight: TypeAlias = Literal["Regular", "Bold", "ExtraBold"]
Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

_NAMES = ("Pretendard-{}.ttf", "ttf/Pretendard-{}.ttf", "Pretendard-{}.otf")
_ASCII = frozenset(range(0x20, 0x7F))
_SAMPLE = 48


@lru_cache(maxsize=1)
def shapes_scripts() -> bool:
    """Whether Pillow can join Arabic letters and order right-to-left text (libraqm)."""
    return bool(features.check("raqm"))


@dataclass(frozen=True, slots=True)
class Face:
    """One font file; without a path Pillow's own font, taken for ASCII."""

    path: Path | None

    def spelling(self, cluster: str) -> str | None:
        """Return what to draw for a cluster, or None where the face lacks it.

        Selectors of emoji or text style and joiners that the face does not know
        are dropped; nothing else is.
        """
        return _spelling(self.path, cluster)

    def font(self, size: float) -> Font:
        """Return the font at a size in pixels."""
        return _font(self.path, size)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where fonts are.

    Attributes
    ----------
    folder : Path or None
        Holds Pretendard's ``ttf`` files, or a folder ``ttf`` with them; without
        it Pillow's own font sets ASCII.
    fallbacks : tuple of Path
        Fonts for letters that Pretendard lacks, the first that has them wins.
        Fonts of bitmaps alone, such as colour emoji, have none that can be set.

    Raises
    ------
    ConfigError
        On first use, if a fallback is no font.
    """

    folder: Path | None = None
    fallbacks: tuple[Path, ...] = ()

    def faces(self, weight: Weight) -> tuple[Face, ...]:
        """Return the faces to try in turn for text of one weight."""
        main = None if self.folder is None else _pretendard(self.folder, weight)
        return (Face(main), *(Face(path) for path in self.fallbacks))


@lru_cache(maxsize=64)
def _pretendard(folder: Path, weight: Weight) -> Path | None:
    paths = (folder / name.format(weight) for name in _NAMES)
    return next((path for path in paths if path.is_file()), None)


@lru_cache(maxsize=128)
def _font(path: Path | None, size: float) -> Font:
    return ImageFont.load_default(size) if path is None else ImageFont.truetype(str(path), size)


@lru_cache(maxsize=8192)
def _spelling(path: Path | None, cluster: str) -> str | None:
    known = _ASCII if path is None else characters(path)
    text = "".join(
        char for char in cluster if not is_selector(char) and (char != ZWJ or ord(char) in known)
    )
    if text == " ":
        return text
    if not text or not all(ord(char) in known for char in text):
        return None
    # Some fonts map characters to empty outlines.
    return text if _font(path, _SAMPLE).getmask(text).getbbox() else None
