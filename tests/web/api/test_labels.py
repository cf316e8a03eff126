"""Genres for programs: heard in a file, accepted or corrected, reviewed in a queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.labels.asked import ask_all
from tests.web.labels.shelves import labeller, library, song_file, trained, untrained

from medley.web.api.keys import make_key
from medley.web.catalog.models import Item
from medley.web.labels import size_limit
from medley.web.labels.models import Label

__all__ = ["labeller", "library", "trained", "untrained"]


@pytest.fixture
def send(db: object) -> Callable[..., Any]:
    """Sends a song as a program of who runs the site."""
    headers = {"Authorization": f"Bearer {make_key('sender')[1]}"}

    def sent(**fields: Any) -> Any:
        given = {"file": song_file(kind=1), "person": "ann"} | fields
        held = {name: value for name, value in given.items() if value is not None}
        return Client(enforce_csrf_checks=True).post("/api/v1/labels", held, headers=headers)

    return sent


@pytest.mark.usefixtures("trained")
class TestHearing:
    def test_a_file_gets_its_genres(self, send: Any, program: Any, trained: str) -> None:
        answer = send()
        body = answer.json()
        assert answer.status_code == 201
        assert [row["genre"] for row in body["genres"]] == ["classical", "ambient", "rock"]
        assert sum(row["probability"] for row in body["genres"]) == pytest.approx(1, abs=1e-4)
        assert (body["unsure"], body["fallback"], body["label"]) == (False, None, None)
        assert body["model_version"] == trained
        assert len(body["request_id"]) == 36
        assert body["duration_s"] == pytest.approx(4.0)
        assert program("get", f"/labels/{body['id']}?person=ann").json() == body

    def test_it_is_accepted_corrected_and_taken_back(self, send: Any, program: Any) -> None:
        path = f"/labels/{send().json()['id']}"
        for genre, slug in (("classical", "classical"), ("힙합", "hip-hop")):
            said = program("put", path, {"genre": genre, "person": "ann"}).json()["label"]
            assert (said["genre"], said["provenance"]) == (slug, "human")
            assert said["at_ms"] > 0
        assert program("put", path, {"genre": None, "person": "ann"}).json()["label"] is None

    def test_another_person_does_not_get_it(self, send: Any, program: Any) -> None:
        path = f"/labels/{send().json()['id']}"
        assert program("get", f"{path}?person=bob").status_code == 404
        answer = program("put", path, {"genre": "rock", "person": "bob"})
        assert answer.status_code == 404
        assert Client().get(f"/api/v1{path}").status_code == 404

    def test_what_is_wrong_is_named(
        self, send: Any, program: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = send(file=None)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")
        assert send(person=None).status_code == 422
        path = f"/labels/{send().json()['id']}"
        answer = program("put", path, {"genre": "no such genre", "person": "ann"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "genre")
        monkeypatch.setattr(size_limit, "MOST_BYTES", 1000)
        answer = send()
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (413, "file")

    def test_what_is_no_song_is_a_fault_of_the_file(self, send: Any) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        answer = send(file=SimpleUploadedFile("tale.mp3", b"once upon a time"))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")
        assert "tale.mp3" in answer.json()["detail"]


@pytest.mark.usefixtures("untrained")
def test_without_a_model_it_says_how_to_get_one(send: Any) -> None:
    answer = send()
    assert answer.status_code == 503
    assert "medley train song-genre" in answer.json()["detail"]


@pytest.mark.usefixtures("trained")
class TestQueue:
    @pytest.fixture(autouse=True)
    def proposed(self, library: list[Item], trained: str) -> None:
        ask_all("song")
        for number, label in enumerate(Label.objects.order_by("pk")):
            # Some are equally probable.
            Label.objects.filter(pk=label.pk).update(probability=0.9 - number // 2 / 10)

    def test_it_pages_from_the_least_certain_without_gap_or_double(self, program: Any) -> None:
        seen: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            body = program("get", f"/labels/queue?limit=2{cursor and '&cursor=' + cursor}").json()
            seen += body["items"]
            cursor = body["cursor"]
        assert len({row["id"] for row in seen}) == len(seen) == 9
        assert [row["probability"] for row in seen] == sorted(row["probability"] for row in seen)

    def test_deciding_takes_a_song_out_and_undoing_brings_it_back(self, program: Any) -> None:
        first = program("get", "/labels/queue?limit=1").json()["items"][0]
        path = f"/labels/{first['id']}"
        said = program("put", path, {"genre": first["genre"], "person": "ann"}).json()["label"]
        assert (said["provenance"], said["state"]) == ("model", "accepted")
        assert len(program("get", "/labels/queue").json()["items"]) == 8
        program("put", path, {"genre": None, "person": "ann"})
        said = program("put", path, {"genre": "reggae", "person": "ann"}).json()["label"]
        assert (said["provenance"], said["genre"]) == ("human", "reggae")
        program("put", path, {"genre": None, "person": "ann"})
        assert program("get", "/labels/queue?limit=1").json()["items"][0]["id"] == first["id"]

    def test_it_is_filtered(self, program: Any) -> None:
        rows = program("get", "/labels/queue?genre=rock").json()["items"]
        assert {row["title"][:4] for row in rows} == {"hiss"}
        assert program("get", "/labels/queue?confidence=unsure").json()["items"] == []
        assert program("get", "/labels/queue?confidence=perhaps").status_code == 422

    def test_a_cursor_of_another_list_is_refused(self, program: Any) -> None:
        cursor = program("get", "/labels/queue?limit=2").json()["cursor"]
        answer = program("get", f"/labels/queue?genre=rock&cursor={cursor}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")

    def test_only_those_who_may_label_see_it_and_decide(
        self, program_of: Any, account: Any, program: Any, labeller: Client
    ) -> None:
        first = program("get", "/labels/queue?limit=1").json()["items"][0]
        ann = program_of(account("ann"))
        assert ann("get", "/labels/queue").status_code == 403
        assert ann("put", f"/labels/{first['id']}", {"genre": "rock"}).status_code == 403
        assert Client().get("/api/v1/labels/queue").status_code == 401
        assert labeller.get("/api/v1/labels/queue").status_code == 200
