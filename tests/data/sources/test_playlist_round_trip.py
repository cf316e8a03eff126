"""What Medley writes, Medley reads: the same tracks in the same order, with the tags."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.composing.files.jspf import write_jspf
from medley.composing.files.m3u8 import write_m3u8
from medley.composing.files.plain_json import write_json
from medley.composing.files.published import PublishedPlaylist, PublishedTrack
from medley.composing.files.xspf import write_xspf
from medley.data.playlist_rows import PlaylistRow, TrackRow, named_key
from medley.data.rows import BadRow
from medley.data.sources.playlists import read_playlists

WRITERS = {"xspf": write_xspf, "jspf": write_jspf, "json": write_json, "m3u8": write_m3u8}
SONGS = (
    PublishedTrack("밤편지", "아이유", "Palette", 253.0, "/music/밤 편지 #1.mp3", "demo:song-1"),
    PublishedTrack("Rain & <Sun>", "Kim", "", None, "", named_key("Kim", "Rain & <Sun>")),
    PublishedTrack("Song", "", "", None, "C:\\Music\\50%.mp3", "mine:50% off/+="),
)
PLAYLIST = PublishedPlaylist(
    "비 오는 날 ☔", SONGS, ("잔잔한", "rainy day"), "Somebody", "Two lines"
)


def read(path: Path) -> tuple[list[TrackRow], list[PlaylistRow]]:
    rows = list(read_playlists(path))
    assert not [row for row in rows if isinstance(row, BadRow)]
    tracks = [row for row in rows if isinstance(row, TrackRow)]
    return tracks, [row for row in rows if isinstance(row, PlaylistRow)]


@pytest.mark.parametrize("ending", WRITERS)
def test_a_written_playlist_is_read_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list.{ending}"
    path.write_text(WRITERS[ending](PLAYLIST), encoding="utf-8")
    tracks, (playlist,) = read(path)
    assert playlist.title == PLAYLIST.title
    assert playlist.tags == PLAYLIST.tags
    assert [(t.title, t.artist) for t in tracks] == [(s.title, s.artist) for s in SONGS]
    assert [(t.album, t.duration_s) for t in tracks] == [(s.album, s.duration_s) for s in SONGS]
    # An address has no backslashes; Windows takes either.
    paths = [track.path.replace("\\", "/") for track in tracks]
    assert paths == [song.location.replace("\\", "/") for song in SONGS]
    assert playlist.tracks == tuple(track.key for track in tracks)
    if ending != "m3u8":  # M3U has no place for a key
        assert [track.key for track in tracks] == [song.key for song in SONGS]


KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=("C", "Z")),
               min_size=1, max_size=12)  # fmt: skip


@given(KEYS, st.sampled_from(["xspf", "jspf", "json"]))
def test_every_key_survives(tmp_path_factory, key: str, ending: str) -> None:
    song = PublishedTrack("Song", "Kim", key=f"mine:x{key}")
    path = tmp_path_factory.mktemp("keys") / f"list.{ending}"
    path.write_text(WRITERS[ending](PublishedPlaylist("a", (song,))), encoding="utf-8")
    tracks, _ = read(path)
    assert [track.key for track in tracks] == [song.key]
