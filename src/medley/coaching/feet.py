"""How far the feet are apart, and whether they stand or step while knees bend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from medley.coaching.counting import first_below, turning_points
from medley.coaching.phase import HIDDEN, RATE_HZ
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX
from medley.features.pose.body import torso_in_space, torso_length
from medley.features.pose.gaps import at_even_times
from medley.features.pose.one_euro import one_euro
from medley.features.pose.view import facing

SHORTEST = 0.2
"""Torso lengths; less is no step."""
STANDS = 0.62
"""Share of their distance at which feet stand before and after a bend; who steps is nearer."""
TOGETHER = 0.5
"""Share of it below which feet are together between two bends."""
SOON_S = 4.0
"""Bends that are no farther from each other follow each other."""
_MOMENT = 9
"""Frames; what feet seem to do for less than half of them is a mistake."""
_LOW = 5
"""Percentile of the distance of feet that are together."""
_LEAD = 2.2
"""So many times the time from half to nine tenths of a bend before its half, feet that stand have
landed and feet that step have not: a step is half done by then. The first half of a bend tells
less, for feet that land bend the knees a little, too."""
_LANDED = 0.6

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """From one ankle to the other.

    Attributes
    ----------
    vectors : ndarray of float64, shape (m, 2) or (m, 3)
        In torso lengths, in the picture or in space.
    apart : ndarray of float64, shape (m,)
        How far it is, smoothed.
    """

    vectors: Numbers
    apart: Numbers

    @staticmethod
    def of(track: PoseTrack, times_s: Numbers) -> Feet | None:
        """Follow the feet at even times; None where they are hardly ever seen."""
        ankles = [INDEX["left_ankle"], INDEX["right_ankle"]]
        # From the side depth is a guess that is not needed; from ahead the picture tells nothing.
        if track.world is None or facing(track) == "side":
            vectors = _gap(track.points[:, :, :2], ankles) / torso_length(track)[:, None]
        else:
            vectors = _gap(track.world, ankles) / torso_in_space(track.world)
        seen = track.visibility[:, ankles].min(axis=1) >= HIDDEN
        rows = at_even_times(track.times_s, np.where(seen[:, None], vectors, np.nan), times_s)
        known = np.isfinite(rows).all(axis=1)
        if known.sum() < 2:
            return None
        columns = [np.interp(times_s, times_s[known], column[known]) for column in rows.T]
        filled = np.stack(columns, axis=1)
        # Of feet mistaken for each other the distance is right.
        apart = median_filter(np.linalg.norm(filled, axis=1), _MOMENT, mode="nearest")
        return Feet(filled, one_euro(times_s, apart[:, None])[:, 0])

    @property
    def together(self) -> float:
        """How far apart they are where they are together."""
        return float(np.percentile(self.apart, _LOW))


def _gap(points: NDArray[np.float32], ankles: list[int]) -> Numbers:
    left, right = (np.asarray(points[:, ankle], np.float64) for ankle in ankles)
    return right - left


@dataclass(frozen=True, slots=True)
class _Bend:
    """Frames at which knees are bent most, bent half, and before and after they are bent."""

    turn: int
    halves: tuple[int, int]
    straight: tuple[int, int]


def standing(
    values: Numbers, feet: Feet, stretches: Sequence[tuple[int, int]], usual: float
) -> float | None:
    """Tell how far apart feet stand already before the knees bend.

    Parameters
    ----------
    values : ndarray of float64, shape (m,)
        How far the knees are bent.
    feet : Feet
    stretches : sequence of (int, int)
        Where it is known without a break.
    usual : float
        Range of a usual bend.

    Returns
    -------
    float or None
        In torso lengths; None where feet step into the bends and out of them.
    """
    low = feet.together
    bends = [one for a, b in stretches for one in _bends(values, feet.apart - low, (a, b), usual)]
    if not bends:
        return None
    half = [feet.apart[at] - low for one in bends for at in one.halves]
    before = [feet.apart[at] - low for one in bends for at in one.straight]
    if np.median(half) < SHORTEST:
        return None
    near = _between(feet, bends)
    if near and np.mean([same for _, same in near]) > 0.5:
        # The same foot is in front: either it stays there, or goes back each time.
        stand = bool(np.median([gap for gap, _ in near]) > TOGETHER * np.median(half))
    else:
        stand = bool(np.median(np.divide(before, np.maximum(half, SHORTEST))) > STANDS)
    return low + float(np.median(before)) if stand else None


def _between(feet: Feet, bends: list[_Bend]) -> list[tuple[float, bool]]:
    """How near feet come between bends that follow each other, and whether they are as before."""
    found, low = [], feet.together
    for one, other in pairwise(bends):
        lasts = one.halves[1] - one.halves[0]
        if other.turn - one.turn < SOON_S * RATE_HZ + 2 * lasts:
            gap = float(feet.apart[one.turn : other.turn].min()) - low
            found.append((gap, bool(feet.vectors[one.turn] @ feet.vectors[other.turn] > 0)))
    return found


def _bends(values: Numbers, apart: Numbers, stretch: tuple[int, int], usual: float) -> list[_Bend]:
    points = turning_points(values[slice(*stretch)], 0.5 * usual) if usual else []
    found = []
    for (before, _), (top, is_top), (after, _) in zip(points, points[1:], points[2:], strict=False):
        if is_top:
            turn = stretch[0] + top
            out = _begins(values, apart, np.arange(turn, stretch[0] + before - 1, -1))
            back = _begins(values, apart, np.arange(turn, stretch[0] + after + 1))
            found.append(_Bend(turn, (out[0], back[0]), (out[1], back[1])))
    return found


def _begins(values: Numbers, apart: Numbers, rows: NDArray[np.intp]) -> tuple[int, int]:
    """Frames at which a bend is half done, and not begun; rows go away from its turning point."""
    landed = apart[rows] < _LANDED * apart[rows[0]]
    fading = values[rows[: max(int(np.argmax(landed)), 3)] if landed.any() else rows]
    size = fading[0] - fading.min()
    half, near = (first_below(fading, fading[0] - share * size) for share in (0.5, 0.1))
    way = 1 if rows[-1] >= rows[0] else -1
    at = (rows[0] + way * round(half), rows[0] + way * round(half + _LEAD * (half - near)))
    first, last = (int(np.clip(place, 0, len(values) - 1)) for place in at)
    return first, last
