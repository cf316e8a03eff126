"""The taste that pages follow: whose it is, what it rests on, how it changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from medley.artifacts.store import Store
from medley.web.catalog.models import Category, Item
from medley.web.feed import retrain, taste
from medley.web.feed.models import Event
from medley.web.feed.recording import record
from medley.web.people.models import Interest, Person

SLUGS = ("taste-a", "taste-b", "taste-c")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(settings, "MEDLEY_MODELS", tmp_path / "models")
    monkeypatch.setattr(settings, "MEDLEY_SNAPSHOTS", tmp_path / "snapshots")
    taste.forget_tastes()
    return Store(tmp_path / "models")


@pytest.fixture
def items(db: Path, store: Store, make_items: Callable[..., list[Item]]) -> dict[str, list[Item]]:
    """Twenty items of each of three categories."""
    return {slug: make_items(20, "video", slug, prefix=slug) for slug in SLUGS}


def fill(items: dict[str, list[Item]], n_people: int = 60) -> None:
    """People who like one category, day after day."""
    people = Person.objects.bulk_create(Person(key=f"fan:{n}") for n in range(n_people))
    rng = np.random.default_rng(2)
    events = []
    for n, someone in enumerate(people):
        own = items[SLUGS[n % 2]]
        for day, place in enumerate(rng.choice(20, 8, replace=False).tolist()):
            at = 1_700_000_000_000 + day * 86_400_000 + n
            events.append(
                Event(person=someone, item=own[place], kind="like", at_ms=at, key=f"{n}-{day}")
            )
    Event.objects.bulk_create(events)


def declare(person: Person, slug: str) -> None:
    Interest.objects.create(person=person, category=Category.objects.get(slug=slug))
    person.revision += 1
    person.save()


def test_nobody_gets_everybodys_shares_and_the_answer_says_so(items: Any) -> None:
    fill(items)
    found = taste.taste_of(None)
    assert found.fallback == taste.COUNTS_ANSWER
    assert found.model_version == "baseline"
    shares = found.by_slug()
    assert shares["taste-a"] == pytest.approx(shares["taste-b"], rel=0.05)
    assert shares["taste-c"] < 0.01
    assert found.probabilities.sum() == pytest.approx(1)


def test_a_declaration_serves_at_once_and_fades_with_likes(items: Any, person: Person) -> None:
    fill(items)
    declare(person, "taste-c")
    shares = [taste.taste_of(person).by_slug()["taste-c"]]
    parts = [taste.taste_of(person).declared_share]
    for n in range(12):
        record(person, items["taste-a"][n], "like")
        person.refresh_from_db()
        found = taste.taste_of(person)
        shares.append(found.by_slug()["taste-c"])
        parts.append(found.declared_share)
    assert parts[0] == pytest.approx(2 / 7)
    assert parts[5] == pytest.approx(2 / 12, rel=1e-3)
    assert parts[12] == pytest.approx(2 / 19, rel=1e-3)
    assert shares[0] == pytest.approx(2 / 7, abs=0.01)
    assert shares == sorted(shares, reverse=True)
    assert taste.taste_of(person).by_slug()["taste-a"] > 0.7


def test_a_wish_alone_and_a_view_alone_are_answered(items: Any, person: Person) -> None:
    fill(items)
    nothing = taste.taste_of(person).by_slug()["taste-c"]
    record(person, items["taste-c"][0], "view")
    person.refresh_from_db()
    assert taste.taste_of(person).by_slug()["taste-c"] == pytest.approx(nothing)
    record(person, items["taste-c"][1], "wish")
    person.refresh_from_db()
    assert taste.taste_of(person).by_slug()["taste-c"] > nothing


def test_the_champion_answers_once_it_is_trained(items: Any, person: Person, store: Store) -> None:
    fill(items)
    version = retrain.retrain_interests()
    assert version == store.champion("interests")
    assert retrain.retrain_interests() == version
    taste.forget_tastes()
    record(person, items["taste-b"][0], "like")
    record(person, items["taste-b"][1], "like")
    person.refresh_from_db()
    found = taste.taste_of(person)
    assert (found.model_version, found.fallback) == (version, None)
    assert found.by_slug()["taste-b"] > 0.6
    declare(person, "taste-c")
    assert taste.taste_of(person).by_slug()["taste-c"] > 0.2


def test_a_category_that_came_after_the_training_can_be_declared(
    items: Any, person: Person, store: Store, make_items: Callable[..., list[Item]]
) -> None:
    fill(items)
    retrain.retrain_interests()
    make_items(3, "video", "taste-new", prefix="late")
    declare(person, "taste-new")
    found = taste.taste_of(person)
    assert found.fallback is None
    assert found.by_slug()["taste-new"] == pytest.approx(2 / 7)
    assert found.probabilities.sum() == pytest.approx(1)


def test_too_few_events_train_nothing(items: Any, person: Person, store: Store) -> None:
    record(person, items["taste-a"][0], "like")
    assert retrain.retrain_interests() is None
    assert store.versions("interests") == []


def test_an_empty_catalogue_has_an_empty_taste(db: Path, store: Store) -> None:
    assert Category.objects.filter(items__isnull=False).count() == 0
    found = taste.taste_of(None)
    assert found.probabilities.sum() == pytest.approx(1 if found.slugs else 0)
