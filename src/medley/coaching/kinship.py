"""Which movements are of one kind, and how unlike them another is: a bottle lifted among curls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import SIDES, joint_angle, joint_visibility
from medley.features.pose.view import lean_deg

FEWEST, PAIR = 3, 2
"""Among fewer it cannot be said what is done again and again; arms do it twice as much alike."""
AROUND_S = 0.15
SEEN = 0.5
ODD_DEG = 24.0
"""Root mean square over all joints from another repetition: no kin of it."""
NEAREST_DEG, FARTHEST_DEG, FARTHEST = 13.5, 27.0, 2.25
"""A member is at most so many times as far from the middle of its family as most are, and the
limit is between these two."""
DURATION_DEG = 24.0
"""Twice or half as long counts like so many degrees in each joint."""
ONE_SIZE = 0.6
"""Difference of logarithms up to which two movements are of one size."""
WAY = 0.6
"""Power of the way gone by which a family counts: many shorter ones are more than a few long."""
UNFIT = 0.3
"""Share by which one counts for a family that cannot be the exercise by itself; one that hardly
can counts for little more."""
PAIR_DEG = 32.0
"""The limit in a family of two: nothing tells how far apart its members may be."""
FARTHER = 2.2
"""A repetition is held against one that goes up to so many times as far as usual."""
ASKED = 500
"""Of more, so many are asked how many are of their kind: their number is not squared."""
_MOMENTS = ("start", "half out", "turn", "half back")
_JOINTS = ("elbow", "shoulder", "hip", "knee")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Those of many possible repetitions that are of one kind.

    Attributes
    ----------
    members : ndarray of bool, shape (n,)
    off : ndarray of float64, shape (n,)
        How far each is from the family's middle; 1 is as far as one may be.
    off_if_short : ndarray of float64, shape (n,)
        The same, the middle going no farther than each does.
    off_as_far : ndarray of float64, shape (n,)
        The same, the middle going as far as each does, by the shorter way.
    n : int
        How many members follow one another; the same movement may be possible in many ways.
    shares : ndarray of float64, shape (n,)
        What each counts for: the same movement, possible in many ways, counts once.
    """

    members: NDArray[np.bool_]
    off: Numbers
    off_if_short: Numbers
    off_as_far: Numbers
    n: int
    shares: Numbers

    def usual(self, values: Numbers) -> float:
        """Give the middle of its members, each movement once."""
        return once_each(values[self.members], self.shares[self.members])


def largest_family(
    track: PoseTrack,
    repetitions: Sequence[Repetition],
    sizes: Numbers,
    least: Numbers,
    strains: Numbers,
    fewest: int = FEWEST,
    *,
    by_leg: bool = False,
) -> Family | None:
    """Find what is done most among what could be repetitions.

    By how many there are and how far each goes, of those that fit; those that do not may be kin.

    Parameters
    ----------
    track : PoseTrack
    repetitions : sequence of Repetition
    sizes, least : ndarray of float64, shape (n,)
        How far each goes, by the longer and by the shorter of its ways.
    strains : ndarray of float64, shape (n,)
        How far each is beyond the exercise's limits; above 1 it cannot be one by itself.
    fewest : int
        Of one kind make a family.
    by_leg : bool
        Now one leg leads and now the other: seen askew, each of both looks otherwise.

    Returns
    -------
    Family or None
        None where there are fewer of one kind.
    """
    fits = strains <= 1
    if len(repetitions) < fewest or not fits.any():
        return None
    angles = body_angles(track)
    shapes = np.array([_shape(track, angles, one) for one in repetitions])
    columns = np.isfinite(shapes[fits]).mean(axis=0) > SEEN
    if not columns[:-1].any():
        return None
    shapes[:, ~columns] = np.nan
    shares = 1.0 / _crowd(repetitions)
    ranges = np.array([one.range_deg + 1.0 for one in repetitions]) ** WAY
    counts = ranges * shares * np.maximum(1 - (1 - UNFIT) * strains, UNFIT)

    def kin_of(one: int) -> NDArray[np.bool_]:
        of_one_size = np.abs(np.log(sizes / sizes[one])) < ONE_SIZE
        return np.asarray(of_one_size & (_apart(shapes, shapes[one]) <= ODD_DEG))

    first = max(_spread(np.flatnonzero(fits)), key=lambda one: counts @ kin_of(one))
    members = kin_of(first)
    n = round(float(shares[members].sum()))
    if n < fewest:
        return None
    usual = [middle(_as(shapes[members], shapes[first]))]
    if by_leg:
        usual += _of_each_leg(shapes[members], shapes[first], shares[members])

    def apart_of(way: Numbers | None = None) -> Numbers:
        ends = [one if way is None else _so_far(one, way) for one in usual]
        return np.asarray(np.min([_apart(shapes, end) for end in ends], axis=0))

    apart = apart_of()
    limit = _limit(_apart(shapes, usual[0])[members], n)
    short = np.minimum(sizes / once_each(sizes[members], shares[members]), 1.0)
    gone = np.minimum(least / once_each(least[members], shares[members]), FARTHER)
    cut_short, as_far = apart_of(short), apart_of(gone)
    return Family(members, apart / limit, cut_short / limit, as_far / limit, n, shares)


def once_each(values: Numbers, shares: Numbers) -> float:
    """Give the median of values that count for so much each."""
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(shares[order])
    return float(values[order][np.searchsorted(sums, sums[-1] / 2)])


def _limit(apart: Numbers, n: int) -> float:
    if n < FEWEST:
        return PAIR_DEG
    return float(np.clip(FARTHEST * float(np.median(apart)), NEAREST_DEG, FARTHEST_DEG))


def _spread(places: NDArray[np.intp]) -> list[int]:
    """All places, or `ASKED` evenly spread: of an hour any tenth shows what is done most."""
    step = max(1.0, len(places) / ASKED)
    found: list[int] = places[np.arange(0, len(places), step).astype(np.intp)].tolist()
    return found


def _so_far(usual: Numbers, gone: Numbers) -> Numbers:
    """The usual shape of those that go only a share of the way, shape (n, k)."""
    n_columns = (len(usual) - 1) // len(_MOMENTS)
    moments = usual[:-1].reshape(len(_MOMENTS), n_columns)
    ways = gone[:, None, None] * (moments - moments[0])
    return np.column_stack(
        [(moments[0] + ways).reshape(len(gone), -1), np.full(len(gone), usual[-1])]
    )


def _crowd(repetitions: Sequence[Repetition]) -> Numbers:
    """How many share most of their time with each, itself included."""
    order = np.argsort([one.start_s for one in repetitions], kind="stable")
    starts = np.array([repetitions[k].start_s for k in order])
    ends = np.array([repetitions[k].end_s for k in order])
    # Who shares anything with one begins before it ends, and not longer ago than the longest lasts.
    since = np.searchsorted(starts, starts - (ends - starts).max())
    until = np.searchsorted(starts, ends, side="right")
    crowd = np.empty(len(order))
    for k, (a, b) in enumerate(zip(since, until, strict=True)):
        shared = np.minimum(ends[k], ends[a:b]) - np.maximum(starts[k], starts[a:b])
        shorter = np.minimum(ends[k] - starts[k], ends[a:b] - starts[a:b])
        crowd[order[k]] = (shared > 0.5 * shorter).sum()
    return crowd


def _as(shapes: Numbers, first: Numbers) -> Numbers:
    """Shapes turned the same way as one of them."""
    turned = shapes[:, _mirror(shapes.shape[1])]
    same = _far(shapes, first) <= _far(turned, first)
    return np.asarray(np.where(same[:, None], shapes, turned))


def _of_each_leg(shapes: Numbers, first: Numbers, shares: Numbers) -> list[Numbers]:
    """The middle of those like one of them, and of those like its picture in a mirror."""
    same = _far(shapes, first) <= _far(shapes[:, _mirror(shapes.shape[1])], first)
    if min(shares[same].sum(), shares[~same].sum()) < PAIR - 0.5:
        return []
    return [middle(shapes[same]), middle(shapes[~same])]


def _apart(shapes: Numbers, usual: Numbers) -> Numbers:
    """Root mean square over what is known of both, as they are or in a mirror."""
    return np.minimum(_far(shapes, usual), _far(shapes, usual[..., _mirror(usual.shape[-1])]))


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
    moments = [sides + len(sides) * number for number in range(len(_MOMENTS))]
    return np.concatenate([*moments, [length - 1]])


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


def _shape(track: PoseTrack, angles: Numbers, one: Repetition) -> Numbers:
    """The body at the start, on the way, at the turn and on the way back, and the duration."""
    halves = (one.start_s + one.bottom_s) / 2, (one.bottom_s + one.end_s) / 2
    parts = []
    for at_s in (one.start_s, halves[0], one.bottom_s, halves[1]):
        first, last = np.searchsorted(track.times_s, (at_s - AROUND_S, at_s + AROUND_S))
        parts.append(middle(angles[first:last]))
    scale = np.sqrt(len(parts) * angles.shape[1])
    lasts = DURATION_DEG * scale * np.log2(max(one.end_s - one.start_s, 0.1))
    return np.concatenate([*parts, [lasts]])


def middle(rows: Numbers) -> Numbers:
    """Give the median of each column over what is known of it."""
    known = np.isfinite(rows).any(axis=0)
    found = np.full(rows.shape[1], np.nan)
    if known.any():
        found[known] = np.nanmedian(rows[:, known], axis=0)
    return found
