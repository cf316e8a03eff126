"""Somebody is taken out of a snapshot, and whoever looks for it finds what is left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.models.playlist.made import everything

from medley.core.errors import DataError
from medley.data.builder import build_feed_data
from medley.data.cleansing import cleanse, named_in, snapshot_folders, without_people
from medley.data.exercise_snapshot import FrozenExercises, keep_exercises, load_exercises
from medley.data.feed import FeedData
from medley.data.frozen import leave_note
from medley.data.playlist_snapshot import load_playlists, save_playlists
from medley.data.rows import EventRow, ItemRow, PersonRow
from medley.data.snapshot import load_snapshot, save_snapshot, snapshot_hash


def feed_of(*people: str) -> FeedData:
    rows = [PersonRow(key, ("hobby", "travel")) for key in people if key != "p:plain"]
    events = [EventRow(key, f"i:{n}", "like", 5 + n) for key in people for n in (1, 2)]
    items = [ItemRow(f"i:{n}", "film", f"Film {n}", categories=("travel",)) for n in (1, 2)]
    return build_feed_data([*items, *rows, *events])


def among(*wanted: str):
    return lambda names: set(wanted) & set(names)


def test_a_person_is_found_and_gone_with_all_they_did(tmp_path: Path) -> None:
    name = save_snapshot(feed_of("p:ann", "p:plain", "p:bob"), tmp_path)
    assert named_in(tmp_path / name, among("p:ann", "p:nobody")) == {"p:ann"}
    left = cleanse(tmp_path / name, {"p:ann"})
    assert left is not None
    back = load_snapshot(tmp_path / name)
    assert list(back.people) == ["p:bob", "p:plain"]
    assert back.interests == {0: ("hobby", "travel")}
    assert np.bincount(back.person).tolist() == [2, 2]
    assert snapshot_hash(back) == left


def test_what_is_left_is_what_would_have_been_frozen_without_them(tmp_path: Path) -> None:
    name = save_snapshot(feed_of("p:ann", "p:bob"), tmp_path)
    assert cleanse(tmp_path / name, {"p:ann"}) == snapshot_hash(
        without_people(feed_of("p:ann", "p:bob"), {"p:ann"})
    )


def test_no_file_holds_their_name_any_more(tmp_path: Path) -> None:
    name = save_snapshot(feed_of("p:ann", "p:bob"), tmp_path)
    cleanse(tmp_path / name, {"p:ann"})
    assert [path.name for path in (tmp_path / name).iterdir()] == ["cleansed.json"]
    assert all(not named_in(path, among("p:ann")) for path in snapshot_folders(tmp_path))
    assert not [path for path in tmp_path.rglob("*.parquet") if b"p:ann" in path.read_bytes()]


def test_two_people_may_leave_one_after_the_other(tmp_path: Path) -> None:
    name = save_snapshot(feed_of("p:ann", "p:bob", "p:cy"), tmp_path)
    first = cleanse(tmp_path / name, {"p:ann"})
    assert first
    cleanse(tmp_path / first, {"p:bob"})
    assert list(load_snapshot(tmp_path / name).people) == ["p:cy"]


def test_a_snapshot_of_nobody_else_is_deleted_in_words(tmp_path: Path) -> None:
    name = save_snapshot(feed_of("p:ann"), tmp_path)
    assert cleanse(tmp_path / name, {"p:ann"}) is None
    with pytest.raises(DataError, match="somebody in it was; train again"):
        load_snapshot(tmp_path / name)


def test_a_damaged_snapshot_is_deleted_as_a_whole(tmp_path: Path) -> None:
    name = save_snapshot(feed_of("p:ann", "p:bob"), tmp_path)
    (tmp_path / name / "interactions.parquet").write_bytes(b"cut short")
    assert cleanse(tmp_path / name, {"p:ann"}) is None
    assert snapshot_folders(tmp_path) == []


def test_an_unknown_kind_of_snapshot_is_searched_and_deleted(tmp_path: Path) -> None:
    import polars as pl

    folder = tmp_path / "0123"
    folder.mkdir()
    pl.DataFrame({"whose": ["p:ann"], "n": [1]}).write_parquet(folder / "future.parquet")
    assert named_in(folder, among("p:ann")) == {"p:ann"}
    assert cleanse(folder, {"p:ann"}) is None
    assert not list(tmp_path.rglob("*.parquet"))


def test_playlists_are_taken_out_too(tmp_path: Path) -> None:
    data = everything()
    name, gone = save_playlists(data, tmp_path), data.ids[1]
    cleanse(tmp_path / name, {gone})
    back = load_playlists(tmp_path / name)
    assert list(back.ids) == [key for key in data.ids if key != gone]
    assert back.tracks_of(1).tolist() == data.tracks_of(2).tolist()


@pytest.mark.parametrize("by", ["ann", "d0"])
def test_recordings_are_taken_out_by_group_or_by_digest(tmp_path: Path, by: str) -> None:
    frozen = FrozenExercises(
        of=np.array([0, 1, 1], np.int32),
        starts_s=np.array([0.0, 0.0, 2.0]),
        labels=np.array([3, 4, 4], np.int32),
        groups=("ann", "bob"),
        digests=("d0", "d1"),
        counts=(None, 7),
    )
    name = keep_exercises(frozen, tmp_path)
    cleanse(tmp_path / name, {by})
    back = load_exercises(tmp_path / name)
    assert (back.of.tolist(), back.labels.tolist()) == ([0, 0], [4, 4])
    assert (back.groups, back.digests, back.counts) == (("bob",), ("d1",), (7,))


def test_a_cleansing_killed_in_the_middle_is_done_again(tmp_path: Path) -> None:
    name = save_snapshot(feed_of("p:ann", "p:bob"), tmp_path)
    stray = (tmp_path / name / "people.parquet").read_bytes()
    left = cleanse(tmp_path / name, {"p:ann"})
    (tmp_path / name / "people.parquet").write_bytes(stray)
    leave_note(tmp_path / name, left)
    assert [path.name for path in (tmp_path / name).iterdir()] == ["cleansed.json"]
