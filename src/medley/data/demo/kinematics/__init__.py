"""A made body that exercises before a made camera: landmarks whose truth is known."""

from medley.data.demo.kinematics.balanced import made_workouts
from medley.data.demo.kinematics.sampling import sample_spec
from medley.data.demo.kinematics.workout import (
    MadeHold,
    MadeRepetition,
    MadeWorkout,
    WorkoutSpec,
    make_workout,
)

__all__ = [
    "MadeHold",
    "MadeRepetition",
    "MadeWorkout",
    "WorkoutSpec",
    "made_workouts",
    "make_workout",
    "sample_spec",
]
