"""Promoted or rolled back by another process, a version answers here without a restart.

For every task that a site serves. Nothing is assumed of how long it takes: the answer is
asked for until it names another version.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from tests.web.coach import made_recogniser
from tests.web.coach.made_bodies import landmarks
from tests.web.coach.made_workouts import send
from tests.web.labels.film_shelves import film_library, filmed, unfilmed
from tests.web.labels.shelves import library, song_file, trained, untrained
from tests.web.models_admin.shelves import events, saved
from tests.web.playlists.shelves import fill_shelf
from tests.web.playlists.shelves import train as train_playlists

from medley.artifacts.store import Store
from medley.core.registry import TASKS, model_class
from medley.data.interests import interests_data
from medley.training.form_repetitions import made_form
from medley.web.api.keys import make_key
from medley.web.catalog.models import Item
from medley.web.coach import form_model
from medley.web.coach.live_recogniser import current_recogniser, forget_recogniser
from medley.web.coach.models import State, Workout
from medley.web.feed import service
from medley.web.jobs import starting
from medley.web.jobs.crew import Crew

__all__ = ["film_library", "filmed", "library", "trained", "unfilmed", "untrained"]
ROOT = Path(__file__).parents[3]
Answers = dict[str, Callable[[], str]]


@pytest.fixture(autouse=True)
def elsewhere(db: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets other processes open the test's own site."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{db}")
    monkeypatch.setenv("MEDLEY_HOME", str(home))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, sys.path)]))
    monkeypatch.setattr(starting, "start_where_none_works", lambda: None)


@pytest.fixture
def program(account: Callable[..., object]) -> Callable[..., dict[str, object]]:
    """Calls the API with the key of somebody who runs the site."""
    user = account("program", is_staff=True)
    headers = {"Authorization": f"Bearer {make_key('program', user)[1]}"}
    client = Client()

    def call(method: str, path: str, *body: object, **how: str) -> dict[str, object]:
        answer = getattr(client, method)(f"/api/v1{path}", *body, headers=headers, **how)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    return call


def elsewhere_run(*words: str) -> None:
    """Run a command in a process of its own."""
    subprocess.run([sys.executable, "-m", "medley", *words], check=True, capture_output=True)


def soon(ask: Callable[[], str], version: str) -> None:
    """Ask until a version answers; a minute is far more than it takes."""
    end = time.monotonic() + 60
    while (found := ask()) != version:
        assert time.monotonic() < end, f"{found} answers, not {version}"
        time.sleep(0.1)


def another(task: str) -> tuple[str, str]:
    """Save what serves once more; its version and that of the copy."""
    store = Store(settings.MEDLEY_MODELS)
    version = store.champion(task)
    assert version is not None
    model, manifest = store.load(task, version)
    notes = dict(manifest.notes)
    copy = store.save(task, manifest.model, model, metrics={}, snapshot="copy", seed=1, notes=notes)
    return version, copy


def goes_and_comes_back(task: str, *asks: Callable[[], str]) -> None:
    first, second = another(task)
    for ask in asks:
        soon(ask, first)
    elsewhere_run("promote", task, second)
    for ask in asks:
        soon(ask, second)
    elsewhere_run("rollback", task)
    for ask in asks:
        soon(ask, first)


def test_feed_and_what_is_similar(
    make_items: Callable[..., list[Item]], program: Callable[..., dict[str, object]]
) -> None:
    items = make_items(20, "film", "drama")
    events(items)
    saved("item-knn", promote=True)
    service.forget_everything()
    goes_and_comes_back(
        "feed",
        lambda: str(program("get", "/feed")["model_version"]),
        lambda: str(program("get", f"/similar?item={items[0].key}")["model_version"]),
    )


def test_interests(
    make_items: Callable[..., list[Item]], program: Callable[..., dict[str, object]]
) -> None:
    from medley.web.feed.dataset import feed_data_from_database

    events(make_items(20, "film", "drama") + make_items(20, "film", "war", prefix="w"))
    model = model_class("interests", "most-liked")()
    model.fit(interests_data(feed_data_from_database()), rng=np.random.default_rng(0))
    store = Store(settings.MEDLEY_MODELS)
    version = store.save("interests", "most-liked", model, metrics={}, snapshot="s", seed=0)
    store.promote("interests", version, "test")
    service.forget_everything()
    goes_and_comes_back("interests", lambda: str(program("get", "/interests")["model_version"]))


def test_playlists(db: Path, program: Callable[..., dict[str, object]]) -> None:
    fill_shelf()
    train_playlists()
    body = {"title": "calm night", "songs": 5}
    goes_and_comes_back(
        "playlist",
        lambda: str(
            program("post", "/playlists/compose", body, content_type="application/json")[
                "model_version"
            ]
        ),
    )


def test_genres_of_songs(trained: str, program: Callable[..., dict[str, object]]) -> None:
    def ask() -> str:
        return str(program("post", "/labels", {"file": song_file()})["model_version"])

    goes_and_comes_back("song-genre", ask)


@pytest.mark.parametrize(
    ("task", "field"), [("film-genre", "model_version"), ("film-score", "score_version")]
)
def test_genres_and_scores_of_films(
    task: str,
    field: str,
    filmed: str,
    film_library: list[Item],
    program: Callable[..., dict[str, object]],
) -> None:
    goes_and_comes_back(
        task, lambda: str(program("get", f"/labels/films/{film_library[0].key}")[field])
    )


@pytest.fixture
def exercising(home: Path) -> Iterator[Path]:
    """A site that tells exercises apart, and whose form is judged by a model beside rules."""
    forget_recogniser()
    form_model._in_use.clear()
    made_recogniser.train(home / "models")
    judge = model_class("form", "prior")()
    judge.fit(made_form(1, seed=3), rng=np.random.default_rng(0))
    store = Store(home / "models")
    # As if people had taught it: from made bodies alone no model judges.
    notes = {"made_bodies": 0, "measured": {"conditions": {"squat/depth": 0.9}}}
    version = store.save("form", "prior", judge, metrics={}, snapshot="s", seed=0, notes=notes)
    store.promote("form", version, "test")
    yield home
    forget_recogniser()
    form_model._in_use.clear()


def test_exercises_before_the_camera(exercising: Path) -> None:
    goes_and_comes_back("exercise", lambda: current_recogniser()._version)


def test_form_beside_the_rules(exercising: Path) -> None:
    def ask() -> str:
        judge = form_model.form_judge()
        return judge.version if judge is not None else ""

    goes_and_comes_back("form", ask)


@pytest.mark.parametrize(
    ("task", "field"), [("exercise", "model_version"), ("form", "form_version")]
)
def test_a_worker_that_runs_on(
    task: str, field: str, exercising: Path, relaxed_client: Client
) -> None:
    """Its jobs are done by what serves then."""
    crew = Crew()

    def ask() -> str:
        # Form is judged of an exercise that is known; a quick model need not recognise it.
        named = "squat" if task == "form" else ""
        send(relaxed_client, "set.npz", landmarks("squat", 3), exercise=named)
        workout = Workout.objects.latest("pk")
        end = time.monotonic() + 120
        while Workout.objects.get(pk=workout.pk).state == State.WAITING:
            assert time.monotonic() < end
            crew.step()
            time.sleep(0.02)
        return str(Workout.objects.get(pk=workout.pk).report[field])

    try:
        first, second = another(task)
        assert ask() == first
        elsewhere_run("promote", task, second)
        assert ask() == second
    finally:
        crew.close()


def test_no_task_is_left_out() -> None:
    text = Path(__file__).read_text()
    assert [task for task in TASKS if f'"{task}"' not in text] == []
