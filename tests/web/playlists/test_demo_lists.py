"""A demo whose playlists were not filled is not whole, and `--if-empty` goes on with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from medley.cli.demo import _has_catalogue, _write_playlists
from medley.web.catalog.models import ImportRun, Item
from medley.web.playlists.models import Playlist, Track


@pytest.mark.parametrize(
    ("finished", "whole"),
    [([], True), ([False], False), ([True], False), ([True, False], False), ([True, True], True)],
    ids=["own", "cut off", "without playlists", "playlists cut off", "whole"],
)
def test_a_demo_is_whole_with_its_playlists(db: Path, finished: list[bool], whole: bool) -> None:
    Item.objects.create(key="demo:song-1", kind="song", title="Song")
    for number, done in enumerate(finished):
        ImportRun.objects.create(source="demo", fingerprint=f"{number}", finished=done)
    assert _has_catalogue() is whole


def test_the_playlists_are_filled_once(home: Path) -> None:
    Item.objects.create(key="demo:song-1", kind="song", title="Song")
    first, second = _write_playlists(home), _write_playlists(home)
    assert (first.new_playlists, first.new_tracks, first.bad_rows) == (300, 1000, 0)
    assert (second.playlists, second.new_playlists, second.changed_playlists) == (300, 0, 0)
    assert set(Playlist.objects.values_list("source", flat=True)) == {"demo"}
    assert Track.objects.get(key="demo:song-1").item.title == "Song"
