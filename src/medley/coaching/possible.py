"""Every movement there and back that could be a repetition, from the smallest to the largest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.counting import Cycle, cycle_of, turning_points
from medley.coaching.movements import Movement
from medley.coaching.phase import RATE_HZ, Phase
from medley.coaching.repetition import Repetition

STEP = 1.35
"""From one size of swing to the next."""
SAME_S = 0.1
"""What begins and ends as near as this is the same movement, seen at another size."""
TOGETHER = 0.6
"""Share of the time of two sides that move together."""
APART_S, APART = 0.4, 0.1
"""How far the turning points of two sides may be from each other, and the share of a repetition
that comes to that."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Possible:
    """What could be a repetition.

    Attributes
    ----------
    repetition : Repetition
    size : float
        Phase from the start position to the turning point.
    least : float
        The shorter of the ways out and back: what was gone of a repetition.
    """

    repetition: Repetition
    size: float
    least: float


def possible_of(
    phase: Phase,
    stretches: Sequence[tuple[int, int]],
    movement: Movement,
    *,
    turned: bool,
) -> list[Possible]:
    """Find the movements of all sizes in a phase, each once.

    Parameters
    ----------
    phase : Phase
    stretches : sequence of (int, int)
        Where it is known without a break.
    movement : Movement
    turned : bool
        Repetitions begin at the phase's turning point.
    """
    found: list[Possible] = []
    for first, last in stretches:
        values = phase.values[first:last]
        trailing = movement.trailing_turned if turned else movement.trailing
        for cycle in _of_all_sizes(-values if turned else values, movement, trailing):
            lasts_s = (cycle.end - cycle.start) / RATE_HZ
            if movement.shortest_s <= lasts_s <= movement.longest_s:
                found.append(Possible(told(cycle, phase, first), cycle.size, cycle.least))
    return _each_once(found)


def stretches_of(values: Numbers) -> list[tuple[int, int]]:
    """Where a phase is known without a break."""
    known = np.concatenate([[False], np.isfinite(values), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1])
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a > 2]


def _each_once(found: list[Possible]) -> list[Possible]:
    """The longest of those that are the same movement."""
    kept: list[Possible] = []
    # Looked for only near its start: of an hour there are thousands.
    near: dict[int, list[Repetition]] = {}
    for one in sorted(found, key=lambda one: one.repetition.start_s - one.repetition.end_s):
        place = int(one.repetition.start_s // SAME_S)
        others = [other for at in (place - 1, place, place + 1) for other in near.get(at, ())]
        if not any(_same(one.repetition, other) for other in others):
            kept.append(one)
            near.setdefault(place, []).append(one.repetition)
    return kept


def _of_all_sizes(values: Numbers, movement: Movement, trailing: float) -> list[Cycle]:
    places: dict[tuple[int, int, int], None] = {}
    swing, most = movement.smallest / 2, float(np.ptp(values))
    while swing < most:
        points = turning_points(values, swing)
        for (before, _), (top, is_top), (after, _) in zip(
            points, points[1:], points[2:], strict=False
        ):
            if is_top:
                places[before, top, after] = None
        swing *= STEP
    return [cycle_of(values, *place, trailing, movement.slower) for place in places]


def told(cycle: Cycle, phase: Phase, first: int) -> Repetition:
    """Give a cycle of a stretch that begins at a frame in seconds and degrees."""

    def at(place: float) -> float:
        return round(float(phase.times_s[0] + (first + place) / RATE_HZ), 3)

    a, b = int(first + cycle.start), int(np.ceil(first + cycle.end)) + 1
    angles = phase.angle_deg[a:b]
    angles = angles[np.isfinite(angles)]
    span = float(np.ptp(np.percentile(angles, (3, 97)))) if len(angles) else 0.0
    return Repetition(
        at(cycle.start), at(cycle.bottom), at(cycle.end), phase.side, cycle.complete, round(span, 1)
    )


def _same(one: Repetition, other: Repetition) -> bool:
    return abs(one.start_s - other.start_s) < SAME_S and abs(one.end_s - other.end_s) < SAME_S


def of_both(seen: Sequence[Possible], other: Sequence[Possible]) -> list[Possible]:
    """What both sides do at the same time, as movements of both; as large as the one seen best."""
    order = sorted(range(len(other)), key=lambda k: other[k].repetition.bottom_s)
    bottoms = [other[k].repetition.bottom_s for k in order]
    found = []
    for a in seen:
        one, far = a.repetition, _apart_s(a.repetition)
        first = bisect_left(bottoms, one.bottom_s - far)
        last = bisect_right(bottoms, one.bottom_s + far)
        near = [other[k].repetition for k in sorted(order[first:last])]
        found += [Possible(_mean(one, b), a.size, a.least) for b in near if _together(one, b)]
    return found


def _apart_s(one: Repetition) -> float:
    return APART_S + APART * (one.end_s - one.start_s)


def _together(one: Repetition, other: Repetition) -> bool:
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    whole = max(one.end_s, other.end_s) - min(one.start_s, other.start_s)
    apart = abs(one.bottom_s - other.bottom_s)
    return shared > TOGETHER * whole and apart < _apart_s(one)


def _mean(one: Repetition, other: Repetition) -> Repetition:
    moments = {
        name: round((getattr(one, name) + getattr(other, name)) / 2, 3)
        for name in ("start_s", "bottom_s", "end_s")
    }
    return replace(one, side="both", range_deg=max(one.range_deg, other.range_deg), **moments)
