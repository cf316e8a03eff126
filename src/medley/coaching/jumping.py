"""Whether somebody jumps while the arms go up: who only swings the arms keeps the hips still."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.body import midpoint, torso_length

LEAST = 0.1
"""Torso lengths by which the hips rise and fall at least: a made jump has .17 and more, half of
one .11, the real ones .23, and who stands and swings the arms less than .08."""
_OUTER = (10, 90)

Numbers = NDArray[np.float64]


def hips_rise(track: PoseTrack, repetitions: Sequence[Repetition]) -> Numbers:
    """Tell how far the hips rise and fall in each.

    Parameters
    ----------
    track : PoseTrack
    repetitions : sequence of Repetition

    Returns
    -------
    ndarray of float64, shape (n,)
        In torso lengths; NaN where the hips are not seen.
    """
    heights = midpoint(track.points, "hip")[:, 1] / float(np.nanmedian(torso_length(track)))
    return np.array([_rise(track, heights, one) for one in repetitions], np.float64)


def who_jumps(rises: Numbers) -> NDArray[np.bool_]:
    """Tell which of them jump; all of them where none does, for some step aside instead.

    Examples
    --------
    >>> who_jumps(np.array([0.25, 0.02, np.nan])).tolist()
    [True, False, True]
    >>> who_jumps(np.array([0.05, 0.02])).tolist()
    [True, True]
    """
    still = rises < LEAST
    return still if still.all() else ~still


def _rise(track: PoseTrack, heights: Numbers, one: Repetition) -> float:
    first, last = np.searchsorted(track.times_s, (one.start_s, one.end_s))
    seen = heights[first:last]
    seen = seen[np.isfinite(seen)]
    return float(np.ptp(np.percentile(seen, _OUTER))) if len(seen) else np.nan
