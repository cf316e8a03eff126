"""A folder becomes songs of the library: by their sound, wherever they lie."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.made_songs import jpeg, tag_song, write_song

from medley.data.playlist_rows import named_key
from medley.features.heard_songs import HeardSongs
from medley.web.catalog.models import Category, Item
from medley.web.labels import ingest
from medley.web.labels.dataset import song_data_from_library
from medley.web.labels.ingest import SongReport, ingest_songs
from medley.web.labels.known import known_genres
from medley.web.labels.models import Label, LabelState, Provenance, SongFile, WrittenGenre
from medley.web.people.models import Person
from medley.web.playlists.models import Track

Import = Callable[[], SongReport]


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    tags = {"artist": "아이유", "title": "좋은 날", "album": "Real", "year": "2010"}
    tag_song(write_song(folder / "a.mp3", 300), ("(17)", "Pop"), jpeg(), **tags)
    tag_song(write_song(folder / "가/b\n.flac", 400), ("Jazz",), artist="Kim")
    write_song(folder / "c.wav", 500)
    return folder


@pytest.fixture
def heard(tmp_path: Path) -> HeardSongs:
    return HeardSongs(tmp_path / "sounds", processes=1)


@pytest.fixture
def take(db: Path, music: Path, heard: HeardSongs, tmp_path: Path) -> Import:
    return lambda: ingest_songs(music, heard=heard, bad_rows=tmp_path / "bad.csv")


def item(music: Path, name: str) -> Item:
    found = SongFile.objects.get(path=str(music / name)).item
    assert found is not None
    return found


def genres() -> dict[str, str]:
    named = dict(Item.objects.values_list("pk", "title"))
    return {named[pk]: slug for pk, slug in known_genres().items()}


def test_songs_become_items_and_tracks_with_their_genres(take: Import, music: Path) -> None:
    done = take()
    assert (done.files, done.new_songs, done.with_genre, done.pictures) == (3, 3, 2, 1)
    assert done.heard_s == pytest.approx(3.0, abs=0.2)
    song = item(music, "a.mp3")
    assert (song.kind, song.title, song.year) == ("song", "좋은 날", 2010)
    assert song.creator is not None
    assert song.creator.name == "아이유"
    assert {category.slug for category in song.categories.all()} == {"rock", "pop"}
    assert song.picture.startswith("songs/")
    assert item(music, "가/b\n.flac").title == "b"
    track = Track.objects.get(key=named_key("아이유", "좋은 날"))
    assert (track.item, track.tags) == (song, ["Rock", "Pop"])
    assert genres() == {"좋은 날": "rock", "b": "jazz"}


def test_a_second_import_changes_nothing(take: Import) -> None:
    take()
    before = list(Item.objects.values_list("key", "updated_ms"))
    done = take()
    assert (done.unchanged, done.new_files, done.changed, done.heard_s) == (3, 0, 0, 0)
    assert list(Item.objects.values_list("key", "updated_ms")) == before


def test_changed_tags_change_the_song_and_make_no_other(take: Import, music: Path) -> None:
    take()
    song = item(music, "a.mp3")
    tag_song(music / "a.mp3", ("Trot",), title="나쁜 날")
    done = take()
    assert (done.changed, done.new_songs, done.heard_s) == (1, 0, 0)
    song.refresh_from_db()
    assert song.title == "나쁜 날"
    assert genres()["나쁜 날"] == "trot"


def test_copies_are_one_song_and_moved_files_stay_it(take: Import, music: Path) -> None:
    take()
    song = item(music, "a.mp3")
    shutil.copy(music / "a.mp3", music / "copy.mp3")
    done = take()
    assert (done.copies, done.new_songs) == (1, 0)
    assert item(music, "copy.mp3") == song
    (music / "later").mkdir()
    (music / "c.wav").rename(music / "later" / "d.wav")
    done = take()
    assert (done.moved, done.missing, done.new_files) == (1, 0, 0)
    assert SongFile.objects.count() == 4


def test_vanished_files_are_marked_and_come_back(take: Import, music: Path, tmp_path: Path) -> None:
    take()
    shutil.move(music / "a.mp3", tmp_path / "away.mp3")
    assert take().missing == 1
    assert list(SongFile.objects.filter(state="missing").values_list("path", flat=True)) == [
        str(music / "a.mp3")
    ]
    shutil.move(tmp_path / "away.mp3", music / "a.mp3")
    assert take().missing == 0
    assert not SongFile.objects.filter(state="missing").exists()


def test_broken_files_are_named_and_mended_ones_taken(
    take: Import, music: Path, tmp_path: Path
) -> None:
    (music / "empty.mp3").touch()
    (music / "text.mp3").write_text("no song")
    (music / "gone.mp3").symlink_to("nowhere")
    (music / "loop").symlink_to(music)
    tag_song(music / "c.wav", picture=b"no picture at all")
    done = take()
    assert (done.files, done.broken, done.new_songs) == (6, 3, 3)
    said = (tmp_path / "bad.csv").read_text()
    for name in ("empty.mp3", "text.mp3", "gone.mp3", "taken without its picture"):
        assert name in said
    assert SongFile.objects.filter(state="broken", item=None).count() == 2
    write_song(music / "empty.mp3", 600)
    done = take()
    assert (done.new_songs, done.new_files, done.broken) == (1, 1, 2)


def test_a_folder_that_vanishes_midway_stops_nothing(
    take: Import, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "IN_ONE_BATCH", 1)
    found = ingest.find_song

    def find_then_vanish(path: Path) -> object:
        song = found(path)
        shutil.rmtree(music / "가", ignore_errors=True)
        return song

    monkeypatch.setattr(ingest, "find_song", find_then_vanish)
    done = take()
    assert (done.files, done.new_songs, done.broken) == (3, 2, 1)


def test_an_import_that_was_stopped_goes_on(
    take: Import, heard: HeardSongs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "IN_ONE_BATCH", 1)
    hear, calls = HeardSongs.hear, []

    def hear_one(self: HeardSongs, files: object, progress: object = None) -> dict[str, str]:
        if calls:
            raise KeyboardInterrupt
        calls.append(files)
        return hear(self, files, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(HeardSongs, "hear", hear_one)
    with pytest.raises(KeyboardInterrupt):
        take()
    monkeypatch.setattr(HeardSongs, "hear", hear)
    done = take()
    assert (done.unchanged, done.new_songs) == (1, 2)


def test_a_persons_word_outranks_the_file_and_survives_it(take: Import, music: Path) -> None:
    take()
    song = item(music, "a.mp3")
    blues = Category.objects.get(slug="blues")
    person = Person.objects.create(key="test:labeller")
    Label.objects.create(
        item=song, genre=blues, provenance=Provenance.HUMAN, state=LabelState.ACCEPTED,
        person=person, at_ms=1,
    )  # fmt: skip
    tag_song(music / "a.mp3", ("Metal",))
    take()
    assert genres()["좋은 날"] == "blues"
    assert [category.slug for category in song.categories.all()] == ["blues"]


def test_what_only_a_model_said_is_not_learned(
    take: Import, music: Path, heard: HeardSongs
) -> None:
    take()
    song = item(music, "c.wav")
    rock = Category.objects.get(slug="rock")
    Label.objects.create(
        item=song, genre=rock, provenance=Provenance.MODEL, state=LabelState.SUGGESTED
    )
    # The model's word in the tags is no file's word either.
    payload = SongFile.objects.get(item=song).payload
    WrittenGenre.objects.create(payload=payload, genre="Rock")
    tag_song(music / "c.wav", ("Rock",))
    take()
    data = song_data_from_library(heard)
    assert sorted(data.genres) == ["jazz", "rock"]
    assert song.key not in data.ids
    assert data.sounds[0].duration_s == pytest.approx(1.0, abs=0.1)
    assert len(song_data_from_library(heard, labelled=False)) == 3


def test_a_track_that_a_playlist_named_becomes_the_song(take: Import, music: Path) -> None:
    named = Track.objects.create(
        key=named_key("아이유", "좋은 날"), title="좋은 날", artist="아이유"
    )
    take()
    named.refresh_from_db()
    assert named.item == item(music, "a.mp3")
    assert Track.objects.count() == 3
