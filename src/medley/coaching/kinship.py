"""Which movement is not like the others: a bottle lifted to the mouth among curls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import SIDES, joint_angle, joint_visibility
from medley.features.pose.view import lean_deg

FEWEST = 4
"""Among fewer it cannot be said which one is odd."""
AROUND_S = 0.15
SEEN = 0.5
ODD_DEG, ODD_MOST_DEG = 24.0, 36.0
"""Root mean square over all joints from the usual repetition: another movement. More is
allowed where repetitions of this recording differ more, up to the second."""
ODD_TIMES = 3.0
"""So many times as far as repetitions of this recording mostly are is odd."""
DURATION_DEG = 24.0
"""Twice or half as long counts like so many degrees in each joint."""
_JOINTS = ("elbow", "shoulder", "hip", "knee")

Numbers = NDArray[np.float64]


def of_one_kind(track: PoseTrack, repetitions: Sequence[Repetition]) -> list[Repetition]:
    """Leave out what is done otherwise than most repetitions of a recording.

    Parameters
    ----------
    track : PoseTrack
    repetitions : sequence of Repetition
        All are kept where there are fewer than `FEWEST` complete ones.
    """
    complete = np.array([one.complete for one in repetitions], bool)
    if complete.sum() < FEWEST:
        return list(repetitions)
    angles = _angles(track)
    shapes = np.array([_shape(track, angles, one) for one in repetitions])
    known = np.isfinite(shapes)
    columns = known[complete].mean(axis=0) > SEEN
    if not columns[:-1].any():
        return list(repetitions)
    shapes[:, ~columns] = np.nan
    ranges = np.array([one.range_deg for one in repetitions])
    family = _largest_family(shapes[complete], ranges[complete])
    off = _apart(shapes, _middle(family))
    near = float(np.median(_apart(family, _middle(family))))
    limit = np.clip(ODD_TIMES * near, ODD_DEG, ODD_MOST_DEG)
    return [one for one, far in zip(repetitions, off, strict=True) if not far > limit]


def _largest_family(shapes: Numbers, ranges: Numbers) -> Numbers:
    """Those that are like one of them, turned the same way as that one.

    As many, and with as much movement, as can be.
    """
    near = np.array([_apart(shapes, shape) <= ODD_DEG for shape in shapes])
    first = int(np.argmax(near @ (ranges + 1.0)))
    family, turned = shapes[near[first]], shapes[near[first]][:, _mirror(shapes.shape[1])]
    same = _far(family, shapes[first]) <= _far(turned, shapes[first])
    return np.asarray(np.where(same[:, None], family, turned))


def _apart(shapes: Numbers, usual: Numbers) -> Numbers:
    """Root mean square over what is known of both, as they are or in a mirror."""
    return np.minimum(_far(shapes, usual), _far(shapes, usual[_mirror(len(usual))]))


def _far(shapes: Numbers, usual: Numbers) -> Numbers:
    off = (shapes - usual) ** 2
    known = np.isfinite(off)
    # One of which nothing is seen is no odd one.
    sums = np.where(known, off, 0.0).sum(axis=1)
    return np.asarray(np.sqrt(sums / np.maximum(known.sum(axis=1), 1)))


def _mirror(length: int) -> NDArray[np.intp]:
    """Columns of a shape with left and right changed."""
    half = len(_JOINTS)
    sides = np.array([*range(half, 2 * half), *range(half), 2 * half])
    return np.concatenate([sides, sides + len(sides), [length - 1]])


def _angles(track: PoseTrack) -> Numbers:
    """Angles of all joints of the left, then the right side, and the lean, shape (n, 9)."""
    deep = track.points if track.world is None else track.world
    columns = []
    for side in SIDES:
        for joint in _JOINTS:
            flat = joint_angle(track.points, joint, side)
            angle = (flat + joint_angle(deep, joint, side, dims=3)) / 2
            visible = joint_visibility(track.visibility, joint, side)
            columns.append(np.where(visible >= SEEN, angle, np.nan))
    return np.stack([*columns, lean_deg(track)], axis=1)


def _shape(track: PoseTrack, angles: Numbers, one: Repetition) -> Numbers:
    """The body at the start and the turn, the side that moves first, and the duration."""
    rows = [np.abs(track.times_s - at) <= AROUND_S for at in (one.start_s, one.bottom_s)]
    parts = [_middle(angles[row]) for row in rows]
    lasts = DURATION_DEG * np.sqrt(2 * angles.shape[1]) * np.log2(max(one.end_s - one.start_s, 0.1))
    return np.concatenate([*parts, [lasts]])


def _middle(rows: Numbers) -> Numbers:
    known = np.isfinite(rows).any(axis=0)
    middle = np.full(rows.shape[1], np.nan)
    if known.any():
        middle[known] = np.nanmedian(rows[:, known], axis=0)
    return middle
