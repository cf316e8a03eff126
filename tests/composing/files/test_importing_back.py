"""What is exported can be imported again, by the importers that read foreign files."""

from __future__ import annotations

import pytest

from medley.composing.files.formats import written
from medley.composing.files.published import PublishedPlaylist, PublishedTrack
from medley.data.playlist_rows import PlaylistRow, TrackRow
from medley.data.rows import BadRow
from medley.data.sources.playlists import read_playlists

PLAYLIST = PublishedPlaylist(
    '비 & "바람"',
    (
        PublishedTrack("밤편지", "아이유", "Palette", 253.0, "/music/밤 편지.mp3", "demo:1"),
        PublishedTrack("#1 Crush", "Garbage", location="#1 Crush.mp3"),
        PublishedTrack("=SUM(A1)", "The Sums", key="demo:3"),
        PublishedTrack("Hello\n- Live", "Adele & Friends <3", key="spotify:5Wj1rJnCLpMHdLaxsFtJLs"),
    ),
    tags=("잔잔한", "R&B"),
)


@pytest.mark.parametrize("name", ["m3u8", "xspf", "jspf", "json"])
def test_an_exported_playlist_is_imported_again(name, tmp_path):
    path = tmp_path / f"list.{name}"
    path.write_bytes(written(PLAYLIST, name))
    rows = list(read_playlists(path))
    assert not [row for row in rows if isinstance(row, BadRow)]
    tracks = [row for row in rows if isinstance(row, TrackRow)]
    (found,) = [row for row in rows if isinstance(row, PlaylistRow)]
    assert found.title == PLAYLIST.title
    assert found.tracks == tuple(track.key for track in tracks)
    assert [(track.title.replace("\n", " "), track.artist) for track in tracks] == [
        (track.title.replace("\n", " "), track.artist) for track in PLAYLIST.tracks
    ]
    assert [track.duration_s for track in tracks] == [253.0, None, None, None]
    assert tracks[0].path == "/music/밤 편지.mp3"
    if name != "m3u8":
        assert [tracks[i].key for i in (0, 2, 3)] == [PLAYLIST.tracks[i].key for i in (0, 2, 3)]
