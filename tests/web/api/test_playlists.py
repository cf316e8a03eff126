"""Playlists for programs: composed, kept, shared, exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.playlists.conftest import shelf, untrained_shelf

from medley.web.people.models import User
from medley.web.playlists.models import Playlist

__all__ = ["shelf", "untrained_shelf"]
RAIN = {"title": "rainy day", "songs": 12}


def test_compose_gives_what_the_command_gives(program: Any, shelf: str) -> None:
    answer = program("post", "/playlists/compose", RAIN | {"ticked": ["shelf:jazz:1"]})
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"title", "model_version", "fallback", "similar", "tracks", "tags"}
    assert (body["model_version"], body["fallback"]) == (shelf, None)
    assert len(body["similar"]) == 3
    assert len(body["tracks"]) == 12
    assert len(body["tags"]) >= 5
    assert sum(track["origin"] == "ticked" for track in body["tracks"]) == 1
    assert all(track["reason"]["contribution"] > 0 for track in body["tracks"])


def test_compose_takes_seeds_and_leaves_out(program: Any, shelf: str) -> None:
    body = RAIN | {"seed_tracks": ["shelf:focus-3"], "exclude": ["shelf:rain-0"], "similarity": 0}
    keys = [track["id"] for track in program("post", "/playlists/compose", body).json()["tracks"]]
    assert "shelf:focus-3" in keys
    assert "shelf:rain-0" not in keys


@pytest.mark.usefixtures("shelf")
class TestFaults:
    @pytest.mark.parametrize(
        ("change", "field", "words"),
        [
            ({"title": "  "}, "title", "Type a title"),
            ({"title": "x" * 10_000}, "title", "10,000 characters"),
            ({"songs": 4}, "songs", "greater than or equal to 5"),
            ({"similarity": 101}, "similarity", "less than or equal to 100"),
            ({"seed_tracks": ["nope"]}, None, "no song 'nope'"),
            ({"ticked": ["nope"]}, None, "no playlist 'nope'"),
            ({"mood": "blue"}, "mood", "Extra inputs"),
        ],
    )
    def test_name_the_field_and_the_mend(
        self, program: Any, change: dict[str, Any], field: str | None, words: str
    ) -> None:
        answer = program("post", "/playlists/compose", RAIN | change)
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        body = answer.json()
        assert words in body["detail"]
        assert field is None or body["errors"][0]["field"] == field

    def test_unknown_songs_are_not_kept(self, program: Any) -> None:
        body = {"title": "x", "tracks": ["nope"], "person": "ann"}
        answer = program("post", "/playlists", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "tracks")

    def test_an_unknown_format_is_refused(self, program: Any) -> None:
        assert program("get", "/playlists/x/export.exe?person=ann").status_code == 422


def test_with_nothing_to_learn_from(program: Any) -> None:
    answer = program("post", "/playlists/compose", RAIN)
    assert answer.status_code == 503
    assert "import some" in answer.json()["detail"]


@pytest.mark.usefixtures("untrained_shelf")
def test_without_a_model_it_says_so(program: Any) -> None:
    body = program("post", "/playlists/compose", RAIN).json()
    assert body["model_version"] == "baseline"
    assert "popular songs" in body["fallback"]
    assert body["similar"] == []


def test_similar(program: Any, shelf: str) -> None:
    body = program("get", "/playlists/similar?title=비 오는 날&limit=2").json()
    assert len(body["similar"]) == 2
    assert body["similar"][0]["id"].startswith("shelf:rain")


def test_kept_changed_shared_exported_deleted(
    program_of: Callable[..., Any], account: Callable[..., User], shelf: str
) -> None:
    ann, ben = program_of(account("ann")), program_of(account("ben"))
    keys = ["shelf:rain-3", "shelf:rain-1", "shelf:jazz-1"]
    made = ann("post", "/playlists", {"title": "Rain", "tracks": keys, "tags": ["비", "rain"]})
    assert made.status_code == 201
    path = f"/playlists/{made.json()['id']}"
    assert [track["id"] for track in ann("get", path).json()["tracks"]] == keys
    assert ben("get", path).status_code == 404
    assert ben("patch", path, {"title": "mine"}).status_code == 404
    assert ben("get", "/playlists").json() == {"playlists": []}
    changed = ann(
        "patch", path, {"title": "Wet", "tracks": keys[:2], "shared": True, "liked": True}
    )
    body = changed.json()
    assert (body["title"], body["tags"], body["liked"], body["likes"]) == (
        "Wet",
        ["비", "rain"],
        True,
        1,
    )
    assert len(body["tracks"]) == 2
    assert "/playlists/s/" in body["link"]
    assert ann("patch", path, {"shared": False}).json()["link"] is None
    text = ann("get", f"{path}/export.m3u8").content.decode()
    assert "Rainy Day No. 3" in text
    assert ann("delete", path).json() == {"changed": True}
    assert ann("get", path).status_code == 404
    assert not Playlist.objects.filter(source="person", hidden=False).exists()


class TestOwn:
    @pytest.fixture
    def ann(
        self, program_of: Callable[..., Any], account: Callable[..., User], shelf: str
    ) -> tuple[Any, str]:
        """A program that acts for ann, and the address of her playlist."""
        ann = program_of(account("ann"))
        body = {"title": "Rain", "tracks": ["shelf:rain-3", "shelf:rain-1", "shelf:jazz-1"]}
        return ann, f"/playlists/{ann('post', '/playlists', body).json()['id']}/own"

    def test_songs_are_found_among_owned_tracks(self, ann: tuple[Any, str]) -> None:
        program, path = ann
        owned = [
            {"title": "Night Jazz No. 1 (Live)", "artist": "jazz singer 0", "path": "j.mp3"},
            {"title": "RAINY DAY NO. 3 - Remastered 2014", "artist": "Rain Singer 1"},
            {"title": "Halo", "artist": "Beyoncé", "path": "h.mp3"},
        ]
        answer = program("post", path, {"tracks": owned})
        body = answer.json()
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert [(one["id"], one["path"]) for one in body["found"]] == [
            ("shelf:rain-3", None),
            ("shelf:jazz-1", "j.mp3"),
        ]
        assert body["found"][0]["title"] == "RAINY DAY NO. 3 - Remastered 2014"
        assert body["found"][0]["confidence"] > body["found"][1]["confidence"] >= 0.5
        missing = {"id": "shelf:rain-1", "title": "Rainy Day No. 1", "artist": "Rain Singer 0"}
        assert body["missing"] == [missing]

    @pytest.mark.parametrize(
        ("tracks", "field"),
        [
            ([], "tracks"),
            ([{"title": "a"}], "tracks.0.artist"),
            ([{"title": "", "artist": "b"}], "tracks.0.title"),
            ([{"title": "a", "artist": "b", "duration_s": -1}], "tracks.0.duration_s"),
            ([{"title": "a", "artist": "b", "file": "c"}], "tracks.0.file"),
            ("mine", "tracks"),
        ],
    )
    def test_faults_name_the_field(self, ann: tuple[Any, str], tracks: Any, field: str) -> None:
        program, path = ann
        answer = program("post", path, {"tracks": tracks})
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert field in answer.json()["errors"][0]["field"]

    def test_another_persons_playlist_is_not_there(
        self, ann: tuple[Any, str], program_of: Callable[..., Any], account: Callable[..., User]
    ) -> None:
        _, path = ann
        body = {"tracks": [{"title": "a", "artist": "b"}]}
        assert program_of(account("ben"))("post", path, body).status_code == 404


def test_the_api_is_described(program: Any) -> None:
    paths = program("get", "/openapi.json").json()["paths"]
    assert "/api/v1/playlists/compose" in paths
    assert set(paths["/api/v1/playlists/{key}"]) == {"get", "patch", "delete"}
