"""The picture of an item that has none."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image

from medley.covers.flat.painter import Lettering, Subject, paint


def paint_placeholder(
    title: str,
    seed: int,
    size: tuple[int, int],
    *,
    categories: tuple[str, ...] = (),
    lettering: Lettering = "none",
    font_dir: Path | None = None,
) -> Image.Image:
    """Paint a picture that depends on nothing but its arguments.

    Parameters
    ----------
    title : str
        Decides the scene within its categories, by a hash that is the same on
        every machine, and is drawn with a `lettering` other than ``"none"``.
    seed : int
        Varies the picture of one title.
    size : (int, int)
        Width and height in pixels, each at least 16.
    categories : tuple of str
        Slugs; the first one known decides which scenes are possible.
    lettering : {"none", "poster", "album"}
    font_dir : Path, optional
        Folder with Pretendard, see `medley.covers.flat.typography`.

    Returns
    -------
    PIL.Image.Image
        RGB.

    Raises
    ------
    ValueError
        For a size below 16 pixels.

    Examples
    --------
    >>> paint_placeholder("Alien", 1, (64, 36)).size
    (64, 36)
    """
    if min(size) < 16:
        raise ValueError(f"size {size} is too small to paint; give at least 16 pixels a side")
    digest = hashlib.blake2b(f"{seed}\n{title}".encode(), digest_size=6).digest()
    subject = Subject(
        seed=int.from_bytes(digest, "big"), categories=categories, title=title, lettering=lettering
    )
    return paint(subject, size, font_dir=font_dir)
