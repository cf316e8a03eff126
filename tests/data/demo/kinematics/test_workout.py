"""The truth about a made workout agrees with what its landmarks show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.data.demo.kinematics import made_workouts, make_workout, sample_spec
from medley.data.demo.kinematics.camera import Camera
from medley.data.demo.kinematics.noise import Noise
from medley.data.demo.kinematics.phase import COMPLETE, ONSET, Stroke
from medley.data.demo.kinematics.posture import landmarks
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.sampling import PLAINLY, sample_set
from medley.data.demo.kinematics.script import OtherPlan, play
from medley.data.demo.kinematics.sets import (
    FAULTS,
    LOWERS,
    STYLES,
    SetPlan,
    lowered,
    strokes_of,
)
from medley.data.demo.kinematics.workout import MadeWorkout
from medley.data.poses import EXERCISES, HELD, NONE_OF_THESE

seeds = st.integers(0, 2**31)
quick = settings(max_examples=10, deadline=None)
JOINTS = {"squat": (23, 25, 27), "push-up": (11, 13, 15), "curl": (11, 13, 15)}


def made(exercise: str, seed: int, **choices: object) -> MadeWorkout:
    """A workout without noise."""
    rng = np.random.default_rng(seed)
    spec = sample_spec(rng, exercise, noise=0.0, **choices)  # type: ignore[arg-type]
    return make_workout(replace(spec, unevenness=0.0, dropped=0.0), rng=rng)


def bend(workout: MadeWorkout, joint: tuple[int, int, int]) -> Array:
    """Bend of a joint in degrees, 0 straight."""
    assert workout.track.world is not None
    start, middle, end = (workout.track.world[:, row].astype(float) for row in joint)
    thigh, shank = middle - start, end - middle
    cos = (thigh * shank).sum(axis=-1)
    cos /= np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shank, axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip(cos, -1, 1))))


@given(exercise=st.sampled_from(sorted(JOINTS)), seed=seeds)
@quick
def test_joints_turn_at_the_bottom_of_each_repetition(exercise: str, seed: int) -> None:
    workout = made(exercise, seed, repetitions=3, others=False, fps=60.0)
    times = workout.track.times_s
    for repetition in workout.repetitions:
        side = 1 if repetition.side == "right" else 0
        angle = bend(workout, tuple(row + side for row in JOINTS[exercise]))  # type: ignore[arg-type]
        inside = (times >= repetition.start_s) & (times <= repetition.end_s)
        at_bottom = np.interp(repetition.bottom_s, times, angle)
        assert at_bottom > angle[inside].max() - 0.07 * np.ptp(angle[inside]) - 1
        ends = np.interp([repetition.start_s, repetition.end_s], times, angle)
        assert (ends < angle[inside].min() + 0.2 * np.ptp(angle[inside]) + 1).all()


@given(exercise=st.sampled_from([*EXERCISES, NONE_OF_THESE]), seed=seeds)
@quick
def test_repetitions_lie_in_order_inside_their_segments(exercise: str, seed: int) -> None:
    workout = made(exercise, seed, repetitions=3, fps=15.0)
    ends = [0.0]
    for repetition in workout.repetitions:
        assert ends[-1] <= repetition.start_s < repetition.bottom_s < repetition.end_s
        assert any(
            begins <= repetition.start_s and repetition.end_s <= over and doing == exercise
            for begins, over, doing in workout.segments
        )
        ends.append(repetition.end_s)
    for (_, over, _), (begins, _, _) in zip(
        workout.segments[:-1], workout.segments[1:], strict=True
    ):
        assert over == begins
    assert workout.track.times_s[-1] <= workout.segments[-1][1]


@given(
    out=st.floats(0.2, 3), hold=st.floats(0, 2), back=st.floats(0.2, 3), extent=st.floats(0.2, 1)
)
def test_a_repetition_begins_and_ends_where_its_way_does(
    out: float, hold: float, back: float, extent: float
) -> None:
    stroke = Stroke(1.0, out, hold, back, extent)
    shares = stroke.way(np.array([stroke.start_s, stroke.bottom_s, stroke.end_s])) / extent
    assert np.allclose(shares[[0, 2]], ONSET, atol=1e-4)
    assert shares[1] > 1 - ONSET - 1e-9


@pytest.mark.parametrize("exercise", [*EXERCISES, NONE_OF_THESE])
def test_the_same_seed_makes_the_same_bytes(exercise: str) -> None:
    first, second = (
        make_workout(sample_spec(rng, exercise, repetitions=3), rng=rng)
        for rng in (np.random.default_rng(7), np.random.default_rng(7))
    )
    assert first.track.points.tobytes() == second.track.points.tobytes()
    assert first.track.visibility.tobytes() == second.track.visibility.tobytes()
    assert first.repetitions == second.repetitions


@given(fps=st.floats(2, 240), unevenness=st.floats(0, 0.5), dropped=st.floats(0, 0.4), seed=seeds)
@quick
def test_any_frame_rate_shows_the_same_workout(
    fps: float, unevenness: float, dropped: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    spec = sample_spec(rng, "curl", repetitions=1, others=False, partials=False)
    spec = replace(spec, fps=fps, unevenness=unevenness, dropped=dropped)
    workout = make_workout(spec, rng=np.random.default_rng(1))
    steady = make_workout(replace(spec, fps=30.0), rng=np.random.default_rng(1))
    assert workout.repetitions == steady.repetitions
    assert workout.track.fps == pytest.approx(fps, rel=0.6)
    assert workout.track.times_s[-1] <= workout.segments[-1][1]


def test_noise_hides_the_far_side_and_not_the_near_one() -> None:
    rng = np.random.default_rng(3)
    spec = sample_spec(rng, "curl", "side", others=False, repetitions=3)
    spec = replace(spec, camera=replace(spec.camera, azimuth_deg=90.0))
    visibility = make_workout(spec, rng=rng).track.visibility
    near, far = np.median(visibility[:, [13, 25]], axis=0), np.median(visibility[:, [14, 26]], 0)
    assert (near > 0.9).all()
    assert (far < 0.6).all()


def test_frames_without_anybody_are_empty() -> None:
    rng = np.random.default_rng(2)
    spec = replace(sample_spec(rng, "squat", repetitions=3), noise=Noise(1.0, missing=0.2))
    track = make_workout(spec, rng=rng).track
    assert 0.1 < (~track.seen).mean() < 0.5
    assert track.visibility[~track.seen].max() == 0.0
    assert np.isnan(track.points[~track.seen]).all()


def test_only_what_walks_in_comes_into_the_picture() -> None:
    rng = np.random.default_rng(5)
    spec = sample_spec(rng, "squat", "front", noise=0.0, others=False, repetitions=2)
    walking = replace(spec, parts=(OtherPlan("walk-in", 5.0), *spec.parts))
    workout = make_workout(walking, rng=rng)
    assert workout.segments[0][2] == NONE_OF_THESE
    assert workout.track.seen[workout.track.times_s > 6].all()


@pytest.mark.parametrize(
    ("azimuth", "view"),
    [
        (0, "front"),
        (-170, "front"),
        (45, "oblique"),
        (-88, "side"),
        (100, "side"),
        (130, "oblique"),
    ],
)
def test_the_view_is_that_of_the_camera(azimuth: float, view: str) -> None:
    assert Camera(azimuth).view == view


def test_planks_are_held_and_have_no_repetitions() -> None:
    workout = made("plank", 3, others=False)
    assert workout.repetitions == ()
    ((begins, ends, _),) = [one for one in workout.segments if one[2] == "plank"]
    (hold,) = workout.holds
    assert (hold.start_s, hold.end_s) == (begins, ends)
    assert ends > begins + 3


def test_each_exercise_has_its_ways_and_faults() -> None:
    assert set(STYLES) == set(FAULTS) == set(EXERCISES)


@pytest.mark.parametrize(("exercise", "fault"), [(e, f) for e in EXERCISES for f in FAULTS[e]])
def test_each_fault_shows(exercise: str, fault: str) -> None:
    rng = np.random.default_rng(11)
    spec = sample_spec(
        rng, exercise, repetitions=2, others=False, faults=False, partials=False, noise=0.0
    )
    (plan,) = spec.parts
    n = len(plan.sides)  # type: ignore[union-attr]
    faulty = replace(plan, faults={fault: (1.0,) * n})  # type: ignore[arg-type]
    still = replace(spec, unevenness=0.0, dropped=0.0, fps=15.0, share=0.0)
    right = make_workout(still, rng=np.random.default_rng(0)).track.world
    wrong = make_workout(replace(still, parts=(faulty,)), rng=np.random.default_rng(0)).track.world
    assert right is not None
    assert wrong is not None
    n_frames = min(len(right), len(wrong))
    assert np.abs(right[:n_frames] - wrong[:n_frames]).max() > 0.015


def test_many_workouts_are_balanced() -> None:
    many = list(made_workouts(33, np.random.default_rng(0), repetitions=1, others=False, fps=8.0))
    assert sorted({one.exercise for one in many}) == sorted([*EXERCISES, NONE_OF_THESE])
    assert all(sum(one.view == view for one in many) == 11 for view in ("front", "side", "oblique"))
    assert all(bool(one.holds) == (one.exercise in HELD) for one in many)


@given(seed=seeds)
@quick
def test_nobody_leaps_from_one_part_to_the_next(seed: int) -> None:
    rng = np.random.default_rng(seed)
    spec = sample_spec(rng, "lunge", noise=0.0, fps=30.0, repetitions=4)
    spec = replace(spec, unevenness=0.0, dropped=0.0)
    points = landmarks(spec.body, play(spec.parts, spec.body, rng).posture(np.arange(0, 20, 0.05)))
    hips = points[:, 23:25].mean(axis=1)
    assert np.linalg.norm(np.diff(hips, axis=0), axis=-1).max() < 0.2


@given(exercise=st.sampled_from(sorted(set(EXERCISES) - HELD)), seed=seeds)
@quick
def test_no_repetition_is_nearly_complete(exercise: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    strokes, _ = strokes_of(sample_set(rng, exercise), rng)
    assert all(stroke.extent <= 0.5 or stroke.extent >= COMPLETE for stroke in strokes)


@pytest.mark.parametrize("exercise", sorted(set(EXERCISES) - HELD))
def test_partial_repetitions_go_plainly_less_far_than_complete_ones(exercise: str) -> None:
    some = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        strokes, _ = strokes_of(sample_set(rng, exercise, 8), rng)
        gone = [(one.complete, one.extent * lowered(one.faults)) for one in strokes]
        whole = [way for complete, way in gone if complete]
        partial = [way for complete, way in gone if not complete]
        assert max(partial, default=0.0) <= PLAINLY * min(whole) + 1e-9
        some += len(partial)
    assert some > 20


def test_the_range_of_a_jumping_jack_is_that_of_the_arms() -> None:
    style = {name: sum(span) / 2 for name, span in STYLES["jumping-jack"].items()}
    style["range"] = 140.0
    plan = SetPlan("jumping-jack", ("both",) * 2, (1.0, 1.0), {"arms": (0.0, 1.0)}, style)
    spec = replace(sample_spec(np.random.default_rng(1), "jumping-jack"), parts=(plan,))
    whole, faulty = make_workout(spec, rng=np.random.default_rng(1)).repetitions
    assert whole.range_deg == pytest.approx(140)
    assert faulty.range_deg == pytest.approx(140 * (1 - LOWERS["arms"]))
