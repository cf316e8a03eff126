"""Still water: what stands above it, mirrored and shaken by ripples."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Colour
from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture, blurred


def reflect(
    picture: Picture, waves: Array, shore: float, *, tone: Colour, clearness: float = 0.86
) -> None:
    """Mirror the picture above ``shore`` (a height ``y``) into the water below it.

    Parameters
    ----------
    waves : ndarray of float32 [shape=(rows, width)]
        Slopes of the ripples, from `medley.covers.landscape.water.ripples`.
    tone : Colour
        Of the water itself, which shows more toward the viewer.
    clearness : float
        Share of the mirrored light at the shore.
    """
    top = picture.row(shore)
    rows = picture.height - top
    if top == 0 or rows == 0:
        return
    depth = np.arange(rows, dtype=np.float32)[:, None]
    shaken = depth + waves * (np.float32(0.0035 * picture.height) + depth * np.float32(0.07))
    shaken = np.abs(shaken)
    source = np.clip(top - 1 - shaken, 0, top - 1)
    upper = source.astype(np.int32)
    columns = np.arange(picture.width, dtype=np.int32)[None, :]
    mirrored = picture.pixels[upper, columns]
    share = np.float32(clearness) * (1 - 0.35 * depth / np.float32(rows))
    picture.pixels[top:] = tone + (mirrored - tone) * share[..., None]
    _soften(picture, top)


def _soften(picture: Picture, top: int) -> None:
    """Blur the mirror image a little, more toward the viewer."""
    rows = picture.height - top
    share = np.linspace(0.15, 0.75, rows, dtype=np.float32)[:, None]
    reduction = max(2, picture.height // 180)
    for axis in range(3):
        channel = picture.pixels[top:, :, axis]
        channel += (blurred(channel, reduction) - channel) * share
