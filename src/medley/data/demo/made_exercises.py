"""Windows of made bodies to learn exercises from: nobody real, and the truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

import numpy as np

from medley.data.demo.kinematics import MadeWorkout, made_workouts, make_workout, sample_spec
from medley.data.exercise_data import ExerciseData, Segment, labelled_windows
from medley.data.poses import PoseTrack

N_WORKOUTS = 330
"""Ten of each exercise, and of none, from each of three views."""
FREE_SHARE = 3 / 11
"""So many workouts more do any movement at all again and again, and are none of the exercises:
without them a model takes what it does not know for what is nearest."""
_FREE = (*("free-standing",) * 4, "free-supine", "free-prone")
REPETITIONS = (1, 2, 4, 6)
HOP_S = 1.0
FPS = 15.0
"""As many as the signals keep; more would only take longer."""
_PACES = (0.7, 1.7)
"""Recordings are sped up and slowed down, and people hurry."""
_WITHOUT_SPACE = 0.15
"""Share of the recordings that have no landmarks in space, as some files have none."""


def made_exercises(n: int = N_WORKOUTS, *, seed: int = 0, hop_s: float = HOP_S) -> ExerciseData:
    """Make workouts and cut them into labelled windows.

    Parameters
    ----------
    n : int
        Workouts, each by a body of its own; those of any movement come on top.
    seed : int
    hop_s : float
        From one window to the next.

    Returns
    -------
    ExerciseData
        Each body is a group.
    """
    return labelled_windows(_workouts(n, np.random.default_rng(seed)), hop_s=hop_s, made=True)


def _workouts(
    n: int, rng: np.random.Generator
) -> Iterator[tuple[PoseTrack, str, tuple[Segment, ...]]]:
    each = -(-n // len(REPETITIONS))
    sets = [made_workouts(each, rng, repetitions=number, fps=FPS) for number in REPETITIONS]
    known = islice(chain.from_iterable(sets), n)
    free = (_free(number, rng) for number in range(round(FREE_SHARE * n)))
    for number, workout in enumerate(chain(known, free)):
        pace = float(np.exp(rng.uniform(*np.log(_PACES))))
        track = replace(workout.track, times_s=workout.track.times_s / pace)
        if rng.random() < _WITHOUT_SPACE:
            track = replace(track, world=None)
        segments = tuple((a / pace, b / pace, what) for a, b, what in workout.segments)
        yield track, f"body-{number}", segments


def _free(number: int, rng: np.random.Generator) -> MadeWorkout:
    """A workout of any movement."""
    return make_workout(sample_spec(rng, again=_FREE[number % len(_FREE)], fps=FPS), rng=rng)
