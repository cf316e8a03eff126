"""A doubted exercise is looked at twice, and believed only where its own counter finds it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from medley.coaching.coach import analyse
from medley.coaching.recognition import Windows, likely_exercises
from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.poses import NONE_OF_THESE, PoseTrack

NAMES = ("squat", "lunge", NONE_OF_THESE)


def workout(exercise: str, repetitions: int = 3) -> MadeWorkout:
    rng = np.random.default_rng(3)
    spec = sample_spec(
        rng, exercise, "side", repetitions=repetitions, faults=False, partials=False, others=False,
        noise=0.3, fps=30,
    )  # fmt: skip
    return make_workout(spec, rng=rng)


@dataclass
class Always:
    """Says the same of every window."""

    said: tuple[float, float, float]

    def windows(self, track: PoseTrack) -> Windows:
        starts = np.arange(0.0, max(track.duration_s - 1.0, 0.1), 1.0)
        rows = np.tile(np.array(self.said), (len(starts), 1))
        return Windows(starts, starts + 2.0, rows, NAMES)


def test_a_doubted_squat_is_counted_and_said_to_be_a_guess() -> None:
    made = workout("squat")
    report = analyse(made.track, recogniser=Always((0.14, 0.02, 0.84)))
    assert report.exercise == "squat"
    assert len(report.repetitions) == len(made.repetitions)
    assert report.confidence == pytest.approx(0.14)
    assert "unsure-exercise" in report.reasons


def test_what_its_counter_does_not_find_stays_none() -> None:
    report = analyse(workout("plank").track, recogniser=Always((0.14, 0.02, 0.84)))
    assert report.exercise == NONE_OF_THESE
    assert report.repetitions == ()
    assert "unknown-exercise" in report.reasons


def test_what_fills_a_recording_is_an_exercise_though_its_windows_hardly_say_so() -> None:
    made = workout("squat")
    report = analyse(made.track, recogniser=Always((0.05, 0.01, 0.94)))
    assert report.exercise == "squat"
    assert len(report.repetitions) == len(made.repetitions)


def test_of_all_exercises_the_likeliest_come_first() -> None:
    windows = Always((0.05, 0.002, 0.948)).windows(workout("squat").track)
    first, second = likely_exercises(windows)
    assert (first[0], second[0]) == ("squat", "lunge")
    assert first[1] == pytest.approx(0.05 / 0.052)


def test_one_repetition_in_a_long_recording_is_something_picked_up() -> None:
    made = workout("squat", repetitions=1)
    track = made.track
    idle = round(30 * track.fps)
    longer = PoseTrack(
        np.concatenate([track.times_s, track.times_s[-1] + np.arange(1, idle + 1) / track.fps]),
        np.concatenate([track.points, np.repeat(track.points[-1:], idle, axis=0)]),
        np.concatenate([track.visibility, np.repeat(track.visibility[-1:], idle, axis=0)]),
        None,
        track.aspect,
    )
    assert len(analyse(longer, exercise="squat").repetitions) == 1
    assert analyse(longer, recogniser=Always((0.8, 0.1, 0.1))).exercise == NONE_OF_THESE
