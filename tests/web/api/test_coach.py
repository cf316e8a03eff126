"""Programs send workouts, follow their jobs, read reports and delete them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.coach.made_bodies import landmarks, made
from tests.web.coach.made_workouts import work

from medley.web.api.keys import make_key
from medley.web.coach import receiving
from medley.web.coach.models import Recording, Workout


@pytest.fixture
def send(account: Callable[..., Any]) -> Callable[..., Any]:
    """Sends a form with the key of an account."""
    headers = {"Authorization": f"Bearer {make_key('gym', account('gym'))[1]}"}

    def call(content: bytes | None, name: str = "set.npz", **fields: str) -> Any:
        file = {} if content is None else {"file": SimpleUploadedFile(name, content)}
        return Client().post("/api/v1/coach", {**file, **fields}, headers=headers)

    return call


@pytest.fixture
def ask(account: Callable[..., Any]) -> Callable[..., Any]:
    """Calls with the key of another account."""
    headers = {"Authorization": f"Bearer {make_key('other', account('other'))[1]}"}
    return lambda method, path: getattr(Client(), method)(f"/api/v1/coach/{path}", headers=headers)


def as_owner(method: str, token: str) -> Any:
    key = make_key("again", Workout.objects.get(token=token).person.user)[1]
    headers = {"Authorization": f"Bearer {key}"}
    return getattr(Client(), method)(f"/api/v1/coach/{token}", headers=headers)


def test_a_workout_is_taken_followed_and_told(send: Any) -> None:
    answer = send(landmarks(), exercise="squat")
    assert answer.status_code == 202
    taken = answer.json()
    assert (taken["state"], taken["report"]) == ("waiting", None)
    assert taken["job"]
    work()
    told = as_owner("get", taken["id"]).json()
    assert (told["state"], told["percent"], told["trouble"]) == ("done", 100, None)
    assert len(told["report"]["reps"]) == len(made().repetitions)
    assert told["said"] == {"exercise": None, "count": None, "verdicts": []}


def test_deleted_it_is_gone(send: Any) -> None:
    token = send(landmarks(), exercise="squat").json()["id"]
    work()
    assert as_owner("delete", token).status_code == 204
    assert not Workout.objects.exists()
    assert not Recording.objects.exists()


def test_another_account_finds_none_of_it(send: Any, ask: Any) -> None:
    token = send(landmarks(), exercise="squat").json()["id"]
    for method in ("get", "delete"):
        answer = ask(method, token)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert "POST /coach takes one" in answer.json()["detail"]
    assert Workout.objects.exists()


def test_what_could_not_be_looked_at_says_why(send: Any) -> None:
    token = send(b"x,y\n1,2\n", "wrong.csv").json()["id"]
    work()
    told = as_owner("get", token).json()
    assert (told["state"], told["report"]) == ("failed", None)
    assert "cannot be read as landmarks" in told["trouble"]


@pytest.mark.parametrize(
    ("name", "fields", "status", "field", "words"),
    [
        ("notes.txt", {}, 422, "file", "cannot be read as a video"),
        ("set.npz", {"exercise": "yoga"}, 422, "exercise", "squat"),
        ("set.npz", {"pose_model": "huge"}, 422, "pose_model", "lite"),
    ],
)
def test_the_field_at_fault_is_named(
    send: Any, name: str, fields: dict[str, str], status: int, field: str, words: str
) -> None:
    answer = send(landmarks(), name, **fields)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert words in answer.json()["detail"]


def test_without_a_file_it_says_where_it_belongs(send: Any) -> None:
    answer = send(None)
    assert answer.status_code == 422
    assert "as the field `file`" in answer.json()["detail"]


def test_what_is_too_large_is_cut_off(send: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "most_bytes", lambda: 1000)
    answer = send(landmarks())
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (413, "file")


class TestCorrecting:
    def call(self, method: str, token: str, body: Any = None, query: str = "") -> Any:
        key = make_key("words", Workout.objects.get(token=token).person.user)[1]
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(Client(), method)(
            f"/api/v1/coach/{token}/said{query}",
            headers={"Authorization": f"Bearer {key}"},
            **more,
        )

    @pytest.fixture
    def token(self, send: Any) -> str:
        token: str = send(landmarks(), exercise="squat").json()["id"]
        work()
        return token

    def test_verdicts_are_said_and_told_with_what_the_coach_said(self, token: str) -> None:
        said = {"place": 1, "condition": "trunk", "verdict": "broken"}
        told = self.call("post", token, {"verdicts": [said]}).json()
        assert told["said"]["verdicts"] == [said]
        trunk = next(c for c in told["report"]["reps"][1]["conditions"] if c["name"] == "trunk")
        assert (trunk["verdict"], trunk["by"], trunk["was"]) == ("broken", "person", "held")

    def test_a_place_is_agreed_with_as_a_whole(self, token: str) -> None:
        told = self.call("post", token, {"agree": [0]}).json()
        own = {c["name"] for c in told["report"]["reps"][0]["conditions"] if c["was"]}
        assert {one["condition"] for one in told["said"]["verdicts"]} == own != set()

    def test_count_and_exercise_are_said_the_same_way(self, token: str) -> None:
        assert self.call("post", token, {"count": 9}).json()["said"]["count"] == 9
        told = self.call("post", token, {"exercise": "lunge"}).json()
        assert told["report"]["exercise"] == told["said"]["exercise"] == "lunge"

    def test_a_word_is_taken_back(self, token: str) -> None:
        said = {"place": 1, "condition": "trunk", "verdict": "broken"}
        self.call("post", token, {"verdicts": [said], "count": 9})
        there = "?place=1&condition=trunk"
        assert self.call("delete", token, query=there).json()["said"]["verdicts"] == []
        assert self.call("delete", token, query=there).status_code == 404
        assert self.call("delete", token).json()["said"]["count"] is None
        assert self.call("delete", token).status_code == 404

    def test_all_of_a_call_is_kept_or_nothing(self, token: str) -> None:
        right = {"place": 1, "condition": "trunk", "verdict": "broken"}
        wrong = right | {"condition": "neck"}
        answer = self.call("post", token, {"count": 9, "verdicts": [right, wrong]})
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        told = as_owner("get", token).json()
        assert told["said"] == {"exercise": None, "count": None, "verdicts": []}
        assert (
            self.call("post", token, {"verdicts": [right | {"verdict": "fine"}]}).status_code == 422
        )

    def test_verdicts_on_what_is_counted_anew_come_in_a_call_of_their_own(self, token: str) -> None:
        answer = self.call("post", token, {"exercise": "lunge", "agree": [0]})
        assert answer.status_code == 422
        assert "the exercise first" in answer.json()["detail"]

    def test_before_there_is_a_report_nothing_can_be_said(self, send: Any) -> None:
        token = send(landmarks(), exercise="squat").json()["id"]
        assert self.call("post", token, {"count": 9}).status_code == 409
