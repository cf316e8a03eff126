"""What goes wrong with any task: a damaged model, nothing to learn from, a clock, two workers.

A database that is away is in ``tests/web/watching/test_outages.py`` and ``tests/web/jobs``: it
is the same for all tasks.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from tests.web.coach import made_recogniser
from tests.web.coach.made_bodies import landmarks
from tests.web.coach.made_workouts import send, work
from tests.web.labels import made_film_models, made_songs
from tests.web.labels.film_shelves import film_library, unfilmed
from tests.web.labels.shelves import library, untrained
from tests.web.learning.looks import look_once
from tests.web.models_admin.shelves import events
from tests.web.playlists.shelves import fill_shelf
from tests.web.playlists.shelves import train as train_playlists

from medley.artifacts.store import Store
from medley.core.registry import TASKS, model_class
from medley.data.interests import interests_data
from medley.training.form_repetitions import made_form
from medley.training.policy import POLICIES, Facts, judge
from medley.training.sentences import say
from medley.web.catalog.models import Item
from medley.web.coach import form_model
from medley.web.coach.models import Workout
from medley.web.feed import service
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.taste import taste_of
from medley.web.jobs import queue
from medley.web.jobs.models import JobState
from medley.web.labels import film_labeller, labeller
from medley.web.labels.film_library import film_of
from medley.web.labels.library import sound_of_song
from medley.web.learning.alarms import alarms
from medley.web.learning.due import TRAIN
from medley.web.learning.learners import LEARNERS
from medley.web.learning.models import AlarmRecord
from medley.web.playlists import composer

__all__ = ["film_library", "library", "unfilmed", "untrained"]
Said = tuple[str, str]
"""The version that answers, and what it admits."""


def store() -> Store:
    return Store(settings.MEDLEY_MODELS)


def damaged_successor(task: str) -> str:
    """Let a copy of what serves serve, and cut its arrays short; the version before it."""
    held = store()
    good = held.champion(task)
    assert good is not None
    model, manifest = held.load(task, good)
    notes = dict(manifest.notes)
    copy = held.save(task, manifest.model, model, metrics={}, snapshot="copy", seed=1, notes=notes)
    held.promote(task, copy, "test")
    arrays = held.root / task / copy / "arrays.npz"
    arrays.write_bytes(arrays.read_bytes()[:-20])
    return good


@pytest.fixture(autouse=True)
def nothing_loaded(db: Path) -> Iterator[None]:
    """Models are loaded afresh here, and after it."""

    def forget() -> None:
        for module in (labeller, film_labeller, composer):
            module.forget_models()
        service.forget_everything()
        form_model._in_use.clear()

    forget()
    yield
    forget()


def check(task: str, good: str, said: Said) -> None:
    """Another version answered, admits it, and whoever runs the site is told at once."""
    version, admitted = said
    assert version == good
    assert "cannot be loaded" in admitted or "previous-model" in admitted
    assert AlarmRecord.objects.get().open_key == f"artifact:{task}"
    assert [(one.kind, one.subject) for one in alarms()] == [("artifact", task)]


class TestADamagedChampionGivesWaySaysSoAndAlarms:
    def test_interests(self, make_items: Callable[..., list[Item]]) -> None:
        events(make_items(10, "film", "drama") + make_items(10, "film", "war", prefix="w"))
        model = model_class("interests", "most-liked")()
        model.fit(interests_data(feed_data_from_database()), rng=np.random.default_rng(0))
        version = store().save("interests", "most-liked", model, metrics={}, snapshot="s", seed=0)
        store().promote("interests", version, "test")
        good = damaged_successor("interests")
        service.forget_everything()
        found = taste_of(None)
        check("interests", good, (found.model_version, str(found.fallback)))

    def test_playlists(self) -> None:
        fill_shelf()
        train_playlists()
        good = damaged_successor("playlist")
        found = composer.composer()
        check("playlist", good, (found.version, str(found.fallback)))

    def test_genres_of_songs(self, library: list[Item], home: Path) -> None:
        made_songs.train(home / "models")
        good = damaged_successor("song-genre")
        found = labeller.answer(sound_of_song(library[0].pk))
        check("song-genre", good, (found.version, str(found.fallback)))

    @pytest.mark.parametrize("task", ["film-genre", "film-score"])
    def test_genres_and_scores_of_films(
        self, task: str, film_library: list[Item], home: Path
    ) -> None:
        made_film_models.train(home / "models")
        good = damaged_successor(task)
        found = film_labeller.answer(film_of(film_library[0]).query)
        version = found.genre_version if task == "film-genre" else found.score_version
        check(task, good, (version, str(found.fallback)))

    @pytest.mark.parametrize(
        ("task", "field"), [("exercise", "model_version"), ("form", "form_version")]
    )
    def test_exercises_and_form(
        self, task: str, field: str, home: Path, relaxed_client: Client
    ) -> None:
        made_recogniser.train(home / "models")
        judge_of_form = model_class("form", "prior")()
        judge_of_form.fit(made_form(1, seed=3), rng=np.random.default_rng(0))
        notes = {"made_bodies": 0, "measured": {"conditions": {"squat/depth": 0.9}}}
        version = store().save(
            "form", "prior", judge_of_form, metrics={}, snapshot="s", seed=0, notes=notes
        )
        store().promote("form", version, "test")
        good = damaged_successor(task)
        # Named where the judge is asked about: a small recogniser may tell it as none.
        named = "squat" if task == "form" else ""
        send(relaxed_client, "set.npz", landmarks("squat", 3), exercise=named)
        work()
        report = Workout.objects.get().report
        check(task, good, (report[field], " ".join(report["reasons"])))
        html = relaxed_client.get(f"/coach/workouts/{Workout.objects.get().token}").text
        assert "The newest model cannot be loaded" in html


@pytest.mark.parametrize("task", LEARNERS)
class TestATraining:
    def test_of_nothing_leaves_nothing_and_says_so(self, task: str, home: Path) -> None:
        queue.ask(TRAIN, task, asked_by="ann")
        look_once()
        job = queue.latest(TRAIN, task)
        assert job is not None
        assert (job.state, job.result["version"]) == (JobState.DONE, None)
        assert job.result["words"] == say("too-little")
        assert store().versions(task) == []

    def test_is_not_due_because_a_clock_jumped(self, task: str, home: Path) -> None:
        policy = POLICIES[task]
        facts = Facts(examples=10 * policy.changed, changed=1, age_days=-4_000.0)
        assert judge(policy, facts).code == "little"

    def test_asked_for_twice_runs_once_and_beside_no_other(self, task: str, home: Path) -> None:
        first = queue.ask(TRAIN, task, asked_by="one worker")
        assert queue.ask(TRAIN, task, asked_by="another worker") == first
        other = next(name for name in LEARNERS if name != task)
        queue.ask(TRAIN, other, asked_by="ann")
        assert queue.claim() is not None
        assert queue.claim() is None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 4 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing more fits."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4_096))
    return path


FITTED: dict[str, Callable[[], tuple[str, Any]]] = {
    "song-genre": lambda: ("mfcc-svm", made_songs._fitted("mfcc-svm")),
    "film-genre": lambda: ("text", made_film_models._fitted("film-genre", "text")),
    "film-score": lambda: ("ridge-text", made_film_models._fitted("film-score", "ridge-text")),
    "exercise": lambda: ("knn", made_recogniser.fitted("knn")),
    "playlist": lambda: ("title-knn", _playlists()),
}


def _playlists() -> Any:
    fill_shelf()
    return Store(settings.MEDLEY_MODELS).load("playlist", train_playlists())[0]


@pytest.mark.parametrize("task", FITTED)
def test_a_full_disk_leaves_the_champion_serving_and_nothing_half_written(
    task: str, small_disk: Path, home: Path
) -> None:
    name, model = FITTED[task]()
    held = Store(small_disk / "models")
    version = held.save(task, name, model, metrics={}, snapshot="s", seed=0)
    held.promote(task, version, "test")
    before = sorted((small_disk / "models").rglob("*"))
    filler = fill(small_disk)
    with pytest.raises(OSError, match="No space left"):
        held.save(task, name, model, metrics={}, snapshot="s", seed=1)
    assert sorted((small_disk / "models").rglob("*")) == before
    assert held.champion(task) == version
    assert held.load(task, version)[1].seed == 0
    filler.unlink()
    assert held.save(task, name, model, metrics={}, snapshot="s", seed=1) != version


def test_each_task_that_serves_is_damaged_here() -> None:
    text = Path(__file__).read_text()
    assert [task for task in TASKS if task != "feed" and f'"{task}"' not in text] == []
