"""Which of many possible repetitions were done: the best chain of those that are of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition

FOLLOWS = 0.25
"""What a repetition gains that follows another in time."""
BREAK = 0.5
"""What it costs to begin a set, or to leave a hole in one: what stands alone must be all the more
alike, and what is in its turn may be less so."""
USUAL_S, PAUSES = 0.8, 1.5
"""A repetition follows while the pause is about this long, and so many usual pauses."""
OVERLAP, OF_SIDES = 0.08, 0.45
"""Shares of the shorter one by which two may overlap, of the same side and of two sides."""
ODD_SIDE, USUAL_SIDE = 0.5, 0.5
"""What a side costs that takes no part in the set, and the share from which on one takes part: who
curls with the right arm drinks with the left one."""
LONG = 2.0
"""So many times as long a pause is a hole."""
_FIRST_S = 1.2
_LONGEST = 8.0
"""After so many times `near_s` a pause is a hole and nothing follows: what came before it
differs only by its worth."""

Numbers = NDArray[np.float64]


def best_chain(repetitions: Sequence[Repetition], worths: Numbers) -> list[int]:
    """Choose those that are worth most together.

    Parameters
    ----------
    repetitions : sequence of Repetition
    worths : ndarray of float64, shape (n,)
        1 for what is like the others in everything, below 0 for what is unlike.

    Returns
    -------
    list of int
        Places, in order of time.
    """
    chosen = _chain(repetitions, worths, _FIRST_S)
    if len(chosen) < 3:
        return chosen
    pauses = [
        repetitions[after].start_s - repetitions[before].end_s for before, after in pairwise(chosen)
    ]
    usual = float(np.clip(np.median(pauses), 0.0, 3.0))
    worths = worths - ODD_SIDE * _odd_sides(repetitions, chosen)
    return _chain(repetitions, worths, USUAL_S + PAUSES * usual)


def _odd_sides(repetitions: Sequence[Repetition], chosen: Sequence[int]) -> Numbers:
    """How little each one's side takes part in what is chosen, from 0 to 1."""
    sides = np.array([one.side for one in repetitions])
    odd = np.empty(len(sides))
    for side in set(sides.tolist()):
        share = float((sides[chosen] == side).mean())
        odd[sides == side] = max(0.0, 1 - share / USUAL_SIDE)
    return odd


def _chain(repetitions: Sequence[Repetition], worths: Numbers, near_s: float) -> list[int]:
    order = np.argsort([one.end_s for one in repetitions], kind="stable")
    starts = np.array([repetitions[k].start_s for k in order])
    ends = np.array([repetitions[k].end_s for k in order])
    sides = np.array([repetitions[k].side for k in order])
    lasts = ends - starts
    best = worths[order] - BREAK
    before = np.full(len(order), -1)
    behind, best_behind = 0, -1
    for k in range(1, len(order)):
        while behind < k and ends[behind] < starts[k] - _LONGEST * near_s:
            if best_behind < 0 or best[behind] > best[best_behind]:
                best_behind = behind
            behind += 1
        near = slice(behind, k)
        overlap = ends[near] - starts[k]
        same = (sides[near] == sides[k]) | (sides[near] == "both") | (sides[k] == "both")
        allowed = np.where(same, OVERLAP, OF_SIDES) * np.minimum(lasts[near], lasts[k])
        pause = np.maximum(-overlap, 0.0) / near_s
        link = FOLLOWS * np.exp(-(pause**2)) - BREAK * (1 - np.exp(-((pause / LONG) ** 2)))
        totals = np.where(overlap <= allowed, best[near] + link, -np.inf)
        last, total = best_behind, -np.inf if best_behind < 0 else best[best_behind] - BREAK
        if len(totals) and totals.max() > total:
            last, total = behind + int(np.argmax(totals)), totals.max()
        if total + worths[order[k]] > best[k]:
            best[k], before[k] = total + worths[order[k]], last
    chosen: list[int] = []
    at = int(np.argmax(best)) if len(best) and best.max() > -BREAK else -1
    while at >= 0:
        chosen.append(int(order[at]))
        at = int(before[at])
    return chosen[::-1]
