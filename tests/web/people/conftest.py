"""People who use all of the site, and a data folder that holds nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.servers import mariadb_url, postgres_url
from tests.web.people.everything import somebody_everywhere

from medley.web.catalog.models import Item
from medley.web.people import erasures
from medley.web.people.models import Person

__all__ = ["mariadb_url", "postgres_url"]


@pytest.fixture
def place(home: Path) -> Iterator[Path]:
    """The data folder without what another test left in it."""
    names = ("snapshots", "uploads", "film-uploads", "workouts", "landmarks", "media", "erased")
    for name in names:
        shutil.rmtree(home / name, ignore_errors=True)
        (home / name).unlink(missing_ok=True)
    erasures._looked_at.clear()
    yield home
    for name in names[:-1]:
        shutil.rmtree(home / name, ignore_errors=True)


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    return make_items(6, "film", "drama")


@pytest.fixture
def ann(place: Path, items: list[Item]) -> Person:
    return somebody_everywhere("ann", items)


@pytest.fixture
def bob(place: Path, items: list[Item]) -> Person:
    return somebody_everywhere("bob", items)
