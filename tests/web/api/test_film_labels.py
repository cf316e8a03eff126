"""Films for programs: labelled and scored, accepted or corrected, refused with the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.labels.asked import ask_all
from tests.web.labels.film_shelves import film_library, filmed, poster_file, unfilmed
from tests.web.labels.shelves import labeller

from medley.web.api.keys import make_key
from medley.web.catalog.models import Item
from medley.web.labels import size_limit
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.models import Label

__all__ = ["film_library", "filmed", "labeller", "unfilmed"]
PLOT = "A haunted cellar, blood in the night and a creature that waits."


@pytest.fixture
def send(db: object) -> Callable[..., Any]:
    """Sends a film as a program of who runs the site."""
    headers = {"Authorization": f"Bearer {make_key('sender')[1]}"}

    def sent(**fields: Any) -> Any:
        given = {"poster": poster_file(1), "overview": PLOT, "person": "ann"} | fields
        held = {name: value for name, value in given.items() if value is not None}
        return Client(enforce_csrf_checks=True).post("/api/v1/labels/films", held, headers=headers)

    return sent


@pytest.mark.usefixtures("filmed")
class TestSending:
    def test_a_film_gets_genres_and_a_score(self, send: Any, program: Any, filmed: str) -> None:
        answer = send(title="Alien", year="1979", runtime="117", director="Ridley Scott")
        body = answer.json()
        assert answer.status_code == 201
        assert body["genres"][0]["genre"] == "horror"
        for row in body["genres"]:
            assert row["said"] == (row["probability"] >= row["threshold"])
        assert (body["confident"], body["fallback"], body["label"]) == (True, None, None)
        assert (body["model_version"], body["title"]) == (filmed, "Alien")
        score = body["score"]
        assert 0 <= score["low"] <= score["value"] <= score["high"] <= 100
        points = sum(row["points"] for row in score["contributions"])
        assert score["base"] + points == pytest.approx(score["value"], abs=0.1)
        assert program("get", f"/labels/films/{body['id']}?person=ann").json() == body

    def test_it_is_accepted_corrected_and_taken_back(self, send: Any, program: Any) -> None:
        path = f"/labels/films/{send().json()['id']}"
        for genres, slugs in ((["horror"], ["horror"]), (["SF", "드라마"], None)):
            said = program("put", path, {"genres": genres, "person": "ann"}).json()["label"]
            assert said["genres"] == (slugs or ["science-fiction", "drama"])
            assert said["provenance"] == "human"
        assert program("put", path, {"genres": None, "person": "ann"}).json()["label"] is None

    def test_another_person_does_not_get_it(self, send: Any, program: Any) -> None:
        path = f"/labels/films/{send().json()['id']}"
        assert program("get", f"{path}?person=bob").status_code == 404
        assert program("put", path, {"genres": ["drama"], "person": "bob"}).status_code == 404

    def test_a_film_of_the_catalogue_is_answered_and_labelled(
        self, program: Any, film_library: list[Item]
    ) -> None:
        item = film_library[0]
        body = program("get", f"/labels/films/{item.key}").json()
        assert (body["id"], body["expires_ms"]) == (item.key, None)
        assert body["label"]["provenance"] == "file"
        asked = {"genres": ["drama", "war"], "person": "ann"}
        said = program("put", f"/labels/films/{item.key}", asked)
        assert said.json()["label"] == {"genres": ["drama", "war"], "provenance": "human"}
        assert set(known_film_genres([item.pk])[item.pk]) == {"drama", "war"}
        asked["genres"] = None
        assert program("put", f"/labels/films/{item.key}", asked).json()["label"] == body["label"]

    def test_a_visitor_may_not_label_the_catalogue(
        self, relaxed_client: Client, film_library: list[Item]
    ) -> None:
        path = f"/api/v1/labels/films/{film_library[0].key}"
        answer = relaxed_client.put(path, {"genres": ["war"]}, content_type="application/json")
        assert answer.status_code in (401, 403)


@pytest.mark.usefixtures("filmed")
class TestFaults:
    @pytest.mark.parametrize(
        ("fields", "field", "words"),
        [
            ({"poster": None, "overview": None}, "poster", "Choose a poster"),
            ({"poster": SimpleUploadedFile("a.jpg", b"text")}, "poster", "This is no picture"),
            ({"overview": "a" * 1_000_000}, "overview", "at most 20,000"),
            ({"year": "soon"}, "year", "from 1870 to 2100"),
            ({"runtime": "0"}, "runtime", "from 1 to 1500"),
        ],
        ids=["nothing", "text", "1 MB", "year", "runtime"],
    )
    def test_each_names_the_field_and_the_limit(
        self, send: Any, fields: dict[str, Any], field: str, words: str
    ) -> None:
        answer = send(**fields)
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        (error,) = answer.json()["errors"]
        assert error["field"] == field
        assert words in error["detail"]

    def test_a_file_that_is_too_large_is_cut_off(
        self, send: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(size_limit, "MOST_BYTES", 1000)
        answer = send()
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (413, "poster")

    @pytest.mark.parametrize("genres", [[], ["no such genre"], [""]])
    def test_genres_that_are_none_are_refused(
        self, send: Any, program: Any, genres: list[str]
    ) -> None:
        path = f"/labels/films/{send().json()['id']}"
        answer = program("put", path, {"genres": genres, "person": "ann"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "genres"

    def test_a_key_must_name_a_person(self, send: Any) -> None:
        assert send(person=None).status_code == 422

    def test_no_credentials_no_film(self, db: object) -> None:
        answer = Client(enforce_csrf_checks=True).post("/api/v1/labels/films", {"title": "Alien"})
        assert answer.status_code in (401, 403)


def test_without_a_model_the_mend_is_named(send: Any, unfilmed: object) -> None:
    answer = send()
    assert answer.status_code == 503
    assert "medley train film-genre" in answer.json()["detail"]


@pytest.mark.usefixtures("filmed")
class TestQueue:
    @pytest.fixture(autouse=True)
    def proposed(self, film_library: list[Item], filmed: str) -> None:
        Label.objects.filter(item__in=film_library).delete()
        for item in film_library:
            item.categories.clear()
        ask_all("film")

    def test_it_pages_through_every_film_once_least_certain_first(self, program: Any) -> None:
        seen: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            path = f"/labels/films/queue?limit=2{cursor and '&cursor=' + cursor}"
            body = program("get", path).json()
            seen += body["items"]
            cursor = body["cursor"]
        assert len({row["id"] for row in seen}) == len(seen) > 2
        surest = [row["genres"][0]["probability"] for row in seen]
        assert surest == sorted(surest)
        for row in seen:
            chances = [proposed["probability"] for proposed in row["genres"]]
            assert chances == sorted(chances, reverse=True)

    def test_saying_a_films_genres_takes_it_out(self, program: Any) -> None:
        rows = program("get", "/labels/films/queue?limit=100").json()["items"]
        path = f"/labels/films/{rows[0]['id']}"
        program("put", path, {"genres": ["horror"], "person": "ann"})
        left = program("get", "/labels/films/queue?limit=100").json()["items"]
        assert [row["id"] for row in left] == [row["id"] for row in rows[1:]]

    def test_a_cursor_of_the_songs_is_refused(self, program: Any) -> None:
        cursor = program("get", "/labels/films/queue?limit=1").json()["cursor"]
        answer = program("get", f"/labels/queue?cursor={cursor}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")

    def test_it_is_not_for_everybody(self, program_of: Any, account: Any) -> None:
        assert program_of(account("bob"))("get", "/labels/films/queue").status_code == 403
