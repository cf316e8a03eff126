"""Colours of landscapes: OKLCH in, working RGB out.

Working RGB is sRGB-encoded, float32, 1.0 is white; light may exceed it until grading.
Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from medley.covers.landscape.noise import Array

Lch: TypeAlias = tuple[float, float, float]
"""Lightness in [0, 1], chroma (0 is grey, 0.2 strong), hue in degrees."""
Colour: TypeAlias = Array
"""Working RGB [shape=(3,)]."""

_TO_CONES = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_TO_LINEAR = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
LUMA: Array = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
"""Weights of red, green and blue in how bright a colour looks."""


def colour(lch: Lch) -> Colour:
    """Working RGB of one OKLCH colour.

    Examples
    --------
    >>> colour((1.0, 0.0, 0.0)).round(2).tolist()
    [1.0, 1.0, 1.0]
    """
    rgb: Colour = to_rgb(oklab(lch))
    return rgb


def oklab(lch: Lch) -> Array:
    """OKLab [shape=(3,)] of one OKLCH colour."""
    lightness, chroma, hue = lch
    angle = np.radians(hue)
    return np.array([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], dtype=np.float32)


def to_rgb(lab: Array) -> Array:
    """Working RGB of OKLab colours [shape=(..., 3)], clipped to what a screen shows."""
    linear = np.clip((lab @ _TO_CONES.T) ** 3 @ _TO_LINEAR.T, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    rgb: Array = encoded.astype(np.float32)
    return rgb


def ramp(stops: tuple[tuple[float, Lch], ...], n: int = 512) -> Array:
    """Blend colours over [0, 1] evenly to the eye.

    Parameters
    ----------
    stops : tuple of (float, Lch)
        Places in ascending order and their colours.
    n : int
        How many steps.

    Returns
    -------
    ndarray of float32 [shape=(n, 3)]
        Working RGB.
    """
    places = [place for place, _ in stops]
    labs = np.stack([oklab(lch) for _, lch in stops])
    steps = np.linspace(0.0, 1.0, n)
    return to_rgb(
        np.stack([np.interp(steps, places, labs[:, axis]) for axis in range(3)], axis=1).astype(
            np.float32
        )
    )


def blend(first: Colour, second: Colour, share: float) -> Colour:
    """Mix two colours; ``share`` 0 gives the first, 1 the second."""
    return (first + (second - first) * np.float32(share)).astype(np.float32)
