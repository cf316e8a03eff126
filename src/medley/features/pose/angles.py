"""Angles at joints, in the picture and in space."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import LANDMARKS

INDEX: dict[str, int] = {name: place for place, name in enumerate(LANDMARKS)}
"""Where a landmark stands in a row."""

JOINTS: dict[str, tuple[str, str, str]] = {
    "elbow": ("shoulder", "elbow", "wrist"),
    "shoulder": ("hip", "shoulder", "elbow"),
    "hip": ("shoulder", "hip", "knee"),
    "knee": ("hip", "knee", "ankle"),
    "ankle": ("knee", "ankle", "foot_index"),
}
"""A joint as the middle one of three landmarks of one side."""

SIDES: tuple[str, str] = ("left", "right")

Numbers = NDArray[np.float32] | NDArray[np.float64]


def angle_at(a: Numbers, b: Numbers, c: Numbers) -> NDArray[np.float64]:
    """Angle at `b` between the directions to `a` and `c`.

    Parameters
    ----------
    a, b, c : ndarray, shape (..., d)
        Points in the plane or in space.

    Returns
    -------
    ndarray of float64, shape (...)
        Degrees in [0, 180]; NaN where a point is missing or two coincide.

    Examples
    --------
    >>> import numpy as np
    >>> float(angle_at(np.array([1.0, 0.0]), np.zeros(2), np.array([0.0, 2.0])))
    90.0
    """
    u, v = np.asarray(a - b, np.float64), np.asarray(c - b, np.float64)
    lengths = np.sqrt((u * u).sum(axis=-1) * (v * v).sum(axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (u * v).sum(axis=-1) / lengths
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))), np.float64)


def joint_angle(points: Numbers, joint: str, side: str, *, dims: int = 2) -> NDArray[np.float64]:
    """Angle at a joint of one side in each frame.

    Parameters
    ----------
    points : ndarray, shape (n, 33, 3)
        Of the picture, or of the world.
    joint : str
        One of `JOINTS`.
    side : {"left", "right"}
    dims : {2, 3}
        2 measures in the picture, true where the limb lies in its plane; 3 in space.

    Returns
    -------
    ndarray of float64, shape (n,)
        Degrees; 180 is straight.
    """
    a, b, c = (points[:, INDEX[f"{side}_{name}"], :dims] for name in JOINTS[joint])
    return angle_at(a, b, c)


def joint_visibility(visibility: Numbers, joint: str, side: str) -> NDArray[np.float64]:
    """How well a joint is seen: as well as the worst of its three landmarks, shape (n,)."""
    rows = [INDEX[f"{side}_{name}"] for name in JOINTS[joint]]
    return np.asarray(visibility[:, rows].min(axis=1), np.float64)
