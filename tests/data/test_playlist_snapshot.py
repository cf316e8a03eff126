"""Playlists are kept under the hash of their content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.models.playlist.made import everything

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.playlist_builder import build_playlist_data
from medley.data.playlist_rows import PlaylistRow
from medley.data.playlist_snapshot import load_playlists, playlist_hash, save_playlists


def test_what_comes_back_is_what_was_kept(tmp_path: Path) -> None:
    data = everything()
    name = save_playlists(data, tmp_path)
    back = load_playlists(tmp_path / name)
    assert name == playlist_hash(data) == playlist_hash(back) == save_playlists(back, tmp_path)
    assert [back.tracks_of(n).tolist() for n in range(9)] == [
        data.tracks_of(n).tolist() for n in range(9)
    ]
    assert back.tracks.artist_of(3) == data.tracks.artist_of(3)


def test_empty_lists_and_no_lists_come_back_too(tmp_path: Path) -> None:
    rows = [
        PlaylistRow("p:1", "", ()),
        PlaylistRow("p:2", "비", ("t:1", "t:1")),
        PlaylistRow("p:3", "x", ()),
    ]
    for held in ([], rows[:1], rows):
        data = build_playlist_data(held)
        assert load_playlists(tmp_path / save_playlists(data, tmp_path)).starts.tolist() == (
            data.starts.tolist()
        )


def test_every_part_of_the_content_changes_the_hash() -> None:
    data = everything()
    weights = data.weights.copy()
    weights[0] += 1
    entries = data.entries.copy()
    entries[:2] = entries[1::-1]
    changed = (
        data,
        replace(data, weights=weights),
        replace(data, entries=entries),
        replace(data, titles=("other", *data.titles[1:])),
        replace(data, tags=Vocabulary(("other", *data.tags.ids[1:]))),
        replace(data, tracks=replace(data.tracks, titles=("other", *data.tracks.titles[1:]))),
        data.take(np.arange(len(data) - 1)),
    )
    assert len({playlist_hash(one) for one in changed}) == len(changed)


def test_a_changed_or_missing_snapshot_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / save_playlists(everything(), tmp_path)
    moved = folder.rename(tmp_path / ("0" * 64))
    with pytest.raises(DataError, match="was changed"):
        load_playlists(moved)
    (moved / "tracks.parquet").write_bytes(b"nothing")
    with pytest.raises(DataError, match="train again"):
        load_playlists(moved)
    with pytest.raises(DataError, match="cannot be read"):
        load_playlists(tmp_path / "absent")
