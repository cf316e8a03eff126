"""Live figures, drift and jobs are counted alike on SQLite, PostgreSQL and MariaDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.web.catalog.imported import dump, environment

RUN = """
import json, uuid
from medley.cli.django import setup
setup()
from medley.core.registry import TASKS
from medley.web.catalog.models import CatalogueRevision, Category, Item
from medley.web.feed.models import Event, Exposure, RankedList
from medley.web.jobs.models import Job
from medley.web.labels.models import Label
from medley.web.models_admin.drifting import FEATURES, _COUNTS, predictions
from medley.web.models_admin.job_rows import counts, ended_jobs
from medley.web.models_admin.live import live_figures
from medley.web.models_admin.shelf import Shelf
from medley.web.models_admin.version_log import totals
from medley.web.clock import now_ms
from medley.web.people.models import Person

drama = Category.objects.filter(slug="travel").first()
items = [Item.objects.create(key=f"db:{n}", kind="film", title=str(n)) for n in range(6)]
for item in items[::2]:
    item.categories.add(drama)
CatalogueRevision.bump()
now = now_ms()
for n in range(6):
    person = Person.objects.create(key=f"db:{n}")
    Exposure.objects.create(
        request_id=uuid.uuid4(), person=person, scenario="home", model_version=f"v{n % 2}",
        items=[item.pk for item in items], shown_ms=now - 9_000_000,
    )
    RankedList.objects.create(
        id=uuid.uuid4(), scenario="home", model_version=f"v{n % 2}", items=b"",
        fallback="x" if n == 1 else "", created_ms=now,
    )
    Event.objects.create(person=person, item=items[n], kind="like", key="a", at_ms=now - 3_600_000)
    Event.objects.create(person=person, item=items[0], kind="skip", key="b", at_ms=now - 60_000)
    Label.objects.create(
        item=items[n], genre=drama, provenance="model", model_version="g",
        state="rejected" if n < 2 else "accepted",
    )
    Job.objects.create(kind="train", subject=f"x{n}", state="failed" if n else "done")
feed = live_figures(Shelf(TASKS["feed"], ()))
hours = _COUNTS["hours"](Event.objects.all())
print(json.dumps({
    "totals": sorted([t.version, t.pages, t.lists, t.fallbacks] for t in totals()),
    "likes": sorted([one.version, one.counts["likes"], one.counts["shown"]] for one in feed),
    "counts": {name: sum(_COUNTS[name](Event.objects.all()).values()) for name in FEATURES},
    "kinds": _COUNTS["kinds"](Event.objects.all()),
    "hours": all(0 <= int(hour) < 24 for hour in hours) and len(hours) in (1, 2),
    "labels": live_figures(Shelf(TASKS["film-genre"], (), {"g": ""}))[0].counts,
    "predictions": sorted(one.answers for one in predictions(Shelf(TASKS["feed"], ()))),
    "jobs": [counts(), len(ended_jobs()[0]), len(ended_jobs(state="failed")[0])],
}))
"""
FOUND = {
    "totals": [["v0", 3, 3, 0], ["v1", 3, 3, 1]],
    "likes": [["v0", 3, 18], ["v1", 3, 18]],
    "counts": {"kinds": 12, "categories": 9, "item-kinds": 12, "hours": 12},
    "kinds": {"like": 6, "skip": 6},
    "hours": True,
    "labels": {"proposed": 6, "looked": 6, "corrected": 2},
    "predictions": [9, 9],
    "jobs": [{"done": 1, "failed": 5}, 6, 5],
}


def run(tmp_path: Path, url: str) -> Any:
    return dump(environment(tmp_path / "home", url), RUN)


def test_on_sqlite(tmp_path: Path) -> None:
    assert run(tmp_path, "") == FOUND


@pytest.mark.server_db
def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    assert run(tmp_path, postgres_url) == FOUND


@pytest.mark.server_db
def test_on_mariadb(tmp_path: Path, mariadb_url: str) -> None:
    assert run(tmp_path, mariadb_url) == FOUND
