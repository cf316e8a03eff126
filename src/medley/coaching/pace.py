"""When repetitions of a set begin and end, told by all of them: who does one fast does all so.

Half of the way is passed fast, so when that is can be told well. Near its ends a movement is slow,
and noise hides them; but from there to half of the way each repetition takes about as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.counting import first_below
from medley.coaching.phase import RATE_HZ, Phase
from medley.coaching.repetition import Repetition

FEWEST = 3
"""Among fewer it cannot be said how long they usually take."""
OWN = 0.5
"""Share of what a repetition's time differs from the usual one that is taken for its own."""

Numbers = NDArray[np.float64]


def evened(repetitions: Sequence[Repetition], phases: Sequence[Phase]) -> list[Repetition]:
    """Bring starts and ends of complete repetitions nearer to the pace of all of them.

    Parameters
    ----------
    repetitions : sequence of Repetition
    phases : sequence of Phase
        One for both sides together, or one for each.

    Returns
    -------
    list of Repetition
        In the same order; partial ones, and those of which too little is seen, stay as they are.
    """
    found = list(repetitions)
    halves = {
        place: half
        for place, one in enumerate(found)
        if one.complete and (half := _halves(one, phases)) is not None
    }
    if len(halves) < FEWEST:
        return found
    lasts = {
        place: np.array([half[0] - found[place].start_s, found[place].end_s - half[1]])
        for place, half in halves.items()
    }
    usual = np.median(list(lasts.values()), axis=0)
    for place, half in halves.items():
        out_s, back_s = (usual + OWN * (lasts[place] - usual)).tolist()
        found[place] = replace(
            found[place],
            start_s=round(min(half[0] - out_s, found[place].bottom_s), 3),
            end_s=round(max(half[1] + back_s, found[place].bottom_s), 3),
        )
    return found


def _halves(one: Repetition, phases: Sequence[Phase]) -> tuple[float, float] | None:
    """When half of the way out and half of the way back are done, by the sides that do it."""
    own = [phase for phase in phases if phase.side == one.side] or phases
    each = [half for phase in own if (half := _halves_of(one, phase)) is not None]
    if not each:
        return None
    out_s, back_s = np.mean(each, axis=0).tolist()
    return out_s, back_s


def _halves_of(one: Repetition, phase: Phase) -> tuple[float, float] | None:
    since_s = float(phase.times_s[0])
    start, turn, end = (
        int(np.clip(round((at_s - since_s) * RATE_HZ), 0, len(phase.values) - 1))
        for at_s in (one.start_s, one.bottom_s, one.end_s)
    )
    ways = phase.values[start : turn + 1][::-1], phase.values[turn : end + 1]
    if min(map(len, ways)) < 2 or not all(np.isfinite(way).all() for way in ways):
        return None
    out, back = (_half(way) for way in ways)
    return since_s + (turn - out) / RATE_HZ, since_s + (turn + back) / RATE_HZ


def _half(way: Numbers) -> float:
    """Frames from the turning point, which may be high or low, until half of the way is gone."""
    fading = way if way[0] > way[-1] else -way
    return first_below(fading, float(fading[0] + fading[-1]) / 2)
