"""Which exercise a recording shows: what its windows say and what its counters find, together.

Windows alone confuse what is alike for two seconds, and a counter alone counts whatever moves
its joint. An exercise is believed where both agree: it is likely, its repetitions fill enough
of the recording, and the whole body moves as it does in that exercise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from medley.coaching.holding import find_holds
from medley.coaching.norms import is_held, strain
from medley.coaching.recognition import DOUBTED, Windows, exercise_in, likely_exercises
from medley.coaching.repetition import Hold, Repetition
from medley.coaching.repetitions import find_repetitions
from medley.data.poses import HELD, NONE_OF_THESE, PoseTrack

ENOUGH = 0.33
"""Share of the recording that a doubted exercise must fill; more the less likely it is."""
LONE, HELD_FOR = 0.25, 0.3
"""Shares that a single repetition, and all holds together, must fill."""
SURE, LONG_S = 0.95, 10.0
"""Where windows are so sure that a recording of this length shows none, no counter is asked."""
RIVAL = 0.3
"""Where windows see an exercise, another one that is so likely may be meant."""
OTHER, RESTING = 0.7, 0.97
"""A repetition in which it is another exercise, or none at all, with this probability is left
out."""
UNEVEN, STRAINED, UNSEEN = 0.34, 0.5, 0.5
"""In a recording longer than `LONG_S`: the most that repetitions' durations deviate by, as a share
of their mean, the most strain, and how likely an exercise has to be that its windows do not see."""
FILLS, SHOWN = 0.6, 0.1
"""And what fills less of it has to be so probable while it is done."""
FEW, PLAINLY = 3, 0.5
"""And so probable where it is done less often than this."""
_REFUTED = 0.5
"""Share that exercises keep whose counters find nothing of them."""
_WEAR = 0.3
"""What a strain of 1 takes from a guess."""

Done: TypeAlias = tuple[tuple[Repetition, ...], tuple[Hold, ...], float]
"""Repetitions, holds, and how well the limbs that move were seen."""
NOTHING: Done = ((), (), 0.0)


@dataclass(frozen=True, slots=True)
class _Guess:
    """An exercise that it may be, with what its own counter finds."""

    exercise: str
    likely: float
    filled: float
    strained: float
    done: Done


def done_of(track: PoseTrack, exercise: str) -> Done:
    """Count an exercise that is named."""
    if exercise in HELD:
        holds, quality = find_holds(track)
        return (), holds, quality
    repetitions, quality = find_repetitions(track, exercise)
    return repetitions, (), quality


def recognised(
    track: PoseTrack, windows: Windows, count: Callable[[PoseTrack, str], Done] = done_of
) -> tuple[str, float, Done]:
    """Tell the exercise of a recording, and count it.

    Parameters
    ----------
    track : PoseTrack
    windows : Windows
    count : callable, optional
        What counts an exercise in a track.

    Returns
    -------
    exercise : str
        Or ``"none"``.
    confidence : float
        Its mean probability, while something is exercised where the windows say that
        something is.
    done : Done
    """
    first, confidence = exercise_in(windows)
    if first == NONE_OF_THESE and track.duration_s > LONG_S and confidence > SURE:
        return NONE_OF_THESE, confidence, NOTHING
    guesses = _guesses(track, windows, first, count)
    found = sum(guess.likely for guess in guesses)
    best, most = None, 0.0
    for guess in guesses:
        share = guess.likely / (found + _REFUTED * (1 - found))
        strength = share**0.5 * guess.filled * (1 - _WEAR * guess.strained)
        seen = first != NONE_OF_THESE and (guess.exercise == first or guess.likely >= RIVAL)
        if strength > most and (seen or strength >= ENOUGH):
            best, most = guess, strength
    if best is None:
        return NONE_OF_THESE, float(windows.of(NONE_OF_THESE).mean()), NOTHING
    if best.exercise != first:
        confidence = float(windows.of(best.exercise).mean())
    return best.exercise, confidence, best.done


def _guesses(
    track: PoseTrack, windows: Windows, first: str, count: Callable[[PoseTrack, str], Done]
) -> list[_Guess]:
    """What it may be; what its own counter does not find, or finds otherwise, is left out."""
    found = []
    for exercise, likely in likely_exercises(windows):
        if likely < DOUBTED and exercise != first:
            continue
        repetitions, holds, quality = count(track, exercise)
        holds = tuple(hold for hold in holds if is_held(track, hold))
        strained = strain(track, exercise, repetitions)
        if strained > 1:
            continue
        if exercise == first:
            repetitions = tuple(one for one in repetitions if _is_it(exercise, windows, one))
            holds = tuple(hold for hold in holds if _is_it(exercise, windows, hold))
        filled = _filled(repetitions, holds, track.duration_s)
        if filled > _least(repetitions, holds):
            guess = _Guess(exercise, likely, filled, strained, (repetitions, holds, quality))
            if track.duration_s <= LONG_S or _is_plain(guess, windows, exercise == first):
                found.append(guess)
    return found


def _is_plain(guess: _Guess, windows: Windows, seen: bool) -> bool:
    """Whether a guess of a long recording is a set, and not one of all the things done in it."""
    repetitions, holds, _ = guess.done
    each: list[Repetition | Hold] = [*(one for one in repetitions if one.complete), *holds]
    lasting = np.array([one.end_s - one.start_s for one in each])
    within = [windows.during(guess.exercise, one.start_s, one.end_s) for one in each]
    shown = float(np.average(within, weights=lasting))
    if not holds and (guess.strained > STRAINED or lasting.std() > UNEVEN * lasting.mean()):
        return False
    asked = PLAINLY if len(each) < FEW and not holds else SHOWN
    return (guess.filled >= FILLS or shown >= asked) and (seen or guess.likely >= UNSEEN)


def _least(repetitions: tuple[Repetition, ...], holds: tuple[Hold, ...]) -> float:
    """One repetition and no other may be something picked up."""
    if holds:
        return HELD_FOR
    return LONE if sum(one.complete for one in repetitions) == 1 else 0.0


def _filled(
    repetitions: tuple[Repetition, ...], holds: tuple[Hold, ...], duration_s: float
) -> float:
    """Share of a recording in which complete repetitions or holds are done."""
    lasting = [one.end_s - one.start_s for one in repetitions if one.complete]
    lasting += [hold.end_s - hold.start_s for hold in holds]
    return min(sum(lasting) / duration_s, 1.0)


def _is_it(exercise: str, windows: Windows, one: Repetition | Hold) -> bool:
    resting = windows.during(NONE_OF_THESE, one.start_s, one.end_s)
    likely = windows.during(exercise, one.start_s, one.end_s)
    # NaN, without any window, is no objection.
    return not (resting > RESTING or likely < (1 - OTHER) * (1 - resting))
