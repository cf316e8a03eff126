"""Soft points and discs of light: lamps out of focus, fireflies, sparkles."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.colour import Colour
from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture


def disc(
    picture: Picture,
    place: tuple[float, float],
    radius: float,
    colour: Colour,
    strength: float = 1.0,
    *,
    rim: float = 0.25,
) -> None:
    """Add a lamp out of focus: an even disc with a brighter rim.

    Parameters
    ----------
    place : (float, float)
        Its centre, in picture heights.
    radius : float
        In picture heights.
    rim : float
        How much brighter the edge is than the middle.
    """
    window = _window(picture, place, radius * 1.1)
    if window is None:
        return
    rows, columns = window
    distance = _distance(picture, window, place) / np.float32(radius)
    soft = max(1.5 / (radius * picture.height), 0.06)
    cover = np.clip((1 - distance) / np.float32(soft), 0, 1)
    edge = 1 + np.float32(rim) * (distance**4 - 0.4)
    below = picture.pixels[rows, columns]
    mask = (cover * edge * np.float32(strength))[..., None]
    below += (1.12 - np.minimum(below, 1.12)) * colour * mask


def glow(
    picture: Picture,
    place: tuple[float, float],
    radius: float,
    colour: Colour,
    strength: float = 1.0,
) -> None:
    """Add a point of light with a soft halo that ends at three radii."""
    window = _window(picture, place, radius * 3)
    if window is None:
        return
    distance = _distance(picture, window, place) / np.float32(radius)
    mask = np.exp(-(distance**2)) * np.float32(strength)
    mask += np.exp(-(distance**2) * 14) * np.float32(strength)
    below = picture.pixels[window]
    below += (1.1 - np.minimum(below, 1.1)) * colour * mask[..., None]


def _window(
    picture: Picture, place: tuple[float, float], reach: float
) -> tuple[slice, slice] | None:
    """Rows and columns within reach of a place, or None outside the picture."""
    high = picture.height
    left = max(0, math.floor((place[0] - reach) * high))
    right = min(picture.width, math.ceil((place[0] + reach) * high) + 1)
    top = max(0, math.floor((place[1] - reach) * high))
    bottom = min(high, math.ceil((place[1] + reach) * high) + 1)
    if left >= right or top >= bottom:
        return None
    return slice(top, bottom), slice(left, right)


def _distance(picture: Picture, window: tuple[slice, slice], place: tuple[float, float]) -> Array:
    rows, columns = window
    across = picture.x[:, columns] - np.float32(place[0])
    down = picture.y[rows] - np.float32(place[1])
    distance: Array = np.sqrt(across**2 + down**2)
    return distance
