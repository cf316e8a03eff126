"""A counter finds its joint's way in many movements; the whole body tells whether it is the one."""

from __future__ import annotations

import numpy as np
import pytest

from medley.coaching.agreement import recognised
from medley.coaching.holding import find_holds
from medley.coaching.movements import MOVEMENTS
from medley.coaching.norms import NORMS, is_held, strain
from medley.coaching.recognition import Windows
from medley.coaching.repetition import Hold, Repetition
from medley.coaching.repetitions import find_repetitions
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.unknown import UNKNOWN
from medley.data.demo.kinematics.unknown_late import UNKNOWN_LATE
from medley.data.poses import NONE_OF_THESE, PoseTrack


def recording(kind: str, seed: int = 4) -> PoseTrack:
    rng = np.random.default_rng(seed)
    again = kind if kind in {**UNKNOWN, **UNKNOWN_LATE} else None
    spec = sample_spec(
        rng, None if again else kind, "oblique", again=again, repetitions=4, faults=False,
        partials=False, others=False, noise=0.3, fps=15,
    )  # fmt: skip
    return make_workout(spec, rng=rng).track


def strained(kind: str, exercise: str) -> float:
    """How much a movement strains an exercise whose counter takes it for one."""
    for seed in range(4, 12):
        track = recording(kind, seed)
        repetitions, _ = find_repetitions(track, exercise)
        if any(one.complete for one in repetitions):
            return strain(track, exercise, repetitions)
    raise AssertionError(f"the counter of {exercise} finds nothing in {kind}")


def test_every_exercise_that_repeats_has_norms() -> None:
    assert set(NORMS) == set(MOVEMENTS)


@pytest.mark.parametrize("exercise", MOVEMENTS)
def test_an_exercise_is_within_its_own_norms(exercise: str) -> None:
    assert strained(exercise, exercise) < 0.5


@pytest.mark.parametrize(
    ("kind", "exercise"),
    [
        ("lunge", "squat"),
        ("squat", "deadlift"),
        ("upright-row", "lateral-raise"),
        ("kettlebell-swing", "deadlift"),
        ("deadlift", "squat"),
        ("squat", "lunge"),
        ("triceps-extension", "shoulder-press"),
        ("bent-over-row", "curl"),
        ("step-up", "lunge"),
    ],
)
def test_what_moves_the_same_joint_otherwise_is_another_movement(kind: str, exercise: str) -> None:
    assert strained(kind, exercise) > 1


def test_a_plank_is_held_and_a_mountain_climber_is_not() -> None:
    plank = recording("plank")
    (held,), _ = find_holds(plank)
    assert is_held(plank, held)
    climbing = recording("mountain-climber")
    assert not is_held(climbing, Hold(0.0, climbing.duration_s))


@pytest.mark.parametrize("kind", ["flutter-kick", "superman"])
def test_who_lies_on_the_floor_holds_no_plank(kind: str) -> None:
    lying = recording(kind)
    assert not is_held(lying, Hold(0.0, lying.duration_s))


def unseen(lasts_s: float) -> PoseTrack:
    """Somebody upright of whom no limb is seen, so that norms say nothing."""
    times = np.arange(0.0, lasts_s, 0.1)
    points = np.zeros((len(times), 33, 3))
    points[:, 23:, 1] = 1.0
    return PoseTrack(times, points, np.zeros((len(times), 33)))


def windows(track: PoseTrack, squat: float) -> Windows:
    starts = np.arange(0.0, max(track.duration_s - 2.0, 0.1), 1.0)
    row = np.array([squat, 0.0, 1 - squat])
    return Windows(
        starts, starts + 2.0, np.tile(row, (len(starts), 1)), ("squat", "curl", NONE_OF_THESE)
    )


def test_where_windows_are_sure_for_long_no_counter_is_asked() -> None:
    track = recording("squat")
    assert track.duration_s > 10

    def never(_track: PoseTrack, exercise: str) -> tuple[tuple[()], tuple[()], float]:
        raise AssertionError(f"{exercise} was counted")

    exercise, confidence, done = recognised(track, windows(track, 0.04), never)
    assert (exercise, done[0]) == (NONE_OF_THESE, ())
    assert confidence == pytest.approx(0.96)
    assert recognised(track, windows(track, 0.11))[0] == "squat"


def told(track: PoseTrack, squat: float, times_s: list[tuple[float, float]]) -> str:
    """What a recording is told as whose counter of squats finds these."""

    def count(
        _track: PoseTrack, exercise: str
    ) -> tuple[tuple[Repetition, ...], tuple[Hold, ...], float]:
        if exercise != "squat":
            return (), (), 1.0
        return tuple(Repetition(a, (a + b) / 2, b) for a, b in times_s), (), 1.0

    return recognised(track, windows(track, squat), count)[0]


def test_a_long_recording_shows_a_set_where_repetitions_last_alike() -> None:
    track = unseen(30.0)
    assert told(track, 0.3, [(2, 6), (6, 10), (10, 14), (14, 18)]) == "squat"
    assert told(track, 0.3, [(2, 3), (3, 10), (10, 11), (11, 18)]) == NONE_OF_THESE


def test_two_repetitions_in_a_long_recording_are_no_set_unless_windows_say_so_plainly() -> None:
    track = unseen(30.0)
    twice = [(2.0, 9.0), (9.0, 16.0)]
    assert told(track, 0.3, twice) == NONE_OF_THESE
    assert told(track, 0.6, twice) == "squat"
    assert told(unseen(9.0), 0.3, [(0.5, 3.0), (3.0, 5.5)]) == "squat"


def test_what_windows_hardly_see_has_to_fill_a_long_recording() -> None:
    track = unseen(30.0)
    assert told(track, 0.07, [(a, a + 4.0) for a in (2, 6, 10, 14)]) == NONE_OF_THESE
    assert told(track, 0.07, [(a, a + 4.0) for a in (2, 6, 10, 14, 18, 22)]) == "squat"


def test_a_likely_exercise_whose_norms_are_broken_is_none() -> None:
    track = recording("lunge")
    assert recognised(track, windows(track, 0.9))[0] == NONE_OF_THESE
