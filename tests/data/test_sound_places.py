from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.models.feed import made as feed
from tests.models.playlist import made as playlists

from medley.core.errors import DataError
from medley.data.feed import FeedData
from medley.data.playlist_snapshot import load_playlists, playlist_hash, save_playlists
from medley.data.playlists import PlaylistData
from medley.data.snapshot import load_snapshot, save_snapshot, snapshot_hash
from medley.data.sound_places import SoundPlaces


def some() -> SoundPlaces:
    return SoundPlaces(np.int32([2, 5]), np.float32([[1, 2, 3], [4, 5, 6]]))


def heard_feed(sounds: SoundPlaces) -> FeedData:
    data = feed.everything()
    return replace(data, catalogue=replace(data.catalogue, sounds=sounds))


def heard_playlists(sounds: SoundPlaces) -> PlaylistData:
    data = playlists.everything()
    return replace(data, tracks=replace(data.tracks, sounds=sounds))


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([1, 1], [[0.0], [0.0]]),
        ([2, 1], [[0.0], [0.0]]),
        ([-1, 1], [[0.0], [0.0]]),
        ([1], [[0.0], [0.0]]),
        ([1], [0.0]),
        ([1], [[np.nan]]),
    ],
)
def test_columns_that_do_not_fit_are_refused(rows: list[int], places: list[object]) -> None:
    with pytest.raises(DataError):
        SoundPlaces(np.array(rows, np.int32), np.array(places, np.float32))


def test_a_track_that_does_not_exist_has_no_sound() -> None:
    beyond = SoundPlaces(np.int32([playlists.N_TRACKS]), np.float32([[1]]))
    with pytest.raises(DataError, match="number 160 has a sound"):
        replace(playlists.tracks(), sounds=beyond)


def test_sound_is_part_of_a_snapshot_and_comes_back(tmp_path: Path) -> None:
    data = heard_feed(some())
    assert snapshot_hash(data) != snapshot_hash(feed.everything())
    back = load_snapshot(tmp_path / save_snapshot(data, tmp_path)).catalogue.sounds
    np.testing.assert_array_equal(back.rows, some().rows)
    np.testing.assert_array_equal(back.places, some().places)

    lists = heard_playlists(some())
    assert playlist_hash(lists) != playlist_hash(playlists.everything())
    held = load_playlists(tmp_path / save_playlists(lists, tmp_path)).tracks.sounds
    np.testing.assert_array_equal(held.places, some().places)


def test_a_snapshot_without_sound_is_what_it_always_was(tmp_path: Path) -> None:
    name = save_snapshot(heard_feed(SoundPlaces.none()), tmp_path)
    assert name == snapshot_hash(feed.everything())
    assert not (tmp_path / name / "sounds.parquet").exists()
    assert not len(load_snapshot(tmp_path / name).catalogue.sounds)
