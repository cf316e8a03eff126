"""Versions on trial, for every task by one mechanism: unseen, or shown to a share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.web.coach import made_recogniser
from tests.web.coach.made_bodies import landmarks
from tests.web.coach.made_workouts import work
from tests.web.labels import made_film_models, made_songs
from tests.web.labels.film_shelves import film_library, filmed, unfilmed
from tests.web.labels.shelves import library, trained, untrained
from tests.web.playlists import shelves as playlist_shelves

from medley.artifacts.store import Store
from medley.core.errors import ConfigError
from medley.core.registry import TASKS
from medley.serving.beside import Versions
from medley.web.catalog.models import Category, Item
from medley.web.clock import now_ms
from medley.web.coach import said
from medley.web.coach.models import Workout
from medley.web.labels import film_labeller, film_saying, labeller, saying
from medley.web.labels.film_library import film_of
from medley.web.labels.genres import genre_named
from medley.web.labels.library import sound_of_song
from medley.web.labels.models import FilmRecord
from medley.web.learning import beside
from medley.web.learning.models import ShadowAnswer, ShadowTrial
from medley.web.learning.shadow import (
    MOST_ANSWERS,
    agreement,
    clear_answers,
    keep_answer,
    shadow_report,
)
from medley.web.learning.trials import SHOWN, UNSEEN, WHY_NOT, end_trial, start_trial
from medley.web.people.models import Person, User
from medley.web.playlists import composer, drafts
from medley.web.playlists.asked import Asked

__all__ = ["film_library", "filmed", "library", "trained", "unfilmed", "untrained"]


@pytest.fixture(autouse=True)
def nothing_held(db: Path) -> Iterator[None]:
    """Without what another test loaded."""
    beside.forget_versions()
    yield
    beside.finish_beside()
    beside.forget_versions()


@pytest.fixture
def operator(account: Callable[..., User], relaxed_client: Client) -> Client:
    """The browser of who runs the site."""
    cache.clear()
    relaxed_client.force_login(account("op", is_staff=True))
    return relaxed_client


def begin(task: str, version: str, share: float = 1.0, *, shown: bool = False) -> ShadowTrial:
    trial = start_trial(task, version, share, shown=shown)
    beside.forget_versions()
    return trial


def challenger(models: Path, task: str, version: str, model: Any) -> str:
    """Another version of what serves, which the champion stays above."""
    store = Store(models)
    return store.save(task, version, model, metrics={}, snapshot="other", seed=1)


def second_songs(models: Path) -> str:
    store = Store(models)
    champion = store.champion("song-genre")
    version = made_songs.train(models, "prior")
    store.promote("song-genre", str(champion), "test")
    labeller.forget_models()
    return version


class TestSongs:
    def test_both_answers_are_kept_and_judged_by_what_people_say_later(
        self, trained: str, library: list[Item], home: Path
    ) -> None:
        trial = begin("song-genre", second_songs(home / "models"))
        person = Person.objects.create(key="user:judge")
        for item in library:
            found = labeller.answer(sound_of_song(item.pk), f"item:{item.pk}", at_once=True)
            assert found.version == trained
            saying.say(item, genre_named(found.genres[0], may_make=True), person)
        report = shadow_report(trial)
        assert report.answers == len(library)
        assert report.overlap is not None
        assert report.overlap.value < 1
        assert report.judged is not None
        # Everybody agreed with the champion; the other says the same of every song.
        assert (report.judged.n, report.judged.shown.value) == (len(library), 0.0)
        assert report.judged.unseen.value == pytest.approx(2 / 3)
        assert report.judged.difference.low > 0

    def test_what_was_known_before_judges_nobody(
        self, trained: str, library: list[Item], home: Path
    ) -> None:
        item = library[0]
        saying.say(item, genre_named("rock", may_make=True), Person.objects.create(key="user:a"))
        item.labels.update(at_ms=now_ms() - 60_000)
        trial = begin("song-genre", second_songs(home / "models"))
        labeller.answer(sound_of_song(item.pk), f"item:{item.pk}", at_once=True)
        report = shadow_report(trial)
        assert (report.answers, report.judged) == (1, None)

    def test_a_song_is_asked_about_once(
        self, trained: str, library: list[Item], home: Path
    ) -> None:
        begin("song-genre", second_songs(home / "models"))
        for _ in range(3):
            labeller.answer(sound_of_song(library[0].pk), f"item:{library[0].pk}")
            beside.finish_beside()
        assert ShadowAnswer.objects.count() == 1

    def test_its_share_is_shown_the_other_version_and_always_the_same_songs(
        self, trained: str, library: list[Item], home: Path
    ) -> None:
        other = second_songs(home / "models")
        begin("song-genre", other, 0.5, shown=True)

        def versions() -> list[str]:
            sounds = [(f"item:{item.pk}", sound_of_song(item.pk)) for item in library]
            return [labeller.answer(sound, about).version for about, sound in sounds]

        first = versions()
        assert set(first) == {trained, other}
        assert versions() == first
        end_trial("song-genre", shown=True)
        beside.forget_versions()
        assert set(versions()) == {trained}

    def test_a_damaged_version_on_trial_changes_nothing(
        self, trained: str, library: list[Item], home: Path
    ) -> None:
        other = second_songs(home / "models")
        begin("song-genre", other, shown=True)
        start_trial("song-genre", other, 1.0)
        (home / "models" / "song-genre" / other / "manifest.json").write_text("{")
        beside.forget_versions()
        found = labeller.answer(sound_of_song(library[0].pk), "item:1", at_once=True)
        assert (found.version, found.fallback) == (trained, None)
        assert not ShadowAnswer.objects.exists()


def test_films_are_answered_beside_by_both_of_their_tasks(
    filmed: str, film_library: list[Item], home: Path
) -> None:
    store = Store(home / "models")
    scores = str(store.champion("film-score"))
    made_film_models.train(home / "models", "prior")
    others = {task: str(store.champion(task)) for task in ("film-genre", "film-score")}
    store.promote("film-genre", filmed, "test")
    store.promote("film-score", scores, "test")
    film_labeller.forget_models()
    genres_trial, score_trial = (begin(task, version) for task, version in others.items())
    person = Person.objects.create(key="user:judge")
    FilmRecord.objects.update(score=None)
    for item in film_library:
        film_labeller.answer(film_of(item).query, f"item:{item.pk}", unscored=True)
        beside.finish_beside()
        film_saying.say(item, list(Category.objects.filter(slug="western")), person)
    FilmRecord.objects.update(score=60.0, at_ms=now_ms())
    genres, score = shadow_report(genres_trial), shadow_report(score_trial)
    assert genres.answers == score.answers == len(film_library)
    assert genres.judged is not None
    assert score.judged is not None
    # The same model of scores was fitted twice: both are off by as much.
    assert score.overlap is not None
    assert score.overlap.value == 1.0
    assert score.judged.difference.value == pytest.approx(0.0)
    assert score.judged.shown.value > 0


class TestPlaylists:
    @pytest.fixture
    def versions(self, db: Path) -> tuple[str, str]:
        composer.forget_models()
        playlist_shelves.fill_shelf()
        first, second = playlist_shelves.train(), playlist_shelves.train("popular")
        Store(settings.MEDLEY_MODELS).promote("playlist", first, "test")
        composer.forget_models()
        return first, second

    def test_what_was_kept_tells_which_version_had_it(self, versions: tuple[str, str]) -> None:
        trial = begin("playlist", versions[1])
        person = Person.objects.create(key="user:maker")
        draft = drafts.start(person, Asked("calm night", songs=5))
        beside.finish_beside()
        drafts.change(person, draft.token, lambda one: drafts.keep(one) and None)
        report = shadow_report(trial)
        assert (report.answers, report.people) == (1, 1)
        assert report.judged is not None
        assert report.judged.shown.value == 0.0
        assert report.judged.unseen.value >= 0.0

    def test_whoever_falls_into_the_share_is_made_playlists_by_it(
        self, versions: tuple[str, str]
    ) -> None:
        begin("playlist", versions[1], 0.5, shown=True)
        people = [Person.objects.create(key=f"user:{n}") for n in range(12)]
        made = [composer.composer(person).version for person in people]
        assert set(made) == set(versions)
        assert made == [composer.composer(person).version for person in people]
        assert composer.composer().version == versions[0]

    def test_answers_go_with_their_person(self, versions: tuple[str, str]) -> None:
        begin("playlist", versions[1])
        person = Person.objects.create(key="user:maker")
        drafts.start(person, Asked("calm night", songs=5))
        beside.finish_beside()
        assert ShadowAnswer.objects.count() == 1
        person.delete()
        assert not ShadowAnswer.objects.exists()


def test_the_exercise_of_a_workout_is_told_beside_and_corrections_judge_it(
    relaxed_client: Client, home: Path
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    champion = made_recogniser.train(home / "models")
    prior = made_recogniser.fitted("prior")
    trial = begin("exercise", challenger(home / "models", "exercise", "prior", prior))
    file = SimpleUploadedFile("my set.npz", landmarks("squat", 5))
    relaxed_client.post("/coach/uploads", {"workout": file, "exercise": ""})
    work()
    workout = Workout.objects.get()
    assert workout.answer["model_version"] == champion
    said.say_exercise(workout, workout.exercise)
    report = shadow_report(trial)
    assert (report.answers, report.people) == (1, 1)
    assert report.judged is not None
    assert report.judged.shown.value == 0.0


class TestWhatAllShare:
    def test_every_task_has_its_trials_or_a_line_that_says_why_not(self) -> None:
        for task in TASKS:
            assert (task in UNSEEN and task in SHOWN) or WHY_NOT[task]

    @pytest.mark.parametrize("task", sorted({*TASKS} - {*SHOWN}))
    def test_what_cannot_be_shown_to_a_share_is_refused_with_a_way_out(self, task: str) -> None:
        with pytest.raises(ConfigError, match=r"medley (experiment|compare)"):
            start_trial(task, "v", 0.1, shown=True)

    def test_only_so_many_answers_are_kept(self, db: Path) -> None:
        trial = ShadowTrial.objects.create(
            task="song-genre", version="v", share=1.0, started_ms=now_ms()
        )
        ShadowAnswer.objects.bulk_create(
            ShadowAnswer(trial=trial, about=f"item:{n}", shown_by="c", overlap=1.0, at_ms=1)
            for n in range(MOST_ANSWERS + 7)
        )
        clear_answers(trial)
        assert trial.answers.count() == MOST_ANSWERS
        assert not trial.answers.filter(about="item:6").exists()

    def test_two_processes_keep_one_answer(self, db: Path) -> None:
        from django.db import IntegrityError

        trial = ShadowTrial.objects.create(task="film-genre", version="v", share=1, started_ms=1)
        kept: dict[str, Any] = {"person": None, "shown_by": "c", "shown": [], "unseen": []}
        keep_answer(trial, about="item:1", took_ms=1.0, **kept)
        with pytest.raises(IntegrityError):
            keep_answer(trial, about="item:1", took_ms=1.0, **kept)
        assert trial.answers.count() == 1
        assert agreement("film-genre", [], []) == 1.0

    def test_a_version_is_loaded_once(self) -> None:
        loads: list[str] = []

        def load(task: str, version: str) -> Any:
            loads.append(version)
            return object(), SimpleNamespace(notes={})

        held = Versions(SimpleNamespace(load=load), "feed")  # type: ignore[arg-type]
        assert held.serving("a") is held.serving("a")
        assert loads == ["a"]


class TestPage:
    def test_an_operator_starts_and_ends_trials(
        self, operator: Client, trained: str, library: list[Item], home: Path
    ) -> None:
        other = second_songs(home / "models")
        cache.clear()
        address = "/operators/models/song-genre/live"
        assert "Try a version" in operator.get(address).text
        for how in ("unseen", "shown"):
            fields = {"version": other, "share": "25", "how": how}
            answer = operator.post("/operators/models/song-genre/trial", fields, follow=True)
            assert f"{other} answers 25%" in answer.text
        labeller.answer(sound_of_song(library[0].pk), f"item:{library[0].pk}", at_once=True)
        html = operator.get(address).text
        assert "In the shadow" in html
        assert "Shown to a share" in html
        assert "Nobody said yet what is right." in html
        for how in ("unseen", "shown"):
            operator.post("/operators/models/song-genre/trial/end", {"how": how})
        assert not ShadowTrial.objects.filter(active=True).exists()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"share": "7"}, "Choose a share of the list."),
            ({"version": "nothing"}, "has no version"),
        ],
    )
    def test_what_cannot_be_tried_is_said(
        self, operator: Client, trained: str, fields: dict[str, str], words: str
    ) -> None:
        sent = {"version": trained, "share": "10", "how": "unseen"} | fields
        answer = operator.post("/operators/models/song-genre/trial", sent, follow=True)
        assert words in answer.text
        assert not ShadowTrial.objects.exists()

    @pytest.mark.parametrize("task", sorted(WHY_NOT))
    def test_where_a_trial_makes_no_sense_the_page_says_why(
        self, operator: Client, task: str
    ) -> None:
        from django.utils.html import escape

        assert escape(str(WHY_NOT[task])) in operator.get(f"/operators/models/{task}/live").text

    def test_nobody_else_starts_one(self, client: Client, trained: str) -> None:
        answer = client.post("/operators/models/song-genre/trial", {"version": trained})
        assert answer.status_code in (302, 403, 404)
        assert not ShadowTrial.objects.exists()
