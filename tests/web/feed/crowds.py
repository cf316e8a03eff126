"""People of two tastes, and a model that learned them."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.conf import settings

from medley.artifacts.store import Store
from medley.core.registry import model_class
from medley.web.catalog.models import CatalogueRevision, Item
from medley.web.feed import service
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.models import Event
from medley.web.people.models import Person


def two_tastes(make_items: Any) -> list[Item]:
    """Twenty dramas and twenty war films, each liked by 15 people of its own taste."""
    items = make_items(20, "film", "drama", prefix="d") + make_items(20, "film", "war", prefix="w")
    Item.objects.update(creator=None)
    CatalogueRevision.bump()
    events = []
    for n in range(30):
        person = Person.objects.create(key=f"crowd:{n}")
        liked = items[:20] if n < 15 else items[20:]
        rng = np.random.default_rng(n)
        events += [
            Event(person=person, item=liked[place], kind="like", at_ms=n + 1, key=str(place))
            for place in rng.choice(20, 10, replace=False).tolist()
        ]
    Event.objects.bulk_create(events)
    return items


def train(name: str, *, promote: bool = True) -> str:
    """Fit a model on the database and save it."""
    model = model_class("feed", name)()
    model.fit(feed_data_from_database(), rng=np.random.default_rng(0))
    store = Store(settings.MEDLEY_MODELS)
    version = store.save("feed", name, model, metrics={}, snapshot="test", seed=0)
    if promote:
        store.promote("feed", version, "test")
    service.forget_everything()
    return version


def shown(person: Person | None) -> list[str]:
    """The keys of all that somebody is shown, in order."""
    page = service.first_page(person, size=10)
    keys = [card.item.key for card in page.cards]
    while page.cursor is not None:
        page = service.next_page(page.cursor, person, size=30)
        keys += [card.item.key for card in page.cards]
    return keys
