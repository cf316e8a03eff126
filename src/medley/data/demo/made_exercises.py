"""Windows of made bodies to learn exercises from: nobody real, and the truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import numpy as np

from medley.data.demo.kinematics import made_workouts
from medley.data.exercise_data import ExerciseData, Segment, labelled_windows
from medley.data.poses import PoseTrack

N_WORKOUTS = 330
"""Ten of each exercise, and of none, from each of three views."""
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
        Workouts, each by a body of its own.
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
    for number, workout in zip(range(n), chain.from_iterable(sets), strict=False):
        pace = float(np.exp(rng.uniform(*np.log(_PACES))))
        track = replace(workout.track, times_s=workout.track.times_s / pace)
        if rng.random() < _WITHOUT_SPACE:
            track = replace(track, world=None)
        segments = tuple((a / pace, b / pace, what) for a, b, what in workout.segments)
        yield track, f"body-{number}", segments
