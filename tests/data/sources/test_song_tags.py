"""Tags, pictures and the hash of the sound alone, in every kind of file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from tests.made_songs import KINDS, jpeg, tag_song, write_song

from medley.core.errors import DataError
from medley.data.sources.song_payload import payload_hash
from medley.data.sources.song_tags import SongTags, genres_said, read_tags

SAID = {"artist": "아이유", "album_artist": "IU", "title": "좋은 날", "album": "Real"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_its_tags(kind: str, tmp_path: Path) -> None:
    path = write_song(tmp_path / f"song.{kind}")
    assert read_tags(path).genres == ()
    tag_song(path, ("(17)", "K-Pop"), jpeg(), **SAID, year="2010-12-09", track="3/7")
    tags = read_tags(path)
    assert tags.genres == ("Rock", "K-Pop")
    assert {name: getattr(tags, name) for name in SAID} == SAID
    assert (tags.year, tags.track, tags.picture) == (2010, 3, jpeg())
    assert tags.duration_s == pytest.approx(1.0, abs=0.1)
    assert [row.slug for row in tags.categories()] == ["rock", "k-pop"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_tags_leaves_the_hash_of_the_sound(kind: str, tmp_path: Path) -> None:
    path = write_song(tmp_path / f"song.{kind}")
    before = payload_hash(path)
    # Large enough to move the sound, and to take other pages in Ogg.
    tag_song(path, ("Rock",), jpeg(size=900) * 20, **SAID)
    assert payload_hash(path) == before
    tag_song(path, ("Jazz",), title="x" * 70_000)
    assert payload_hash(path) == before
    assert payload_hash(write_song(tmp_path / f"other.{kind}", pitch=450.0)) != before


def test_one_changed_sample_is_another_sound(tmp_path: Path) -> None:
    path = write_song(tmp_path / "song.wav")
    held = bytearray(path.read_bytes())
    held[-1] ^= 1
    (tmp_path / "other.wav").write_bytes(held)
    assert payload_hash(tmp_path / "other.wav") != payload_hash(path)


def test_tags_behind_the_sound_do_not_count(tmp_path: Path) -> None:
    path = write_song(tmp_path / "song.mp3")
    before = payload_hash(path)
    lyrics = b"LYRICSBEGIN" + b"la la " * 9
    lyrics += f"{len(lyrics):06d}LYRICS200".encode()
    path.write_bytes(path.read_bytes() + lyrics + b"TAG" + bytes(125))
    assert payload_hash(path) == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["(17)"], ("Rock",)),
        (["17"], ("Rock",)),
        (["(9)(138)Doom"], ("Metal", "Black Metal", "Doom")),
        (["Pop; K-Pop", "pop"], ("Pop", "K-Pop")),
        (["Other"], ()),
        (["  "], ()),
        (["트로트"], ("트로트",)),
        (["x" * 81], ()),
    ],
)
def test_genres_are_read_as_files_write_them(written: list[str], read: tuple[str, ...]) -> None:
    assert genres_said(written) == read


def test_what_is_too_long_or_unprintable_does_not_come_through(tmp_path: Path) -> None:
    path = write_song(tmp_path / "song.flac")
    tag_song(path, title="Good\nDay\x07", artist="x" * 201, year="recorded 12/1999", track="?")
    assert read_tags(path) == SongTags(
        title="Good Day", year=1999, duration_s=pytest.approx(1.0), picture=b""
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.mp3", b"", "empty"),
        ("text.mp3", b"this is text, no song", "sync"),
        ("tags.mp3", b"ID3\x04\0\0\0\0\0\0", "sync|tags"),
        ("cut.flac", b"fLaC\0\0", "cut off|read"),
        ("cut.ogg", b"OggS\0\2", "read"),
        ("cut.m4a", b"\0\0\0\x20ftypM4A ", "read|damaged"),
    ],
)
def test_what_is_no_song_says_why(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=said):
        _both(tmp_path / name)


def _both(path: Path) -> tuple[str, SongTags]:
    return payload_hash(path), read_tags(path)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_anywhere_is_read_or_refused(kind: str, share: float, tmp_path: Path) -> None:
    path = tag_song(write_song(tmp_path / f"song.{kind}"), ("Rock",), jpeg(), **SAID)
    held = path.read_bytes()
    path.write_bytes(held[: int(len(held) * share)])
    for read in (payload_hash, read_tags):
        with suppress(DataError):
            assert read(path)
