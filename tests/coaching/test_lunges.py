"""Lunges of made bodies: on the spot, with a step, with either leg, whole and half."""

from __future__ import annotations

import numpy as np
import pytest

from medley.coaching.repetitions import find_repetitions
from medley.data.demo.kinematics import MadeWorkout, WorkoutSpec, make_workout
from medley.data.demo.kinematics.body import sample_body
from medley.data.demo.kinematics.camera import Camera
from medley.data.demo.kinematics.lunges import BACKWARD, FORWARD, SPLIT, WALKING
from medley.data.demo.kinematics.noise import Noise
from medley.data.demo.kinematics.phase import Side
from medley.data.demo.kinematics.script import OtherPlan
from medley.data.demo.kinematics.sets import STYLES, SetPlan

REST = OtherPlan("rest", 3.0)
IN_TURN: tuple[Side, ...] = ("left", "right") * 6
AHEAD_DEG, ASKEW_DEG, ASIDE_DEG = 5.0, -42.0, 85.0


def made(
    kind: int,
    *extents: float,
    azimuth_deg: float,
    in_turn: bool = True,
    noise: float = 1.0,
    shallow: float = 0.0,
) -> MadeWorkout:
    n = len(extents)
    usual = {name: sum(span) / 2 for name, span in STYLES["lunge"].items()}
    sides = IN_TURN[:n] if in_turn else ("left",) * n
    faults = {"front-knee": (shallow,) * n} if shallow else {}
    plan = SetPlan("lunge", sides, extents, faults, usual | {"kind": kind + 0.5}, lead_s=1.0)
    rng = np.random.default_rng(7)
    parts = (REST, plan, REST)
    spec = WorkoutSpec(parts, sample_body(rng), Camera(azimuth_deg), noise=Noise(noise))
    return make_workout(spec, rng=rng)


def counted(workout: MadeWorkout) -> tuple[int, int]:
    found, _ = find_repetitions(workout.track, "lunge")
    return sum(one.complete for one in found), sum(not one.complete for one in found)


def assert_begins_and_ends_as_made(workout: MadeWorkout, within_s: float) -> None:
    found = [one for one in find_repetitions(workout.track, "lunge")[0] if one.complete]
    for one, truth in zip(found, workout.repetitions, strict=True):
        assert one.start_s == pytest.approx(truth.start_s, abs=within_s)
        assert one.end_s == pytest.approx(truth.end_s, abs=within_s)


@pytest.mark.parametrize("azimuth_deg", [AHEAD_DEG, ASKEW_DEG, ASIDE_DEG])
def test_feet_that_change_places_between_two_lunges_are_part_of_neither(azimuth_deg: float) -> None:
    assert_begins_and_ends_as_made(made(SPLIT, *[1.0] * 6, azimuth_deg=azimuth_deg), 0.35)


@pytest.mark.parametrize("kind", [FORWARD, BACKWARD, WALKING])
@pytest.mark.parametrize("azimuth_deg", [AHEAD_DEG, ASKEW_DEG, ASIDE_DEG])
def test_a_step_is_part_of_its_lunge(kind: int, azimuth_deg: float) -> None:
    assert_begins_and_ends_as_made(made(kind, *[1.0] * 6, azimuth_deg=azimuth_deg), 0.3)


@pytest.mark.parametrize("azimuth_deg", [AHEAD_DEG, ASKEW_DEG])
def test_lunges_are_counted_though_depth_trembles_while_feet_stand(azimuth_deg: float) -> None:
    workout = made(SPLIT, *[1.0] * 8, azimuth_deg=azimuth_deg, in_turn=False, noise=2.5)
    assert counted(workout) == (8, 0)


def test_shallow_bends_of_who_stands_with_the_feet_apart_are_counted() -> None:
    assert counted(made(SPLIT, *[1.0] * 6, azimuth_deg=ASIDE_DEG, shallow=1.0))[0] == 6


@pytest.mark.parametrize("kind", [SPLIT, FORWARD, BACKWARD, WALKING])
@pytest.mark.parametrize("azimuth_deg", [AHEAD_DEG, ASKEW_DEG, ASIDE_DEG])
def test_half_a_lunge_is_told_and_not_counted(kind: int, azimuth_deg: float) -> None:
    workout = made(kind, 1.0, 1.0, 0.45, 1.0, 1.0, 0.45, 1.0, azimuth_deg=azimuth_deg)
    assert counted(workout)[0] == 5


def test_either_leg_counts_where_left_and_right_look_unlike() -> None:
    assert counted(made(BACKWARD, *[1.0] * 10, azimuth_deg=ASKEW_DEG, noise=0.8)) == (10, 0)
