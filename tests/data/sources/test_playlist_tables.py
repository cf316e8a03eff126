"""Files of many playlists: the Million Playlist Dataset, Melon, JSON lines; packed or not."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from medley.core.errors import ConfigError, DataError
from medley.data.playlist_builder import build_playlist_data
from medley.data.playlist_rows import PlaylistRow, TrackRow, named_key
from medley.data.rows import BadRow
from medley.data.sources.playlists import read_playlists


def read(path: Path, **options: str) -> tuple[list[TrackRow], list[PlaylistRow], list[BadRow]]:
    rows = list(read_playlists(path, **options))
    kinds = (TrackRow, PlaylistRow, BadRow)
    return tuple([row for row in rows if isinstance(row, kind)] for kind in kinds)


def lines(path: Path, *values: Any) -> Path:
    path.write_text("\n".join(v if isinstance(v, str) else json.dumps(v) for v in values) + "\n")
    return path


def mpd_track(pos: int, number: int) -> dict[str, Any]:
    return {
        "pos": pos,
        "artist_name": f"Artist {number}",
        "track_uri": f"spotify:track:{number:022d}",
        "artist_uri": "spotify:artist:0",
        "track_name": f"Song {number}",
        "album_name": "Album",
        "duration_ms": 1000 * number,
    }


def mpd_slice(first: int, count: int, size: int = 3) -> dict[str, Any]:
    playlists = [
        {
            "name": f"list {pid}",
            "pid": pid,
            "num_followers": 2,
            "collaborative": "false",
            "tracks": [mpd_track(pos, pid + pos) for pos in reversed(range(size))],
        }
        for pid in range(first, first + count)
    ]
    return {"info": {"slice": f"{first}", "version": "v1"}, "playlists": playlists}


def test_a_slice_of_the_million_playlists_is_read_by_position(tmp_path: Path) -> None:
    path = tmp_path / "mpd.slice.0-999.json"
    path.write_text(json.dumps(mpd_slice(0, 5), indent=4))
    tracks, playlists, bad = read(path)
    assert bad == []
    assert [row.key for row in playlists] == [f"mpd-1m:{pid}" for pid in range(5)]
    assert playlists[0].tracks == tuple(f"spotify:{n:022d}" for n in range(3))
    assert (playlists[0].title, playlists[0].followers) == ("list 0", 2)
    assert (tracks[1].title, tracks[1].artist, tracks[1].album) == ("Song 1", "Artist 1", "Album")
    assert tracks[1].duration_s == 1.0
    # A track of several playlists is handed over once.
    assert len(tracks) == 7


def test_a_folder_and_a_zip_of_slices_are_read_alike(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for n in range(3):
        (folder / f"mpd.slice.{n}.json").write_text(json.dumps(mpd_slice(10 * n, 10)))
    (folder / "mpd.slice.3.json").write_text(json.dumps(mpd_slice(30, 10))[:-400])
    (folder / "notes.txt").write_text("not a playlist")
    with zipfile.ZipFile(tmp_path / "data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"data/{file.name}")
    tracks, playlists, bad = read(folder)
    assert len(playlists) == 39
    assert [(row.source, row.line) for row in bad] == [("mpd.slice.3.json", 1)]
    assert "ends in the middle" in bad[0].reason
    assert "the rest of the file was not read" in bad[0].reason
    zipped = read(tmp_path / "data.zip")
    assert zipped[:2] == (tracks, playlists)
    assert [row.source for row in zipped[2]] == ["data.zip/data/mpd.slice.3.json"]


PEAK = """
import resource, sys
from pathlib import Path
from medley.data.sources.playlists import read_playlists
n = sum(1 for row in read_playlists(Path(sys.argv[1])))
print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_many_slices_need_no_more_memory_than_one(tmp_path: Path) -> None:
    def made(name: str, slices: int) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for n in range(slices):
                # The same tracks in each, since those are remembered up to a bound.
                document = mpd_slice(n % 2, 300, size=60)
                for playlist in document["playlists"]:
                    playlist["pid"] += 1000 * n
                archive.writestr(f"mpd.slice.{n}.json", json.dumps(document, indent=4))
        return path

    def peak(path: Path) -> tuple[int, int]:
        command = [sys.executable, "-c", PEAK, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rows, kilobytes = map(int, done.stdout.split())
        return rows, kilobytes

    few, many = peak(made("few.zip", 1)), peak(made("many.zip", 8))
    assert many[0] > 6 * 300
    assert many[1] - few[1] < 6_000


def test_numbers_are_rows_of_the_table_of_tracks_beside(tmp_path: Path) -> None:
    lines(
        tmp_path / "mpd.jsonl",
        {"id": "5", "title": "classics", "tracks": [1, 0, 1, 9], "followers": 12},
        {"id": "6", "title": "none", "tracks": []},
    )
    with gzip.open(tmp_path / "mpd_tracks.csv.gz", "wt") as file:
        file.write("index,name,artist,spotify_id\n0,Rain,Kim,aaaaaa\n1,Sun,Lee,\nx,Bad,Row,b\n")
    tracks, (playlist,), bad = read(tmp_path / "mpd.jsonl")
    assert [track.key for track in tracks] == ["spotify:aaaaaa", named_key("Lee", "Sun")]
    assert playlist == PlaylistRow(
        "mpd:5", "classics", (tracks[1].key, tracks[0].key, tracks[1].key), followers=12
    )
    assert [(row.source, row.line) for row in bad] == [
        ("mpd_tracks.csv.gz", 4),
        ("mpd.jsonl", 1),
        ("mpd.jsonl", 2),
    ]
    assert "there is no row 9 among the 2 tracks" in bad[1].reason
    assert bad[2].reason == "the playlist holds no tracks"


def test_melon_s_files_with_and_without_the_songs_names(tmp_path: Path) -> None:
    playlist = {
        "tags": ["락"], "id": 61281, "plylst_title": "여행같은 음악", "songs": [525514, 129701],
        "like_cnt": 71, "updt_date": "2013-12-19 18:36:19.000",
    }  # fmt: skip
    (tmp_path / "train.json").write_text(json.dumps([playlist], ensure_ascii=False))
    tracks, playlists, bad = read(tmp_path / "train.json")
    assert bad == []
    assert playlists == [
        PlaylistRow(
            "melon:61281", "여행같은 음악", ("melon:525514", "melon:129701"), ("락",), followers=71
        )
    ]
    assert [track.title for track in tracks] == ["", ""]
    song = {
        "id": 525514, "song_name": "Hey Little Girl", "artist_name_basket": ["Joe", "Ann"],
        "song_gn_gnr_basket": ["GN0900", "GN9"], "issue_date": "20140512", "album_name": "B",
    }  # fmt: skip
    (tmp_path / "song_meta.json").write_text(json.dumps([song, {"song_name": "no id"}]))
    (tmp_path / "genre_gn_all.json").write_text(json.dumps({"GN0900": "POP"}))
    named = TrackRow(
        "melon:525514", "Hey Little Girl", "Joe, Ann", album="B", year=2014, tags=("POP",)
    )
    for path in (tmp_path, tmp_path / "train.json"):
        tracks, playlists, bad = read(path)
        assert named in tracks
        assert len(playlists) == 1
        assert [row.line for row in bad] == [1]
        data = build_playlist_data(read_playlists(path))
        assert data.tracks.titles[data.tracks.keys.position("melon:525514")] == "Hey Little Girl"


def test_one_s_own_json_lines_may_say_tracks_in_three_ways(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "My lists.jsonl",
        {"title": "a", "tags": ["calm", "calm", "#밤"], "tracks": ["x1", "spotify:track:abcdef"]},
        {"id": 7, "title": "b", "tracks": [["Rain", "Kim"], {"title": "rain ", "artist": "KIM"}]},
        {
            "title": "a",
            "description": "again",
            "tracks": [{"id": "x1", "name": "Named", "year": 2001}],
        },
    )
    tracks, playlists, bad = read(path)
    assert bad == []
    assert [row.tracks for row in playlists] == [
        ("my-lists:x1", "spotify:abcdef"),
        (named_key("Kim", "Rain"),) * 2,
        ("my-lists:x1",),
    ]
    assert playlists[0].tags == ("calm", "밤")
    assert playlists[1].key == "my-lists:7"
    assert len({row.key for row in playlists}) == 3
    assert tracks[-1] == TrackRow("my-lists:x1", "Named", "", year=2001)
    assert read(path) == (tracks, playlists, bad)
    _, other, _ = read(path, namespace="radio")
    assert other[1].key == "radio:7"


HOSTILE = [
    ("{not json", "not JSON"),
    ('["a", "b"]', "a playlist must be an object"),
    ('{"title": "no tracks"}', "has no list 'tracks'"),
    ('{"title": 5, "tracks": ["a"]}', "the title is 5; it must be a text"),
    ('{"id": [1], "tracks": ["a"]}', "the playlist's id is"),
    ('{"tracks": [true]}', "track 1 of the playlist: a track must be"),
    ('{"tracks": [["a"]]}', "track 1 of the playlist: a track must be"),
    ('{"tracks": [{"id": {}}]}', "the id of a track is {}"),
    ('{"tracks": [{"id": "a", "year": "soon"}]}', "the year is 'soon'"),
    ('{"tracks": [{"id": "a", "duration_s": NaN}]}', "the duration nan s lies outside"),
    ('{"tracks": ["a\\u0000b"]}', "control character"),
    ('{"tracks": ["\\ud800"]}', "control character"),
    (json.dumps({"tracks": ["k" * 300]}), "306 characters"),
    (json.dumps({"title": "t" * 301, "tracks": ["a"]}), "301 characters"),
    (json.dumps({"tags": ["t" * 81], "tracks": ["a"]}), "81 characters"),
    (json.dumps({"tags": "a,b", "followers": -1, "tracks": ["a"]}), "number of followers is -1"),
    (json.dumps({"tracks": [f"{n}" for n in range(10_001)]}), "10,001 tracks"),
    ('{"id": "person:1", "tracks": ["a"]}', "would be one that a person made here"),
    ("[" * 50_000, "nested too deep"),
    ('{"title": "' + "x" * (2 << 20) + '"}', "longer than 1,048,576 characters"),
    ('{"followers": 1e999, "tracks": ["a"]}', "whole number"),
]


@pytest.mark.parametrize(("line", "said"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_line_is_set_aside_and_the_others_stay(
    tmp_path: Path, line: str, said: str
) -> None:
    good = {"id": "good", "title": "good", "tracks": ["one"]}
    _, playlists, bad = read(lines(tmp_path / "lists.jsonl", good, line, good))
    assert [row.key for row in playlists if row.tracks == ("lists:one",)] == ["lists:good"] * 2
    assert bad
    assert any(said in row.reason for row in bad), bad
    assert all((row.source, row.line) == ("lists.jsonl", 2) for row in bad)
    assert all(len(row.text) <= 500 for row in bad)


def test_a_table_that_is_damaged_is_refused_before_its_first_row(tmp_path: Path) -> None:
    text = "".join(json.dumps({"title": f"{n}", "tracks": [f"{n}"]}) + "\n" for n in range(5_000))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(text.encode())[:-9])
    with pytest.raises(DataError, match="truncated or damaged gzip"):
        read_playlists(tmp_path / "cut.jsonl.gz")
    (tmp_path / "korean.jsonl").write_bytes('{"title": "비", "tracks": ["a"]}'.encode("cp949"))
    with pytest.raises(DataError, match="not utf-8"):
        read_playlists(tmp_path / "korean.jsonl")
    _, (playlist,), _ = read(tmp_path / "korean.jsonl", encoding="cp949")
    assert playlist.title == "비"
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
        archive.writestr("a.jsonl", text)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "whole.zip").read_bytes()[:-50])
    with pytest.raises(DataError, match="truncated or damaged zip"):
        read_playlists(tmp_path / "cut.zip")


def test_a_zip_cannot_write_outside_or_fill_the_disk(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escaped.jsonl", '{"title": "a", "tracks": ["a"]}\n')
        archive.writestr("bomb.jsonl", b" " * (80 << 20))
        archive.writestr("__MACOSX/._a.jsonl", b"\0")
    _, playlists, bad = read(tmp_path / "evil.zip")
    assert [row.title for row in playlists] == ["a"]
    assert [row.source for row in bad] == ["bomb.jsonl"]
    assert "grows more than 200 times" in bad[0].reason
    assert not list(tmp_path.parent.glob("**/escaped.jsonl"))


def test_what_is_no_playlist_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(ConfigError, match="holds no playlists; expected M3U"):
        read_playlists(tmp_path)
    (tmp_path / "numbers.json").write_text('{"a": 1}')
    with pytest.raises(DataError, match="holds no playlists that Medley knows"):
        read(tmp_path / "numbers.json")
    with pytest.raises(ConfigError, match="does not exist"):
        read_playlists(tmp_path / "missing")
    for namespace in ("person", "a b", ":"):
        with pytest.raises(ConfigError, match="the namespace is"):
            read_playlists(tmp_path / "numbers.json", namespace=namespace)


def test_the_fingerprint_is_of_contents_and_options(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"title": "a", "tracks": ["a"]})
    first = read_playlists(path).fingerprint()
    assert first == read_playlists(path).fingerprint()
    assert first != read_playlists(path, namespace="b").fingerprint()
    lines(path, {"title": "a", "tracks": ["b"]})
    assert first != read_playlists(path).fingerprint()


@pytest.mark.real_data
def test_the_real_sets_are_read_whole(real_data: Path) -> None:
    folder = real_data / "playlists"
    sizes = {"mpd": (6056, 201_730), "melon": (1573, 43_492), "archive": (320, 24_574)}
    for name, (n_playlists, n_tracks) in sizes.items():
        rows = list(read_playlists(folder / f"{name}.jsonl.gz"))
        assert not any(isinstance(row, BadRow) for row in rows)
        data = build_playlist_data(rows)
        assert (len(data), len(data.tracks)) == (n_playlists, n_tracks)
