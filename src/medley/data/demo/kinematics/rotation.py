"""Turning and reaching in three dimensions, for many moments at once.

Axes: x is forward, y is left, z is up. A turn is a matrix whose columns are where a segment's
own forward, left and up point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_REACH = 0.9995
"""A limb is never quite straight, so that it is always known where it bends to."""


def about_x(angle_deg: ArrayLike) -> Array:
    """Turn about the forward axis; positive lifts the left side, shape (..., 3, 3)."""
    return _about(np.asarray(angle_deg, np.float64), 1, 2)


def about_y(angle_deg: ArrayLike) -> Array:
    """Turn about the left axis; positive leans what stands forward, shape (..., 3, 3)."""
    return _about(np.asarray(angle_deg, np.float64), 2, 0)


def about_z(angle_deg: ArrayLike) -> Array:
    """Turn about the upward axis; positive turns to the left, shape (..., 3, 3)."""
    return _about(np.asarray(angle_deg, np.float64), 0, 1)


def _about(angle_deg: Array, i: int, j: int) -> Array:
    turn = np.zeros((*angle_deg.shape, 3, 3))
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    k = 3 - i - j
    turn[..., k, k] = 1.0
    turn[..., i, i] = turn[..., j, j] = cos
    turn[..., i, j], turn[..., j, i] = -sin, sin
    return turn


def unit(vectors: Array) -> Array:
    """Vectors of length 1 in the same directions, shape (..., 3)."""
    length = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    return np.asarray(vectors / np.maximum(length, 1e-12))


def cross(a: Array, b: Array) -> Array:
    """Cross product along the last axis; several times faster than `numpy.cross`."""
    a, b = np.broadcast_arrays(a, b)
    return np.stack(
        [
            a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1],
            a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2],
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        ],
        axis=-1,
    )


def hanging(down: Array, forward: Array) -> Array:
    """Turn of a limb's segment that points along ``down`` and bends towards ``forward``.

    Parameters
    ----------
    down, forward : ndarray, shape (..., 3)
        ``forward`` need not be at right angles to ``down``, nor of length 1.

    Returns
    -------
    ndarray, shape (..., 3, 3)
    """
    up = -unit(down)
    x = unit(forward - (forward * up).sum(axis=-1, keepdims=True) * up)
    return np.stack([x, cross(up, x), up], axis=-1)


def reach(start: Array, end: Array, upper: float, lower: float, towards: Array) -> Array:
    """Where the joint between two segments lies so that they reach from start to end.

    Parameters
    ----------
    start, end : ndarray, shape (..., 3)
    upper, lower : float
        Lengths of the two segments.
    towards : ndarray, shape (..., 3)
        Where the joint points to.

    Returns
    -------
    ndarray, shape (..., 3)
        On the line from start to end where that is too long.
    """
    gap = end - start
    distance = np.sqrt((gap * gap).sum(axis=-1, keepdims=True))
    distance = np.clip(distance, abs(upper - lower) + 1e-6, _REACH * (upper + lower))
    along = unit(gap)
    aside = unit(towards - (towards * along).sum(axis=-1, keepdims=True) * along)
    share = (distance**2 + upper**2 - lower**2) / (2 * distance)
    height = np.sqrt(np.maximum(upper**2 - share**2, 0.0))
    return np.asarray(start + share * along + height * aside)
