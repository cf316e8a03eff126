"""A genre is written whole or not at all, the sound stays, and the journal leads back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile
from tests.made_songs import KINDS, jpeg, tag_song, write_song

from medley.core.errors import DataError
from medley.data.sources.song_payload import payload_hash
from medley.data.sources.song_tags import read_tags
from medley.tagging.journal import Journal, read_journal
from medley.tagging.write import undo, write_genre

SAID = {"artist": "아이유", "title": "좋은 날", "album": "Real", "year": "2010", "track": "3"}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journals" / "tags.jsonl")


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "bare"])
@pytest.mark.parametrize("kind", KINDS)
def test_only_the_genre_changes_and_it_is_taken_back(
    kind: str, tagged: bool, tmp_path: Path, journal: Journal
) -> None:
    path = write_song(tmp_path / f"곡\n[1].{kind}", seconds=3)
    if tagged:
        tag_song(path, ("(17)", "K-Pop"), jpeg(size=900), **SAID)
    path.chmod(0o640)
    os.utime(path, ns=(1_000_000_000, 2_000_000_000))
    old, tags, sound = path.read_bytes(), read_tags(path), payload_hash(path)

    entry = write_genre(path, "Hip-hop", journal)
    now = read_tags(path)
    assert now.genres == ("Hip-hop",)
    same = ("artist", "title", "album", "year", "track", "picture", "duration_s")
    assert [getattr(now, name) for name in same] == [getattr(tags, name) for name in same]
    assert payload_hash(path) == sound
    stat = path.stat()
    assert (stat.st_mode & 0o777, stat.st_mtime_ns) == (0o640, 2_000_000_000)
    assert list(read_journal(journal.path)) == [entry]
    assert {one.name for one in tmp_path.iterdir()} == {"journals", path.name}

    assert undo(entry)
    assert path.read_bytes() == old
    assert path.stat().st_mtime_ns == 2_000_000_000
    assert not undo(entry)


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "wav"])
def test_the_decoded_samples_are_the_same(kind: str, tmp_path: Path, journal: Journal) -> None:
    path = write_song(tmp_path / f"song.{kind}", seconds=2)
    before, _ = soundfile.read(path)
    write_genre(path, "Jazz", journal)
    after, _ = soundfile.read(path)
    assert before.tobytes() == after.tobytes()


def test_the_journal_holds_no_picture_that_the_file_still_holds(
    tmp_path: Path, journal: Journal
) -> None:
    path = tag_song(write_song(tmp_path / "song.mp3"), ("Pop",), os.urandom(200_000))
    write_genre(path, "A much longer genre", journal)
    assert journal.path.stat().st_size < 20_000


def test_old_id3_keeps_its_version_and_its_korean(tmp_path: Path, journal: Journal) -> None:
    from mutagen.id3 import ID3

    path = tag_song(write_song(tmp_path / "song.mp3"), title="좋은 날", year="2010-12-09")
    tags = ID3(path)
    tags.update_to_v23()
    tags.save(path, v2_version=3)
    first = b"TAG" + "좋은 날".encode("cp949").ljust(122, b"\0") + b"\x02\x03\x11"
    path.write_bytes(path.read_bytes() + first)
    write_genre(path, "Jazz", journal)
    assert path.read_bytes()[3] == 3
    assert path.read_bytes()[-128:] == first[:-1] + b"\x08"
    assert (read_tags(path).title, read_tags(path).year) == ("좋은 날", 2010)


def test_a_file_that_may_not_be_written_stays_and_says_why(
    tmp_path: Path, journal: Journal
) -> None:
    path = write_song(tmp_path / "a" / "song.mp3")
    old = path.read_bytes()
    path.chmod(0o444)
    with pytest.raises(DataError, match="read-only"):
        write_genre(path, "Jazz", journal)
    path.chmod(0o644)
    path.parent.chmod(0o555)
    with pytest.raises(DataError, match="folder is read-only"):
        write_genre(path, "Jazz", journal)
    path.parent.chmod(0o755)
    (tmp_path / "second.mp3").hardlink_to(path)
    with pytest.raises(DataError, match="second name"):
        write_genre(path, "Jazz", journal)
    assert path.read_bytes() == old
    assert not journal.path.exists()


def test_no_journal_no_change(tmp_path: Path) -> None:
    path = write_song(tmp_path / "song.mp3")
    old = path.read_bytes()
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="journal cannot be written"):
        write_genre(path, "Jazz", Journal(tmp_path / "file" / "tags.jsonl"))
    assert path.read_bytes() == old


def test_a_link_stays_a_link(tmp_path: Path, journal: Journal) -> None:
    path = write_song(tmp_path / "song.mp3")
    link = tmp_path / "link.mp3"
    link.symlink_to(path)
    write_genre(link, "Jazz", journal)
    assert link.is_symlink()
    assert read_tags(path).genres == ("Jazz",)


def test_what_somebody_changed_since_is_not_undone(tmp_path: Path, journal: Journal) -> None:
    path = write_song(tmp_path / "song.mp3")
    entry = write_genre(path, "Jazz", journal)
    tag_song(path, title="mine")
    with pytest.raises(DataError, match="changed since"):
        undo(entry)
    assert read_tags(path).title == "mine"
    path.unlink()
    with pytest.raises(DataError, match="not there"):
        undo(entry)


def test_a_torn_last_line_is_passed_over_and_a_wrong_one_named(
    tmp_path: Path, journal: Journal
) -> None:
    entry = write_genre(write_song(tmp_path / "song.mp3"), "Jazz", journal)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + whole[:100])
    assert list(read_journal(journal.path)) == [entry]
    journal.path.write_text(json.dumps({"format": "other"}) + "\n")
    with pytest.raises(DataError, match=r"tags\.jsonl:1"):
        list(read_journal(journal.path))


WRITER = """
import sys
from pathlib import Path
from medley.tagging.journal import Journal
from medley.tagging.write import write_genre
journal = Journal(Path(sys.argv[1]))
while True:
    for path in map(Path, sys.argv[2:]):
        for genre in ("Jazz", "A genre with quite a long name"):
            write_genre(path, genre, journal)
            print("written", flush=True)
"""


def test_a_kill_in_the_middle_of_writing_loses_nothing(tmp_path: Path, journal: Journal) -> None:
    paths = [
        tag_song(write_song(tmp_path / f"{n}.{kind}"), ("Pop",), jpeg(size=200), **SAID)
        for n, kind in enumerate(("mp3", "ogg", "m4a"))
    ]
    old = {path: path.read_bytes() for path in paths}
    sounds = {path: payload_hash(path) for path in paths}
    for wait_s in (0.0, 0.011):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, journal.path, *paths], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        time.sleep(wait_s)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        for path in paths:
            assert payload_hash(path) == sounds[path]
            assert read_tags(path).title == SAID["title"]
        # Each change that took place leads back, the last one first.
        for entry in reversed(list(read_journal(journal.path))):
            undo(entry)
        assert {path: path.read_bytes() for path in paths} == old
        journal.path.unlink(missing_ok=True)
