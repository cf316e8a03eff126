"""The same files give the same rows on SQLite, PostgreSQL and MariaDB."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.web.catalog.imported import dump, environment, imported, medley

ITEMS = [
    ("item", "title", "title_ko", "kind", "categories", "creator", "year", "published"),
    (
        "a",
        "Night run",
        "밤 달리기",
        "video",
        "sport-activity|러닝",
        "Night runners",
        "",
        "2024-05-01",
    ),
    ("A", "Capital letter", "", "video", "travel", "", "", ""),
    ("😀", "Smile", "", "film", "Sci-Fi|Drama", "", "1999", ""),
    ("😁", "Grin", "", "film", "drama", "", "2001", ""),
    ("'; DROP TABLE catalog_item; --", 'Quote " and \\ backslash', "", "song", "", "", "", ""),
]
EVENTS = [
    ("person", "item", "kind", "at", "undo"),
    ("ann", "a", "like", "2024-05-02T10:00:00Z", ""),
    ("Ann", "A", "like", "1714644000", ""),
    ("ann", "😀", "wish", "1714644000000", ""),
    ("ann", "😁", "wish", "1714644001000", ""),
    ("ann", "😁", "wish", "1714644002000", "1"),
    ("밥", "'; DROP TABLE catalog_item; --", "dislike", "", ""),
    ("ann", "a", "like", "2024-05-02T10:00:00Z", ""),
    ("ann", "missing", "like", "2024-05-02T10:00:00Z", ""),
]
FEED = """
import json
from medley.cli.django import setup
setup()
from medley.web.catalog.models import Item
from medley.web.feed import service
from medley.web.people.models import Person
ann = Person.objects.get(key="csv:ann")
page = service.first_page(ann)
marks = service.marks_of(ann)
print(json.dumps({
    "cards": len({card.item.key for card in page.cards}),
    "liked": sorted(Item.objects.filter(pk__in=marks.liked).values_list("key", flat=True)),
    "wished": sorted(Item.objects.filter(pk__in=marks.wished).values_list("key", flat=True)),
}))
"""


def write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def run_all(tmp_path: Path, url: str) -> tuple[list[dict[str, Any]], Any, Any]:
    env = environment(tmp_path / "home", url)
    items = write(tmp_path / "items.csv", ITEMS)
    events = write(tmp_path / "events.csv", EVENTS)
    reports = [imported(env, "csv", path) for path in (items, events, items, events)]
    return reports, dump(env), dump(env, FEED)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Any]:
    return run_all(tmp_path_factory.mktemp("sqlite"), "")


def test_sqlite_holds_what_the_files_say(on_sqlite: tuple[Any, Any, Any]) -> None:
    reports, held, feed = on_sqlite
    assert [report["items"] for report in reports] == [5, 0, 5, 0]
    assert [report["new_items"] for report in reports] == [5, 0, 0, 0]
    assert [report["events"] for report in reports] == [0, 7, 0, 7]
    assert [report["new_events"] for report in reports] == [0, 6, 0, 0]
    assert [report["people"] for report in reports] == [0, 3, 0, 3]
    assert [report["bad_rows"] for report in reports] == [0, 1, 0, 1]
    assert held["people"] == ["csv:Ann", "csv:ann", "csv:밥"]
    assert len(held["items"]) == 5
    assert held["wishes"] == [["csv:ann", "csv:😀", 1714644000000]]
    assert feed["liked"] == ["csv:a"]
    assert feed["wished"] == ["csv:😀"]
    assert feed["cards"] > 0


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_a_server_holds_the_same(
    server: str, on_sqlite: tuple[Any, Any, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    reports, held, feed = run_all(tmp_path, request.getfixturevalue(server))
    same = ("items", "new_items", "events", "new_events", "people", "bad_rows")
    assert [[r[name] for name in same] for r in reports] == [
        [r[name] for name in same] for r in on_sqlite[0]
    ]
    assert held == on_sqlite[1]
    assert (feed["liked"], feed["wished"]) == (on_sqlite[2]["liked"], on_sqlite[2]["wished"])
    assert feed["cards"] == on_sqlite[2]["cards"]


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_no_migration_is_missing(
    server: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    env = environment(tmp_path / "home", request.getfixturevalue(server))
    state = """
import json
from medley.cli.django import setup
setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
executor = MigrationExecutor(connection)
print(json.dumps(len(executor.migration_plan(executor.loader.graph.leaf_nodes()))))
"""
    assert dump(env, state) == 0


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    env = environment(tmp_path / "home", "postgres://nobody@127.0.0.1:1/none")
    path = write(tmp_path / "items.csv", ITEMS)
    done = medley(env, "import", "csv", path)
    assert done.returncode == 1
    assert done.stderr.startswith("medley: the database does not answer")
    assert done.stderr.count("\n") == 1
