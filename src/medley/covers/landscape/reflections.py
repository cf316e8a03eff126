"""Still water: what stands above it, mirrored and shaken by ripples."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import Colour
from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture


def reflect(
    picture: Picture, waves: Array, shore: float, *, tone: Colour, clearness: float = 0.8
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
    depth = np.arange(rows, dtype=np.float32)[:, None]
    shaken = depth * np.float32(1.0) + waves * (2 + depth * np.float32(0.10))
    source = np.clip(top - 1 - shaken, 0, top - 1).astype(np.int32)
    columns = np.arange(picture.width, dtype=np.int32)[None, :]
    mirrored = picture.pixels[source, columns]
    share = np.float32(clearness) * (1 - 0.45 * depth / np.float32(max(1, rows)))
    picture.pixels[top:] = tone + (mirrored - tone) * share[..., None]
