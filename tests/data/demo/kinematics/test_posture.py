"""A made body is a body: bones keep their lengths, and what is planted stays where it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.data.demo.kinematics.body import sample_body
from medley.data.demo.kinematics.exercises import EXERCISE_POSTURES
from medley.data.demo.kinematics.others import MOVEMENTS
from medley.data.demo.kinematics.phase import Drive, Side
from medley.data.demo.kinematics.posture import Posture, between, landmarks
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.sampling import sample_set
from medley.data.demo.kinematics.sets import strokes_of
from medley.data.poses import EXERCISES, HELD

BONES = [
    (11, 12), (23, 24), (11, 13), (13, 15), (15, 19), (12, 14), (14, 16), (16, 20), (23, 25),
    (25, 27), (27, 31), (29, 31), (24, 26), (26, 28), (28, 32), (30, 32), (0, 7), (7, 8),
]  # fmt: skip
MIRRORED = [0, 4, 5, 6, 1, 2, 3, *(row + 1 if row % 2 else row - 1 for row in range(7, 33))]
STANDING = ["squat", "curl", "lateral-raise", "deadlift"]

seeds = st.integers(0, 2**31)
quick = settings(max_examples=12, deadline=None)


def done(exercise: str, seed: int, *, faults: bool = True) -> tuple[Posture, Array]:
    """An exercise's posture and landmarks, 20 times a second."""
    rng = np.random.default_rng(seed)
    body = sample_body(rng)
    plan = sample_set(rng, exercise, 3, faults=faults)
    strokes, lasts_s = strokes_of(plan, rng)
    posture = EXERCISE_POSTURES[exercise](
        body, Drive(np.arange(0, min(lasts_s, 15), 0.05), strokes, plan.style)
    )
    return posture, landmarks(body, posture)


@given(exercise=st.sampled_from(EXERCISES), seed=seeds)
@quick
def test_bones_keep_their_lengths(exercise: str, seed: int) -> None:
    _, points = done(exercise, seed)
    starts, ends = np.array(BONES).T
    lengths = np.linalg.norm(points[:, starts] - points[:, ends], axis=-1)
    assert np.ptp(lengths, axis=0).max() < 1e-9


@given(exercise=st.sampled_from(STANDING), seed=seeds)
@quick
def test_tips_of_the_feet_stay_where_they_stand(exercise: str, seed: int) -> None:
    _, points = done(exercise, seed)
    assert np.ptp(points[:, 31:33], axis=0).max() < 2e-3
    assert np.abs(points[:, 31:33, 2]).max() < 2e-3


@given(exercise=st.sampled_from(["push-up", "plank"]), seed=seeds)
@quick
def test_hands_and_toes_stay_on_the_floor(exercise: str, seed: int) -> None:
    _, points = done(exercise, seed)
    assert np.ptp(points[:, [15, 16, 31, 32]], axis=0).max() < 2e-3


@given(seed=seeds)
@quick
def test_seat_and_feet_stay_in_a_sit_up(seed: int) -> None:
    _, points = done("sit-up", seed)
    assert np.ptp(points[:, [23, 24, 27, 28, 31, 32]], axis=0).max() < 2e-3


@given(seed=seeds)
@quick
def test_the_foot_that_does_not_step_stays_in_a_lunge(seed: int) -> None:
    _, points = done("lunge", seed)
    moves = np.linalg.norm(np.diff(points[:, 31:33], axis=0), axis=-1)
    assert np.minimum(moves[:, 0], moves[:, 1]).max() < 0.02


@given(exercise=st.sampled_from(EXERCISES), seed=seeds)
@quick
def test_nothing_is_far_below_the_floor(exercise: str, seed: int) -> None:
    _, points = done(exercise, seed)
    assert points[..., 2].min() > -0.08


@given(exercise=st.sampled_from(EXERCISES), seed=seeds)
@quick
def test_a_mirrored_body_has_mirrored_landmarks(exercise: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    body = sample_body(rng)
    plan = sample_set(rng, exercise, 2)
    strokes, _ = strokes_of(plan, rng)
    posture = EXERCISE_POSTURES[exercise](body, Drive(np.arange(0, 5, 0.25), strokes, plan.style))
    expected = landmarks(body, posture)[:, MIRRORED] * [1.0, -1.0, 1.0]
    assert np.allclose(landmarks(body, posture.mirrored()), expected, atol=1e-9)


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_movements_are_those_of_a_body_on_a_floor(movement: str) -> None:
    rng = np.random.default_rng(4)
    body = sample_body(rng)
    points = landmarks(body, MOVEMENTS[movement](body, np.linspace(0, 4, 60), 4.0, rng))
    starts, ends = np.array(BONES).T
    lengths = np.linalg.norm(points[:, starts] - points[:, ends], axis=-1)
    assert np.ptp(lengths, axis=0).max() < 1e-9
    assert points[..., 2].min() > -0.05
    assert np.abs(points[..., 2].min(axis=1)).max() < 0.15


def test_going_over_keeps_bones_and_meets_both_ends() -> None:
    rng = np.random.default_rng(1)
    body = sample_body(rng)
    first = MOVEMENTS["rest"](body, np.zeros(1), 1.0, rng)
    second = MOVEMENTS["lie"](body, np.zeros(1), 1.0, rng)
    way = between(first, second, np.linspace(0, 1, 9))
    points = landmarks(body, way)
    assert np.allclose(points[[0, -1]], [landmarks(body, end)[0] for end in (first, second)])
    assert np.ptp(np.linalg.norm(points[:, 25] - points[:, 27], axis=-1)) < 1e-9


@pytest.mark.parametrize("exercise", sorted(set(EXERCISES) - HELD))
def test_neighbouring_moments_are_alike(exercise: str) -> None:
    _, points = done(exercise, 5)
    assert np.linalg.norm(np.diff(points, axis=0), axis=-1).max() < 0.45


@given(exercise=st.sampled_from(["curl", "shoulder-press", "lateral-raise"]), seed=seeds)
@quick
def test_the_other_side_is_the_mirrored_body(exercise: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    body = sample_body(rng)
    plan = sample_set(rng, exercise, 3)
    swapped: dict[Side, Side] = {"left": "right", "right": "left", "both": "both"}
    strokes, _ = strokes_of(plan, rng)
    others = [replace(stroke, side=swapped[stroke.side]) for stroke in strokes]
    times = np.arange(0, 8, 0.1)
    one, other = (
        EXERCISE_POSTURES[exercise](body, Drive(times, sides, plan.style))
        for sides in (strokes, others)
    )
    assert np.allclose(landmarks(body, one.mirrored()), landmarks(body, other), atol=1e-9)
