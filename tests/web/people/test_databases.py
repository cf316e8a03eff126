"""Erasing and exporting work on SQLite, PostgreSQL and MariaDB alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.web.catalog.imported import dump, environment

RUN = """
import json
from medley.cli.django import setup
setup()
from tests.web.people.everything import somebody_everywhere
from medley.web.catalog.models import CatalogueRevision, Category, Item
from medley.web.people import erasures
from medley.web.people.erasing import erase, foresee
from medley.web.people.erasure_report import document_of
from medley.web.people.holdings import rows_of
from medley.web.people.models import Person
from medley.web.people.own_data import everything_about

items = [Item.objects.create(key=f"db:{n}", kind="film", title=str(n)) for n in range(6)]
items[0].categories.add(Category.objects.first())
CatalogueRevision.bump()
ann, bob = somebody_everywhere("ann", items), somebody_everywhere("bob", items)
pks, theirs = (ann.pk, ann.user_id), rows_of(bob.pk, bob.user_id)
export = everything_about(ann)
plan = foresee(ann)
report = document_of(erase(ann, asked_by="command"))
erasures.keep_up()
print(json.dumps({
    "sections": sorted(export),
    "events": [row["kind"] for row in export["events"]],
    "planned": plan["deleted"] == report["deleted"],
    "deleted": report["deleted"],
    "unnamed": report["unnamed"],
    "files": report["files"],
    "left": report["left"],
    "rows": rows_of(*pks),
    "kept": rows_of(bob.pk, bob.user_id) == theirs,
    "people": list(Person.objects.values_list("former_keys__key", flat=True)),
}))
"""


def run(tmp_path: Path, url: str) -> Any:
    return dump(environment(tmp_path / "home", url), RUN)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return run(tmp_path_factory.mktemp("sqlite"), "")


def test_on_sqlite(on_sqlite: Any) -> None:
    assert on_sqlite["planned"] is True
    assert on_sqlite["left"] == on_sqlite["rows"] == {}
    assert on_sqlite["kept"] is True
    assert on_sqlite["people"] == ["visitor:bob-before"]
    assert on_sqlite["events"] == ["like", "wish"]


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_a_server_answers_the_same(
    server: str, tmp_path: Path, on_sqlite: Any, request: pytest.FixtureRequest
) -> None:
    assert run(tmp_path, request.getfixturevalue(server)) == on_sqlite
