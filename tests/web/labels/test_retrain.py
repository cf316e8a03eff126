"""What people say of songs becomes the next model of genres."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from tests.web.labels.made_songs import GENRES, _songs, train
from tests.web.labels.shelves import library, untrained
from tests.web.learning.looks import is_due, look_once

from medley.artifacts.store import Store
from medley.data.song_snapshot import save_songs
from medley.training.policy import POLICIES, Policy
from medley.web.catalog.models import Item
from medley.web.jobs.models import Job
from medley.web.labels.genres import genre_named
from medley.web.labels.models import Label
from medley.web.labels.retrain import library_genres, retrain_songs
from medley.web.labels.saying import say, unsay
from medley.web.people.models import Person, User

__all__ = ["library", "untrained"]
SPOKEN = {"hum": GENRES[0], "knocks": GENRES[1], "hiss": GENRES[2]}


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICIES, "song-genre", Policy(least=6, changed=3))


@pytest.fixture
def listener(account: Callable[..., User]) -> Person:
    return account("ann").person


def say_genres(songs: list[Item], person: Person) -> None:
    for song in songs:
        say(song, genre_named(SPOKEN[song.title.split()[0]]), person)


def versions() -> list[str]:
    return [version.version for version in Store(settings.MEDLEY_MODELS).versions("song-genre")]


@pytest.mark.usefixtures("few_are_enough")
def test_the_worker_learns_labels_once_and_again_when_they_changed(
    library: list[Item], listener: Person
) -> None:
    assert not is_due("song-genre")
    say_genres(library, listener)
    assert is_due("song-genre")
    first = retrain_songs("mfcc-svm")
    assert versions() == [first]
    assert not is_due("song-genre")
    look_once()
    assert versions() == [first]

    for song in library[:3]:
        say(song, genre_named("jazz"), listener)
    assert is_due("song-genre")
    look_once()
    assert len(versions()) == 2
    latest = Store(settings.MEDLEY_MODELS).load("song-genre", versions()[-1])[0]
    assert "jazz" in latest.vocabulary
    look_once()
    assert len(versions()) == 2


@pytest.mark.usefixtures("few_are_enough")
def test_a_word_taken_back_is_a_change_and_a_word_repeated_is_none(
    library: list[Item], listener: Person
) -> None:
    say_genres(library, listener)
    retrain_songs("mfcc-svm")
    say_genres(library, listener)
    assert not is_due("song-genre")
    for song in library[:3]:
        unsay(song, listener)
    assert is_due("song-genre")


@pytest.mark.usefixtures("few_are_enough")
def test_the_same_songs_are_not_learned_twice_by_another_process(
    library: list[Item], listener: Person
) -> None:
    say_genres(library, listener)
    first = retrain_songs("mfcc-svm")
    assert not is_due("song-genre")
    assert retrain_songs("mfcc-svm") == first
    assert versions() == [first]


@pytest.mark.usefixtures("few_are_enough")
def test_what_cannot_be_learned_is_not_tried_at_every_look(
    library: list[Item], listener: Person, home: Path, tmp_path: Path
) -> None:
    say_genres(library, listener)
    shutil.rmtree(home / "sounds")
    shutil.rmtree(tmp_path / "music")
    assert is_due("song-genre")
    (job,) = look_once()
    assert job.result["words"] == "there is too little to learn from"
    assert not is_due("song-genre")
    say(library[0], genre_named("jazz"), listener)
    assert not is_due("song-genre")
    Job.objects.update(ended_ms=1)
    assert is_due("song-genre")


@pytest.mark.usefixtures("few_are_enough")
def test_songs_of_one_genre_alone_are_not_learned(library: list[Item], listener: Person) -> None:
    for song in library:
        say(song, genre_named("jazz"), listener)
    assert not is_due("song-genre")


def test_a_few_labels_are_not_learned_by_themselves(library: list[Item], listener: Person) -> None:
    say_genres(library, listener)
    assert Label.objects.count() == len(library) == len(library_genres())
    assert not is_due("song-genre")
    assert retrain_songs() is None


@pytest.mark.usefixtures("few_are_enough")
def test_a_version_made_from_songs_that_somebody_chose_stays(
    library: list[Item], listener: Person, home: Path
) -> None:
    version = train(home / "models")
    assert versions() == [version]
    say_genres(library, listener)
    # Of this one no snapshot is kept, so what it learned is not known.
    assert is_due("song-genre")
    store = Store(settings.MEDLEY_MODELS)
    model, _ = store.load("song-genre", version)
    snapshot = save_songs(_songs(), settings.MEDLEY_SNAPSHOTS)
    store.save("song-genre", "mfcc-svm", model, metrics={}, snapshot=snapshot, seed=0)
    assert not is_due("song-genre")
