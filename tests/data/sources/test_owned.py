"""Tracks that a person owns: real music files with tags, lists and tables of them."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest

from medley.core.errors import ConfigError, DataError
from medley.data.playlist_rows import TrackRow
from medley.data.rows import BadRow
from medley.data.sources.owned import read_owned

CODECS = {".mp3": "mp3", ".flac": "flac", ".m4a": "aac", ".wav": "pcm_s16le", ".opus": "libopus"}


def record(path: Path, **tags: str) -> Path:
    """A second of silence with tags, as a real encoder writes them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as file:
        file.metadata.update(tags)
        stream = file.add_stream(CODECS[path.suffix], rate=48_000)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 2 * 48_000), np.int16), format="s16", layout="stereo"
        )
        frame.sample_rate = 48_000
        resampler = av.AudioResampler(
            stream.format, "stereo", 48_000, frame_size=stream.frame_size or None
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path


def tracks(path: Path) -> list[TrackRow]:
    rows = list(read_owned(path))
    assert not [row for row in rows if isinstance(row, BadRow)]
    return [row for row in rows if isinstance(row, TrackRow)]


def faults(path: Path) -> list[str]:
    return [row.reason for row in read_owned(path) if isinstance(row, BadRow)]


class TestMusic:
    @pytest.mark.parametrize("ending", CODECS)
    def test_tags_are_read(self, tmp_path: Path, ending: str) -> None:
        path = tmp_path / f"x{ending}"
        record(path, title="좋은 날", artist="아이유", album="Real")
        (row,) = tracks(tmp_path)
        assert (row.title, row.artist, row.album) == ("좋은 날", "아이유", "Real")
        assert row.path == path.as_posix()
        assert row.duration_s == pytest.approx(1, abs=0.1)

    def test_names_tell_what_tags_do_not(self, tmp_path: Path) -> None:
        record(tmp_path / "IU" / "Real" / "03 Good Day.mp3")
        record(tmp_path / "loose" / "Elton John - Daniel.flac")
        found = {(row.artist, row.title) for row in tracks(tmp_path)}
        assert found == {("IU", "Good Day"), ("Elton John", "Daniel")}

    def test_a_damaged_file_counts_by_its_name(self, tmp_path: Path) -> None:
        for ending in (".mp3", ".flac", ".m4a", ".ogg", ".wma", ".wav", ".opus", ".ape"):
            (tmp_path / f"IU - Palette{ending}").write_bytes(b"ID3\x04\xff fLaC OggS RIFF" * 9)
            (tmp_path / f"IU - Empty{ending}").write_bytes(b"")
        assert {(row.artist, row.title) for row in tracks(tmp_path)} == {
            ("IU", "Palette"),
            ("IU", "Empty"),
        }

    def test_hidden_folders_and_other_files_are_passed_over(self, tmp_path: Path) -> None:
        record(tmp_path / ".trash" / "a - b.mp3")
        (tmp_path / "cover.jpg").write_bytes(b"")
        record(tmp_path / "IU - Blueming.mp3")
        assert [row.title for row in tracks(tmp_path)] == ["Blueming"]

    def test_a_file_alone_is_a_library(self, tmp_path: Path) -> None:
        assert [row.title for row in tracks(record(tmp_path / "IU - Celebrity.opus"))] == [
            "Celebrity"
        ]

    def test_a_tag_cannot_add_lines_to_a_list(self, tmp_path: Path) -> None:
        record(tmp_path / "a.flac", title="one\nhttp://evil", artist="x\r\ny")
        (row,) = tracks(tmp_path)
        assert (row.title, row.artist) == ("one http://evil", "x y")


class TestLists:
    def test_paths_of_a_playlist_count_from_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "mine.m3u8").write_text("#EXTM3U\n#EXTINF:9,IU - Palette\nmusic/p.mp3\n")
        (row,) = tracks(tmp_path / "mine.m3u8")
        assert (row.title, row.artist) == ("Palette", "IU")
        assert row.path == (tmp_path / "music/p.mp3").as_posix()
        assert tracks(tmp_path) == [row]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_tables_of_spreadsheets(self, tmp_path: Path, delimiter: str) -> None:
        lines = [("Artist", "Title", "Location"), ("IU", "Palette", "/m/p.mp3"), ("IU", "Coin", "")]
        text = "\r\n".join(delimiter.join(line) for line in lines)
        (tmp_path / "mine.csv").write_text(text, "utf-8-sig")
        rows = tracks(tmp_path / "mine.csv")
        assert [(row.title, row.artist, row.path) for row in rows] == [
            ("Palette", "IU", "/m/p.mp3"),
            ("Coin", "IU", ""),
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
    def test_tables_as_korean_spreadsheets_write_them(self, tmp_path: Path, encoding: str) -> None:
        (tmp_path / "mine.csv").write_text("title,artist\n밤편지,아이유\n", encoding)
        assert [(row.title, row.artist) for row in tracks(tmp_path / "mine.csv")] == [
            ("밤편지", "아이유")
        ]

    def test_a_table_in_no_known_encoding_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "mine.csv").write_bytes(b"title,artist\n\xff\xfe\xff,b\n")
        with pytest.raises(DataError, match="neither UTF-8 nor CP949; save it as UTF-8"):
            list(read_owned(tmp_path / "mine.csv"))
        (tmp_path / "mine.csv").write_bytes(b"\x1f\x8b\x08damaged")
        with pytest.raises(DataError, match="damaged gzip"):
            list(read_owned(tmp_path / "mine.csv"))

    def test_lines_of_tracks_and_of_playlists(self, tmp_path: Path) -> None:
        lines = [
            {"title": "Palette", "artist": "IU", "path": "p.mp3"},
            {"title": "list", "tracks": [["Coin", "IU"], {"name": "Lilac", "artist": "IU"}]},
        ]
        path = tmp_path / "mine.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)))
        assert [(row.title, row.path) for row in tracks(path)] == [
            ("Palette", (tmp_path / "p.mp3").as_posix()),
            ("Coin", ""),
            ("Lilac", ""),
        ]

    def test_bad_rows_are_set_aside_with_a_reason(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.jsonl"
        path.write_text('{"title": 7}\nnonsense\n{"tracks": 3}\n{"title":"a","artist":"b"}\n')
        assert len(faults(path)) == 3
        table = tmp_path / "mine.csv"
        table.write_text(f"title,artist\n{'x' * 400},IU\nCoin\n")
        assert len(faults(table)) == 2

    def test_a_table_without_the_columns_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.csv"
        path.write_text("a,b\n1,2\n")
        with pytest.raises(DataError, match="needs the columns title and artist; it has: a, b"):
            list(read_owned(path))

    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="does not exist"):
            read_owned(tmp_path / "nope")
        with pytest.raises(ConfigError, match="holds no playlists"):
            read_owned(tmp_path)
