"""Whether a deadlift is lifted off the floor, or lowered from standing.

Off the floor a repetition begins and ends at the turning point of the others. Then somebody
gets ready down there before the first repetition and lets go of the weight after the last:
that first way down and that last way up are no part of any repetition, and differ. And where a
repetition begins the body is always the same, on the floor as upright; how far it goes varies.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.coaching.counting import first_below, turning_points, way_of
from medley.coaching.shapes import body_angles, middle, root_mean
from medley.data.poses import PoseTrack
from medley.features.pose.angles import SIDES, joint_angle

FEWEST = 3
"""Among fewer bends it cannot be said that the first and the last are otherwise."""
KNEES_DEG = 132.0
"""With straighter knees at the turning point no weight is lifted off the floor."""
ENOUGH = 5.8
"""Weighed signs from which on the bends are taken for lifts."""
FLAT = 2.0
"""So many times as much is asked of them where there are no landmarks in space."""
AT_ONCE = 2.0
"""What it weighs that a recording begins down there, where it may have been begun late."""
BREAK_S, BREAK = 2.5, 3.0
"""Standing for this long, and for this many times the usual pause, ends a set."""
_WEIGHTS = (1.45, 1.25, 2.5)
_SMALL = 0.25
"""Share of the usual range by which partial repetitions turn."""
_LARGE, _LONG = 0.6, 1.5
"""Shares of the usual range between which a bend is one of the set."""
_NEAR = 0.2
_AROUND_S = 0.12
_MOST = 6.0
_TREMBLE = 0.015
"""Share of the usual range by which what stays the same seems to vary."""
_ODD_DEG = 18.0
"""Root mean square over all joints at the turn from the others: no bend of the set."""
_EDGE_S = 0.3
_ODDS = 3.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Bend:
    begins_s: float
    turns_s: float
    ends_s: float
    down_s: float
    stays_s: float
    up_s: float


def lifted(
    track: PoseTrack,
    times_s: Numbers,
    values: Numbers,
    usual: float,
    stretches: list[tuple[int, int]],
    *,
    at_once: bool,
) -> bool:
    """Tell whether the bends of a recording are lifts off the floor.

    Parameters
    ----------
    track : PoseTrack
    times_s, values : ndarray of float64, shape (m,)
        The phase, as `medley.coaching.phase.Phase` has it.
    usual : float
        Range of a usual bend.
    stretches : list of (int, int)
        Where the phase is known without a break.
    at_once : bool
        Whether the recording begins down there; that is one sign more, and all there is where
        there are few bends.
    """
    bends = [bend for a, b in stretches for bend in _bends(times_s[a:b], values[a:b], usual)]
    if not bends:
        return at_once
    if not _knees_deg(track, bends) < KNEES_DEG:
        return False
    signs = [
        [*_outer(one), _varied(times_s, values, usual, one)]
        for one in _sets(_alike(track, bends))
        if len(one) >= FEWEST
    ]
    if not signs:
        return at_once
    weighed = float(np.mean(signs, axis=0) @ _WEIGHTS) + AT_ONCE * at_once
    return weighed > (ENOUGH if track.world is not None else FLAT * ENOUGH)


def _bends(times_s: Numbers, values: Numbers, usual: float) -> list[_Bend]:
    points = turning_points(values, 0.5 * usual)
    rate = (len(times_s) - 1) / max(float(times_s[-1] - times_s[0]), 1e-6)
    found = []
    for (before, _), (top, is_top), (after, _) in zip(points, points[1:], points[2:], strict=False):
        back, forth = values[before : top + 1][::-1], values[top : after + 1]
        sizes = way_of(back), way_of(forth)
        if not is_top or min(sizes) < _LARGE * usual or max(sizes) > _LONG * usual:
            continue
        near, far = zip(
            *(_levels(v, size) for v, size in ((back, sizes[0]), (forth, sizes[1]))), strict=True
        )
        turns_s = float(times_s[top])
        found.append(
            _Bend(
                turns_s - far[0] / rate,
                turns_s,
                turns_s + far[1] / rate,
                (far[0] - near[0]) / rate,
                (near[0] + near[1]) / rate,
                (far[1] - near[1]) / rate,
            )
        )
    return found


def _levels(fading: Numbers, size: float) -> tuple[float, float]:
    """Frames from the turning point until a fifth of the way is gone, and until four fifths."""
    return (
        first_below(fading, fading[0] - _NEAR * size),
        first_below(fading, fading[0] - (1 - _NEAR) * size),
    )


def _alike(track: PoseTrack, bends: list[_Bend]) -> list[_Bend]:
    """Those at whose turn the body is as at most others: a shoe is tied before a set, not in it."""
    angles = body_angles(track)
    turns = np.array(
        [middle(angles[np.abs(track.times_s - bend.turns_s) < _AROUND_S]) for bend in bends]
    )
    odd = root_mean((turns - middle(turns)) ** 2) > _ODD_DEG
    return [bend for bend, left_out in zip(bends, odd, strict=True) if not left_out]


def _sets(bends: list[_Bend]) -> list[list[_Bend]]:
    if not bends:
        return []
    pauses = [after.begins_s - before.ends_s for before, after in pairwise(bends)]
    limit = max(BREAK_S, BREAK * float(np.median(pauses))) if pauses else BREAK_S
    sets = [[bends[0]]]
    for bend, pause in zip(bends[1:], pauses, strict=True):
        if pause > limit:
            sets.append([])
        sets[-1].append(bend)
    return sets


def _knees_deg(track: PoseTrack, bends: list[_Bend]) -> float:
    points, dims = (track.points, 2) if track.world is None else (track.world, 3)
    knees = np.mean([joint_angle(points, "knee", side, dims=dims) for side in SIDES], axis=0)
    rows = [np.abs(track.times_s - bend.turns_s) < _AROUND_S for bend in bends]
    seen = [
        float(np.median(known)) for row in rows if len(known := knees[row][np.isfinite(knees[row])])
    ]
    return float(np.median(seen)) if seen else np.nan


def _outer(bends: list[_Bend]) -> tuple[float, float]:
    """How much longer both outer stays are than the inner ones, and how odd the outer ways."""
    stays = np.array([bend.stays_s for bend in bends])
    inner = stays[1:-1]
    longer = (stays[[0, -1]] - np.median(inner)) / (0.7 * _spread(inner) + 0.1)
    down = _off(np.log(np.maximum([bend.down_s for bend in bends], 0.05)))
    up = _off(np.log(np.maximum([bend.up_s for bend in bends][::-1], 0.05)))
    return float(np.clip(longer, 0, _MOST - 1).sum()), down + up


def _spread(values: Numbers) -> float:
    return 1.48 * float(np.median(np.abs(values - np.median(values))))


def _off(values: Numbers) -> float:
    """How far the first is from the others, in their spread."""
    others = values[1:]
    off = abs(values[0] - np.median(others)) / (0.7 * _spread(others) + 0.08)
    return min(float(off), _MOST)


def _varied(times_s: Numbers, values: Numbers, usual: float, bends: list[_Bend]) -> float:
    """How much more the upright end varies than the bent one, partial repetitions included."""
    since_s, until_s = bends[0].turns_s - _EDGE_S, bends[-1].turns_s + _EDGE_S
    during = values[(times_s >= since_s) & (times_s < until_s) & np.isfinite(values)]
    points = turning_points(during, _SMALL * usual)
    bent = during[[place for place, is_top in points if is_top]]
    upright = during[[place for place, is_top in points[1:-1] if not is_top]]
    # Mostly, and where some are partial.
    by_most, by_all = (
        np.log(how(upright) / usual + _TREMBLE) - np.log(how(bent) / usual + _TREMBLE)
        for how in (_spread, np.std)
    )
    return float(np.clip((by_most + by_all) / 2, -_ODDS, _ODDS))
