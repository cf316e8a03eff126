"""Repetitions in a phase: both turning points, enough range, a plausible duration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

COMPLETE = 0.55
"""Share of this recording's usual range that a complete repetition spans."""
PARTIAL = 0.25
"""Share that is still reported."""
WAY_BACK = 0.5
"""Share of the way back that must be seen where a recording breaks off."""
_FULL_SWING = 0.5
"""Share of the usual range by which a movement turns."""
_ALIKE = 0.35
"""Difference of logarithms up to which two movements are of one size."""
TRAILING = 0.62
"""Of the time from half to nine tenths of the way, until 19/20. A min-jerk curve alone would
give 0.23; heights and distances change later than the joints that bring them about."""
_REST = 0.12
"""Share of the way that is left where a movement comes to rest."""
_SETTLE = 20
"""Frames by which the rest is told."""
_STAY = 0.03
"""Share of the range within which a turning point is held."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cycle:
    """One movement away from the start position and back, as places in a phase.

    Attributes
    ----------
    start, bottom, end : float
        Frames, between them too.
    size : float
        Phase from the start position to the turning point.
    complete : bool
        False for one of too little range.
    least : float
        The shorter way of both: before a set the arms come up from farther below.
    """

    start: float
    bottom: float
    end: float
    size: float
    complete: bool = True
    least: float = 0.0


def turning_points(values: Numbers, swing: float) -> list[tuple[int, bool]]:
    """Find where a movement turns by more than a swing.

    Parameters
    ----------
    values : ndarray of float64, shape (m,)
        All finite.
    swing : float
        Smaller movements back and forth are overlooked.

    Returns
    -------
    list of (int, bool)
        Place, and whether it is a top, in turn; the first and the last extreme of the
        recording included.
    """
    points: list[tuple[int, bool]] = []
    low = high = 0
    rising: bool | None = None
    numbers = values.tolist()
    for place, value in enumerate(numbers):
        if rising is not False:
            if value > numbers[high]:
                high = place
            elif value < numbers[high] - swing:
                points.append((high, True))
                rising, low = False, place
                continue
        if rising is not True:
            if value < numbers[low]:
                low = place
            elif value > numbers[low] + swing:
                points.append((low, False))
                rising, high = True, place
    if rising is not None:
        points.append((high, True) if rising else (low, False))
    return points


def usual_range(stretches: Sequence[Numbers], smallest: float) -> float:
    """Range of the movements of one size that are most of all; 0 where nothing moves enough.

    Sitting down is a larger movement than a repetition and fidgeting is a smaller one,
    but neither is done again and again.

    Parameters
    ----------
    stretches : sequence of ndarray of float64
        All finite.
    smallest : float
        Movements of less take no part.
    """
    found = [np.empty(0)]
    for values in stretches:
        places = [place for place, _ in turning_points(values, smallest)]
        found.append(np.abs(np.diff(values[places])))
    swings = np.concatenate(found)
    if not len(swings):
        return 0.0
    # By size, those of one size with each lie side by side; of an hour there are thousands.
    swings = np.sort(swings)
    first = np.searchsorted(swings, swings * np.exp(-_ALIKE), side="right")
    last = np.searchsorted(swings, swings * np.exp(_ALIKE))
    sums = np.concatenate(([0.0], np.cumsum(swings)))
    best = int(np.argmax(sums[last] - sums[first]))
    return float(np.median(swings[first[best] : last[best]]))


def count_cycles(
    values: Numbers,
    smallest: float,
    shortest: float,
    longest: float,
    *,
    usual: float | None = None,
    trailing: float = TRAILING,
    whole: float = COMPLETE,
) -> list[Cycle]:
    """Find the repetitions in a phase.

    Parameters
    ----------
    values : ndarray of float64, shape (m,)
        All finite; high at the turning point.
    smallest : float
        Phase that a complete repetition spans at least; half of it for a partial one.
    shortest, longest : float
        Frames from start to end.
    usual : float, optional
        Range of a usual repetition; told from these values unless given.
    trailing : float
        How long the last twentieth of the way is left out, as `TRAILING` says.
    whole : float
        Share of the usual range that a complete repetition spans.

    Returns
    -------
    list of Cycle
        In order of time.
    """
    if usual is None:
        usual = usual_range([values], smallest / 2)
    if usual <= 0:
        return []
    swing = max(smallest / 2, _FULL_SWING * usual)
    full = [
        cycle
        for cycle in _cycles(values, swing, trailing)
        if cycle.size >= max(smallest, whole * usual)
        and shortest <= cycle.end - cycle.start <= longest
    ]
    least = max(smallest / 2, PARTIAL * usual)
    borders = [0.0, *(edge for cycle in full for edge in (cycle.start, cycle.end))]
    borders.append(float(len(values) - 1))
    partial = []
    for since, until in zip(borders[::2], borders[1::2], strict=True):
        first, last = int(np.ceil(since)), int(until) + 1
        partial += [
            replace(
                cycle,
                start=cycle.start + first,
                bottom=cycle.bottom + first,
                end=cycle.end + first,
                complete=False,
            )
            for cycle in _cycles(values[first:last], least, trailing)
            if shortest <= cycle.end - cycle.start <= longest
        ]
    return sorted([*full, *partial], key=lambda cycle: cycle.bottom)


def _cycles(values: Numbers, swing: float, trailing: float) -> list[Cycle]:
    points = turning_points(values, swing)
    found = []
    for number in range(1, len(points) - 1):
        top, is_top = points[number]
        if is_top:
            before, after = points[number - 1][0], points[number + 1][0]
            found.append(cycle_of(values, before, top, after, trailing))
    return _apart(values, found)


def cycle_of(
    values: Numbers, before: int, top: int, after: int, trailing: float, slower: float = np.inf
) -> Cycle:
    """Where the movement leaves its start position, turns, and is back.

    Its outer half takes at most ``slower`` times as long as its inner half; what takes longer
    is swaying.
    """
    back, forth = values[before : top + 1][::-1], values[top : after + 1]
    rise, fall = way_of(back), way_of(forth)
    # Where one side goes deeper it is another movement, such as sitting down.
    size = min(rise, fall)
    start = top - _departure(back, size, trailing, slower)
    end = top + _departure(forth, size, trailing, slower)
    turn = _turn(values, before, top, after)
    return Cycle(start, turn, end, float(max(rise, fall)), least=float(size))


def way_of(fading: Numbers) -> float:
    """From the top to where the movement comes to rest; the very lowest place is noise."""
    lowest = float(fading.min())
    near = int(np.argmax(fading <= lowest + _REST * (fading[0] - lowest)))
    return float(fading[0] - np.median(fading[near : near + _SETTLE]))


def _departure(fading: Numbers, size: float, trailing: float, slower: float) -> float:
    """Frames from the top until all but a twentieth of the way is done.

    Noise hides the very end, so it is told from when half and nine tenths are done: people
    move from rest to rest as min-jerk curves do (Flash and Hogan, 1985).
    """
    away, half, near = (first_below(fading, fading[0] - share * size) for share in (0.1, 0.5, 0.9))
    if near - half > slower * (half - away):
        near = half + slower * (half - away)
    return min(near + trailing * (near - half), float(len(fading) - 1))


def first_below(fading: Numbers, level: float) -> float:
    """Where values first come down to a level, between frames too."""
    place = int(np.argmax(fading <= level))
    if place == 0:
        return 0.0
    before, after = float(fading[place - 1]), float(fading[place])
    return place - 1 + (before - level) / max(before - after, 1e-12)


def _turn(values: Numbers, before: int, top: int, after: int) -> float:
    """Middle of the stay at the turning point."""
    size = values[top] - max(values[before], values[after])
    near = values[before : after + 1] >= values[top] - _STAY * size
    left = right = top - before
    while left > 0 and near[left - 1]:
        left -= 1
    while right < len(near) - 1 and near[right + 1]:
        right += 1
    return before + (left + right) / 2


def _apart(values: Numbers, cycles: list[Cycle]) -> list[Cycle]:
    """Where one ends after the next begins, both do at the lowest place between them."""
    for number in range(len(cycles) - 1):
        one, other = cycles[number], cycles[number + 1]
        if one.end > other.start:
            first = int(one.bottom)
            lowest = float(first + int(np.argmin(values[first : int(other.bottom) + 1])))
            cycles[number] = replace(one, end=lowest)
            cycles[number + 1] = replace(other, start=lowest)
    return cycles
