"""Posters at the smaller sizes that networks look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from medley.data.films import PosterPixels


def resized(pixels: PosterPixels, height: int, width: int) -> NDArray[np.uint8]:
    """Shrink a poster; each pixel is the mean of what it covers.

    Examples
    --------
    >>> resized(np.full((144, 96, 3), 7, np.uint8), 32, 32).shape
    (32, 32, 3)
    """
    picture = Image.fromarray(pixels)
    return np.asarray(picture.resize((width, height), Image.Resampling.BOX))
