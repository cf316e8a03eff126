"""The colours of pictures of sound: equal steps of loudness look like equal steps of light."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

STEPS = 256
_DARKEST, _LIGHTEST = 0.16, 0.95
_HUES = (292.0, 100.0)
"""From violet over blue and green to yellow, in degrees."""
_CHROMA_AT = (0.0, 0.12, 0.25, 0.45, 0.7, 1.0)
_CHROMA = (0.05, 0.095, 0.08, 0.08, 0.13, 0.05)
"""Never more than a screen can show: cutting colours off would make edges."""
# OKLab to cone responses, and these to linear sRGB: Ottosson, "A perceptual color space
# for image processing", 2020.
_TO_CONES = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


@cache
def ramp() -> NDArray[np.uint8]:
    """Colours from silence to loud, their lightness in OKLab rising in equal steps.

    Lightness alone tells them apart too, so that they also serve people who see
    fewer colours; the dark end lies well on a dark page and on a light one.

    Returns
    -------
    ndarray of uint8, shape (STEPS, 3)
        sRGB.
    """
    at = np.linspace(0.0, 1.0, STEPS)
    lightness = _DARKEST + (_LIGHTEST - _DARKEST) * at
    hue = np.deg2rad(_HUES[0] + (_HUES[1] - _HUES[0]) * at)
    chroma = np.interp(at, _CHROMA_AT, _CHROMA)
    linear = np.clip(_linear(lightness, chroma, hue), 0.0, 1.0)
    curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    colours: NDArray[np.uint8] = np.rint(255 * curved).astype(np.uint8)
    return colours


def _linear(
    lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: NDArray[np.float64]
) -> NDArray[np.float64]:
    lab = np.stack((lightness, chroma * np.cos(hue), chroma * np.sin(hue)), axis=1)
    found: NDArray[np.float64] = ((lab @ _TO_CONES.T) ** 3) @ _TO_RGB.T
    return found
