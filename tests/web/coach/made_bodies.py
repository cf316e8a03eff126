"""Made bodies that exercise, and their landmarks as files."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO

import numpy as np

from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.sources.landmark_files import save_landmarks


@cache
def made(exercise: str = "squat", repetitions: int = 4, seed: int = 3) -> MadeWorkout:
    """A made body that does an exercise, seen from the side, without faults."""
    rng = np.random.default_rng(seed)
    spec = sample_spec(
        rng, exercise, "side", repetitions=repetitions, faults=False, partials=False,
        others=False, noise=0.3, fps=30,
    )  # fmt: skip
    return make_workout(spec, rng=rng)


def landmarks(exercise: str = "squat", repetitions: int = 4) -> bytes:
    """Its landmarks as a file."""
    file = BytesIO()
    save_landmarks(file, made(exercise, repetitions).track)
    return file.getvalue()


def landmarks_of_nobody() -> bytes:
    """Landmarks of as many pictures in which no body was found."""
    file, track = BytesIO(), made().track
    nobody = replace(
        track,
        points=np.full_like(track.points, np.nan),
        visibility=np.zeros_like(track.visibility),
    )
    save_landmarks(file, nobody)
    return file.getvalue()
