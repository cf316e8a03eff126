"""Who is who among several people, and who of them exercises.

A body in one picture is the same person as the nearest body before it, if it is near
enough for its size. Of all people the one is followed who moves joints most through the
recording: somebody who stands by, walks past or is pinned to the wall moves them little,
or not for long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.features.pose.angles import SIDES, joint_angle, joint_visibility
from medley.features.pose.landmarker import Pose

NOBODY = -1
SURE = 0.5
"""Visibility from which a landmark is taken as seen."""

_TRUNK = [11, 12, 23, 24]
_JOINTS = [(joint, side) for joint in ("elbow", "shoulder", "hip", "knee") for side in SIDES]
_SAME = 0.5
"""Nearer than this many body sizes, two bodies of one picture are one person."""
_STEP = 0.6
_WALK_PER_S = 1.5
_FARTHEST = 2.5
"""How far somebody may have gone since last seen, in body sizes."""
_PART_S = 4.0


def centre(pose: Pose) -> NDArray[np.float64]:
    """Middle of shoulders and hips in the picture, shape (2,)."""
    return np.asarray(pose.points[_TRUNK, :2].mean(axis=0, dtype=np.float64))


def size(pose: Pose) -> float:
    """Half of the diagonal of the body's box: about a torso, standing or lying."""
    spread = np.ptp(pose.points[:, :2], axis=0)
    return max(float(np.hypot(*spread)) / 2, 1e-3)


def distinct(poses: Iterable[Pose]) -> list[Pose]:
    """Leave out bodies that are barely seen, and second findings of the same body."""
    kept: list[Pose] = []
    by_sight = sorted(poses, key=lambda pose: -float(pose.visibility.mean()))
    for pose in by_sight:
        seen = pose.visibility.mean() >= SURE
        if seen and all(_apart(pose, other) >= _SAME for other in kept):
            kept.append(pose)
    return kept


def _apart(pose: Pose, other: Pose) -> float:
    distance = float(np.linalg.norm(centre(pose) - centre(other)))
    shape = np.abs(pose.points[:, :2] - other.points[:, :2]).mean()
    return max(distance, float(shape)) / min(size(pose), size(other))


@dataclass(slots=True)
class _Known:
    place: NDArray[np.float64]
    size: float
    time_s: float


class People:
    """Gives each body the number of the person it belongs to, picture by picture."""

    def __init__(self) -> None:
        self._known: list[_Known] = []

    def name(self, poses: Sequence[Pose], time_s: float) -> list[int]:
        """Number the bodies of a picture; the same person keeps a number."""
        numbers = [NOBODY] * len(poses)
        taken: set[int] = set()
        for _, row, person in sorted(self._pairs(poses, time_s)):
            if numbers[row] == NOBODY and person not in taken:
                numbers[row] = person
                taken.add(person)
        for row, pose in enumerate(poses):
            known = _Known(centre(pose), size(pose), time_s)
            if numbers[row] == NOBODY:
                numbers[row] = len(self._known)
                self._known.append(known)
            else:
                self._known[numbers[row]] = known
        return numbers

    def only(self, poses: Sequence[Pose], time_s: float) -> list[int]:
        """Number the body of a picture as the first person, wherever it went."""
        self._known[:1] = [_Known(centre(pose), size(pose), time_s) for pose in poses[:1]]
        return [0] * len(poses)

    def _pairs(self, poses: Sequence[Pose], time_s: float) -> Iterable[tuple[float, int, int]]:
        for row, pose in enumerate(poses):
            for person, known in enumerate(self._known):
                scale = (known.size + size(pose)) / 2
                far = float(np.linalg.norm(centre(pose) - known.place)) / scale
                reach = min(_STEP + _WALK_PER_S * (time_s - known.time_s), _FARTHEST)
                if far <= reach:
                    yield far, row, person


def movement(
    times_s: NDArray[np.float64], points: NDArray[np.float32], visibility: NDArray[np.float32]
) -> float:
    """Say how much somebody moves joints, for how long, and how near they are.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n,)
        When the person was seen.
    points : ndarray of float32, shape (n, 33, 3)
    visibility : ndarray of float32, shape (n, 33)

    Returns
    -------
    float
        Degrees through which the three liveliest joints go in four seconds, summed over
        the seconds and weighed by the root of the person's size.
    """
    angles = np.stack([joint_angle(points, joint, side) for joint, side in _JOINTS], axis=1)
    sight = np.stack([joint_visibility(visibility, *joint) for joint in _JOINTS], axis=1)
    angles = np.where(sight >= SURE, angles, np.nan)
    spread = np.ptp(points[:, :, :2], axis=1)
    sizes = np.hypot(spread[:, 0], spread[:, 1])
    parts = ((times_s - times_s[0]) // _PART_S).astype(int)
    total = 0.0
    for part in np.unique(parts):
        rows = parts == part
        span = max(float(np.ptp(times_s[rows])), 0.0)
        total += _liveliness(angles[rows]) * span * float(np.sqrt(np.median(sizes[rows])))
    return total


def _liveliness(angles: NDArray[np.float64]) -> float:
    seen = np.isfinite(angles).mean(axis=0) >= SURE
    if not seen.any():
        return 0.0
    low, high = np.nanpercentile(angles[:, seen], (10, 90), axis=0)
    return float(np.sort(high - low)[-3:].mean())
