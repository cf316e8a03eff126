"""Operators, and a catalogue with people who like some of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from tests.servers import mariadb_url, postgres_url
from tests.web.models_admin.shelves import events

from medley.web.catalog.models import Item
from medley.web.jobs import starting
from medley.web.people.models import Person, User

__all__ = ["mariadb_url", "postgres_url"]


@pytest.fixture
def operator(account: Callable[..., User], relaxed_client: Client) -> Client:
    """The browser of who runs the site."""
    cache.clear()
    relaxed_client.force_login(account("op", is_staff=True))
    return relaxed_client


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    """Forty films of two categories."""
    return make_items(20, "film", "drama", prefix="d") + make_items(20, "film", "war", prefix="w")


@pytest.fixture
def people(items: list[Item]) -> list[Person]:
    """Eight people with likes."""
    return events(items)


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started beside a test: its jobs wait."""
    monkeypatch.setattr(starting, "start_where_none_works", lambda: None)
