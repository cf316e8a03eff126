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
    assert told["said"] == {"exercise": None, "count": None}


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
