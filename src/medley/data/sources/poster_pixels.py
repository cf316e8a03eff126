"""The pixels of a poster that models see, from the file as it was sent."""

from __future__ import annotations

import numpy as np

from medley.core.errors import DataError
from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH, PosterPixels
from medley.data.sources.pictures import open_picture

MIN_SIDE = 24
"""Pixels; less shows nothing that could be told."""
MAX_ASPECT = 4
"""Long side over short side; a strip is no poster."""
_SIZE = (POSTER_WIDTH, POSTER_HEIGHT)


def read_poster(data: bytes) -> PosterPixels:
    """Decode a picture and bring it to the size of all posters.

    The middle is kept where the shape is not 2 to 3; a picture of 96 by 144 pixels
    comes through as it is.

    Parameters
    ----------
    data : bytes
        JPEG, PNG, WebP, AVIF or GIF; grey, CMYK, turned by EXIF, animated (the first
        frame counts) or transparent (on white).

    Returns
    -------
    ndarray of uint8, shape (144, 96, 3)
        sRGB.

    Raises
    ------
    DataError
        If it is no picture, damaged, larger than 20 MB or 40 million pixels, smaller
        than 24 pixels either way, or more than four times as long as wide.
    """
    from PIL import Image, ImageOps

    picture = open_picture(data, enough=_SIZE)
    short, long = sorted(picture.size)
    if short < MIN_SIDE:
        raise DataError(
            f"the picture has {picture.width} x {picture.height} pixels; a poster needs at "
            f"least {MIN_SIDE} either way"
        )
    if long > MAX_ASPECT * short:
        raise DataError(
            f"the picture has {picture.width} x {picture.height} pixels; a poster is at most "
            f"{MAX_ASPECT} times as long as wide, so cut it"
        )
    if picture.size != _SIZE:
        picture = ImageOps.fit(picture, _SIZE, Image.Resampling.LANCZOS)
    return np.array(picture, np.uint8)
