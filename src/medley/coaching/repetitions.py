"""From a track to its repetitions: phases counted, sides told apart or joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.counting import Cycle, count_cycles, turning_points, usual_range
from medley.coaching.kinship import of_one_kind
from medley.coaching.likeness import alike
from medley.coaching.phase import RATE_HZ, Movement, Phase, movement_of, phases
from medley.coaching.repetition import Repetition, Side
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX
from medley.features.pose.body import torso_length

TOGETHER_S = 0.4
"""Both sides that turn within this time do one repetition."""
FAINT = 0.5
"""A side whose quality is less than this share of the other's is not seen."""
AROUND_S = 0.15
"""Around a turning point the body is looked at."""
LEVEL = 0.1
"""Torso lengths; knees that are closer in height do not tell which leg is in front."""

Numbers = NDArray[np.float64]


def find_repetitions(track: PoseTrack, exercise: str) -> tuple[tuple[Repetition, ...], float]:
    """Count an exercise that is known.

    Parameters
    ----------
    track : PoseTrack
    exercise : str
        One that repeats.

    Returns
    -------
    repetitions : tuple of Repetition
        Partial ones too, in order of time.
    quality : float
        How well the movement was seen, in [0, 1].

    Raises
    ------
    ConfigError
        If the exercise has no repetitions.
    """
    movement = movement_of(exercise)
    found = sorted(phases(track, exercise), key=lambda phase: -phase.quality)
    best = found[0].quality if found else 0.0
    sides = [_of_phase(phase, movement) for phase in found]
    if len(sides) == 2 and found[1].quality < FAINT * best:
        sides[1] = _between(sides[0], sides[1])
    repetitions = _joined(*sides) if len(sides) == 2 else [r for side in sides for r in side]
    repetitions = of_one_kind(track, alike(track, exercise, repetitions))
    if movement.stepping:
        repetitions = [replace(one, side=_front_leg(track, one)) for one in repetitions]
    return tuple(sorted(repetitions, key=lambda found: found.bottom_s)), best


def _of_phase(phase: Phase, movement: Movement) -> list[Repetition]:
    repetitions = []
    for first, last in _stretches(phase.values):
        values = phase.values[first:last]
        turned = movement.either_start and _starts_turned(values, movement.smallest)
        cycles = count_cycles(
            -values if turned else values,
            movement.smallest,
            movement.shortest_s * RATE_HZ,
            movement.longest_s * RATE_HZ,
        )
        repetitions += [_told(cycle, phase, first) for cycle in cycles]
    return repetitions


def _stretches(values: Numbers) -> list[tuple[int, int]]:
    """Where the phase is known without a break."""
    known = np.concatenate([[False], np.isfinite(values), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1])
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a > 2]


def _starts_turned(values: Numbers, smallest: float) -> bool:
    usual = usual_range(values, smallest / 2)
    points = turning_points(values, max(usual / 2, smallest / 2)) if usual else []
    return bool(points) and points[0][1]


def _told(cycle: Cycle, phase: Phase, first: int) -> Repetition:
    def at(place: float) -> float:
        return round(float(phase.times_s[0] + (first + place) / RATE_HZ), 3)

    a, b = int(first + cycle.start), int(np.ceil(first + cycle.end)) + 1
    angles = phase.angle_deg[a:b]
    angles = angles[np.isfinite(angles)]
    span = float(np.ptp(np.percentile(angles, (3, 97)))) if len(angles) else 0.0
    return Repetition(
        at(cycle.start), at(cycle.bottom), at(cycle.end), phase.side, cycle.complete, round(span, 1)
    )


def _between(seen: list[Repetition], faint: list[Repetition]) -> list[Repetition]:
    """What a hidden side does in turn with the side that is seen; the rest is a guess."""
    lasting = [one.end_s - one.start_s for one in seen if one.complete]
    if not lasting:
        return []
    usual = float(np.median(lasting))
    since, until = seen[0].start_s - 2 * usual, seen[-1].end_s + 2 * usual

    def fits(one: Repetition) -> bool:
        lasts = one.end_s - one.start_s
        shared = [min(one.end_s, r.end_s) - max(one.start_s, r.start_s) for r in seen]
        return (
            one.complete
            and since <= one.start_s
            and one.end_s <= until
            and 0.5 * usual <= lasts <= 2 * usual
            and max(shared) <= 0.4 * min(lasts, usual)
        )

    return [one for one in faint if fits(one)]


def _front_leg(track: PoseTrack, one: Repetition) -> Side:
    """The leg whose knee is higher at the turning point; the other one's is near the floor."""
    near = np.abs(track.times_s - one.bottom_s) <= AROUND_S
    heights = track.points[near][:, [INDEX["left_knee"], INDEX["right_knee"]], 1]
    gap = np.nanmedian(heights[:, 1] - heights[:, 0]) / np.nanmedian(torso_length(track))
    if not abs(gap) > LEVEL:
        return "both"
    return "left" if gap > 0 else "right"


def _joined(one_side: list[Repetition], other_side: list[Repetition]) -> list[Repetition]:
    """Repetitions of both sides, those at the same time as one."""
    rest = list(other_side)
    joined = []
    for one in one_side:
        other = min(rest, key=lambda r: abs(r.bottom_s - one.bottom_s), default=None)
        if other is not None and _together(one, other):
            rest.remove(other)
            joined.append(_both(one, other))
        else:
            joined.append(one)
    return joined + rest


def _together(one: Repetition, other: Repetition) -> bool:
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter = min(one.end_s - one.start_s, other.end_s - other.start_s)
    return abs(one.bottom_s - other.bottom_s) < TOGETHER_S or shared > 0.6 * shorter


def _both(one: Repetition, other: Repetition) -> Repetition:
    complete = one.complete or other.complete
    kept = [r for r in (one, other) if r.complete == complete]

    def mean(name: str) -> float:
        return round(float(np.mean([getattr(r, name) for r in kept])), 3)

    return Repetition(
        mean("start_s"),
        mean("bottom_s"),
        mean("end_s"),
        side="both",
        complete=complete,
        range_deg=max(r.range_deg for r in kept),
    )
