"""Sets of made bodies: what is counted in them and what beside them is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from medley.coaching.repetitions import find_repetitions
from medley.data.demo.kinematics import MadeWorkout, WorkoutSpec, make_workout, sample_spec
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


@pytest.mark.parametrize("azimuth_deg", [0.0, 60.0])
@pytest.mark.parametrize("exercise", ["curl", "lateral-raise", "shoulder-press"])
def test_slow_arms_start_and_stop_when_they_do_from_every_side(
    exercise: str, azimuth_deg: float
) -> None:
    slow = replace(plan(exercise, *[1.0] * 6), tempo_s=4.5)
    workout = made(BEFORE, slow, AFTER, azimuth_deg=azimuth_deg)
    found = [one for one in find_repetitions(workout.track, exercise)[0] if one.complete]
    pairs = list(zip(found, workout.repetitions, strict=True))
    assert abs(np.median([one.start_s - true.start_s for one, true in pairs])) < 0.12
    assert abs(np.median([one.end_s - true.end_s for one, true in pairs])) < 0.12


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


@pytest.mark.parametrize("azimuth_deg", [20.0, 80.0])
def test_more_arms_swung_round_than_jumping_jacks_are_none(azimuth_deg: float) -> None:
    jacks = plan("jumping-jack", *[1.0] * 3)
    assert counted(made(jacks, OtherPlan("circle-arms", 9.0), azimuth_deg=azimuth_deg))[0] == 3


@pytest.mark.parametrize("azimuth_deg", [0.0, -45.0])
@pytest.mark.parametrize("low", [(0, 1), (3, 4, 5, 6, 7)])
def test_jumping_jacks_count_with_arms_hardly_raised(
    low: tuple[int, ...], azimuth_deg: float
) -> None:
    jacks = plan("jumping-jack", *[1.0] * 8)
    jacks = replace(jacks, faults={"arms": tuple(1.2 * (k in low) for k in range(8))})
    assert counted(made(BEFORE, jacks, AFTER, azimuth_deg=azimuth_deg)) == (8, 0)


def test_a_shoe_tied_just_before_does_not_swallow_the_first_repetition() -> None:
    squats = plan("squat", *[1.0] * 5)
    assert counted(made(OtherPlan("tie-shoe", 3.0), squats, AFTER))[0] == 5


def test_half_a_repetition_is_told_and_not_counted() -> None:
    assert counted(made(BEFORE, plan("squat", 1.0, 1.0, 0.45, 1.0, 1.0), AFTER)) == (4, 1)


def test_repetitions_of_seven_tenths_count_among_whole_ones() -> None:
    assert counted(made(BEFORE, plan("squat", 1.0, 0.7, 1.0, 0.7, 0.7, 1.0), AFTER)) == (6, 0)


@pytest.mark.parametrize("azimuth_deg", [5.0, 40.0, 85.0])
def test_a_few_whole_repetitions_count_among_many_short_ones(azimuth_deg: float) -> None:
    squats = plan("squat", *[0.62, 0.6, 0.64, 0.62] * 2, 1.0, 0.62, 0.6, 1.04)
    assert counted(made(BEFORE, squats, AFTER, azimuth_deg=azimuth_deg)) == (12, 0)


def test_where_nothing_is_whole_beside_another_movement_the_farthest_are() -> None:
    rng = np.random.default_rng([1101, 41, sum(map(ord, "lateral-raise"))])
    workout = make_workout(sample_spec(rng, "lateral-raise"), rng=rng)
    assert counted(workout)[0] == sum(one.complete for one in workout.repetitions) == 10


def test_many_short_repetitions_among_longer_ones_count_where_none_is_half() -> None:
    short = (0.9, 0.65, 0.88, 0.61, 0.86, 0.63, 0.68, 0.9, 0.6, 0.6, 0.64)
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
