"""Colour schemes, made in OKLCH so that lightness steps look even.

Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Rgb: TypeAlias = tuple[int, int, int]

_Lch: TypeAlias = tuple[float, float, float]
_MOODS: dict[str, tuple[_Lch, _Lch, _Lch, _Lch, _Lch]] = {
    # sky top, sky at the horizon, far shapes, near shapes, light
    "night": (
        (0.20, 0.06, 272),
        (0.42, 0.10, 300),
        (0.36, 0.08, 285),
        (0.15, 0.04, 275),
        (0.90, 0.09, 88),
    ),
    "dusk": (
        (0.36, 0.11, 292),
        (0.80, 0.13, 52),
        (0.60, 0.11, 25),
        (0.22, 0.07, 315),
        (0.95, 0.08, 80),
    ),
    "dawn": (
        (0.70, 0.08, 250),
        (0.93, 0.06, 60),
        (0.76, 0.06, 255),
        (0.36, 0.07, 250),
        (0.99, 0.04, 85),
    ),
    "day": (
        (0.68, 0.11, 236),
        (0.95, 0.03, 205),
        (0.74, 0.07, 210),
        (0.40, 0.08, 168),
        (0.99, 0.03, 100),
    ),
    "warm": (
        (0.88, 0.05, 78),
        (0.80, 0.08, 62),
        (0.70, 0.09, 52),
        (0.36, 0.07, 38),
        (0.98, 0.03, 90),
    ),
    "mint": (
        (0.90, 0.05, 170),
        (0.82, 0.07, 185),
        (0.68, 0.08, 190),
        (0.34, 0.06, 205),
        (0.99, 0.02, 120),
    ),
    "candy": (
        (0.86, 0.07, 330),
        (0.90, 0.07, 40),
        (0.74, 0.11, 5),
        (0.42, 0.12, 320),
        (0.99, 0.03, 90),
    ),
    "slate": (
        (0.26, 0.03, 245),
        (0.38, 0.05, 230),
        (0.44, 0.05, 225),
        (0.17, 0.02, 245),
        (0.92, 0.06, 180),
    ),
    "ember": (
        (0.22, 0.06, 20),
        (0.58, 0.17, 38),
        (0.40, 0.12, 28),
        (0.13, 0.04, 15),
        (0.92, 0.11, 75),
    ),
    "moss": (
        (0.80, 0.05, 130),
        (0.93, 0.04, 105),
        (0.62, 0.08, 145),
        (0.28, 0.06, 155),
        (0.99, 0.05, 105),
    ),
    "ice": (
        (0.50, 0.09, 245),
        (0.90, 0.04, 215),
        (0.72, 0.06, 230),
        (0.25, 0.06, 255),
        (0.99, 0.01, 200),
    ),
}
MOODS: tuple[str, ...] = tuple(_MOODS)
_ACCENTS: tuple[tuple[_Lch, _Lch, _Lch, _Lch], ...] = (
    ((0.72, 0.15, 28), (0.83, 0.13, 80), (0.70, 0.10, 195), (0.55, 0.13, 275)),
    ((0.72, 0.14, 5), (0.86, 0.08, 55), (0.75, 0.07, 150), (0.47, 0.09, 255)),
    ((0.81, 0.14, 88), (0.62, 0.14, 35), (0.57, 0.08, 215), (0.92, 0.04, 90)),
    ((0.63, 0.16, 300), (0.79, 0.12, 350), (0.79, 0.09, 230), (0.90, 0.11, 100)),
    ((0.69, 0.13, 160), (0.87, 0.12, 118), (0.74, 0.15, 30), (0.44, 0.08, 260)),
    ((0.59, 0.17, 262), (0.81, 0.10, 205), (0.77, 0.15, 55), (0.88, 0.06, 20)),
    ((0.66, 0.17, 15), (0.78, 0.14, 62), (0.90, 0.06, 85), (0.50, 0.10, 320)),
    ((0.60, 0.09, 185), (0.76, 0.10, 165), (0.88, 0.09, 95), (0.70, 0.14, 38)),
)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one picture.

    Attributes
    ----------
    top, bottom : Rgb
        Of the background, from above to below.
    far, near : Rgb
        Of shapes; shapes in between mix the two.
    light : Rgb
        Sun, lamps, highlights.
    accents : tuple of Rgb, length 4
        Four that go together.
    dark : bool
        Whether light text reads better on it.
    """

    top: Rgb
    bottom: Rgb
    far: Rgb
    near: Rgb
    light: Rgb
    accents: tuple[Rgb, Rgb, Rgb, Rgb]
    dark: bool

    def layer(self, depth: float) -> Rgb:
        """Colour of a shape at a depth from 0 (far) to 1 (near)."""
        return mix(self.far, self.near, depth)


def palette(mood: str, rng: np.random.Generator) -> Palette:
    """Draw a colour scheme of the given mood (one of `MOODS`)."""
    turn = float(rng.normal(0.0, 11.0))
    top, bottom, far, near, light = (
        oklch(lightness, chroma * float(rng.uniform(0.85, 1.2)), hue + turn)
        for lightness, chroma, hue in _MOODS[mood]
    )
    dark = _MOODS[mood][0][0] < 0.6
    chosen = _ACCENTS[int(rng.integers(len(_ACCENTS)))]
    first, second, third, fourth = (
        oklch(chosen[i][0], chosen[i][1], chosen[i][2] + turn / 2)
        for i in rng.permutation(4).tolist()
    )
    return Palette(top, bottom, far, near, light, (first, second, third, fourth), dark)


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Blend two colours; ``share`` 0 gives the first, 1 the second.

    Examples
    --------
    >>> mix((0, 0, 0), (200, 100, 50), 0.5)
    (100, 50, 25)
    """
    r, g, b = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return r, g, b


def oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """Convert OKLCH (lightness in [0, 1], hue in degrees) to 8-bit sRGB, clipped.

    Examples
    --------
    >>> oklch(1.0, 0.0, 0.0)
    (255, 255, 255)
    """
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _encoded(value: float) -> int:
    """Apply the sRGB transfer curve to linear light in [0, 1]."""
    value = min(1.0, max(0.0, value))
    curve = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * curve)
