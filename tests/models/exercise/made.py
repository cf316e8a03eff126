"""Made bodies to fit and ask models of exercises on."""

from __future__ import annotations

from functools import cache

import numpy as np

from medley.data.demo.made_exercises import made_exercises
from medley.data.exercise_data import ExerciseData
from medley.data.poses import PoseTrack


@cache
def split() -> tuple[ExerciseData, ExerciseData]:
    """Windows of 44 bodies to learn from, and of 22 others."""
    return made_exercises(44, seed=1), made_exercises(22, seed=2, hop_s=2.0)


def nobody() -> PoseTrack:
    """Three seconds in which nobody is seen."""
    n = 45
    return PoseTrack(
        np.arange(n) / 15,
        np.full((n, 33, 3), np.nan, np.float32),
        np.zeros((n, 33), np.float32),
    )
