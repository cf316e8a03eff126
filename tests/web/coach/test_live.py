"""The live coach counts by batches, keeps nothing, and says what is wrong with a batch."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.coach.live_sessions import Session, frames_of, workout

from medley.coaching.live_state import LIMIT_BYTES
from medley.coaching.wording import EVERY
from medley.data.poses import PoseTrack
from medley.training.first_exercises import ensure_exercises
from medley.web.coach import live_rate
from medley.web.coach.live_packet import Frames, write_packet
from medley.web.coach.live_recogniser import forget_recogniser
from medley.web.coach.live_seal import TAG_BYTES
from medley.web.coach.models import Recording, Workout
from medley.web.jobs import queue
from medley.web.jobs.models import Job
from medley.web.people.models import Person


@pytest.fixture(autouse=True)
def _anew() -> None:
    cache.clear()
    forget_recogniser()


@pytest.fixture
def session(relaxed_client: Client) -> Session:
    return Session(relaxed_client, aspect=workout().track.aspect)


def first_frames(n: int = 10) -> Frames:
    return frames_of(workout().track, slice(0, n))


def test_repetitions_are_counted_while_they_are_done(session: Session) -> None:
    answers = session.push_all(workout().track)
    counts = [answer["count"] for answer in answers]
    assert counts[0] == 0
    assert counts[-1] == 4
    assert counts == sorted(counts)
    finished = [one for answer in answers for one in answer["finished"]]
    assert [one["complete"] for one in finished] == [True] * 4
    assert all(one["range_deg"] > 40 for one in finished)
    assert max(answer["position"] or 0 for answer in answers) > 0.8
    assert (answers[-1]["exercise"], answers[-1]["name"]) == ("squat", "Squat")


def test_nothing_is_asked_of_the_database_and_nothing_is_kept(session: Session) -> None:
    with CaptureQueriesContext(connection) as asked:
        session.push_all(workout().track, size=100)
    assert len(asked) == 0
    assert not Recording.objects.exists()
    assert not Workout.objects.exists()
    assert not Person.objects.exists()


def test_a_batch_that_is_sent_again_gives_the_same_answer(session: Session) -> None:
    track = workout().track
    half = len(track) // 2
    session.push(frames_of(track, slice(0, half)))
    packet = session.packet(frames_of(track, slice(half, None)))
    once, again = session.post(packet), session.post(packet)
    assert once.content == again.content


def test_frames_that_came_before_are_passed_over(session: Session) -> None:
    track = workout().track
    session.push_all(track, size=50)
    state = session.state
    assert session.push(frames_of(track, slice(-50, None)))["count"] == 4
    assert len(session.state) == len(state)


def test_what_waited_while_the_connection_was_lost_is_counted_at_once(session: Session) -> None:
    track = workout().track
    session.push(frames_of(track, slice(0, 20)))
    assert session.push(frames_of(track, slice(20, 20 + 550)))["count"] == 4


def test_a_long_session_is_counted_with_a_state_that_stays_small(session: Session) -> None:
    track = workout().track
    lasts = float(track.times_s[-1]) + 0.5
    rounds = int(1200 / lasts)
    sizes = []
    for number in range(rounds):
        rows = frames_of(track, slice(None, None, 2))
        session.push(Frames(rows.times_s + number * lasts, rows.points, rows.visibility))
        sizes.append(len(session.state))
    assert session.last["count"] == pytest.approx(4 * rounds, abs=0.02 * rounds)
    assert max(sizes) <= LIMIT_BYTES + TAG_BYTES
    assert np.mean(sizes[-10:]) < 1.2 * np.mean(sizes[5:15])


def test_a_count_is_undone_and_goes_on_from_there(session: Session) -> None:
    track = workout().track
    session.push_all(track, size=100)
    assert session.push(first_frames(0), change=-1)["count"] == 3
    assert session.push(first_frames(0))["count"] == 3
    assert session.push(first_frames(0), change=-100)["count"] == 0


def test_a_change_that_is_sent_again_counts_once(session: Session) -> None:
    session.push_all(workout().track, size=100)
    packet = session.packet(first_frames(0), change=2)
    assert session.post(packet).content == session.post(packet).content


def test_one_cue_at_a_time_is_said_in_the_language_of_the_page(session: Session) -> None:
    track = workout(repetitions=6, faults=True).track
    session.aspect = track.aspect
    session.client.cookies["django_language"] = "ko"
    answers = session.push_all(track, size=6)
    done = np.cumsum([len(answer["finished"]) for answer in answers])
    places = [place for place, answer in enumerate(answers) if answer["cue"]]
    assert places
    assert all(done[b] - done[a] >= EVERY for a, b in pairwise(places))
    known = {words["ko"] for words in squat_cues().values()}
    assert {answers[place]["cue"]["words"] for place in places} <= known
    assert answers[-1]["name"] == "스쿼트"


def squat_cues() -> dict[str, dict[str, str]]:
    file = resources.files("medley.coaching").joinpath("cues.toml")
    cues: dict[str, dict[str, str]] = tomllib.loads(file.read_text("utf-8"))["squat"]
    return cues


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda state: state[:-1], "state"),
        (lambda state: state[: TAG_BYTES // 2], "state"),
        (lambda state: bytes([state[0] ^ 1]) + state[1:], "state"),
        (lambda state: state[:-1] + bytes([state[-1] ^ 1]), "state"),
        (lambda state: b"MLC1" + state[4:], "state"),
    ],
)
def test_a_state_that_was_changed_is_refused(
    session: Session, damage: Callable[[bytes], bytes], code: str
) -> None:
    session.push(first_frames())
    session.state = damage(session.state)
    response = session.post(session.packet(first_frames()))
    assert response.status_code == 422
    assert response.json()["code"] == code
    assert "begin a new session" in response.json()["said"]


GOOD = {"exercise": "squat", "aspect": 1.5, "n": 0, "state": 0}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no head"),
        (b"\x00\x00\x00\x00", "no head"),
        (b"\xff\xff\xff\x7f{}", "no head"),
        (b"\x05\x00\x00\x00{[,]}", "no JSON"),
        (b"\x02\x00\x00\x00[]", "no JSON object"),
        (write_packet(GOOD | {"exercise": "chess"}, b""), "no exercise"),
        (write_packet(GOOD | {"exercise": ["squat"]}, b""), "no exercise"),
        (write_packet(GOOD | {"aspect": 0}, b""), "aspect is 0"),
        (write_packet(GOOD | {"aspect": "wide"}, b""), "aspect is 'wide'"),
        (write_packet(GOOD | {"n": -1}, b""), "n is -1"),
        (write_packet(GOOD | {"n": 10_000}, b""), "n is 10000"),
        (write_packet(GOOD | {"n": 1.5}, b""), "n is 1.5"),
        (write_packet(GOOD | {"n": True}, b""), "n is True"),
        (write_packet(GOOD | {"n": 2}, b"short"), "2 frames have 5 bytes"),
        (write_packet(GOOD | {"change": 10**9}, b""), "change is 1000000000"),
    ],
)
def test_a_batch_that_cannot_be_read_says_why(session: Session, body: bytes, said: str) -> None:
    response = session.post(body)
    assert response.status_code == 422
    assert response.json()["code"] == "batch"
    assert said in response.json()["said"]


def moved(times: Any) -> Frames:
    frames = first_frames(len(times))
    return Frames(np.array(times, float), frames.points, frames.visibility)


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        (moved([1.0, 1.0]), "do not increase"),
        (moved([2.0, 1.0]), "do not increase"),
        (moved([float("nan"), 1.0]), "do not increase"),
        (moved([0.0, float("inf")]), "do not increase"),
        (moved([-1.0, 1.0]), "not within 0"),
        (moved([0.0, 1e12]), "not within 0"),
        (moved([0.0, 1000.0]), "expected at most 60 s"),
    ],
)
def test_times_that_no_session_has_are_refused(session: Session, frames: Frames, said: str) -> None:
    response = session.post(session.packet(frames))
    assert (response.status_code, response.json()["code"]) == (422, "batch")
    assert said in response.json()["said"]


def test_a_pause_of_days_costs_no_more_than_none(session: Session) -> None:
    track = workout().track
    session.push_all(track, size=100)
    later = Frames(track.times_s + 500_000, track.points, track.visibility)
    assert session.push(later)["count"] == 8


def test_too_much_at_once_is_refused_before_it_is_read(session: Session) -> None:
    response = session.post(b"x" * 400_000)
    assert (response.status_code, response.json()["code"]) == (413, "size")


def test_who_asks_too_often_is_told_when_to_go_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_rate, "A_BROWSER", 3)
    monkeypatch.setattr(live_rate, "PERIOD_S", 10_000)
    packet = session.packet(first_frames())
    assert [session.post(packet).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = session.post(packet)
    assert refused.json()["code"] == "busy"
    assert int(refused["Retry-After"]) >= 1


def test_another_site_cannot_push(client: Client) -> None:
    session = Session(client)
    assert session.post(session.packet(first_frames())).status_code == 403
    client.get("/coach/live")
    token = client.cookies["csrftoken"].value
    allowed = session.post(session.packet(first_frames()), **{"X-CSRFToken": token})
    assert allowed.status_code == 200


def test_a_batch_is_posted_and_nothing_else(relaxed_client: Client) -> None:
    assert relaxed_client.get("/coach/live/push").status_code == 405
    assert relaxed_client.get("/coach/live/keep").status_code == 405


def test_without_a_model_one_is_made_meanwhile(session: Session) -> None:
    session.exercise = ""
    for _ in range(2):
        response = session.post(session.packet(first_frames()))
        assert (response.status_code, response.json()["code"]) == (503, "learning")
        assert response["Retry-After"] == "3"
    assert Job.objects.filter(kind="coach-model").count() == 1


def test_where_no_model_can_be_made_it_asks_for_the_exercise(session: Session) -> None:
    job = queue.ask("coach-model", "exercise", asked_by="")
    queue.cancel(job)
    session.exercise = ""
    response = session.post(session.packet(first_frames()))
    assert (response.status_code, response.json()["code"]) == (503, "untrained")
    assert "Choose your exercise" in response.json()["said"]


def test_an_exercise_is_recognised_once_a_model_is_there(session: Session) -> None:
    models = settings.MEDLEY_MODELS
    ensure_exercises(models)
    session.exercise = ""
    answers = session.push_all(workout().track, size=24)
    assert (answers[0]["exercise"], answers[-1]["exercise"]) == ("none", "squat")
    assert answers[-1]["count"] == 4


def seen(track: PoseTrack, rows: list[int]) -> Frames:
    """Only some landmarks are visible; the rest lies outside the picture."""
    hidden = np.setdiff1d(np.arange(33), rows)
    points, visibility = track.points.copy(), track.visibility.copy()
    visibility[:] = 0.9
    points[:, hidden, 1], visibility[:, hidden] = -0.5, 0.1
    return Frames(track.times_s, points, visibility)


def test_only_legs_in_the_picture_are_told(session: Session) -> None:
    answer = session.push(seen(workout().track, list(range(23, 33))))
    assert answer["remark"]["code"] == "only-legs"
    assert "Step back" in answer["remark"]["words"]


def test_a_picture_upside_down_is_told(session: Session) -> None:
    track = workout().track
    points = track.points.copy()
    points[:, :, 1] = 1 - points[:, :, 1]
    frames = Frames(track.times_s, points, np.full_like(track.visibility, 0.9))
    assert session.push(frames)["remark"]["code"] == "upside-down"


def test_too_few_pictures_a_second_are_told(session: Session) -> None:
    assert session.push(frames_of(workout().track, slice(None, None, 10)))["remark"] == {
        "code": "few-frames",
        "words": "Too few pictures a second arrive, so quick movements are lost.",
    }


def test_nobody_in_the_picture_is_told(session: Session) -> None:
    nobody = np.full((20, 33, 3), np.nan, np.float32)
    frames = Frames(np.arange(20) / 20, nobody, np.zeros((20, 33), np.float32))
    answer = session.push(frames)
    assert (answer["count"], answer["remark"]["code"]) == (0, "nobody-seen")


def test_the_page_may_use_the_camera_and_no_other_page_may(relaxed_client: Client) -> None:
    page = relaxed_client.get("/coach/live")
    other = relaxed_client.get("/about")
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "microphone=()" in page["Permissions-Policy"]
    assert "camera=()" in other["Permissions-Policy"]
    # WebAssembly runs in a worker, under which the page's policy need not be loosened.
    assert page["Content-Security-Policy"] == other["Content-Security-Policy"]


def test_the_page_says_before_it_asks_what_becomes_of_the_picture(
    relaxed_client: Client, home: Path
) -> None:
    text = relaxed_client.get("/coach/live").content.decode()
    assert "Its picture never leaves this device" in text
    assert "Nothing is stored, unless you say so" in text
    korean = relaxed_client.get("/coach/live", headers={"Accept-Language": "ko"}).content.decode()
    assert "화면은 이 기기를 떠나지 않아요" in korean
