"""A doubted exercise is looked at twice, and believed only where its own counter finds it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from medley.coaching.coach import analyse
from medley.coaching.recognition import Windows, doubted_exercise
from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.poses import NONE_OF_THESE, PoseTrack

NAMES = ("squat", "lunge", NONE_OF_THESE)


def workout(exercise: str) -> MadeWorkout:
    rng = np.random.default_rng(3)
    spec = sample_spec(
        rng, exercise, "side", repetitions=3, faults=False, partials=False, others=False,
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


@pytest.mark.parametrize(
    "said", [(0.05, 0.01, 0.94), (0.1, 0.08, 0.82)], ids=["surely none", "two alike"]
)
def test_no_second_look_where_none_is_sure_or_nothing_stands_out(
    said: tuple[float, float, float],
) -> None:
    made = workout("squat")
    assert doubted_exercise(Always(said).windows(made.track))[0] == NONE_OF_THESE
    assert analyse(made.track, recogniser=Always(said)).exercise == NONE_OF_THESE
