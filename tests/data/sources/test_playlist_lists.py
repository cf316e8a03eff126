"""M3U, XSPF and JSPF files: names, order, paths, encodings, and documents that attack."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from medley.core.errors import ConfigError, DataError
from medley.data.playlist_rows import PlaylistRow, TrackRow, named_key
from medley.data.rows import BadRow
from medley.data.sources.playlists import read_playlists

M3U = """#EXTM3U
#PLAYLIST:비 오는 날
#EXTINF:215,아이유 - 밤편지
music/iu/night letter.mp3

#EXTINF:-1 tvg-id="x",Artist - Song - Live
https://radio.example/stream
# a remark
../other/03. 이소라 - 바람이 분다.flac
#EXTGENRE:ballad
plain.mp3
"""


def read(path: Path, **options: str) -> tuple[list[TrackRow], list[PlaylistRow], list[BadRow]]:
    rows = list(read_playlists(path, **options))
    kinds = (TrackRow, PlaylistRow, BadRow)
    return tuple([row for row in rows if isinstance(row, kind)] for kind in kinds)


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_an_m3u_names_its_tracks_in_order(tmp_path: Path) -> None:
    tracks, (playlist,), bad = read(write(tmp_path / "rain.m3u8", M3U))
    assert bad == []
    assert [(t.artist, t.title, t.duration_s) for t in tracks] == [
        ("아이유", "밤편지", 215.0),
        ("Artist", "Song - Live", None),
        ("이소라", "바람이 분다", None),
        ("", "plain", None),
    ]
    assert playlist.title == "비 오는 날"
    assert playlist.tags == ("ballad",)
    assert playlist.tracks == tuple(track.key for track in tracks)
    assert tracks[0].key == named_key("아이유", "밤편지")
    assert tracks[0].path == f"{tmp_path.resolve()}/music/iu/night letter.mp3"
    assert tracks[1].path == "https://radio.example/stream"
    assert tracks[2].path == f"{tmp_path.resolve().parent}/other/03. 이소라 - 바람이 분다.flac"


def test_tracks_without_an_artist_are_told_apart_by_their_path(tmp_path: Path) -> None:
    write(tmp_path / "a" / "list.m3u", "Intro.mp3\n")
    write(tmp_path / "b" / "list.m3u", "Intro.mp3\n../a/Intro.mp3\n")
    _, playlists, _ = read(tmp_path)
    first, second = playlists
    assert first.key != second.key
    assert first.tracks[0] == second.tracks[1]
    assert first.tracks[0] != second.tracks[0]


@pytest.mark.parametrize("ending", ["m3u", "m3u8"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_an_m3u_is_read_in_the_encodings_that_players_write(
    tmp_path: Path, encoding: str, ending: str
) -> None:
    path = write(tmp_path / f"list.{ending}", M3U.replace("\n", "\r\n").encode(encoding))
    tracks, (playlist,), bad = read(path)
    assert (tracks[0].artist, playlist.title, bad) == ("아이유", "비 오는 날", [])


def test_an_encoding_that_nobody_can_guess_is_asked_for(tmp_path: Path) -> None:
    text = "#EXTM3U\n#EXTINF:1,Beyonc\u00e9 - Déjà Vu\na.mp3\n".encode("latin-1")
    path = write(tmp_path / "list.m3u", text)
    with pytest.raises(DataError, match=r"list\.m3u, line 2: .*neither UTF-8 nor CP949.*latin-1"):
        read(path)
    tracks, _, _ = read(path, encoding="latin-1")
    assert tracks[0].artist == "Beyoncé"
    with pytest.raises(ConfigError, match="no text encoding 'klingon'"):
        read(path, encoding="klingon")


def test_windows_paths_and_spotify_addresses(tmp_path: Path) -> None:
    text = "C:\\Music\\IU - Palette.mp3\nspotify:track:5Wj1rJnCLpMHdLaxsFtJLs\n"
    tracks, _, bad = read(write(tmp_path / "list.m3u", text))
    assert bad == []
    assert (tracks[0].artist, tracks[0].title) == ("IU", "Palette")
    assert tracks[0].path == "C:\\Music\\IU - Palette.mp3"
    assert tracks[1].key == "spotify:5Wj1rJnCLpMHdLaxsFtJLs"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#EXTM3U\n", "holds no tracks"),
        ("", "holds no tracks"),
        ("#EXTM3U\n#EXTINF:1,\x07 - \x00\na.mp3\n", "control character"),
        ("#EXTM3U\n#EXTINF:99999999,A - B\na.mp3\n", "duration"),
        (f"#EXTM3U\n#EXTINF:1,A - {'b' * 400}\na.mp3\n", "400 characters; 300 are allowed"),
    ],
    ids=["empty list", "empty file", "control", "duration", "title"],
)
def test_what_cannot_be_kept_is_set_aside_with_the_place(
    tmp_path: Path, text: str, said: str
) -> None:
    _, playlists, bad = read(write(tmp_path / "list.m3u8", text))
    assert playlists == []
    assert any(said in row.reason for row in bad)
    assert {row.source for row in bad} == {"list.m3u8"}


def test_the_segments_of_a_stream_are_no_tracks(tmp_path: Path) -> None:
    path = write(tmp_path / "list.m3u8", "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:9,\nseg-1.ts\n")
    with pytest.raises(DataError, match="HLS"):
        read(path)


XSPF = """<?xml version="1.0" encoding="{encoding}"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
 <title>Rainy &amp; 비</title><annotation>Two songs</annotation>
 <trackList>
  <track><location>file:///music/a%20b.mp3</location><title>밤편지</title><creator>아이유</creator>
   <album>Palette</album><duration>215000</duration></track>
  <track><title>Rain</title><creator>Kim</creator>
   <identifier>https://example.org/17</identifier>
   <identifier>spotify:track:5Wj1rJnCLpMHdLaxsFtJLs</identifier>
   <extension application="x"><title>not this</title></extension></track>
  <track><annotation>nothing of use</annotation></track>
 </trackList>
</playlist>
"""


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "EUC-KR"])
def test_an_xspf_is_read_whatever_it_declares(tmp_path: Path, encoding: str) -> None:
    text = XSPF.format(encoding=encoding).encode(encoding)
    tracks, (playlist,), bad = read(write(tmp_path / "list.xspf", text))
    assert [(t.title, t.artist, t.album, t.duration_s, t.path) for t in tracks] == [
        ("밤편지", "아이유", "Palette", 215.0, "/music/a b.mp3"),
        ("Rain", "Kim", "", None, ""),
    ]
    assert tracks[1].key == "spotify:5Wj1rJnCLpMHdLaxsFtJLs"
    assert (playlist.title, playlist.description) == ("Rainy & 비", "Two songs")
    assert [(row.line, row.reason) for row in bad] == [
        (11, "the track has neither an id, nor a title, nor a path")
    ]


def test_an_xspf_may_use_a_prefix_or_no_namespace(tmp_path: Path) -> None:
    plain = XSPF.format(encoding="UTF-8").replace(' xmlns="http://xspf.org/ns/0/"', "")
    text = plain.partition("\n")[2].replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    text = text.replace("<x:playlist", '<x:playlist xmlns:x="http://xspf.org/ns/0/"', 1)
    for name, document in (("plain", plain), ("prefixed", text)):
        tracks, _, _ = read(write(tmp_path / f"{name}.xspf", document))
        assert [track.title for track in tracks] == ["밤편지", "Rain"]


BILLION_LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<playlist xmlns="http://xspf.org/ns/0/"><title>&c;</title><trackList/></playlist>
"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<playlist><title>&f;</title></playlist>
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BILLION_LAUGHS, "declares a document type or entities"),
        (OUTSIDE, "declares a document type or entities"),
        ("<playlist><trackList>", "not well-formed"),
        ("<rss></rss>", "begins with <rss>"),
        ("<playlist>" + "<a>" * 100, "nested too deep"),
        ('<?xml version="1.0" encoding="klingon"?><playlist/>', "klingon"),
        ("", "not well-formed"),
        ("\0\0\0", "not well-formed"),
    ],
    ids=["billion laughs", "outside", "cut", "rss", "deep", "encoding", "empty", "zeros"],
)
def test_a_document_that_attacks_or_is_none_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises((DataError, ConfigError), match=said):
        read(write(tmp_path / "list.xspf", text))


def test_a_jspf_says_what_an_xspf_does(tmp_path: Path) -> None:
    document = {
        "playlist": {
            "title": "비",
            "track": [
                {"title": "Rain", "creator": "Kim", "duration": 1500, "location": ["a.mp3"]},
                {"title": "Sun", "creator": "Lee", "identifier": "demo:song-1"},
                "nonsense",
                {"title": 5},
            ],
        }
    }
    for name in ("list.jspf", "list.json"):
        tracks, (playlist,), bad = read(write(tmp_path / name, json.dumps(document)))
        assert [(t.title, t.artist, t.duration_s) for t in tracks] == [
            ("Rain", "Kim", 1.5),
            ("Sun", "Lee", None),
        ]
        assert tracks[1].key == "demo:song-1"
        assert (playlist.title, len(playlist.tracks)) == ("비", 2)
        assert [row.line for row in bad] == [3, 4]


@pytest.mark.parametrize("text", ["{", '{"playlist": []}', "[" * 100_000, '"x"', ""])
def test_what_is_no_jspf_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"list\.jspf"):
        read(write(tmp_path / "list.jspf", text))


def test_a_list_may_be_packed_and_a_damaged_pack_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(M3U.encode())
    tracks, _, _ = read(write(tmp_path / "list.m3u8.gz", packed))
    assert len(tracks) == 4
    with pytest.raises(DataError, match="truncated or damaged gzip"):
        read(write(tmp_path / "cut.m3u8.gz", packed[:-20]))
    bomb = gzip.compress(b"#" * (20 << 20))
    with pytest.raises(DataError, match="larger than 16 MiB"):
        read(write(tmp_path / "bomb.m3u8.gz", bomb))
