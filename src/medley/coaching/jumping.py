"""Whether somebody jumps while the arms go up: who only swings the arms keeps the hips still."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.body import midpoint, torso_length

LEAST = 0.5
"""Share of the family's usual rise and fall of the hips; with less it is no jump."""
COST = 2.0
"""What a repetition without any jump loses of its worth."""
_OUTER = (10, 90)

Numbers = NDArray[np.float64]


def grounded(
    track: PoseTrack, repetitions: Sequence[Repetition], members: NDArray[np.bool_]
) -> Numbers:
    """Tell what each loses for jumping less than its family does.

    Parameters
    ----------
    track : PoseTrack
    repetitions : sequence of Repetition
    members : ndarray of bool, shape (n,)
        Those of the family.

    Returns
    -------
    ndarray of float64, shape (n,)
        From 0 to `COST`; 0 where the hips are not seen.
    """
    heights = midpoint(track.points, "hip")[:, 1] / float(np.nanmedian(torso_length(track)))
    jumps = np.array([_rise(track, heights, one) for one in repetitions])
    if not np.isfinite(jumps[members]).any():
        return np.zeros(len(repetitions))
    least = LEAST * float(np.nanmedian(jumps[members]))
    return COST * np.nan_to_num(np.clip(1 - jumps / max(least, 1e-6), 0.0, 1.0))


def _rise(track: PoseTrack, heights: Numbers, one: Repetition) -> float:
    first, last = np.searchsorted(track.times_s, (one.start_s, one.end_s))
    seen = heights[first:last]
    seen = seen[np.isfinite(seen)]
    return float(np.ptp(np.percentile(seen, _OUTER))) if len(seen) else np.nan
