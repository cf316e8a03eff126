"""How far each repetition goes beside the others, by what tells it evenly from every side.

A phase joins all that is seen, and grows unevenly: from the side an elbow in the picture opens all
at once while a weight is pressed. Whether half the way was gone is asked of heights and of angles
in space.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.coaching.kinship import Family, once_each
from medley.coaching.movements import movement_of
from medley.coaching.phase import HIDDEN, followed
from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import SIDES
from medley.features.pose.body import torso_length
from medley.features.pose.gaps import known_median

AROUND_S = 0.12
BEYOND_S = 0.1
"""Before the start and after the end, where somebody rests."""
LEAST = 0.08
"""Share of the usual way of a measure; where the family moves by less it tells nothing."""
ABOUT = 1.2
"""The border between partial and complete lies at most so many times from where it is elsewhere."""
APART = 1.3
"""Where nothing was gone less or more far, a gap ends at so many times as little or as much."""
NEARER = 0.5
"""What a gap loses for each unit of the logarithm by which it is away from there."""
ROUNDS = 3
"""So often the usual way is that of those that go far enough beside it."""

Numbers = NDArray[np.float64]


def shares_gone(
    track: PoseTrack,
    exercise: str,
    repetitions: Sequence[Repetition],
    family: Family,
    otherwise: Numbers,
    *,
    beside: Numbers | None = None,
) -> Numbers:
    """Tell how far each goes beside the family's complete ones.

    Parameters
    ----------
    track : PoseTrack
    exercise : str
    repetitions : sequence of Repetition
    family : Family
    otherwise : ndarray of float64, shape (n,)
        What is told where no such measure is seen, or the exercise has none.
    beside : ndarray of float64, shape (n,), optional
        Another way that is gone, of what else moves; it has half of the say, and neither makes
        up for more than the other lacks.

    Returns
    -------
    ndarray of float64, shape (n,)
        1 is as far as usual.
    """
    movement = movement_of(exercise)
    ways = _ways(track, exercise, repetitions)
    usual, gone = family.members, otherwise
    for _ in range(ROUNDS):
        gone = _beside(ways, usual, family.shares, otherwise)
        if beside is not None:
            other = beside / known_median(beside[usual])
            gone = (np.minimum(gone, 1.0) + np.where(other < 1.0, other, 1.0)) / 2
        farther = family.members & (gone >= movement.enough)
        if not farther.any():
            break
        usual = farther
    return gone


def border_of(gone: Numbers, enough: float) -> float:
    """Find how far a repetition of this recording goes at least to be complete.

    Faults shorten some, and where most are short half a repetition goes nearly as far beside them.
    But nobody does half a repetition and two thirds of one in turn: there is a gap.

    Parameters
    ----------
    gone : ndarray of float64, shape (n,)
        How far each repetition goes beside the usual one, partial ones too.
    enough : float
        Where the border usually is.

    Returns
    -------
    float
        The middle of the widest gap about there.

    Examples
    --------
    >>> round(border_of(np.array([1.0, 0.61, 0.98, 0.59, 0.3]), 0.62), 2)
    0.52
    >>> round(border_of(np.array([1.0, 1.02, 0.67, 0.98, 0.64]), 0.62), 2)
    0.52
    """
    low, high = enough / ABOUT, enough * ABOUT
    known = np.sort(gone[gone > 0])
    if not len(known):
        return enough
    least, most = min(low / APART, *known[:1]), max(high * APART, *known[-1:])
    ends = np.log([least, *known, most])
    middles = np.clip((ends[1:] + ends[:-1]) / 2, np.log(low), np.log(high))
    wide = np.where((middles > ends[:-1]) & (middles < ends[1:]), np.diff(ends), 0.0)
    worths = wide - NEARER * np.abs(middles - np.log(enough))
    return float(np.exp(middles[int(np.argmax(worths))]))


def _beside(
    ways: Numbers, usual: NDArray[np.bool_], shares: Numbers, otherwise: Numbers
) -> Numbers:
    """Mean over measures of how far each goes beside the middle of the usual ones."""
    middles = np.full(ways.shape[1], np.nan)
    for column, values in enumerate(ways.T):
        known = usual & np.isfinite(values)
        if known.any():
            middles[column] = once_each(values[known], shares[known])
    beside = ways / np.where(middles > LEAST, middles, np.nan)
    seen = np.isfinite(beside)
    sums = np.where(seen, beside, 0.0).sum(axis=1)
    return np.asarray(np.where(seen.any(axis=1), sums / np.maximum(seen.sum(axis=1), 1), otherwise))


def _ways(track: PoseTrack, exercise: str, repetitions: Sequence[Repetition]) -> Numbers:
    """Way of each repetition by each even measure, shape (n, k); NaN where it is not seen."""
    long = torso_length(track)
    columns = []
    for measure in movement_of(exercise).even:
        if measure.kind == "deep" and track.world is None:
            continue
        sides = {side: followed(track, measure, side, long) for side in SIDES}
        columns.append([_way(track.times_s, sides, one) for one in repetitions])
    ways = np.array(columns, np.float64).reshape(len(columns), len(repetitions)).T
    # What begins at its turning point goes the other way.
    return np.abs(ways) if movement_of(exercise).either_start else ways


def _way(times_s: Numbers, sides: dict[str, tuple[Numbers, Numbers]], one: Repetition) -> float:
    """From the middle of both ends to the turn, of the side that does it or of both."""
    turn, *ends = (
        slice(*np.searchsorted(times_s, (at_s - AROUND_S, at_s + AROUND_S)))
        for at_s in (one.bottom_s, *_ends_s(times_s, one))
    )
    found, weights = [], []
    for side in SIDES if one.side == "both" else (one.side,):
        values, visible = sides[side]
        seen = known_median(visible[turn])
        way = known_median(values[turn]) - float(
            np.mean([known_median(values[end]) for end in ends])
        )
        if np.isfinite(way) and seen >= HIDDEN:
            found.append(way)
            weights.append(seen**2)
    return float(np.average(found, weights=weights)) if found else np.nan


def _ends_s(times_s: Numbers, one: Repetition) -> list[float]:
    """Start and end; where the recording cuts one off, the other."""
    inside = []
    if one.start_s - times_s[0] > AROUND_S:
        inside.append(one.start_s - BEYOND_S)
    if times_s[-1] - one.end_s > AROUND_S:
        inside.append(one.end_s + BEYOND_S)
    return inside or [one.start_s, one.end_s]
