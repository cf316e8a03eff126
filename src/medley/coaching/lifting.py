"""Whether a deadlift is lifted off the floor, or lowered from standing.

Off the floor a repetition begins and ends at the turning point of the others. Then somebody
gets ready down there before the first repetition and lets go of the weight after the last:
that first way down and that last way up are no part of any repetition, and differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.coaching.counting import first_below, turning_points, way_of
from medley.coaching.shapes import body_angles, middle
from medley.data.poses import PoseTrack
from medley.features.pose.angles import SIDES, joint_angle

FEWEST = 3
"""Among fewer bends it cannot be said that the first and the last are otherwise."""
KNEES_DEG = 132.0
"""With straighter knees at the turning point no weight is lifted off the floor."""
ENOUGH = 4.2
"""Weighed signs from which on the bends are taken for lifts."""
BREAK_S, BREAK = 2.5, 3.0
"""Standing for this long, and for this many times the usual pause, ends a set."""
_WEIGHTS = (1.4, 1.75, 0.75)
_LARGE, _LONG = 0.6, 1.5
"""Shares of the usual range between which a bend is one of the set."""
_NEAR = 0.2
_AROUND_S = 0.12
_MOST = 6.0
_ARMS = (0, 1, 4, 5)
"""Columns of `body_angles`."""
_TREMBLE_DEG = 4.0

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
    """
    bends = [bend for a, b in stretches for bend in _bends(times_s[a:b], values[a:b], usual)]
    if not bends or not _knees_deg(track, bends) < KNEES_DEG:
        return False
    angles = body_angles(track)
    signs = [_signs(track, angles, one) for one in _sets(bends) if len(one) >= FEWEST]
    return bool(signs) and float(np.mean(signs, axis=0) @ _WEIGHTS) > ENOUGH


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


def _sets(bends: list[_Bend]) -> list[list[_Bend]]:
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


def _signs(track: PoseTrack, angles: Numbers, bends: list[_Bend]) -> Numbers:
    """How much longer both outer stays are, how odd the outer ways, and how odd the posture."""
    stays = np.array([bend.stays_s for bend in bends])
    inner = stays[1:-1]
    longer = (min(stays[0], stays[-1]) - np.median(inner)) / (0.7 * _spread(inner) + 0.1)
    ways = [
        _off(np.log(np.maximum([bend.down_s for bend in bends], 0.05))),
        _off(np.log(np.maximum([bend.up_s for bend in bends][::-1], 0.05))),
    ]
    return np.array([np.clip(longer, 0, _MOST - 1), min(ways), _otherwise(track, angles, bends)])


def _spread(values: Numbers) -> float:
    return 1.48 * float(np.median(np.abs(values - np.median(values))))


def _off(values: Numbers) -> float:
    """How far the first is from the others, in their spread."""
    others = values[1:]
    off = abs(values[0] - np.median(others)) / (0.7 * _spread(others) + 0.08)
    return min(float(off), _MOST)


def _otherwise(track: PoseTrack, angles: Numbers, bends: list[_Bend]) -> float:
    """How far arms are from where they mostly are, before the first or after the last bend."""

    def at(at_s: float) -> Numbers:
        return middle(angles[np.abs(track.times_s - at_s) < _AROUND_S])[list(_ARMS)]

    before = np.array([at(bend.begins_s - 0.15 * bend.down_s) for bend in bends])
    after = np.array([at(bend.ends_s + 0.15 * bend.up_s) for bend in bends])
    between = np.concatenate([before[1:], after[:-1]])
    usual = middle(between)
    apart = np.nan_to_num(np.abs(np.concatenate([between, before[:1], after[-1:]]) - usual)).max(
        axis=1
    )
    near = float(np.median(apart[:-2])) + 4.0
    return min(float(apart[-2:].max()) / near, _MOST)
