"""A real, migrated SQLite file for each test, copied from one that is made once.

Environment variables are read when `medley.web.settings` is imported, so they
are set here, before anything else of the site is.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="medley-tests-"))
(_HOME / "static").mkdir()
os.environ["MEDLEY_HOME"] = str(_HOME)
os.environ["MEDLEY_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "medley.web.settings"
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from medley.web.catalog.models import CatalogueRevision, Category, Creator, Item  # noqa: E402
from medley.web.feed import service  # noqa: E402
from medley.web.jobs import starting  # noqa: E402
from medley.web.people.identity import account_person  # noqa: E402
from medley.web.people.models import Person, User  # noqa: E402

_numbers = itertools.count(1)


def _point_at(path: Path) -> None:
    connections.close_all()
    connections.settings["default"]["NAME"] = str(path)


@pytest.fixture(scope="session")
def template_database() -> Path:
    """The path of a migrated database without any rows of ours."""
    path = _HOME / "template.sqlite3"
    _point_at(path)
    call_command("migrate", verbosity=0)
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    return path


@pytest.fixture(autouse=True)
def started_workers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each worker that would have been started; tests do its work themselves."""
    starts: list[int] = []
    monkeypatch.setattr(starting, "_started", None)
    monkeypatch.setattr(starting, "start_worker", lambda: starts.append(1))
    return starts


@pytest.fixture
def db(template_database: Path, tmp_path: Path) -> Iterator[Path]:
    """A database file of this test alone; real transactions, real commits."""
    path = tmp_path / "medley.sqlite3"
    shutil.copyfile(template_database, path)
    _point_at(path)
    service.forget_everything()
    shutil.rmtree(_HOME / "models", ignore_errors=True)
    yield path
    connections.close_all()
    service.forget_everything()


@pytest.fixture
def home(db: Path) -> Path:
    """The folder that MEDLEY_HOME names: models, media and static files go there."""
    return _HOME


@pytest.fixture
def client(db: Path) -> Client:
    """A browser that checks CSRF like the real one."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def relaxed_client(db: Path) -> Client:
    """A browser for which CSRF is switched off, for tests of other things."""
    return Client()


@pytest.fixture
def account(db: Path) -> Callable[..., User]:
    """Makes accounts with a person: ``account("ann")``."""

    def make(username: str = "", **fields: Any) -> User:
        user = User(username=username or f"user{next(_numbers)}", **fields)
        user.set_unusable_password()
        user.save()
        account_person(user)
        return user

    return make


@pytest.fixture
def person(db: Path) -> Person:
    """Somebody without an account and without events."""
    return Person.objects.create(key=f"test:{next(_numbers)}")


@pytest.fixture
def make_items(db: Path) -> Callable[..., list[Item]]:
    """Makes items ``test:0``, ``test:1``...: ``make_items(10, "film", "drama")``."""

    def make(count: int, kind: str = "video", *slugs: str, prefix: str = "test") -> list[Item]:
        first = Item.objects.filter(key__startswith=f"{prefix}:").count()
        creator, _ = Creator.objects.get_or_create(
            key=f"{prefix}:creator", defaults={"name": "Club"}
        )
        items = Item.objects.bulk_create(
            Item(key=f"{prefix}:{n}", kind=kind, title=f"Item {n}", creator=creator)
            for n in range(first, first + count)
        )
        for slug in slugs:
            category, _ = Category.objects.get_or_create(
                slug=slug, defaults={"name_en": slug, "name_ko": slug, "family": "club"}
            )
            category.items.add(*items)
        CatalogueRevision.bump()
        return items

    return make


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def live_server(db: Path) -> Iterator[str]:
    """The address of the whole site, served over HTTP from the test's database."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()
