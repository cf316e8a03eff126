"""What a live session carries from batch to batch, and what it tells of the camera's place."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from medley.coaching.live import CUE_HOLD_S, LiveAnswer, LiveCoach
from medley.coaching.recognition import Windows
from medley.coaching.wording import EVERY
from medley.core.errors import DataError
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.poses import EXERCISES, PoseTrack
from medley.features.pose.remarks import stands_on_head


@cache
def track_of(exercise: str, *, faults: bool = False) -> PoseTrack:
    rng = np.random.default_rng(7)
    spec = sample_spec(
        rng, exercise, "side", repetitions=5, faults=faults, partials=False, others=False,
        noise=1.0, fps=20,
    )  # fmt: skip
    return make_workout(spec, rng=rng).track


class Says:
    """A recogniser that is sure of one exercise."""

    def __init__(self, name: str) -> None:
        self.name = name

    def windows(self, track: PoseTrack) -> Windows:
        starts = np.arange(track.times_s[0], track.times_s[-1], 0.5)
        names = (*EXERCISES, "none")
        found = np.full((len(starts), len(names)), 0.01)
        found[:, names.index(self.name)] = 0.9
        return Windows(starts, starts + 2.5, found, names, "version")


def pushed(
    coach: LiveCoach, track: PoseTrack, later_s: float = 0.0, recogniser: Says | None = None
) -> list[LiveAnswer]:
    return [
        coach.push(
            track.times_s[first : first + 10] + later_s,
            track.points[first : first + 10],
            track.visibility[first : first + 10],
            recogniser=recogniser,
        )
        for first in range(0, len(track), 10)
    ]


def test_another_exercise_begins_at_nought_and_the_first_goes_on_where_it_was() -> None:
    squats = track_of("squat")
    coach = LiveCoach(aspect=squats.aspect)
    lasts = squats.duration_s + 20
    assert pushed(coach, squats, 0, Says("squat"))[-1].count == 5
    other = pushed(coach, track_of("deadlift"), lasts, Says("deadlift"))[-1]
    assert other.exercise == "deadlift"
    assert 0 < other.count < 10
    coach = LiveCoach.decode(coach.encode())
    again = pushed(coach, squats, 2 * lasts, Says("squat"))[-1]
    assert (again.exercise, again.count) == ("squat", 10)


def test_a_squat_is_no_deadlift_though_the_hips_bend() -> None:
    squats = track_of("squat")
    assert pushed(LiveCoach("deadlift", aspect=squats.aspect), squats)[-1].count == 0


def test_a_cue_is_said_after_every_other_repetition_at_most() -> None:
    track = track_of("squat", faults=True)
    answers = pushed(LiveCoach("squat", aspect=track.aspect), track)
    done = np.cumsum([len(answer.finished) for answer in answers])
    places = [place for place, answer in enumerate(answers) if answer.cue is not None]
    assert places
    assert (np.diff(done[places]) >= EVERY).all()
    assert all(one.cue is None or one.cue.verdict == "broken" for one in answers)


def test_a_hold_is_spoken_of_now_and_then() -> None:
    track = track_of("plank", faults=True)
    answers = pushed(LiveCoach("plank", aspect=track.aspect), track)
    ends = np.arange(9, len(track) + 9, 10).clip(max=len(track) - 1)
    spoke = [
        track.times_s[end]
        for end, answer in zip(ends, answers, strict=True)
        if answer.cue is not None
    ]
    assert max(answer.held_s for answer in answers) > 5
    assert (np.diff(spoke) >= CUE_HOLD_S).all()


def test_numbers_that_no_camera_gives_are_refused() -> None:
    track = track_of("squat").take(slice(0, 5))
    coach = LiveCoach("squat", aspect=track.aspect)
    with pytest.raises(DataError, match="farther than"):
        coach.push(track.times_s, track.points * 1000, track.visibility)
    with pytest.raises(DataError, match="visibility"):
        coach.push(track.times_s, track.points, track.visibility + 1)
    with pytest.raises(DataError, match="at most 60 s"):
        coach.push(track.times_s * 1000, track.points, track.visibility)


def test_a_camera_upside_down_is_told_from_people_who_stand_or_lie() -> None:
    for exercise in ("squat", "push-up", "sit-up", "deadlift"):
        track = track_of(exercise)
        sure = np.full_like(track.visibility, 0.9)
        upright = PoseTrack(track.times_s, track.points, sure, aspect=track.aspect)
        assert not stands_on_head(upright)
    track = track_of("squat")
    points = track.points * np.array([1, -1, 1], np.float32) + np.array([0, 1, 0], np.float32)
    sure = np.full_like(track.visibility, 0.9)
    assert stands_on_head(PoseTrack(track.times_s, points, sure, aspect=track.aspect))
