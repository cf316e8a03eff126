"""The coach on a made body: recorded and live agree, and it says what it cannot tell."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from medley.coaching.coach import analyse
from medley.coaching.document import document_of, words_at
from medley.coaching.live import LiveCoach
from medley.coaching.live_state import LIMIT_BYTES
from medley.coaching.recognition import Windows
from medley.core.errors import ConfigError, DataError, UnavailableError
from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.poses import EXERCISES, PoseTrack
from medley.features.pose.body import mirrored


@cache
def workout(exercise: str, *, others: bool = False) -> MadeWorkout:
    rng = np.random.default_rng(7)
    spec = sample_spec(
        rng, exercise, "side", repetitions=4, faults=False, partials=False, others=others,
        noise=1.0, fps=30,
    )  # fmt: skip
    return make_workout(spec, rng=rng)


@pytest.mark.parametrize("exercise", ["squat", "push-up", "sit-up"])
def test_repetitions_of_a_made_body_are_counted(exercise: str) -> None:
    made = workout(exercise)
    report = analyse(made.track, exercise=exercise)
    assert len(report.repetitions) == 4
    for found, truth in zip(report.repetitions, made.repetitions, strict=True):
        assert abs(found.bottom_s - truth.bottom_s) < 0.3
    assert report.confidence == 1
    assert report.quality > 0.4


def test_a_mirror_changes_no_count() -> None:
    track = mirrored(workout("squat").track)
    assert len(analyse(track, exercise="squat").repetitions) == 4


@pytest.mark.parametrize("exercise", ["squat", "push-up", "lunge", "sit-up", "curl"])
def test_pushing_batches_counts_like_the_recording(exercise: str) -> None:
    track = workout(exercise).track
    coach = LiveCoach(exercise, aspect=track.aspect)
    finished = []
    for first in range(0, len(track), 12):
        rows = slice(first, first + 12)
        answer = coach.push(track.times_s[rows], track.points[rows], track.visibility[rows])
        finished += answer.finished
        state = coach.encode()
        assert len(state) <= LIMIT_BYTES
        coach = LiveCoach.decode(state)
    assert answer.count == len(analyse(track, exercise=exercise).repetitions) == 4
    assert [one.complete for one in finished] == [True] * 4


def test_a_large_movement_before_the_set_does_not_hide_what_follows() -> None:
    track = workout("squat").track
    coach = LiveCoach("squat", aspect=track.aspect)
    coach._state.ranges_deg = [170.0]
    for first in range(0, len(track), 12):
        rows = slice(first, first + 12)
        answer = coach.push(track.times_s[rows], track.points[rows], track.visibility[rows])
    assert answer.count >= 3


def test_a_batch_sent_again_is_counted_once() -> None:
    track = workout("squat").track
    coach = LiveCoach("squat", aspect=track.aspect)
    for _ in range(2):
        answer = coach.push(track.times_s[:400], track.points[:400], track.visibility[:400])
    once = LiveCoach("squat", aspect=track.aspect)
    first = once.push(track.times_s[:400], track.points[:400], track.visibility[:400])
    assert answer.count == first.count
    coach.correct(1)
    assert (
        LiveCoach.decode(coach.encode())
        .push(track.times_s[:2], track.points[:2], track.visibility[:2])
        .count
        == 1
    )


@pytest.mark.parametrize("data", [b"", b"MLC1", b"MLC1nonsense", b"x" * 30_000])
def test_a_state_that_was_changed_is_refused(data: bytes) -> None:
    with pytest.raises(DataError, match="begin a new session"):
        LiveCoach.decode(data)


def test_what_is_another_exercise_is_not_counted() -> None:
    track = workout("squat").track

    class Sure:
        def __init__(self, name: str) -> None:
            self.name = name

        def windows(self, track: PoseTrack) -> Windows:
            starts = np.arange(0, track.duration_s, 0.5)
            names = (*EXERCISES, "none")
            found = np.full((len(starts), len(names)), 0.01)
            found[:, names.index(self.name)] = 0.9
            return Windows(starts, starts + 2.5, found, names, "version")

    none = analyse(track, recogniser=Sure("none"))
    assert (none.exercise, none.repetitions) == ("none", ())
    assert "unknown-exercise" in none.reasons
    squat = analyse(track, recogniser=Sure("squat"))
    assert (squat.exercise, len(squat.repetitions)) == ("squat", 4)
    assert squat.model_version == "version"


def test_what_cannot_be_told_is_said() -> None:
    empty = PoseTrack(
        np.arange(30) / 30, np.full((30, 33, 3), np.nan, np.float32), np.zeros((30, 33), np.float32)
    )
    assert "nobody-seen" in analyse(empty, exercise="squat").reasons
    track = workout("squat").track
    assert "too-short" in analyse(track.take(slice(0, 8)), exercise="squat").reasons
    assert "few-frames" in analyse(track.take(slice(None, None, 15)), exercise="squat").reasons
    assert "nothing-counted" in analyse(track.take(slice(0, 20)), exercise="squat").reasons
    with pytest.raises(ConfigError, match="expected one of"):
        analyse(track, exercise="yoga")
    with pytest.raises(UnavailableError, match="no model"):
        analyse(track)


def test_a_report_is_plain_values_and_words() -> None:
    report = analyse(workout("squat").track, exercise="squat")
    document = document_of(report)
    assert [one["complete"] for one in document["reps"]] == [True] * 4
    assert set(document["reps"][0]) == {
        "start_s", "bottom_s", "end_s", "side", "complete", "range_deg", "conditions",
    }  # fmt: skip
    assert words_at(report, report.duration_s)[0] == "squat  4"
