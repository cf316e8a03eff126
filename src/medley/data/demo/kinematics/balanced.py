"""Many made workouts with as many of each exercise and each view."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from medley.data.demo.kinematics.camera import View
from medley.data.demo.kinematics.sampling import sample_spec
from medley.data.demo.kinematics.workout import MadeWorkout, make_workout
from medley.data.poses import EXERCISES, NONE_OF_THESE

_VIEWS: tuple[View, ...] = ("front", "side", "oblique")


def made_workouts(n: int, rng: np.random.Generator, **choices: Any) -> Iterator[MadeWorkout]:
    """Make workouts one by one, balanced over exercises (and none of them) and views.

    Sides are balanced by chance: each camera stands to the left as often as to the right,
    and each person begins with either side as often.

    Parameters
    ----------
    n : int
        How many; whole rounds of 33 are balanced exactly.
    rng : numpy.random.Generator
    **choices
        As `medley.data.demo.kinematics.sampling.sample_spec` takes them, such as
        ``repetitions``, ``noise`` or ``fps``.

    Yields
    ------
    MadeWorkout
        What is done when is in its ``segments``; windows are cut from its ``track``.
    """
    kinds = list(product((*EXERCISES, NONE_OF_THESE), _VIEWS))
    left = n
    while left > 0:
        for row in rng.permutation(len(kinds))[:left].tolist():
            exercise, view = kinds[row]
            yield make_workout(sample_spec(rng, exercise, view, **choices), rng=rng)
        left -= len(kinds)
