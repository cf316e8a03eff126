"""Real saved versions for the tests of the models' pages, with figures of our choice."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.conf import settings

from medley.artifacts.store import Store
from medley.core.registry import model_class
from medley.web.catalog.models import Item
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.recording import record
from medley.web.people.models import Person

RELIABILITY = {
    "edges": [0.0, 0.5, 1.0],
    "said": [0.25, 0.75],
    "was": [0.3, None],
    "counts": [12, 0],
}
CONFUSION = {"labels": ["drama", "war"], "confusion": [[7, 3], [1, 9]]}


def store() -> Store:
    """The store that the site reads."""
    return Store(settings.MEDLEY_MODELS)


def events(items: list[Item], n_people: int = 8) -> list[Person]:
    """People who like some of the items."""
    people = [Person.objects.create(key=f"shelf:{n}") for n in range(n_people)]
    for n, person in enumerate(people):
        for item in items[n % 5 :: 5]:
            record(person, item, "like")
    return people


def saved(
    model: str = "popular",
    ndcg: float | None = 0.2,
    *,
    promote: bool = False,
    measured: dict[str, Any] | None = None,
    decision: dict[str, Any] | None = None,
    notes: dict[str, Any] | None = None,
) -> str:
    """Fit a model of the feed on the database, and save it with made figures."""
    made = model_class("feed", model)()
    made.fit(feed_data_from_database(), rng=np.random.default_rng(0))
    figures = {} if ndcg is None else {"ndcg@100": around(ndcg), "coverage@100": around(0.5)}
    kept = {
        "decision": decision or {"promote": promote, "reasons": ["ndcg@100 changes by +0.01"]},
        "fit_seconds": 0.25,
        "events": 40,
        "people": 8,
        **({"measured": measured} if measured else {}),
        **(notes or {}),
    }
    version = store().save(
        "feed", model, made, metrics=figures, snapshot="ab" * 32, seed=3, notes=kept
    )
    if promote:
        store().promote("feed", version, "made for a test")
    return version


def around(value: float, half: float = 0.05) -> dict[str, float]:
    """A figure with an interval."""
    return {"value": value, "low": value - half, "high": value + half}


def damage(version: str, file: str = "arrays.npz") -> None:
    """Cut a file of a version short."""
    path = store().root / "feed" / version / file
    path.write_bytes(path.read_bytes()[:-7])
