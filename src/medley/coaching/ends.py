"""When repetitions begin and end, told by their whole way and not by where it fades.

A phase joins all that is seen and grows unevenly: seen from ahead, an elbow in the picture bends
all at once in the midst of a curl. An angle in space grows evenly and trembles; its mean over all
moments of one phase does not. So the phase is straightened by it, and a way from rest to rest,
which people go as min-jerk curves (Flash and Hogan, 1985), is laid over what is straight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.movements import Measure, Movement
from medley.coaching.phase import HIDDEN, RATE_HZ, UNSEEN_S, Phase, followed
from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import SIDES
from medley.features.pose.body import torso_length
from medley.features.pose.gaps import at_even_times, bridge_gaps

BEYOND = 0.25
"""Share of a way, or of a repetition, beyond its end that is looked at, too."""
FEWEST, EACH = 30, 5
"""Frames of a side, and at one height of its phase, that tell how even that is."""
LEVELS = 14
ONSET = 0.189
"""Share of the time of a min-jerk curve in which its first twentieth is gone; there people see a
repetition begin."""
_LATER = np.linspace(-0.35, 0.35, 29)
_LONGER = np.linspace(0.6, 1.5, 19)
"""Ways that are tried: over so much later, and so many times as long."""

Numbers = NDArray[np.float64]


def settled(
    track: PoseTrack, movement: Movement, seen: Sequence[Phase], kept: Sequence[Repetition]
) -> list[Repetition]:
    """Tell starts and ends of complete repetitions by their whole ways.

    Parameters
    ----------
    track : PoseTrack
    movement : Movement
        Left as they are where no angle of it grows evenly.
    seen : sequence of Phase
        One for each side.
    kept : sequence of Repetition

    Returns
    -------
    list of Repetition
        In the same order.
    """
    angles = ("deep", (movement.straight,))
    even = next((one for one in movement.measures if (one.kind, one.of) == angles), None)
    if even is None or track.world is None:
        return list(kept)
    straight: dict[str, tuple[Numbers, float]] = {}
    long = torso_length(track)
    for phase in seen:
        values = _straightened(track, even, long, phase, kept)
        if values is not None:
            straight[phase.side] = values, phase.quality
    found = []
    for one in kept:
        sides = [side for side in SIDES if side in straight and one.side in ("both", side)]
        if one.complete and sides:
            values = np.stack([straight[side][0] for side in sides])
            weights = [straight[side][1] + 1e-6 for side in sides]
            way = np.average(values, axis=0, weights=weights)
            one = _laid_over(way, seen[0].times_s[0], one, _free_s(one, kept))
        found.append(one)
    return found


def _straightened(
    track: PoseTrack, even: Measure, long: Numbers, phase: Phase, kept: Sequence[Repetition]
) -> Numbers | None:
    """A side's phase as the angle in space would have it; None where too little is seen."""
    angle, visible = followed(track, even, phase.side, long)
    hidden = np.where(visible < HIDDEN, np.nan, angle)
    angle = at_even_times(track.times_s, hidden[:, None], phase.times_s)[:, 0]
    known = _within(phase, kept) & np.isfinite(phase.values) & np.isfinite(angle)
    if known.sum() < FEWEST:
        return None
    curve = _curve(phase.values[known], angle[known])
    if curve is None:
        return None
    values = np.where(np.isfinite(phase.values), np.interp(phase.values, *curve), np.nan)
    return bridge_gaps(phase.times_s, values, longest_s=UNSEEN_S)


def _within(phase: Phase, kept: Sequence[Repetition]) -> NDArray[np.bool_]:
    """Moments of a side's complete repetitions and a little beyond."""
    within = np.zeros(len(phase.times_s), np.bool_)
    for one in kept:
        if one.complete and one.side in ("both", phase.side):
            aside = BEYOND * (one.end_s - one.start_s)
            first, last = np.searchsorted(phase.times_s, (one.start_s - aside, one.end_s + aside))
            within[first:last] = True
    return within


def _curve(values: Numbers, even: Numbers) -> tuple[Numbers, Numbers] | None:
    """Heights of a phase, and how much of the way is gone at each."""
    low, high = np.quantile(values, (0.03, 0.97))
    level = np.digitize(values, np.linspace(low, high, LEVELS + 1)[1:-1])
    held = [level == number for number in range(LEVELS)]
    held = [rows for rows in held if rows.sum() >= EACH]
    at = np.array([np.median(values[rows]) for rows in held])
    gone = np.maximum.accumulate([even[rows].mean() for rows in held])
    if len(held) < 4 or gone[-1] - gone[0] <= 0:
        return None
    return at, (gone - gone[0]) / (gone[-1] - gone[0])


def _free_s(one: Repetition, kept: Sequence[Repetition]) -> tuple[float, float]:
    """Between the turns before and after it, of the same arm."""
    turns_s = np.array(
        [
            other.bottom_s
            for other in kept
            if "both" in (one.side, other.side) or one.side == other.side
        ]
    )
    before, after = turns_s[turns_s < one.bottom_s], turns_s[turns_s > one.bottom_s]
    return float(before.max(initial=-np.inf)), float(after.min(initial=np.inf))


def _laid_over(
    way: Numbers, since_s: float, one: Repetition, free_s: tuple[float, float]
) -> Repetition:
    """The repetition with the start and the end of the ways that fit best."""
    moments_s = np.clip((one.start_s, one.end_s), *free_s)
    turn = round((one.bottom_s - since_s) * RATE_HZ)
    edges_s = []
    for edge_s, step, free in zip(moments_s, (-1, 1), free_s, strict=True):
        lasts = abs(edge_s - one.bottom_s) * RATE_HZ
        reach = min(lasts + max(4.0, BEYOND * lasts), abs(free - one.bottom_s) * RATE_HZ)
        frames = turn + step * np.arange(round(reach) + 1)
        fading = way[frames[(frames >= 0) & (frames < len(way))]]
        if len(fading) < EACH or not np.isfinite(fading).all():
            edges_s.append(float(edge_s))
            continue
        edges_s.append(one.bottom_s + step * _over(fading, lasts / (1 - ONSET)) / RATE_HZ)
    return replace(one, start_s=round(edges_s[0], 3), end_s=round(edges_s[1], 3))


def _over(fading: Numbers, lasts: float) -> float:
    """Frames from the turn until all but a twentieth of a way is done that takes about so long."""
    ends, long = (lasts * each.ravel() for each in np.meshgrid(1 + _LATER, _LONGER, indexing="ij"))
    share = np.clip((ends[:, None] - np.arange(len(fading))) / long[:, None], 0.0, 1.0)
    left = share**3 * (10 - 15 * share + 6 * share**2)
    left -= left.mean(axis=1, keepdims=True)
    size = np.maximum((left**2).sum(axis=1), 1e-9)
    # How much is explained by the best height and level of each.
    best = int(np.argmax(np.maximum(left @ (fading - fading.mean()), 0.0) ** 2 / size))
    return float(ends[best] - ONSET * long[best])
