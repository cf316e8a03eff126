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

ROUNDS = 4
"""So often what is another movement is cut out, and the rest counted again."""
TOGETHER_S = 0.4
"""Both sides that turn within this time do one repetition."""
GETS_READY = 0.25 * RATE_HZ
"""So many frames more at the first and the last turning point are no part of the movement."""
_NEAR = 0.2
"""Share of the usual range within which somebody stays at a turning point."""
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
    seen = sorted(phases(track, exercise), key=lambda phase: -phase.quality)
    kept: list[Repetition] = []
    for _ in range(ROUNDS):
        found = _counted(seen, movement)
        kept = of_one_kind(track, alike(track, exercise, found))
        odd = [one for one in found if one.complete and one not in kept]
        if not odd:
            break
        seen = [_without(phase, odd) for phase in seen]
    if movement.stepping:
        kept = [replace(one, side=_front_leg(track, one)) for one in kept]
    best = seen[0].quality if seen else 0.0
    return tuple(sorted(kept, key=lambda found: found.bottom_s)), best


def _counted(seen: list[Phase], movement: Movement) -> list[Repetition]:
    """Repetitions of the phases, the better seen side first."""
    sides = [_of_phase(phase, movement) for phase in seen]
    if len(sides) == 1:
        return sides[0]
    if len(sides) == 2 and seen[1].quality < FAINT * seen[0].quality:
        sides[1] = _between(sides[0], sides[1])
    return _joined(*sides) if sides else []


def _without(phase: Phase, odd: list[Repetition]) -> Phase:
    """What is another movement has no say in how far a usual repetition goes."""
    values = phase.values.copy()
    for one in odd:
        if one.side in ("both", phase.side) or phase.side == "both":
            values[(phase.times_s > one.start_s) & (phase.times_s < one.end_s)] = np.nan
    return replace(phase, values=values)


def _of_phase(phase: Phase, movement: Movement) -> list[Repetition]:
    stretches = _stretches(phase.values)
    if not stretches:
        return []
    usual = usual_range([phase.values[a:b] for a, b in stretches], movement.smallest / 2)
    turned = movement.either_start and _starts_turned(phase.values, stretches, usual)
    repetitions = []
    for first, last in stretches:
        values = phase.values[first:last]
        cycles = count_cycles(
            -values if turned else values,
            movement.smallest,
            movement.shortest_s * RATE_HZ,
            movement.longest_s * RATE_HZ,
            usual=usual,
            trailing=movement.trailing,
            whole=movement.whole,
        )
        repetitions += [_told(cycle, phase, first) for cycle in cycles]
    return repetitions


def _stretches(values: Numbers) -> list[tuple[int, int]]:
    """Where the phase is known without a break."""
    known = np.concatenate([[False], np.isfinite(values), [False]])
    edges = np.flatnonzero(known[1:] != known[:-1])
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a > 2]


def _starts_turned(values: Numbers, stretches: list[tuple[int, int]], usual: float) -> bool:
    """Whether it begins at its turning point, as a weight is lifted off the floor.

    Either the recording begins there, or somebody gets ready there before the first
    repetition and lets go of the weight there after the last, and so stays longer.
    """
    for first, last in stretches:
        points = turning_points(values[first:last], usual / 2) if usual else []
        if points:
            tops = [first + place for place, is_top in points if is_top]
            stays = [_stay(values, top, usual) for top in tops]
            return points[0][1] or _gets_ready(stays)
    return False


def _gets_ready(stays: list[int]) -> bool:
    """Whether the first and the last stay are longer than the others."""
    return len(stays) > 2 and min(stays[0], stays[-1]) > float(np.median(stays[1:-1])) + GETS_READY


def _stay(values: Numbers, top: int, usual: float) -> int:
    """Frames about the turning point."""
    near = np.flatnonzero(~(values > values[top] - _NEAR * usual))
    after = int(np.searchsorted(near, top))
    return int(near[after] if after < len(near) else len(values)) - int(
        near[after - 1] if after else -1
    )


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
