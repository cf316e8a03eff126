"""From where the camera looks at the body, and whether the body stands or lies."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX
from medley.features.pose.body import midpoint, torso_length

Facing: TypeAlias = Literal["front", "side", "oblique", "unclear"]
"""``front`` from behind too."""
Posture: TypeAlias = Literal["standing", "floor", "unclear"]

FRONT_DEG, SIDE_DEG = 30.0, 60.0
"""How far the shoulders may be turned out of the picture's plane to count as either."""
SHOULDERS = 0.72
"""Width of the shoulders' joints in torso lengths, seen from the front."""
_LEGS_DOWN = 1.0
"""Torso lengths from the hips down to the ankles."""
_FEWEST = 3


def turned_deg(track: PoseTrack) -> NDArray[np.float64]:
    """How far the body is turned away from the camera in each frame.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 facing the camera or away from it, 90 seen from the side; NaN where unseen.
    """
    wide = (
        track.points[:, INDEX["left_shoulder"], :2] - track.points[:, INDEX["right_shoulder"], :2]
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.linalg.norm(wide, axis=1) / (SHOULDERS * torso_length(track))
    flat = np.degrees(np.arccos(np.clip(np.asarray(share, np.float64), 0, 1)))
    if track.world is None:
        return np.asarray(flat)
    across = sum(
        np.asarray(track.world[:, INDEX[f"left_{part}"]] - track.world[:, INDEX[f"right_{part}"]])
        for part in ("shoulder", "hip")
    )
    assert isinstance(across, np.ndarray)
    deep = np.degrees(np.arctan2(np.abs(across[:, 2]), np.hypot(across[:, 0], across[:, 1])))
    return np.asarray((flat + deep) / 2, np.float64)


def facing(track: PoseTrack) -> Facing:
    """Tell the view of most frames.

    Returns
    -------
    {"front", "side", "oblique", "unclear"}
        ``unclear`` where the shoulders are hardly ever seen.
    """
    turned = turned_deg(track)
    turned = turned[np.isfinite(turned)]
    if len(turned) < _FEWEST:
        return "unclear"
    middle = float(np.median(turned))
    if middle < FRONT_DEG:
        return "front"
    return "side" if middle > SIDE_DEG else "oblique"


def lean_deg(track: PoseTrack) -> NDArray[np.float64]:
    """Angle of the trunk from upright in each frame, shape (n,): 0 upright, 180 upside down.

    In space, so that a camera's view along the body does not matter.
    """
    points = track.points if track.world is None else track.world
    trunk = midpoint(points, "shoulder") - midpoint(points, "hip")
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = -trunk[:, 1] / np.linalg.norm(trunk, axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))), np.float64)


def legs_down(track: PoseTrack) -> NDArray[np.float64]:
    """How far the ankles are below the hips in each frame, in torso lengths, shape (n,)."""
    points = track.points if track.world is None else track.world
    below = (midpoint(points, "ankle") - midpoint(points, "hip"))[:, 1]
    if track.world is None:
        return np.asarray(below / torso_length(track))
    trunk = midpoint(points, "shoulder") - midpoint(points, "hip")
    return np.asarray(below / np.linalg.norm(trunk, axis=1))


def on_floor(track: PoseTrack) -> NDArray[np.bool_]:
    """In which frames the body sits, lies or is on its hands; others and unseen are False.

    By the legs: the trunk would mislead, as a sit-up ends and a deadlift begins with it
    elsewhere.
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(legs_down(track) < _LEGS_DOWN)


def posture(track: PoseTrack) -> Posture:
    """Tell whether the body stands or is on the floor in most frames."""
    down = legs_down(track)
    down = down[np.isfinite(down)]
    if len(down) < _FEWEST:
        return "unclear"
    return "standing" if float(np.quantile(down, 0.75)) > _LEGS_DOWN else "floor"
