"""Blocks, resets, trials and their report work on SQLite, PostgreSQL and MariaDB alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.web.catalog.imported import dump, environment

RUN = """
import json
from medley.cli.django import setup
setup()
from medley.web.catalog.models import CatalogueRevision, Category, Item
from medley.web.feed import service
from medley.web.feed.experiments import Arm, start_experiment
from medley.web.feed.knowledge import known_about
from medley.web.feed.models import Exposure
from medley.web.feed.recording import record
from medley.web.feed.trial_report import experiment_report
from medley.web.feed.why import why
from medley.web.people.control import block_category, reset, undo_reset
from medley.web.people.models import Person

travel = Category.objects.get(slug="travel")
for n in range(80):
    item = Item.objects.create(key=f"db:{n:02}", kind="film", title=str(n))
    if n % 2:
        item.categories.add(travel)
CatalogueRevision.bump()
start_experiment("calm", "home", [Arm("usual", 0.5), Arm("calm", 0.5, balance={"rotation": 0})])
ann = Person.objects.create(key="db:ann")
page = service.first_page(ann)
service.next_page(page.cursor, ann)
record(ann, page.cards[0].item, "like")
record(ann, page.cards[1].item, "dwell", value=31.5)
record(ann, page.cards[2].item, "wish", at_ms=1_000_000_000_000)
block_category(ann, travel)
blocked = {card.item.key for card in service.first_page(ann, size=30).cards}
reset(ann)
forgotten = service.marks_of(ann).says_nothing
undo_reset(ann)
report = experiment_report("calm")
known = known_about(ann)
print(json.dumps({
    "odd": any(int(key[3:]) % 2 for key in blocked - {page.cards[2].item.key}),
    "forgotten": forgotten,
    "liked": len(service.marks_of(ann).liked),
    "arms": [[arm.people, arm.likes] for arm in report.arms if arm.people],
    "n_off_policy": report.off_policy[0].n >= 0,
    "pools": Exposure.objects.exclude(pools={}).filter(experiment="calm").exists(),
    "events": known.counts,
    "why": why(ann, page.cards[0].item).closed_by,
    "for_later": [card.item.key == page.cards[2].item.key for card in service.for_later(ann).cards],
}))
"""


def run(tmp_path: Path, url: str) -> Any:
    env = environment(tmp_path / "home", url)
    return dump(env, RUN)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return run(tmp_path_factory.mktemp("sqlite"), "")


def test_on_sqlite(on_sqlite: Any) -> None:
    assert on_sqlite["odd"] is False
    assert on_sqlite["forgotten"] is True
    assert on_sqlite["liked"] == 1
    assert on_sqlite["arms"] == [[1, 1]]
    assert on_sqlite["pools"] is True
    assert on_sqlite["events"] == {"like": 1, "dwell": 1, "wish": 1}
    assert "liked already" in on_sqlite["why"]


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_a_server_answers_the_same(
    server: str, tmp_path: Path, on_sqlite: Any, request: pytest.FixtureRequest
) -> None:
    assert run(tmp_path, request.getfixturevalue(server)) == on_sqlite
