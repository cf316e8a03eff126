"""Which colours a poster has, and where."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from medley.features.image.cells import Codes, Plane, cell_means, cell_shares, mirrored

_STEPS = (6, 5, 5)
_LEAST, _REACH = (0.0, -0.35, -0.45), (1.0, 0.7, 0.9)
_N_HUES, _N_GREYS = 12, 5
_GREY_BELOW, _DARK_BELOW = 0.15, 30
N_PLACED = 2 * _N_HUES + _N_GREYS

_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32
)
_WHITE = np.array([0.9505, 1.0, 1.089], np.float32)


def lab(pixels: NDArray[np.uint8]) -> Plane:
    """CIE Lab of sRGB, divided by 100.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)

    Returns
    -------
    ndarray of float32, shape (height, width, 3)
        Lightness from 0 to 1; the two others about from -1 to 1.
    """
    xyz = _linear()[pixels] @ (_TO_XYZ.T / _WHITE)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    found: Plane = np.stack((1.16 * y - 0.16, 5 * (x - y), 2 * (y - z)), axis=-1)
    return found


def colour_layout(light: Plane) -> Plane:
    """Mean colours of 12 x 8 cells of `lab`."""
    return mirrored(cell_means(light, 12, 8))


def colour_shares(light: Plane) -> Plane:
    """Square roots of how much of the poster has each of 150 colours of `lab`."""
    codes = np.zeros(light.shape[:2], np.intp)
    for axis, (steps, least, reach) in enumerate(zip(_STEPS, _LEAST, _REACH, strict=True)):
        step = ((light[..., axis] - least) * (steps / reach)).astype(np.intp)
        codes = codes * steps + np.clip(step, 0, steps - 1)
    return np.sqrt(cell_shares(codes, int(np.prod(_STEPS)), 1, 1)).ravel()


def placed_hues(pixels: NDArray[np.uint8]) -> Plane:
    """Square roots of how much of each of 4 x 3 cells has each hue, light or dark, or grey."""
    return np.sqrt(mirrored(cell_shares(_hues(pixels), N_PLACED, 4, 3)))


def saturation(pixels: NDArray[np.uint8]) -> Plane:
    """From 0, grey, to 1, shape (height, width)."""
    highest = pixels.max(axis=-1).astype(np.float32)
    spread = highest - pixels.min(axis=-1)
    found: Plane = spread / np.maximum(highest, np.float32(1))
    return found


def _hues(pixels: NDArray[np.uint8]) -> Codes:
    red, green, blue = np.moveaxis(pixels.astype(np.float32), -1, 0)
    highest = pixels.max(axis=-1).astype(np.float32)
    spread = highest - pixels.min(axis=-1)
    divisor = np.maximum(spread, np.float32(1))
    sixth = np.where(
        highest == red,
        ((green - blue) / divisor) % 6,
        np.where(highest == green, (blue - red) / divisor + 2, (red - green) / divisor + 4),
    )
    hue = np.minimum((sixth * (_N_HUES / 6)).astype(np.intp), _N_HUES - 1)
    grey = (spread < _GREY_BELOW * np.maximum(highest, 1)) | (highest < _DARK_BELOW)
    step = np.minimum(highest / np.float32(52), _N_GREYS - 1).astype(np.intp)
    found: Codes = np.where(grey, 2 * _N_HUES + step, 2 * hue + (highest > 140))
    return found


@cache
def _linear() -> Plane:
    """Light of each value of sRGB."""
    value = np.arange(256, dtype=np.float32) / 255
    found: Plane = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return found.astype(np.float32)
