"""Films' genres, their scores, and exercises are trained by the worker too."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from tests.web.learning.looks import is_due, look_once

from medley.artifacts.store import Store
from medley.data.demo import made_exercises
from medley.data.demo.kinematics import made_workouts
from medley.training.policy import POLICIES, Policy
from medley.web.catalog.models import Category, Item
from medley.web.coach.models import Origin, Recording
from medley.web.coach.recordings import keep
from medley.web.jobs.models import JobState
from medley.web.labels.film_retrain import retrain_films
from medley.web.labels.models import FilmRecord, Label, LabelState, Provenance
from medley.web.learning import due
from medley.web.learning.due import verdict
from medley.web.learning.learners import LEARNERS

PLOTS = {
    "horror": "A ghost haunts the cellar of an old house where screams are heard at night",
    "comedy": "Two clumsy friends plan a wedding and everything funny that can happen does",
    "drama": "A mother fights for her family after the war and learns to forgive",
}


FIRST = ("Silver", "Broken", "Hidden", "Golden", "Silent", "Burning", "Frozen", "Distant")
SECOND = ("River", "Mirror", "Garden", "Lantern", "Harbour", "Orchard", "Letter", "Summer")


@pytest.fixture
def films(home: Path) -> list[Item]:
    """Sixty films with a plot, a score and a genre that their file names."""
    made = []
    for number in range(60):
        slug = list(PLOTS)[number % 3]
        genre, _ = Category.objects.get_or_create(
            slug=slug, defaults={"name_en": slug, "name_ko": slug, "family": "film"}
        )
        title = f"{FIRST[number // 8]} {SECOND[number % 8]}"
        item = Item.objects.create(key=f"imdb:tt{number:07}", kind="film", title=title)
        FilmRecord.objects.create(
            item=item,
            title=title,
            overview=f"{PLOTS[slug]} in the year {1950 + number}.",
            year=1950 + number,
            directors=[f"Director {number % 30}"],
            score=40.0 + number % 3 * 15 + number % 7,
        )
        Label.objects.create(
            item=item,
            genre=genre,
            provenance=Provenance.FILE,
            state=LabelState.ACCEPTED,
            at_ms=number,
        )
        made.append(item)
    return made


def only(task: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(due, "LEARNERS", {task: LEARNERS[task]})
    return Store(settings.MEDLEY_MODELS)


def test_scores_are_learned_and_again_when_enough_changed(
    films: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = only("film-score", monkeypatch)
    (job,) = look_once()
    assert (job.trouble, job.result["new"]) == ("", True)
    assert store.champion("film-score") == job.result["version"]
    assert verdict("film-score").code == "unchanged"
    FilmRecord.objects.filter(item__in=films[:19]).update(score=90.0)
    assert verdict("film-score").facts.changed == 19
    assert not is_due("film-score")
    FilmRecord.objects.filter(item__in=films[:20]).update(score=91.0)
    (job,) = look_once()
    assert len(store.versions("film-score")) == 2


def test_genres_are_learned_by_the_champions_kind_of_model(
    films: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = only("film-genre", monkeypatch)
    assert verdict("film-genre").code == "first"
    first = retrain_films("film-genre", "text")
    assert verdict("film-genre").code == "unchanged"
    horror = Category.objects.get(slug="horror")
    Label.objects.filter(item__in=films[:30]).delete()
    assert verdict("film-genre").facts.changed == 30
    for item in films[:30]:
        Label.objects.create(
            item=item,
            genre=horror,
            provenance=Provenance.HUMAN,
            state=LabelState.ACCEPTED,
            at_ms=99,
        )
    (job,) = look_once()
    assert (job.state, job.trouble) == (JobState.DONE, "")
    versions = store.versions("film-genre")
    assert [version.model for version in versions] == ["text", "text"]
    assert versions[0].version == first
    assert look_once() == []


def test_films_that_only_lists_of_events_put_into_a_category_start_nothing(
    films: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    only("film-genre", monkeypatch)
    Label.objects.all().delete()
    for item in films:
        item.categories.add(Category.objects.get(slug="drama"))
    assert verdict("film-genre").code == "few"


def test_films_that_somebody_chose_by_hand_stay(
    films: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    only("film-score", monkeypatch)
    retrain_films("film-score")
    # The database's films become others than those of the version, which notes no mark.
    for number, item in enumerate(films):
        Item.objects.filter(pk=item.pk).update(key=f"own:{number}")
    assert verdict("film-score").code == "held"


def test_exercises_are_learned_from_what_people_say(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = only("exercise", monkeypatch)
    monkeypatch.setitem(POLICIES, "exercise", Policy(least=1, changed=2))
    monkeypatch.setattr("medley.web.coach.retrain.USUAL", "prior")
    few = partial(made_exercises.made_exercises, 22)
    monkeypatch.setattr(made_exercises, "made_exercises", few)
    assert look_once() == []
    rng = np.random.default_rng(1)
    tracks = [workout.track for workout in made_workouts(3, rng)]
    for track in tracks[:2]:
        keep(track, "said", origin=Origin.VIDEO, exercise="squat")
    (job,) = look_once()
    assert (job.trouble, job.result["new"]) == ("", True)
    (version,) = store.versions("exercise")
    assert version.notes["fitted_on"] == "made bodies and 2 recordings"
    keep(tracks[2], "unsaid", origin=Origin.VIDEO)
    assert look_once() == []
    Recording.objects.update(exercise="lunge")
    (job,) = look_once()
    assert len(store.versions("exercise")) == 2
