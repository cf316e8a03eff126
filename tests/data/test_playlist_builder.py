"""Rows of tracks and playlists become columns, whatever order they come in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medley.data.playlist_builder import build_playlist_data
from medley.data.playlist_rows import PlaylistRow, TrackRow, folded, named_key
from medley.data.rows import BadRow

KEYS = st.sampled_from(["t:1", "t:2", "t:3", "t:4"])
ROWS = st.lists(
    st.one_of(
        st.builds(TrackRow, KEYS, st.sampled_from(["Rain", "비"]), st.sampled_from(["", "Kim"])),
        st.builds(
            PlaylistRow,
            st.sampled_from(["p:1", "p:2"]),
            st.text(max_size=3),
            st.lists(KEYS, max_size=5).map(tuple),
            st.lists(st.sampled_from(["calm", "밤"]), max_size=3).map(tuple),
        ),
    ),
    max_size=12,
)


@given(ROWS)
def test_what_was_said_last_can_be_read_back(rows) -> None:
    data = build_playlist_data(rows)
    playlists = {row.key: row for row in rows if isinstance(row, PlaylistRow)}
    tracks = [row for row in rows if isinstance(row, TrackRow)]
    titles = {row.key: row.title for row in tracks}
    artists = {row.key: row.artist for row in tracks if row.artist}
    assert list(data.ids) == list(playlists)
    for position, row in enumerate(playlists.values()):
        assert data.titles[position] == row.title
        assert tuple(data.tracks.keys[t] for t in data.tracks_of(position)) == row.tracks
        assert [data.tags[t] for t in data.tags_of(position)] == list(dict.fromkeys(row.tags))
    for position, key in enumerate(data.tracks.keys):
        assert data.tracks.titles[position] == titles.get(key, "")
        assert data.tracks.artist_of(position) == artists.get(key, "")
    assert data.weights.tolist() == [1] * len(playlists)


def test_no_rows_are_no_playlists_and_bad_ones_are_passed_over() -> None:
    data = build_playlist_data([BadRow("a.jsonl", 1, "not JSON", "{")])
    assert (len(data), len(data.tracks), len(data.tags)) == (0, 0, 0)


def test_a_name_has_one_key_however_it_is_typed() -> None:
    decomposed = "\u110b\u1161\u110b\u1175\u110b\u1172"  # 아이유 as a Mac's file names hold it
    assert named_key(decomposed, "좋은 날") == named_key("아이유", " 좋은  날")
    assert named_key("ＩＵ", "BBIBBI") == named_key("iu", "bbibbi")
    assert named_key("", "Intro") != named_key("Intro", "")
    assert len(named_key("a" * 10_000, "b")) == len("named:") + 22


def test_folding_keeps_emoji_and_hangul() -> None:
    assert folded("  비 오는 날 ☔ ") == "비 오는 날 ☔"
