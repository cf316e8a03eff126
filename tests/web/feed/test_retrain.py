"""The site learns from its own events."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from medley.artifacts.store import Store
from medley.web.catalog.models import Item
from medley.web.feed import retrain, service
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.marks import marks_of
from medley.web.feed.models import Event, Exposure
from medley.web.feed.models_in_use import aligned
from medley.web.feed.ranking import query_of
from medley.web.people.models import Person


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(settings, "MEDLEY_MODELS", tmp_path / "models", raising=False)
    monkeypatch.setattr(settings, "MEDLEY_SNAPSHOTS", tmp_path / "snapshots", raising=False)
    return Store(tmp_path / "models")


def fill(n_people: int, n_each: int = 6) -> None:
    if not Item.objects.exists():
        Item.objects.bulk_create(
            Item(key=f"i:{n}", kind="video", title=f"Video {n}") for n in range(30)
        )
    items = list(Item.objects.order_by("pk"))
    first = Person.objects.count()
    people = Person.objects.bulk_create(Person(key=f"p:{first + n}") for n in range(n_people))
    events = []
    for n, person in enumerate(people, first):
        for place in range(n_each):
            item = items[(n % 3 + 3 * (n + place)) % 30]
            key = f"{n}-{place}"
            events.append(Event(person=person, item=item, kind="like", at_ms=n + place, key=key))
    Event.objects.bulk_create(events)


def test_too_few_events_are_not_learned_from(db: Any, store: Store) -> None:
    fill(2)
    seen: list[str] = []
    assert retrain.retrain_feed(lambda _done, words: seen.append(words)) is None
    assert seen[-1] == "only 12 events; a model needs 20"
    assert store.versions("feed") == []


def test_the_first_training_serves(db: Any, store: Store) -> None:
    fill(60)
    version = retrain.retrain_feed()
    assert version == store.champion("feed")
    (manifest,) = store.versions("feed")
    assert manifest.model == retrain.MODEL
    assert (settings.MEDLEY_SNAPSHOTS / manifest.snapshot).is_dir()


def test_unchanged_data_is_not_learned_twice(db: Any, store: Store) -> None:
    fill(60)
    version = retrain.retrain_feed()
    assert retrain.retrain_feed() == version
    assert len(store.versions("feed")) == 1
    fill(5)
    assert retrain.retrain_feed() != version
    assert len(store.versions("feed")) == 2


def test_what_many_new_accounts_push_is_left_out_and_told(db: Any, store: Store) -> None:
    fill(60, n_each=12)
    day = 86_400_000
    for person in Person.objects.all():
        for place, event in enumerate(person.events.order_by("at_ms")):
            Event.objects.filter(pk=event.pk).update(at_ms=(100 + place) * day)
    pushed = Item.objects.create(key="i:pushed", kind="video", title="Pushed")
    bots = Person.objects.bulk_create(Person(key=f"bot:{n}") for n in range(80))
    Event.objects.bulk_create(
        Event(person=bot, item=pushed, kind="like", at_ms=111 * day + n, key="x")
        for n, bot in enumerate(bots)
    )
    retrain.retrain_feed()
    (manifest,) = store.versions("feed")
    left_out = manifest.notes["left_out"]
    assert left_out["most"][0]["item"] == "i:pushed"
    assert left_out["most"][0]["left_out"] > 60
    assert "bot:" not in str(left_out)


def test_what_patient_bots_push_and_nobody_met_is_left_out(db: Any, store: Store) -> None:
    fill(60, n_each=10)
    day = 86_400_000
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(key=f"visitor:{person.key}")
        for place, event in enumerate(person.events.order_by("at_ms")):
            Event.objects.filter(pk=event.pk).update(at_ms=(100 + 2 * place) * day)
            show(person, event.item_id, (100 + 2 * place) * day - 1)
    pushed = Item.objects.create(key="i:pushed", kind="video", title="Pushed")
    bots = Person.objects.bulk_create(Person(key=f"visitor:bot:{n}") for n in range(80))
    others = list(Item.objects.order_by("pk")[:8])
    Event.objects.bulk_create(
        Event(person=bot, item=item, kind="like", at_ms=(100 + n) * day, key=f"{n}")
        for bot in bots
        for n, item in enumerate([*others, pushed])
    )
    show(bots[0], pushed.pk, 90 * day, scenario="creator")
    retrain.retrain_feed()
    (manifest,) = store.versions("feed")
    lost = {one["item"]: one["left_out"] for one in manifest.notes["left_out"]["most"]}
    assert lost["i:pushed"] == 70, "a page that the bot chose does not bear it out"


def show(person: Person, item: int, at_ms: int, *, scenario: str = "home") -> None:
    Exposure.objects.create(
        request_id=uuid.uuid4(),
        person=person,
        scenario=scenario,
        model_version="v",
        items=[item],
        shown_ms=at_ms,
    )


def test_a_wish_weighs_what_became_of_earlier_wishes(db: Any, store: Store) -> None:
    fill(60)
    items = list(Item.objects.order_by("pk"))
    day = 86_400_000
    events = []
    for person in Person.objects.all():
        for n, item in enumerate(items[20:26]):
            for at_day, kind in ((100, "wish"), (105, "like"))[: 1 + (n < 5)]:
                key = f"{kind}-{n}"
                row = Event(person=person, item=item, kind=kind, at_ms=at_day * day, key=key)
                events.append(row)
    Event.objects.bulk_create(events)
    Event.objects.filter(key="0-0").update(at_ms=200 * day)
    retrain.retrain_feed()
    (manifest,) = store.versions("feed")
    outcomes = manifest.notes["wishes"]
    assert (outcomes["wished"], outcomes["fulfilled"]) == (360, 300)
    assert 0.6 < manifest.notes["wish_weight"] < 0.9
    service.forget_everything()
    ranker = aligned(current_index())
    assert ranker is not None
    marks = marks_of(Person.objects.first())
    query = query_of(ranker, marks, 300 * day)
    learned = pytest.approx(manifest.notes["wish_weight"])
    assert query.history.weights[query.history.items.index("i:25")] == learned
