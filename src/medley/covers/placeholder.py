"""The picture of an item that has none."""

from __future__ import annotations

import hashlib

from PIL import Image

from medley.covers.painter import Subject, paint


def paint_placeholder(title: str, seed: int, size: tuple[int, int]) -> Image.Image:
    """Paint a picture that depends on nothing but its arguments.

    Parameters
    ----------
    title : str
        Decides the scene, by a hash that is the same on every machine.
    seed : int
        Varies the picture of one title.
    size : (int, int)
        Width and height in pixels, each at least 16.

    Returns
    -------
    PIL.Image.Image
        RGB, without text.

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
    return paint(Subject(seed=int.from_bytes(digest, "big")), size)
