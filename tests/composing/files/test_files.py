"""Each format is read back by a reader that is not ours, and nothing is lost."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.composing.files.formats import FORMATS, written
from medley.composing.files.m3u8 import write_m3u8
from medley.composing.files.plain_json import write_json
from medley.composing.files.published import (
    PublishedPlaylist,
    PublishedTrack,
    as_uri,
    one_line,
)
from medley.composing.files.table import COLUMNS, write_csv
from medley.composing.files.xspf import TAG
from medley.core.errors import ConfigError

X = "{http://xspf.org/ns/0/}"

texts = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["밤편지\n", "=1+1", "-", '<a href="x">&', "tab\there", "\ud800", "]]>", "#1 Crush", "a,b;c"]
)
tracks = st.builds(
    PublishedTrack,
    title=texts,
    artist=texts,
    album=texts,
    duration_s=st.none() | st.floats(allow_nan=True) | st.floats(0, 1e4),
    location=texts,
    key=texts,
)
playlists = st.builds(
    PublishedPlaylist,
    title=texts,
    tracks=st.lists(tracks, max_size=4).map(tuple),
    tags=st.lists(texts, max_size=3).map(tuple),
    creator=texts,
    description=texts,
    cover=texts,
)

SONGS = PublishedPlaylist(
    title='비 & "바람" <3',
    tracks=(
        PublishedTrack("밤편지", "아이유", "Palette", 253.4, "/music/밤 편지.mp3", "song:1"),
        PublishedTrack("#1 Crush", "Garbage", "", None, "#1 Crush.mp3"),
        PublishedTrack("=SUM(A1)", "-", key="song:3"),
    ),
    tags=("잔잔한", "R&B"),
    creator="나",
    description="두\n줄",
    cover="https://example.org/cover?id=1&size=2",
)


def xspf(playlist):
    return ET.fromstring(written(playlist, "xspf"))


def text(element, name):
    found = element.find(X + name)
    return "" if found is None else found.text


@given(playlists)
@settings(max_examples=60)
def test_xspf_and_jspf_say_the_same_whatever_the_text(playlist):
    root = xspf(playlist)
    found = json.loads(written(playlist, "jspf"))["playlist"]
    assert root.tag == X + "playlist"
    assert root.get("version") == "1"
    assert text(root, "title") == found.get("title", "") == one_line(playlist.title)
    assert text(root, "image") == found.get("image", "")
    metas = [(meta.get("rel"), meta.text) for meta in root.findall(X + "meta")]
    assert metas == [pair for meta in found.get("meta", []) for pair in meta.items()]
    listed = root.find(X + "trackList").findall(X + "track")
    assert len(listed) == len(found["track"]) == len(playlist.tracks)
    for element, entry, track in zip(listed, found["track"], playlist.tracks, strict=True):
        assert text(element, "title") == entry.get("title", "") == one_line(track.title)
        assert text(element, "creator") == entry.get("creator", "") == one_line(track.artist)
        assert [text(element, "location")] == (entry.get("location") or [""])
        assert text(element, "duration") == str(entry.get("duration", ""))


@given(playlists)
@settings(max_examples=60)
def test_an_m3u8_has_one_line_and_one_extinf_a_song(playlist):
    lines = written(playlist, "m3u8").decode().split("\n")
    assert lines[0] == "#EXTM3U"
    assert lines[-1] == ""
    locations = [line for line in lines[1:-1] if not line.startswith("#")]
    infos = [line for line in lines if line.startswith("#EXTINF:")]
    assert len(locations) == len(infos) == len(playlist.tracks)
    for location, info, track in zip(locations, infos, playlist.tracks, strict=True):
        assert info.partition(",")[2].endswith(one_line(track.title) or "?")
        assert int(info.partition(",")[0].removeprefix("#EXTINF:")) >= -1
        assert location.removeprefix("./") == (
            one_line(track.location) or info.partition(",")[2]
        ).removeprefix("./")


@given(playlists)
@settings(max_examples=60)
def test_a_spreadsheet_reads_the_table_and_no_formula(playlist):
    rows = list(csv.reader(io.StringIO(written(playlist, "csv").decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + len(playlist.tracks)
    for place, (row, track) in enumerate(zip(rows[1:], playlist.tracks, strict=True), 1):
        cells = dict(zip(COLUMNS, row, strict=True))
        assert cells["place"] == str(place)
        assert cells["title"].removeprefix("'") == one_line(track.title).removeprefix("'")
        assert not any(cell[:1] in set("=+-@\t\r\n") for cell in row if cell)


@given(playlists)
@settings(max_examples=60)
def test_json_keeps_the_text_as_it_is(playlist):
    found = json.loads(written(playlist, "json"))
    assert found["title"] == playlist.title
    assert found["tags"] == list(playlist.tags)
    assert [track["title"] for track in found["tracks"]] == [t.title for t in playlist.tracks]
    assert [track["place"] for track in found["tracks"]] == [
        *range(1, len(playlist.tracks) + 1),
    ]


def test_m3u8_as_a_player_reads_it():
    assert write_m3u8(SONGS).splitlines() == [
        "#EXTM3U",
        "#EXTENC:UTF-8",
        '#PLAYLIST:비 & "바람" <3',
        "#EXTART:나",
        "#EXTGENRE:잔잔한, R&B",
        "#EXTIMG:https://example.org/cover?id=1&size=2",
        "# 두 줄",
        "#EXTINF:253,아이유 - 밤편지",
        "#EXTALB:Palette",
        "/music/밤 편지.mp3",
        "#EXTINF:-1,Garbage - #1 Crush",
        "./#1 Crush.mp3",
        "#EXTINF:-1,- - =SUM(A1)",
        "- - =SUM(A1)",
    ]


def test_xspf_holds_uris_tags_and_milliseconds():
    root = xspf(SONGS)
    first, second, third = root.find(X + "trackList")
    assert unquote(text(first, "location")) == "file:///music/밤 편지.mp3"
    assert (text(first, "duration"), text(first, "identifier")) == ("253400", "song:1")
    assert text(second, "location") == "%231%20Crush.mp3"
    assert third.find(X + "location") is None
    assert [(meta.get("rel"), meta.text) for meta in root.findall(X + "meta")] == [
        (TAG, "잔잔한"),
        (TAG, "R&B"),
    ]
    assert text(root, "image") == SONGS.cover


def test_a_formula_in_a_title_is_text():
    rows = list(csv.DictReader(io.StringIO(write_csv(SONGS), newline="")))
    assert (rows[2]["title"], rows[2]["artist"]) == ("'=SUM(A1)", "'-")
    assert (rows[0]["tags"], rows[0]["cover"]) == ("잔잔한; R&B", SONGS.cover)


def test_json_is_complete():
    found = json.loads(write_json(SONGS))
    assert found["description"] == "두\n줄"
    assert found["tracks"][0] == {
        "place": 1,
        "key": "song:1",
        "title": "밤편지",
        "artist": "아이유",
        "album": "Palette",
        "duration_s": 253.4,
        "location": "/music/밤 편지.mp3",
    }


@pytest.mark.parametrize(
    ("location", "uri"),
    [
        ("", ""),
        ("a/b c.mp3", "a/b%20c.mp3"),
        (r"\\server\share\a b.mp3", "file://server/share/a%20b.mp3"),
        (r"D:\x\y.mp3", "file:///D:/x/y.mp3"),
        ("02: intro.mp3", "02%3A%20intro.mp3"),
        ("http://x.org/%20?a=b&c", "http://x.org/%20?a=b&c"),
    ],
)
def test_locations_are_uris(location, uri):
    assert as_uri(location) == uri


def test_each_format_has_its_name_and_an_unknown_one_is_refused():
    assert set(FORMATS) == {"m3u8", "xspf", "jspf", "json", "csv"}
    with pytest.raises(ConfigError, match="m3u8, xspf"):
        written(SONGS, "pls")
