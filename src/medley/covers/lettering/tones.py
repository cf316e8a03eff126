"""Light and dark letters, in the colours of the picture that they stand on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from medley.covers.flat.palette import Rgb, mix
from medley.covers.lettering.contrast import luminance, ratios

_SHARE = 0.12
_STEPS = 9


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour for letters, and the one that is laid behind them where needed."""

    ink: Rgb
    veil: Rgb
    light: bool


def tones(image: Image.Image) -> tuple[Tone, Tone]:
    """Return light letters on the picture's own dark, and dark ones on its light."""
    pixels = np.asarray(image.resize((48, 27), Image.Resampling.BOX)).reshape(-1, 3)
    order = np.argsort(luminance(pixels), kind="stable")
    n = max(1, round(_SHARE * len(order)))
    dark, light = _mean(pixels[order[:n]]), _mean(pixels[order[-n:]])
    paper = _toward((255, 255, 255), light, least=0.80)
    return (
        Tone(mix((255, 255, 255), paper, 0.25), _darkened(_richer(dark), 0.010), light=True),
        Tone(_darkened(_richer(dark), 0.012), paper, light=False),
    )


def needed(worst: NDArray[np.uint8], tone: Tone, contrast: float) -> NDArray[np.float32]:
    """How much of the veil must lie on each pixel for the letters to stand out.

    Parameters
    ----------
    worst : ndarray of uint8
        Colours behind the letters [n, 3].
    tone : Tone
    contrast : float

    Returns
    -------
    ndarray of float32
        Opacity [n], in [0, 1]; found by bisection.
    """
    veil = np.array(tone.veil, np.float32)
    low = np.zeros(len(worst), np.float32)
    high = np.ones(len(worst), np.float32)
    high[ratios(tone.ink, worst) >= contrast] = 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        shaded = worst + (veil - worst) * middle[:, None]
        # Away from the veil, so that the rounding of the picture loses nothing.
        rounded = np.ceil(shaded) if tone.light else np.floor(shaded)
        enough = ratios(tone.ink, rounded.astype(np.uint8)) >= contrast
        high = np.where(enough, np.minimum(high, middle), high)
        low = np.where(enough, low, middle)
    return high


def _mean(pixels: NDArray[np.uint8]) -> Rgb:
    red, green, blue = (round(float(value)) for value in pixels.mean(axis=0))
    return red, green, blue


def _richer(colour: Rgb) -> Rgb:
    """Move a colour away from grey: what is nearly black shows little of its hue."""
    grey = sum(colour) / 3
    red, green, blue = (round(min(255.0, max(0.0, grey + 1.9 * (c - grey)))) for c in colour)
    return red, green, blue


def _darkened(colour: Rgb, most: float) -> Rgb:
    """Scale a colour down to a luminance, keeping its hue."""
    while luminance(np.array(colour, np.uint8)) > most:
        colour = mix(colour, (0, 0, 0), 0.06)
    return colour


def _toward(end: Rgb, colour: Rgb, *, least: float) -> Rgb:
    share = 0.0
    while luminance(np.array(mix(colour, end, share), np.uint8)) < least:
        share += 0.04
    return mix(colour, end, min(share, 1.0))
