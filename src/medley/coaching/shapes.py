"""What a possible repetition looks like: the body at four of its moments, and in a mirror."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES, joint_angle, joint_visibility
from medley.features.pose.body import torso_length
from medley.features.pose.view import lean_deg

AROUND_S = 0.15
SEEN = 0.5
CUT_S = 0.1
"""What begins or ends as near to the recording's own ends may be cut off: it took at least
so long."""
DURATION_DEG = 24.0
"""Twice or half as long counts like so many degrees in each joint."""
LIMB_DEG = 70.0
"""A torso length in the picture counts like so many degrees: about as far as a forearm's end goes
while its elbow turns by them."""
TURNED_DEG = 40.0
"""Of those who face otherwise by more, limbs in the picture tell nothing."""
AS_WELL_KNOWN = 0.5
"""A way to look at one that shows less than this share of what the other way shows tells nothing:
a hidden arm is like any other."""
_MOMENTS = 4
_JOINTS = ("elbow", "shoulder", "hip", "knee")
_ENDS = ("elbow", "wrist")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What others are held against.

    Attributes
    ----------
    row : ndarray of float64, shape (k,) or (n, k)
        As in `Shapes`; one for each of them, or one for all.
    across : ndarray of float64, shape (2,)
        As in `Shapes`.
    """

    row: Numbers
    across: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """How each of n possible repetitions looks.

    Attributes
    ----------
    rows, mirrored : ndarray of float64, shape (n, k)
        The body at the start, half out, at the turn and half back, and how long it takes, in
        degrees; NaN where it is not seen.
    across : ndarray of float64, shape (n, 2)
        From the right to the left side of the trunk at the start, to the right in the picture and
        away from the camera.
    pictured : ndarray of bool, shape (k,)
        What is true only of those who face the same way.
    cut : ndarray of bool, shape (n,)
        Those that the recording may cut off.
    """

    rows: Numbers
    mirrored: Numbers
    across: Numbers
    pictured: NDArray[np.bool_]
    cut: NDArray[np.bool_]

    def without(self, unknown: NDArray[np.bool_]) -> Shapes:
        """Leave columns out of account."""
        rows, mirrored = (np.where(unknown, np.nan, one) for one in (self.rows, self.mirrored))
        return replace(self, rows=rows, mirrored=mirrored)

    def look(self, one: int) -> Look:
        """One of them, for the others to be held against."""
        return Look(self.rows[one], self.across[one])

    def apart(self, look: Look) -> Numbers:
        """Root mean square over what is known of both, as they are or in a mirror."""
        return np.asarray(np.min(self._ways(look), axis=0))

    def same_way(self, look: Look) -> NDArray[np.bool_]:
        """Which are more like it as they are than in a mirror."""
        as_they_are, in_a_mirror = self._ways(look)
        return np.asarray(as_they_are <= in_a_mirror)

    def middle_of(self, members: NDArray[np.bool_], look: Look, *, turned: bool = False) -> Look:
        """The middle of members, each turned the same way as one of them or left as it is."""
        same = np.ones(len(self.rows), np.bool_) if not turned else self.same_way(look)
        rows = np.where(same[:, None], self.rows, self.mirrored)[members]
        across = np.where(same[:, None], self.across, self.across * _IN_A_MIRROR)[members]
        return Look(middle(rows), middle(across))

    def _ways(self, look: Look) -> tuple[Numbers, Numbers]:
        as_they_are, known = self._far(self.rows, self.across, look)
        in_a_mirror, known_there = self._far(self.mirrored, self.across * _IN_A_MIRROR, look)
        return (
            np.where(known < AS_WELL_KNOWN * known_there, np.inf, as_they_are),
            np.where(known_there < AS_WELL_KNOWN * known, np.inf, in_a_mirror),
        )

    def _far(self, rows: Numbers, across: Numbers, look: Look) -> tuple[Numbers, NDArray[np.intp]]:
        off = (rows - look.row) ** 2
        off[self.cut & (rows - look.row < 0)[:, -1], -1] = np.nan
        if self.pictured.any():
            lengths = np.linalg.norm(across, axis=1) * np.linalg.norm(look.across)
            turned = across @ look.across < np.cos(np.radians(TURNED_DEG)) * lengths
            off[np.ix_(turned, self.pictured)] = np.nan
        return root_mean(off), np.isfinite(off).sum(axis=1)


_IN_A_MIRROR = np.array([1.0, -1.0])
"""The left side is on the right then, and so is what was to the left."""


def shapes_of(track: PoseTrack, repetitions: Sequence[Repetition], *, arms: bool) -> Shapes:
    """Look at possible repetitions.

    Parameters
    ----------
    track : PoseTrack
    repetitions : sequence of Repetition
    arms : bool
        Arms do it: where they are in the picture counts, too. An angle does not tell whether an
        arm is raised to the side or ahead.
    """
    angles = body_angles(track)
    limbs = _limbs(track) if arms else np.empty((len(track), 0))
    across = _across(track)
    # The lean stands in the middle: what has a side comes before it or after it.
    columns = np.hstack([angles, limbs])
    rows = np.array([_shape(track, columns, one) for one in repetitions])
    order, signs = _mirror(limbs.shape[1])
    starts = np.array([_around(track, across, one.start_s) for one in repetitions])
    ends_s = np.array([(one.start_s, one.end_s) for one in repetitions])
    cut = np.abs(ends_s - track.times_s[[0, -1]]).min(axis=1) <= CUT_S
    pictured = np.tile(np.arange(columns.shape[1]) >= angles.shape[1], _MOMENTS)
    return Shapes(rows, rows[:, order] * signs, starts, np.append(pictured, False), cut)


def so_far(look: Look, gone: Numbers) -> Look:
    """The same for those that go only a share of the way, shape (n, k)."""
    n_columns = (len(look.row) - 1) // _MOMENTS
    moments = look.row[:-1].reshape(_MOMENTS, n_columns)
    ways = gone[:, None, None] * (moments - moments[0])
    rows = (moments[0] + ways).reshape(len(gone), -1)
    return Look(np.column_stack([rows, np.full(len(gone), look.row[-1])]), look.across)


def body_angles(track: PoseTrack) -> Numbers:
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


def root_mean(squares: Numbers) -> Numbers:
    """Give the root of each row's mean over what is known of it; 0 where nothing is."""
    known = np.isfinite(squares)
    # One of which nothing is seen is no odd one.
    sums = np.where(known, squares, 0.0).sum(axis=1)
    return np.asarray(np.sqrt(sums / np.maximum(known.sum(axis=1), 1)))


def middle(rows: Numbers) -> Numbers:
    """Give the median of each column over what is known of it."""
    known = np.isfinite(rows).any(axis=0)
    found = np.full(rows.shape[1], np.nan)
    if known.any():
        found[known] = np.nanmedian(rows[:, known], axis=0)
    return found


def _limbs(track: PoseTrack) -> Numbers:
    """Where elbow and wrist are beside their shoulder in the picture, left and right, (n, 8)."""
    long = torso_length(track)[:, None]
    columns = []
    for side in SIDES:
        shoulder = INDEX[f"{side}_shoulder"]
        for name in _ENDS:
            end = INDEX[f"{side}_{name}"]
            beside = track.points[:, end, :2] - track.points[:, shoulder, :2]
            seen = track.visibility[:, [shoulder, end]].min(axis=1) >= SEEN
            columns.append(np.where(seen[:, None], LIMB_DEG * beside / long, np.nan))
    return np.hstack(columns)


def _across(track: PoseTrack) -> Numbers:
    """From the right to the left shoulder and hip, to the right and away, shape (n, 2)."""
    deep = track.points if track.world is None else track.world
    pairs = [[INDEX[f"{side}_{part}"] for part in ("shoulder", "hip")] for side in SIDES]
    left, right = (deep[:, pair][:, :, [0, 2]].sum(axis=1, dtype=np.float64) for pair in pairs)
    return np.asarray(left - right)


def _shape(track: PoseTrack, columns: Numbers, one: Repetition) -> Numbers:
    """The body at the start, on the way, at the turn and on the way back, and the duration."""
    halves = (one.start_s + one.bottom_s) / 2, (one.bottom_s + one.end_s) / 2
    moments_s = one.start_s, halves[0], one.bottom_s, halves[1]
    parts = [_around(track, columns, at_s) for at_s in moments_s]
    scale = np.sqrt(len(parts) * columns.shape[1])
    lasts = DURATION_DEG * scale * np.log2(max(one.end_s - one.start_s, 0.1))
    return np.concatenate([*parts, [lasts]])


def _around(track: PoseTrack, columns: Numbers, at_s: float) -> Numbers:
    first, last = np.searchsorted(track.times_s, (at_s - AROUND_S, at_s + AROUND_S))
    return middle(columns[first:last])


def _mirror(n_limbs: int) -> tuple[NDArray[np.intp], Numbers]:
    """Columns of a shape with left and right changed, and their signs."""
    half, k = len(_JOINTS), 2 * len(_JOINTS) + 1
    limbs = np.roll(np.arange(k, k + n_limbs), n_limbs // 2)
    moment = np.array([*range(half, 2 * half), *range(half), 2 * half, *limbs])
    # To the right becomes to the left; up stays up.
    signs = np.concatenate([np.ones(k), np.tile([-1.0, 1.0], n_limbs // 2)])
    moments = [moment + len(moment) * number for number in range(_MOMENTS)]
    length = _MOMENTS * len(moment)
    return np.concatenate([*moments, [length]]), np.append(np.tile(signs, _MOMENTS), 1.0)
