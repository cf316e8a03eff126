"""A poster as numbers: colour, texture and composition, and what makes two look alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.films import PosterPixels
from medley.features.image.cells import Plane
from medley.features.image.colour import colour_layout, colour_shares, lab, placed_hues
from medley.features.image.composition import composition
from medley.features.image.texture import edge_directions, grain, shrunk

PARTS = (288, 150, 348, 432, 192, 171, 479)
"""Widths of the parts: layout of colours, colours, hues by place, edges, coarse edges,
grain and composition."""
N_DESCRIBED = sum(PARTS)
_LOOK_WEIGHTS = (1.0, 1.0, 1.0, 0.7, 0.7, 0.5)


def describe_poster(pixels: PosterPixels) -> Plane:
    """Describe a poster; its mirror image is described the same.

    Nothing is learned and no face is looked for: colours and where they are,
    directions of edges, grain, and how it is composed.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (144, 96, 3)

    Returns
    -------
    ndarray of float32, shape (N_DESCRIBED,)
        Part after part, as `PARTS` says.

    Examples
    --------
    >>> from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH
    >>> describe_poster(np.zeros((POSTER_HEIGHT, POSTER_WIDTH, 3), np.uint8)).shape
    (2060,)
    """
    light = lab(pixels)
    level = light[..., 0]
    return np.concatenate(
        (
            colour_layout(light),
            colour_shares(light),
            placed_hues(pixels),
            edge_directions(level, 9, 6),
            edge_directions(shrunk(level, 3), 6, 4),
            grain(level),
            composition(pixels, light),
        )
    )


def parts_of(described: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Cut descriptions, shape (..., N_DESCRIBED), into their parts."""
    return np.split(described, np.cumsum(PARTS)[:-1], axis=-1)


def look(pixels: PosterPixels) -> Plane:
    """Place a poster among others by its looks.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (144, 96, 3)

    Returns
    -------
    ndarray of float32, shape (d,)
        Of length 1; the product of two is their likeness, the same for mirror images.
    """
    parts = parts_of(describe_poster(pixels))[: len(_LOOK_WEIGHTS)]
    weighed = [
        np.float32(weight) * part / (np.linalg.norm(part) + np.float32(1e-6))
        for weight, part in zip(_LOOK_WEIGHTS, parts, strict=True)
    ]
    joined = np.concatenate(weighed)
    found: Plane = joined / (np.linalg.norm(joined) + np.float32(1e-6))
    return found
