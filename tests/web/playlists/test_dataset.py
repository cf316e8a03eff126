"""What models are fitted on is what the tables hold, drafts and hidden playlists apart."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medley.web.people.models import Person
from medley.web.playlists.dataset import playlist_data
from medley.web.playlists.models import Playlist, PlaylistEntry, PlaylistTag, Track


@pytest.fixture
def tracks(db: Path) -> list[Track]:
    named = [("t:1", "Rain", "Kim"), ("t:2", "Sun", "Kim"), ("t:3", "", ""), ("t:4", "Snow", "Lee")]
    for key, title, artist in named:
        Track.objects.create(key=key, title=title, artist=artist)
    return list(Track.objects.order_by("pk"))


@pytest.fixture
def make(tracks: list[Track]) -> Callable[..., Playlist]:
    def make(key: str, held: list[int], tags: tuple[str, ...] = (), **fields: Any) -> Playlist:
        playlist = Playlist.objects.create(key=key, title=key.upper(), **fields)
        for position, track in enumerate(held):
            PlaylistEntry.objects.create(
                playlist=playlist, position=position, track=tracks[track - 1]
            )
        for tag in tags:
            PlaylistTag.objects.create(playlist=playlist, tag=tag)
        return playlist

    return make


def test_an_empty_database_is_no_playlists(db: Path) -> None:
    data = playlist_data()
    assert (len(data), len(data.tracks), len(data.tags)) == (0, 0, 0)


def test_order_repeats_tags_and_unheld_tracks_are_kept(make: Callable[..., Playlist]) -> None:
    make("p:1", [2, 1, 2], ("calm", "밤"))
    make("p:2", [], ("밤",))
    make("p:3", [3])
    data = playlist_data()
    assert data.ids.ids == ("p:1", "p:2", "p:3")
    assert data.titles == ("P:1", "P:2", "P:3")
    held = [[data.tracks.keys[t] for t in data.tracks_of(p)] for p in range(3)]
    assert held == [["t:2", "t:1", "t:2"], [], ["t:3"]]
    assert [[data.tags[t] for t in data.tags_of(p)] for p in range(3)] == [
        ["calm", "밤"],
        ["밤"],
        [],
    ]
    assert data.tracks.keys.ids == ("t:1", "t:2", "t:3", "t:4")
    assert [data.tracks.artist_of(t) for t in range(4)] == ["Kim", "Kim", "", "Lee"]


def test_drafts_and_hidden_ones_teach_nothing(make: Callable[..., Playlist]) -> None:
    person = Person.objects.create(key="test:ann")
    make("p:1", [1], ("calm",), draft=True, source="person", owner=person)
    make("p:2", [2])
    make("p:3", [3], ("loud",), hidden=True)
    make("p:4", [4, 1], ("calm",), source="person", owner=person)
    data = playlist_data()
    assert data.ids.ids == ("p:2", "p:4")
    assert [data.tracks.keys[t] for t in data.tracks_of(1)] == ["t:4", "t:1"]
    assert data.tags.ids == ("calm",)
    assert data.tags_of(0).tolist() == []


def test_likes_count_by_their_logarithm(make: Callable[..., Playlist]) -> None:
    make("p:1", [1])
    make("p:2", [1], likes=9)
    make("p:3", [1], weight=0.5, likes=9)
    liked = 1 + math.log(10)
    assert playlist_data().weights.tolist() == pytest.approx([1, liked, liked / 2])


def test_a_person_takes_their_playlists_along(make: Callable[..., Playlist]) -> None:
    person = Person.objects.create(key="test:ann")
    make("p:1", [1], ("calm",), owner=person, source="person")
    make("p:2", [2])
    person.delete()
    assert playlist_data().ids.ids == ("p:2",)
    assert Track.objects.count() == 4
