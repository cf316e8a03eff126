"""Folders of songs to learn from: with a table of genres, or with tags alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.made_songs import tag_song, write_song

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow
from medley.data.songs import NONE
from medley.data.sources.song_folder import read_song_folder
from medley.data.sources.song_walk import song_files
from medley.features.heard_songs import HeardSongs


@pytest.fixture
def heard(tmp_path: Path) -> HeardSongs:
    return HeardSongs(tmp_path / "sounds", processes=1)


def reasons(aside: list[BadRow]) -> dict[str, str]:
    return {row.source: row.reason for row in aside}


def test_a_table_says_genres_artists_and_albums(tmp_path: Path, heard: HeardSongs) -> None:
    music = tmp_path / "music"
    for number in range(4):
        write_song(music / f"{number}.wav", 200 + 50 * number)
    (music / "songs.csv").write_text(
        "file,genre,artist,title,album\n0.wav,hiphop,Kim,a,Best\n1.wav,Rock,KIM,b,\n"
        "2.wav,,Lee,c,Best\n3.wav,rock,Lee,d,best\n4.wav,rock,,,\n../x.wav,rock,,,\n"
    )
    aside: list[BadRow] = []
    data = read_song_folder(music, cache=heard, set_aside=aside.append)
    assert list(data.ids) == ["0.wav", "1.wav", "2.wav", "3.wav"]
    assert list(data.genres) == ["hip-hop", "rock"]
    assert data.labels.tolist() == [0, 1, NONE, 1]
    assert data.artists.tolist() == [0, 0, 1, 1]
    assert data.albums[0] != data.albums[2] == data.albums[3]
    assert data.folds is None
    assert data.sounds[1].duration_s == pytest.approx(1.0)
    assert [row.line for row in aside] == [6, 7]


def test_a_table_with_folds_keeps_every_line(tmp_path: Path, heard: HeardSongs) -> None:
    write_song(tmp_path / "a.wav")
    shutil.copy(tmp_path / "a.wav", tmp_path / "b.wav")
    (tmp_path / "clips.csv").write_text("file,class,fold\na.wav,Dog bark,1\nb.wav,Rain,2\n")
    data = read_song_folder(tmp_path, cache=heard)
    assert data.folds is not None
    assert data.folds.tolist() == [1, 2]
    assert list(data.genres) == ["dog-bark", "rain"]


def test_tags_say_it_where_there_is_no_table(tmp_path: Path, heard: HeardSongs) -> None:
    music = tmp_path / "music"
    tag_song(write_song(music / "가/나.mp3", 300), ("Jazz", "Pop"), artist="Kim", album="A")
    tag_song(write_song(music / "b.flac", 400), ("(17)",), album_artist="Lee")
    shutil.copy(music / "b.flac", music / "copy.flac")
    write_song(music / "c.ogg", 500)
    (music / "empty.mp3").touch()
    (music / "text.mp3").write_text("no song")
    aside: list[BadRow] = []
    data = read_song_folder(music, cache=heard, set_aside=aside.append)
    assert list(data.ids) == ["b.flac", "c.ogg", "가/나.mp3"]
    assert [data.genres[n] if n != NONE else "" for n in data.labels] == ["rock", "", "jazz"]
    assert set(reasons(aside)) == {"copy.flac", "empty.mp3", "text.mp3"}
    assert "same sound as b.flac" in reasons(aside)["copy.flac"]


def test_a_song_heard_once_is_not_heard_again(tmp_path: Path, heard: HeardSongs) -> None:
    path = write_song(tmp_path / "music" / "a.mp3")
    read_song_folder(tmp_path / "music", cache=heard)
    assert heard.heard_s == pytest.approx(1.0, abs=0.1)
    tag_song(path.rename(path.with_name("b.mp3")), ("Jazz",))
    data = read_song_folder(tmp_path / "music", cache=heard)
    assert heard.heard_s == pytest.approx(1.0, abs=0.1)
    assert list(data.genres) == ["jazz"]


def test_what_is_no_folder_of_songs_is_refused(tmp_path: Path, heard: HeardSongs) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        read_song_folder(tmp_path / "missing", cache=heard)
    with pytest.raises(DataError, match="no song"):
        read_song_folder(tmp_path, cache=heard)
    (tmp_path / "a.csv").write_text("name,kind\n")
    with pytest.raises(DataError, match="name, kind"):
        read_song_folder(tmp_path, cache=heard)
    (tmp_path / "b.csv").write_text("file,genre\n")
    with pytest.raises(ConfigError, match="several tables"):
        read_song_folder(tmp_path, cache=heard)


def test_loops_of_links_end_and_dead_links_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "song.mp3").touch()
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self.mp3").symlink_to("self.mp3")
    (tmp_path / ".hidden.mp3").touch()
    found = list(song_files(tmp_path))
    assert [one for one in found if isinstance(one, Path)] == [tmp_path / "a" / "song.mp3"]
    assert [one.source for one in found if isinstance(one, BadRow)] == ["self.mp3"]


def test_a_folder_that_vanishes_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    for name in ("a/1.mp3", "b/2.mp3", "c/3.mp3"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    walk = song_files(tmp_path)
    assert next(walk) == tmp_path / "a" / "1.mp3"
    shutil.rmtree(tmp_path / "b")
    gone, left = walk
    assert isinstance(gone, BadRow)
    assert (gone.source, left) == ("b", tmp_path / "c" / "3.mp3")
