"""Sets of made bodies: what is counted in them and what beside them is not."""

from __future__ import annotations

import numpy as np
import pytest

from medley.coaching.repetitions import find_repetitions
from medley.data.demo.kinematics import MadeWorkout, WorkoutSpec, make_workout
from medley.data.demo.kinematics.body import sample_body
from medley.data.demo.kinematics.camera import Camera
from medley.data.demo.kinematics.noise import Noise
from medley.data.demo.kinematics.phase import Side
from medley.data.demo.kinematics.script import OtherPlan, Part
from medley.data.demo.kinematics.sets import STYLES, SetPlan

BEFORE, AFTER = OtherPlan("rest", 3.0), OtherPlan("rest", 3.0)


def plan(exercise: str, *extents: float, side: Side = "both", **style: float) -> SetPlan:
    usual = {name: sum(span) / 2 for name, span in STYLES[exercise].items()}
    sides = (side,) * len(extents)
    return SetPlan(exercise, sides, extents, {}, usual | style, lead_s=1.0)


def made(*parts: Part, azimuth_deg: float = 40.0) -> MadeWorkout:
    rng = np.random.default_rng(4)
    spec = WorkoutSpec(parts, sample_body(rng), Camera(azimuth_deg), noise=Noise(0.8))
    return make_workout(spec, rng=rng)


def counted(workout: MadeWorkout) -> tuple[int, int]:
    found, _ = find_repetitions(workout.track, workout.exercise)
    return sum(one.complete for one in found), sum(not one.complete for one in found)


@pytest.mark.parametrize("turned", [0.0, 1.0])
def test_a_deadlift_is_counted_from_the_floor_and_from_standing(turned: float) -> None:
    workout = made(BEFORE, plan("deadlift", *[1.0] * 6, kind=0.2, begins_turned=turned), AFTER)
    assert counted(workout)[0] == 6
    found = [one for one in find_repetitions(workout.track, "deadlift")[0] if one.complete]
    for one, truth in zip(found, workout.repetitions, strict=True):
        assert abs(one.start_s - truth.start_s) < 0.3
        assert abs(one.end_s - truth.end_s) < 0.3


@pytest.mark.parametrize("azimuth_deg", [5.0, 85.0])
def test_shoes_tied_before_and_after_do_not_make_lifts_of_deadlifts(azimuth_deg: float) -> None:
    tied = OtherPlan("tie-shoe", 3.0)
    deadlifts = plan("deadlift", *[1.0] * 6, kind=0.2, begins_turned=0.0)
    assert counted(made(tied, deadlifts, tied, azimuth_deg=azimuth_deg))[0] == 6


def test_nothing_is_lifted_off_the_floor_with_straight_legs_by_who_lay_there_before() -> None:
    deadlifts = plan("deadlift", *[1.0] * 6, kind=0.9, begins_turned=0.0)
    assert counted(made(OtherPlan("lie", 4.0), deadlifts, AFTER, azimuth_deg=-130.0))[0] == 6


@pytest.mark.parametrize("azimuth_deg", [5.0, 40.0, 85.0, -130.0])
def test_a_weight_lifted_half_the_way_off_the_floor_is_partial(azimuth_deg: float) -> None:
    lifts = plan("deadlift", 1.0, 0.95, 1.0, 0.5, 0.48, 0.98, kind=0.2, begins_turned=1.0)
    assert counted(made(BEFORE, lifts, AFTER, azimuth_deg=azimuth_deg)) == (4, 2)


def test_a_bottle_lifted_some_time_before_a_set_is_no_curl() -> None:
    curls = plan("curl", *[1.0] * 6, side="left")
    assert counted(made(OtherPlan("drink", 4.5), BEFORE, curls, AFTER))[0] == 6


def test_arms_swung_round_between_two_sets_are_no_jumping_jacks() -> None:
    jacks = plan("jumping-jack", *[1.0] * 6)
    assert counted(made(jacks, OtherPlan("circle-arms", 5.0), jacks, azimuth_deg=20.0))[0] == 12


def test_a_shoe_tied_just_before_does_not_swallow_the_first_repetition() -> None:
    squats = plan("squat", *[1.0] * 5)
    assert counted(made(OtherPlan("tie-shoe", 3.0), squats, AFTER))[0] == 5


def test_half_a_repetition_is_told_and_not_counted() -> None:
    assert counted(made(BEFORE, plan("squat", 1.0, 1.0, 0.45, 1.0, 1.0), AFTER)) == (4, 1)


def test_repetitions_of_seven_tenths_count_among_whole_ones() -> None:
    assert counted(made(BEFORE, plan("squat", 1.0, 0.7, 1.0, 0.7, 0.7, 1.0), AFTER)) == (6, 0)


def test_many_short_repetitions_among_longer_ones_count_where_none_is_half() -> None:
    short = (1.02, 0.65, 0.96, 0.61, 0.94, 0.63, 0.68, 0.92, 0.6, 0.6, 0.64)
    workout = made(BEFORE, plan("deadlift", *short, kind=0.81), AFTER, azimuth_deg=5.0)
    assert counted(workout)[0] == len(short)


@pytest.mark.parametrize("azimuth_deg", [0.0, 45.0, 70.0])
def test_a_weight_pressed_half_the_way_is_partial_from_every_side(azimuth_deg: float) -> None:
    presses = plan("shoulder-press", 1.0, 1.0, 0.45, 1.0, 1.0, 0.45, 1.0)
    assert counted(made(BEFORE, presses, AFTER, azimuth_deg=azimuth_deg)) == (5, 2)


def test_many_small_curls_do_not_make_the_whole_ones_another_movement() -> None:
    extents = (0.3, 0.3, 0.3, 1.0, 1.0, 0.3, 1.0, 0.3, 0.3)
    workout = made(BEFORE, plan("curl", *extents, side="left"), AFTER)
    assert counted(workout)[0] == 3
