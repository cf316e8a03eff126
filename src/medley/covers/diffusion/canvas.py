"""The size at which a pipeline paints, and the way from there to the size that was asked for."""

from __future__ import annotations

import math

from PIL import Image, ImageOps

_LARGE = 1024
_LARGE_STEP = 64


def native_size(base: int, step: int, size: tuple[int, int]) -> tuple[int, int]:
    """Find the size of a shape near the one that a pipeline was trained at.

    It has about as many pixels as the trained square, because with more a pipeline
    repeats its subject and with fewer it loses detail. Pipelines of 1024 pixels and
    more were trained on shapes in steps of 64.

    Parameters
    ----------
    base : int
        Side of the square that the pipeline was trained at, in pixels.
    step : int
        What both sides must be multiples of.
    size : tuple of int
        Width and height that are wanted in the end.

    Returns
    -------
    tuple of int
        Width and height.

    Examples
    --------
    >>> native_size(512, 8, (1280, 720))
    (680, 384)
    >>> native_size(1024, 8, (1280, 720))
    (1344, 768)
    """
    if base >= _LARGE:
        step = math.lcm(step, _LARGE_STEP)
    aspect = size[0] / size[1]
    sides = base * math.sqrt(aspect), base / math.sqrt(aspect)
    width, height = (max(step, round(side / step) * step) for side in sides)
    return width, height


def fill(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale a picture until it covers a size, and crop what stands over; never stretch it.

    Parameters
    ----------
    image : Image
    size : tuple of int
        Width and height.

    Returns
    -------
    Image
        RGB, of that size.
    """
    return ImageOps.fit(image.convert("RGB"), size, Image.Resampling.LANCZOS)
