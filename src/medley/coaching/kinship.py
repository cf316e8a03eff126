"""Which movements are of one kind, and how unlike them another is: a bottle lifted among curls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition
from medley.coaching.shapes import SEEN, Look, Shapes, shapes_of, so_far
from medley.data.poses import PoseTrack

FEWEST, PAIR = 3, 2
"""Among fewer it cannot be said what is done again and again; arms do it twice as much alike."""
ODD_DEG = 24.0
"""Root mean square over all joints from another repetition: no kin of it."""
NEAREST_DEG, FARTHEST_DEG, FARTHEST = 13.5, 27.0, 2.25
"""A member is at most so many times as far from the middle of its family as most are, and the
limit is between these two."""
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
    arms: bool = False,
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
    arms : bool
        As in `medley.coaching.shapes.shapes_of`.

    Returns
    -------
    Family or None
        None where there are fewer of one kind.
    """
    fits = strains <= 1
    if len(repetitions) < fewest or not fits.any():
        return None
    shapes = shapes_of(track, repetitions, arms=arms)
    columns = np.isfinite(shapes.rows[fits]).mean(axis=0) > SEEN
    if not columns[:-1].any():
        return None
    shapes = shapes.without(~columns)
    shares = 1.0 / _crowd(repetitions)
    ranges = np.array([one.range_deg + 1.0 for one in repetitions]) ** WAY
    counts = ranges * shares * np.maximum(1 - (1 - UNFIT) * strains, UNFIT)

    def kin_of(one: int) -> NDArray[np.bool_]:
        of_one_size = np.abs(np.log(sizes / sizes[one])) < ONE_SIZE
        return np.asarray(of_one_size & (shapes.apart(shapes.look(one)) <= ODD_DEG))

    first = max(_spread(np.flatnonzero(fits)), key=lambda one: counts @ kin_of(one))
    members = kin_of(first)
    n = round(float(shares[members].sum()))
    if n < fewest:
        return None
    usual = [shapes.middle_of(members, shapes.look(first), turned=True)]
    if by_leg:
        usual += _of_each_leg(shapes, members, shapes.look(first), shares)

    def apart_of(way: Numbers | None = None) -> Numbers:
        ends = [one if way is None else so_far(one, way) for one in usual]
        return np.asarray(np.min([shapes.apart(end) for end in ends], axis=0))

    apart = apart_of()
    limit = _limit(shapes.apart(usual[0])[members], n)
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


def _of_each_leg(
    shapes: Shapes, members: NDArray[np.bool_], first: Look, shares: Numbers
) -> list[Look]:
    """The middle of those like one of them, and of those like its picture in a mirror."""
    same = shapes.same_way(first)
    legs = members & same, members & ~same
    if min(shares[leg].sum() for leg in legs) < PAIR - 0.5:
        return []
    return [shapes.middle_of(leg, first) for leg in legs]
