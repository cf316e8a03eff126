"""Repetitions in a phase: both turning points, enough range, a plausible duration."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

COMPLETE = 0.6
"""Share of this recording's usual range that a complete repetition spans."""
PARTIAL = 0.25
"""Share that is still reported."""
WAY_BACK = 0.5
"""Share of the way back that must be seen where a recording breaks off."""
_FULL_SWING = 0.5
"""Share of the usual range by which a movement turns."""
_ALIKE = 0.35
"""Difference of logarithms up to which two movements are of one size."""
_BEYOND = 0.4
"""Of the time from half to nine tenths of the way, until 19/20. A min-jerk curve alone would
give 0.23; heights and distances change later than the joints that bring them about."""
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
    """

    start: float
    bottom: float
    end: float
    size: float
    complete: bool = True


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


def usual_range(values: Numbers, smallest: float) -> float:
    """Range of the movements of one size that are most of all; 0 where nothing moves enough.

    Sitting down is a larger movement than a repetition and fidgeting is a smaller one,
    but neither is done again and again.

    Parameters
    ----------
    values : ndarray of float64, shape (m,)
        All finite.
    smallest : float
        Movements of less take no part.
    """
    places = [place for place, _ in turning_points(values, smallest)]
    swings = np.abs(np.diff(values[places]))
    if not len(swings):
        return 0.0
    alike = np.abs(np.log(swings[:, None] / swings)) < _ALIKE
    best = int(np.argmax(alike @ swings))
    return float(np.median(swings[alike[best]]))


def count_cycles(
    values: Numbers, smallest: float, shortest: float, longest: float, *, usual: float = 0.0
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
    usual : float
        Range known from before, such as earlier in a live session; 0 where none is.

    Returns
    -------
    list of Cycle
        In order of time.
    """
    usual = max(usual, usual_range(values, smallest / 2))
    if usual <= 0:
        return []
    swing = max(smallest / 2, _FULL_SWING * usual)
    full = [
        cycle
        for cycle in _cycles(values, swing)
        if cycle.size >= max(smallest, COMPLETE * usual)
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
            for cycle in _cycles(values[first:last], least)
            if shortest <= cycle.end - cycle.start <= longest
        ]
    return sorted([*full, *partial], key=lambda cycle: cycle.bottom)


def _cycles(values: Numbers, swing: float) -> list[Cycle]:
    points = turning_points(values, swing)
    found = []
    for number in range(1, len(points) - 1):
        top, is_top = points[number]
        if is_top:
            found.append(_cycle(values, points[number - 1][0], top, points[number + 1][0]))
    return _apart(values, found)


def _cycle(values: Numbers, before: int, top: int, after: int) -> Cycle:
    """Where the movement leaves its start position, turns, and is back."""
    rise, fall = values[top] - values[before], values[top] - values[after]
    # Where one side goes deeper it is another movement, such as sitting down.
    size = min(rise, fall)
    start = top - _departure(values[before : top + 1][::-1], size)
    end = top + _departure(values[top : after + 1], size)
    return Cycle(start, _turn(values, before, top, after), end, float(max(rise, fall)))


def _departure(fading: Numbers, size: float) -> float:
    """Frames from the top until all but a twentieth of the way is done.

    Noise hides the very end, so it is told from when half and nine tenths are done: people
    move from rest to rest as min-jerk curves do (Flash and Hogan, 1985).
    """
    half = _first_below(fading, fading[0] - 0.5 * size)
    near = _first_below(fading, fading[0] - 0.9 * size)
    return min(near + _BEYOND * (near - half), float(len(fading) - 1))


def _first_below(fading: Numbers, level: float) -> float:
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
