"""Starts and ends of repetitions that a picture shows unevenly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from medley.coaching.ends import settled
from medley.coaching.phase import movement_of, phases
from medley.coaching.repetition import Side
from medley.coaching.repetitions import find_repetitions
from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.demo.kinematics.camera import Camera
from medley.data.demo.kinematics.noise import Noise
from medley.data.demo.kinematics.sets import STYLES, SetPlan


def slow(exercise: str, azimuth_deg: float, side: Side = "both") -> MadeWorkout:
    style = {name: sum(span) / 2 for name, span in STYLES[exercise].items()}
    plan = SetPlan(exercise, (side,) * 6, (1.0,) * 6, {}, style, tempo_s=3.6)
    rng = np.random.default_rng(6)
    spec = replace(sample_spec(rng, exercise, fps=30.0), parts=(plan,))
    spec = replace(spec, camera=Camera(azimuth_deg), noise=Noise(0.6), dropped=0.0)
    return make_workout(spec, rng=rng)


@pytest.mark.parametrize(
    ("exercise", "azimuth_deg", "side"),
    [
        ("curl", 5.0, "both"),
        ("curl", 10.0, "left"),
        ("lateral-raise", 85.0, "left"),
        ("shoulder-press", 80.0, "both"),
    ],
)
def test_slow_repetitions_begin_and_end_when_they_do(
    exercise: str, azimuth_deg: float, side: Side
) -> None:
    workout = slow(exercise, azimuth_deg, side)
    found = [one for one in find_repetitions(workout.track, exercise)[0] if one.complete]
    off_s = [
        (one.start_s - true.start_s, one.end_s - true.end_s)
        for one, true in zip(found, workout.repetitions, strict=True)
    ]
    assert np.abs(off_s).max() < 0.2
    assert np.abs(np.mean(off_s, axis=0)).max() < 0.08


def test_without_an_angle_in_space_they_stay_as_they_are() -> None:
    workout = slow("curl", 5.0)
    flat = replace(workout.track, world=None)
    movement, seen = movement_of("curl"), phases(flat, "curl")
    found = list(find_repetitions(flat, "curl")[0])
    assert settled(flat, movement, seen, found) == found
    assert settled(workout.track, replace(movement, straight=""), seen, found) == found


def test_partial_repetitions_are_left() -> None:
    workout = slow("curl", 5.0)
    found = [replace(one, complete=False) for one in find_repetitions(workout.track, "curl")[0]]
    seen = phases(workout.track, "curl")
    assert settled(workout.track, movement_of("curl"), seen, found) == found


@pytest.mark.parametrize("number", [68, 104])
def test_an_arm_that_comes_from_elsewhere_does_not_lengthen_the_first_curl(number: int) -> None:
    rng = np.random.default_rng([1001, number, sum(map(ord, "curl"))])
    workout = make_workout(sample_spec(rng, "curl"), rng=rng)
    found = [one for one in find_repetitions(workout.track, "curl")[0] if one.complete]
    assert len(found) == sum(one.complete for one in workout.repetitions)
