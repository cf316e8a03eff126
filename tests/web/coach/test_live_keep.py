"""A live session is kept when its person says so, once, and only what was said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.test import Client
from tests.web.coach.live_sessions import PACKET, frames_of, workout

from medley.web.coach import live_keep
from medley.web.coach.live_packet import Frames, write_frames, write_packet
from medley.web.coach.models import Correction, Origin, Recording, Workout
from medley.web.coach.recordings import track_of
from medley.web.jobs.models import Job


@pytest.fixture(autouse=True)
def _anew() -> None:
    cache.clear()


def post(client: Client, frames: Frames, **head: Any) -> Any:
    body = {
        "exercise": "squat",
        "aspect": workout().track.aspect,
        "n": len(frames.times_s),
        "did": "squat",
        "counted": 4,
        "said": 4,
    }
    packet = write_packet(body | head, write_frames(frames))
    return client.post("/coach/live/keep", packet, content_type=PACKET)


def test_landmarks_are_kept_and_a_report_is_asked_for(relaxed_client: Client) -> None:
    track = workout().track
    response = post(relaxed_client, frames_of(track))
    kept = Workout.objects.get()
    assert response.json() == {"href": f"/coach/workouts/{kept.token}"}
    assert (kept.origin, kept.wanted, kept.said_count) == (Origin.LIVE, "squat", None)
    recording = Recording.objects.get()
    assert (recording.origin, recording.person) == (Origin.LIVE, kept.person)
    landmarks = track_of(recording)
    assert len(landmarks) == len(track)
    assert landmarks.times_s[0] == 0
    np.testing.assert_allclose(landmarks.points, track.points, atol=1 / 4096)
    assert Job.objects.filter(kind="coach", subject=kept.token).count() == 1
    assert relaxed_client.get(response.json()["href"]).status_code == 200


def test_a_session_that_is_sent_again_is_kept_once(relaxed_client: Client) -> None:
    first, again = (post(relaxed_client, frames_of(workout().track)) for _ in range(2))
    assert first.json() == again.json()
    assert Recording.objects.count() == 1


def test_a_corrected_count_is_kept_as_feedback(relaxed_client: Client) -> None:
    post(relaxed_client, frames_of(workout().track), counted=4, said=5)
    correction = Correction.objects.get()
    assert (correction.count, correction.was_count, correction.was_exercise) == (5, 4, "squat")
    assert Workout.objects.get().said_count == 5


def test_the_exercise_may_be_left_to_the_report(relaxed_client: Client) -> None:
    post(relaxed_client, frames_of(workout().track), exercise="", did="")
    kept = Workout.objects.get()
    assert (kept.wanted, kept.name) == ("", "A workout")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"n": 1}, "n is 1"),
        ({"n": 50_000}, "n is 50000"),
        ({"exercise": "chess"}, "no exercise"),
        ({"did": "chess"}, "no exercise"),
        ({"said": -1}, "said is -1"),
        ({"aspect": None}, "aspect is None"),
    ],
)
def test_what_cannot_be_read_is_not_kept(
    relaxed_client: Client, head: dict[str, Any], said: str
) -> None:
    response = post(relaxed_client, frames_of(workout().track), **head)
    assert response.status_code == 422
    assert said in response.json()["said"]
    assert not Recording.objects.exists()


def test_a_session_without_anybody_is_not_kept(relaxed_client: Client) -> None:
    nobody = np.full((20, 33, 3), np.nan, np.float32)
    frames = Frames(np.arange(20) / 20, nobody, np.zeros((20, 33), np.float32))
    response = post(relaxed_client, frames)
    assert response.status_code == 422
    assert "Nobody was seen" in response.json()["said"]
    assert not Workout.objects.exists()


def test_a_session_that_is_too_large_is_not_read(
    relaxed_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    del monkeypatch
    body = b"x" * (live_keep.MOST_BYTES + 1)
    response = relaxed_client.post("/coach/live/keep", body, content_type=PACKET)
    assert (response.status_code, response.json()["code"]) == (413, "size")
