"""People's words outrank files' tags, which outrank models; nobody learns from its own guesses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.web.labels.shelves import library, untrained

from medley.data.demo.kinematics import made_workouts
from medley.data.exercise_data import CLASSES
from medley.data.exercise_snapshot import load_exercises, save_exercises
from medley.web.catalog.models import Category, Item
from medley.web.clock import now_ms
from medley.web.coach.models import Origin, Recording, Workout
from medley.web.coach.recordings import keep
from medley.web.coach.retrain import stated_exercises, stated_recordings
from medley.web.labels.film_dataset import film_data_from_database
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.film_retrain import film_genres_now
from medley.web.labels.genres import genre_named
from medley.web.labels.models import FilmRecord, Label, LabelState, Provenance
from medley.web.labels.retrain import library_genres
from medley.web.labels.saying import say
from medley.web.learning.exercises import exercise_facts
from medley.web.learning.films import film_genre_facts
from medley.web.people.models import Person, User

__all__ = ["library", "untrained"]


def label(item: Item, slug: str, who: Provenance, state: LabelState) -> Label:
    genre, _ = Category.objects.get_or_create(
        slug=slug, defaults={"name_en": slug, "name_ko": slug, "family": "film"}
    )
    made: Label = Label.objects.create(
        item=item, genre=genre, provenance=who, state=state, at_ms=now_ms()
    )
    return made


@pytest.fixture
def ann(account: Callable[..., User]) -> Person:
    return account("ann").person


class TestSongs:
    def test_what_only_a_model_said_is_not_learned(self, library: list[Item]) -> None:
        Label.objects.all().delete()
        for state in (LabelState.SUGGESTED, LabelState.ACCEPTED):
            Label.objects.all().delete()
            label(library[0], "jazz", Provenance.MODEL, state)
            assert library_genres() == {}

    def test_a_file_outranks_a_model_and_a_person_outranks_both(
        self, library: list[Item], ann: Person
    ) -> None:
        song = library[0]
        Label.objects.all().delete()
        label(song, "jazz", Provenance.MODEL, LabelState.SUGGESTED)
        label(song, "rock", Provenance.FILE, LabelState.ACCEPTED)
        assert library_genres() == {song.key: "rock"}
        say(song, genre_named("pop"), ann)
        assert library_genres() == {song.key: "pop"}

    def test_what_a_person_accepted_of_a_model_is_the_persons_word(
        self, library: list[Item], ann: Person
    ) -> None:
        Label.objects.all().delete()
        made = label(library[0], "jazz", Provenance.MODEL, LabelState.SUGGESTED)
        Label.objects.filter(pk=made.pk).update(state=LabelState.ACCEPTED, person=ann)
        assert library_genres() == {library[0].key: "jazz"}


class TestFilms:
    @pytest.fixture
    def film(self, db: Path) -> Item:
        item = Item.objects.create(key="imdb:tt1", kind="film", title="One")
        FilmRecord.objects.create(item=item, title="One", overview="A story.", score=61.0)
        return item

    def test_what_only_a_model_said_is_not_learned(self, film: Item) -> None:
        label(film, "drama", Provenance.MODEL, LabelState.SUGGESTED)
        assert film_genres_now() == {}
        assert not film_data_from_database().labelled.any()
        Label.objects.update(state=LabelState.REJECTED)
        assert film_genres_now() == {}

    def test_a_file_outranks_a_model_and_a_person_outranks_both(
        self, film: Item, ann: Person
    ) -> None:
        label(film, "drama", Provenance.MODEL, LabelState.SUGGESTED)
        label(film, "horror", Provenance.FILE, LabelState.ACCEPTED)
        assert known_film_genres() == {film.pk: ("horror",)}
        rejected = label(film, "horror", Provenance.HUMAN, LabelState.REJECTED)
        Label.objects.filter(pk=rejected.pk).update(person=ann)
        label(film, "comedy", Provenance.HUMAN, LabelState.ACCEPTED)
        assert film_genres_now() == {film.key: ("comedy",)}
        data = film_data_from_database()
        learned = [data.genres.ids[n] for n in np.flatnonzero(data.labels[0])]
        assert learned == ["comedy"]

    def test_the_look_at_what_changed_agrees_with_what_is_learned(self, film: Item) -> None:
        label(film, "horror", Provenance.FILE, LabelState.ACCEPTED)
        data = film_data_from_database()
        assert list(data.ids) == list(film_genres_now())
        assert film_genre_facts(None).changed == 1


class TestExercises:
    def test_only_what_somebody_stated_is_learned(self, db: Path, ann: Person) -> None:
        (workout,) = list(made_workouts(1, np.random.default_rng(0)))[:1]
        keep(workout.track, "silent", origin=Origin.VIDEO, person=ann)
        assert not stated_recordings().exists()
        assert len(stated_exercises()) == 0
        assert exercise_facts(None).examples == 0
        keep(workout.track, "said", origin=Origin.VIDEO, person=ann, exercise="squat")
        data = stated_exercises()
        assert set(data.groups) == {ann.key}
        assert len(data) > 0
        assert exercise_facts(None).examples == 1

    def test_a_correction_is_a_change(self, db: Path, ann: Person) -> None:
        before = exercise_facts(None).content
        (workout,) = list(made_workouts(1, np.random.default_rng(0)))[:1]
        keep(workout.track, "said", origin=Origin.VIDEO, person=ann, exercise="squat")
        said = exercise_facts(None).content
        Recording.objects.update(exercise="lunge")
        assert len({before, said, exercise_facts(None).content}) == 3

    def test_a_corrected_count_is_frozen_and_a_count_of_nothing_says_none(
        self, db: Path, ann: Person, tmp_path: Path
    ) -> None:
        (workout,) = list(made_workouts(1, np.random.default_rng(0)))[:1]
        squats = keep(workout.track, "said", origin=Origin.VIDEO, person=ann, exercise="squat")
        nothing = keep(workout.track, "seen", origin=Origin.VIDEO, person=ann)
        told = [exercise_facts(None).content]
        for recording, count in ((squats, 7), (nothing, 0)):
            Workout.objects.create(
                person=ann, recording=recording, name="x", origin=Origin.VIDEO,
                said_count=count, created_ms=1,
            )  # fmt: skip
            told.append(exercise_facts(None).content)
        data = stated_exercises()
        assert data.counts == (7, 0)
        assert {CLASSES.ids[label] for label in data.labels[data.of == 1]} == {"none"}
        assert len(set(told)) == 3, "each count is a change"
        root = tmp_path / "snapshots"
        assert load_exercises(root / save_exercises(data, root)).counts == (7, 0)

    def test_a_recording_whose_numbers_are_gone_is_left_out(self, db: Path, ann: Person) -> None:
        recording = Recording.objects.create(
            key="k", person=ann, name="x", origin=Origin.FILE, exercise="squat",
            n_frames=1, duration_s=1.0, fps=15.0, added_ms=1,
        )  # fmt: skip
        assert recording.pk
        assert len(stated_exercises()) == 0
