"""What could be lunges: a step is part of one, feet that change places between two are not.

Some step into each lunge and out of it; others stand with the feet apart, bend, and let the
feet change places. Where the knees bend long after the feet have landed, they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label, minimum

from medley.coaching.counting import first_below, usual_range, way_of
from medley.coaching.feet import SHORTEST, Feet, standing
from medley.coaching.movements import Movement
from medley.coaching.phase import HIDDEN, RATE_HZ, Phase
from medley.coaching.possible import Possible, possible_of, stretches_of
from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES
from medley.features.pose.body import midpoint, torso_in_space, torso_length
from medley.features.pose.gaps import known_median

CHANGING, CHANGE = 0.75, 0.3
"""Shares of the distance at which feet stand: where they change places they come nearer than the
second, and do so from when they are nearer than the first. Seen from ahead, feet that stand may
seem to come nearer while the knees bend."""
CHANGE_S = 0.4
"""They take longer for it."""
SPEED = 0.7
"""Torso lengths a second; feet that go faster away from each other do not stand."""
STEP = 0.8
"""Of the time from a bend's start to its turn, a step begins at most so long before it."""
BEND = 0.6
"""Share of a lunge's smallest way that is left where feet stand: a step brings the rest."""
AROUND_S = 0.12
_WHOLE = 2.1
"""From three to seven tenths of a step, until it begins, as people move from rest to rest."""
SLOWER = 1.4
"""So many times as long as one half of a step the other one takes at most; people sway before they
stand."""
_AGAIN = 0.3
"""Share of the step by which feet that go apart again belong to something else."""
_DOWN = 0.8
"""Torso lengths by which hips come down in a phase of 1."""

Numbers = NDArray[np.float64]


def possible_lunges(track: PoseTrack, phase: Phase, movement: Movement) -> list[Possible]:
    """Find what could be lunges, of all sizes, each once.

    Parameters
    ----------
    track : PoseTrack
    phase : Phase
    movement : Movement
    """
    stretches = stretches_of(phase.values)
    usual = usual_range([phase.values[a:b] for a, b in stretches], movement.smallest / 2)
    feet = Feet.of(track, phase.times_s)
    far = standing(phase.values, feet, stretches, usual) if feet is not None else None
    if feet is not None and far is not None:
        phase = _while_standing(phase, feet, far)
        stretches = stretches_of(phase.values)
        movement = replace(movement, smallest=BEND * movement.smallest)
    found = possible_of(phase, stretches, movement, turned=False)
    if feet is not None and far is None:
        found = [replace(one, repetition=_with_step(one.repetition, phase, feet)) for one in found]
    return _by_descent(found, track)


def _while_standing(phase: Phase, feet: Feet, far: float) -> Phase:
    """The phase, unknown while the feet change places or are together."""
    share = (feet.apart - feet.together) / max(far - feet.together, SHORTEST)
    near, n = label(share <= CHANGING)
    changes = np.concatenate([[False], minimum(share, near, range(1, n + 1)) < CHANGE])
    stands = ~changes[near]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], stands, [False]]).astype(np.int8)))
    kept: list[list[int]] = []
    for first, last in edges.reshape(-1, 2).tolist():
        if kept and first - kept[-1][1] < CHANGE_S * RATE_HZ:
            kept[-1][1] = last
        else:
            kept.append([first, last])
    speeds = np.abs(np.gradient(feet.apart)) * RATE_HZ
    values = np.full(len(phase.values), np.nan)
    for first, last in kept:
        still = first + np.flatnonzero(speeds[first:last] < SPEED)
        if len(still):
            values[still[0] : still[-1] + 1] = phase.values[still[0] : still[-1] + 1]
    return replace(phase, values=values)


def _with_step(one: Repetition, phase: Phase, feet: Feet) -> Repetition:
    """Let a repetition begin and end with its step."""
    since_s = float(phase.times_s[0])
    start, turn, end = (
        (at_s - since_s) * RATE_HZ for at_s in (one.start_s, one.bottom_s, one.end_s)
    )
    far = float(np.median(feet.apart[round(start) : round(end) + 1]))
    # What feet do at the turning point is no step.
    first, last = round((turn + start) / 2), round((turn + end) / 2)
    since, until = start - STEP * (turn - start), end + STEP * (end - turn)
    begins = _together(feet.apart[max(round(since), 0) : first + 1][::-1], far)
    ends = _together(feet.apart[last : round(until) + 1], far)
    if begins:
        start = first - begins
    if ends:
        end = last + ends
    return replace(
        one,
        start_s=round(since_s + start / RATE_HZ, 3),
        end_s=round(since_s + end / RATE_HZ, 3),
    )


def _together(apart: Numbers, far: float) -> float:
    """Frames until feet that were as far apart are together; 0 where they never are."""
    lowest = np.minimum.accumulate(apart)
    again = apart > lowest + _AGAIN * np.maximum(far - lowest, SHORTEST)
    fading = np.minimum(apart[: int(np.argmax(again))] if again.any() else apart, far)
    if len(fading) < 2:
        return 0.0
    size = far - (fading[0] - way_of(fading))
    if not size > SHORTEST:
        return 0.0
    half, near, away = (first_below(fading, far - share * size) for share in (0.5, 0.3, 0.7))
    away = min(away, half + SLOWER * (half - near))
    return min(half + _WHOLE * (away - near), float(len(fading) - 1))


def _by_descent(possible: Sequence[Possible], track: PoseTrack) -> list[Possible]:
    """Let the hips' way down have a say in how much was gone: a wide step alone is no lunge."""
    heights = _hip_heights(track)

    def at(at_s: float) -> float:
        first, last = np.searchsorted(track.times_s, (at_s - AROUND_S, at_s + AROUND_S))
        return known_median(heights[first : last + 1])

    def gone(one: Possible) -> float:
        told = one.repetition
        down = (min(at(told.start_s), at(told.end_s)) - at(told.bottom_s)) / _DOWN
        return max((one.least + down) / 2, 0.0) if np.isfinite(down) else one.least

    return [replace(one, least=gone(one)) for one in possible]


def _hip_heights(track: PoseTrack) -> Numbers:
    """How high the hips are above the lower foot, in torso lengths; NaN where no foot is seen."""
    deep = track.points if track.world is None else track.world
    ankles = [INDEX[f"{side}_ankle"] for side in SIDES]
    seen = track.visibility[:, ankles] >= HIDDEN
    lower = np.where(seen, np.asarray(deep[:, ankles, 1], np.float64), -np.inf).max(axis=1)
    down = lower - midpoint(deep, "hip")[:, 1]
    long = torso_length(track) if track.world is None else torso_in_space(track.world)
    return np.asarray(np.where(np.isfinite(lower), down, np.nan) / long)
