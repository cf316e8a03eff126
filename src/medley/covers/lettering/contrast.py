"""Contrast of letters with what is behind them.

Relative luminance and contrast ratio as in the Web Content Accessibility
Guidelines 2.2, W3C, 2023.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.covers.flat.palette import Rgb

_CODES = np.arange(256) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4)
_WEIGHTED = tuple((_LINEAR * weight).astype(np.float32) for weight in (0.2126, 0.7152, 0.0722))


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return relative luminance, in [0, 1].

    Parameters
    ----------
    pixels : ndarray of uint8
        sRGB [..., 3].

    Returns
    -------
    ndarray of float32
        [...].

    Examples
    --------
    >>> float(luminance(np.array([255, 255, 255], np.uint8)).round(3))
    1.0
    """
    red, green, blue = _WEIGHTED
    return np.asarray(red[pixels[..., 0]] + green[pixels[..., 1]] + blue[pixels[..., 2]])


def ratios(ink: Rgb, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the contrast ratio of a colour with each pixel, in [1, 21].

    Parameters
    ----------
    ink : Rgb
    pixels : ndarray of uint8
        [..., 3].

    Returns
    -------
    ndarray of float32
        [...].
    """
    a, b = luminance(np.array(ink, np.uint8)) + 0.05, luminance(pixels) + 0.05
    return np.asarray(np.maximum(a, b) / np.minimum(a, b))
