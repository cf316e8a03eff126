"""What a whole recording looks like in numbers, beside its repetitions one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.coaching.measures import MEASURES, Posed
from medley.coaching.repetition import Hold, Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES
from medley.features.pose.gaps import known_median

AROUND_S = 1.0
"""Of what comes before the first repetition and after the last."""
FEWEST = 5
"""Frames of which something can be said."""
_OUTER, _OUTERMOST = (0.25, 0.75), (0.1, 0.9)
_LEAST = 0.05
"""Of a side that is not seen, its weight; of a body that keeps still, its movement in torsos."""


@dataclass(frozen=True, slots=True)
class Summed:
    """How the recordings of an exercise are summed up.

    Attributes
    ----------
    measures : tuple of str
        Names in `medley.coaching.measures.MEASURES`.
    height : str
        The one by which its lowest and highest moments are told.
    """

    measures: tuple[str, ...]
    height: str


SUMMED: dict[str, Summed] = {
    "push-up": Summed(
        (
            "hips-to-knee", "hips-to-ankle", "elbow", "shoulder", "knee", "hip", "neck", "nod",
            "hands-ahead", "shoulder-above-wrist",
        ),
        "shoulder-above-wrist",
    ),
}  # fmt: skip
"""Exercises of which recordings are labelled, so that it could be measured what this is worth."""
N_RECORDED = max(4 * len(summed.measures) + 3 for summed in SUMMED.values())

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def recorded(
    track: PoseTrack, pieces: Sequence[Repetition | Hold], exercise: str
) -> NDArray[np.float32]:
    """Sum a recording up, from its first repetition to its last.

    Parameters
    ----------
    track : PoseTrack
    pieces : sequence of Repetition or Hold
        All that were found in it; without any it is summed up from end to end.
    exercise : str
        One of `medley.data.poses.EXERCISES`.

    Returns
    -------
    ndarray of float32, shape (N_RECORDED,)
        Of each measure the middle of all frames, of the lowest quarter, of the highest,
        and the span; how alike shoulders and hips go up and down, and how far either goes.
        All NaN for exercises that `SUMMED` lacks, and where hardly anybody is seen.
    """
    found = np.full(N_RECORDED, np.nan, np.float32)
    seen = track.take(_within(track, pieces) & track.seen)
    if exercise not in SUMMED or len(seen) < FEWEST:
        return found
    posed, summed = Posed.of(seen), SUMMED[exercise]
    hips = [seen.visibility[:, INDEX[f"{side}_hip"]] for side in SIDES]
    weights = np.stack(hips).astype(np.float64) + _LEAST
    through = {name: _of_both(posed, name, weights) for name in summed.measures}
    height = through[summed.height]
    lowest, highest = np.nanquantile(height, _OUTER)
    phases = (np.ones(len(height), np.bool_), height <= lowest, height >= highest)
    columns = [each for values in through.values() for each in _summed_up(values, phases)]
    columns += _together(posed)
    found[: len(columns)] = columns
    return found


def _within(track: PoseTrack, pieces: Sequence[Repetition | Hold]) -> Flags:
    if not pieces:
        return np.ones(len(track), np.bool_)
    first = min(one.start_s for one in pieces) - AROUND_S
    last = max(one.end_s for one in pieces) + AROUND_S
    return np.asarray((track.times_s >= first) & (track.times_s <= last), np.bool_)


def _of_both(posed: Posed, name: str, weights: Numbers) -> Numbers:
    """A measure in each frame, by the better seen side."""
    each = np.stack([MEASURES[name](posed, side) for side in SIDES])
    return np.asarray((each * weights).sum(axis=0) / weights.sum(axis=0))


def _summed_up(values: Numbers, phases: Sequence[Flags]) -> list[float]:
    if not np.isfinite(values).any():
        return [float("nan")] * (len(phases) + 1)
    low, high = np.nanquantile(values, _OUTERMOST)
    return [*(known_median(values[rows]) for rows in phases), float(high - low)]


def _together(posed: Posed) -> list[float]:
    """How alike shoulders and hips go up and down, and how far either goes."""
    shoulder, hip = (posed.mid(part)[:, 1] for part in ("shoulder", "hip"))
    far, near = float(shoulder.std()), float(hip.std())
    still = min(far, near) == 0
    alike = 0.0 if still else float(np.corrcoef(shoulder, hip)[0, 1])
    return [alike, near / (far + _LEAST), far]
