"""Ready means that a page can be answered; otherwise the answer says what is missing."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from medley.core.errors import UnavailableError
from medley.web.feed import models_in_use
from medley.web.watching import readiness

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(readiness._LOOKS, "migrations", readiness._Migrations())


def refused(client: Client) -> dict[str, str]:
    answer = client.get("/api/v1/ready")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"]
    return {one["field"]: one["detail"] for one in answer.json()["errors"]}


def test_a_site_without_any_model_is_ready(client: Client, make_items) -> None:
    make_items(3)
    answer = client.get("/api/v1/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


def test_a_full_disk_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 5 * 2**20))
    assert refused(client) == {"disk": "5 MB are free where the data folder lies; 200 are needed"}


def test_tables_that_are_behind_are_named(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("people", "0004_erasures")
    assert "changes of tables are not applied" in refused(client)["migrations"]


def test_a_model_and_a_baseline_that_both_fail_are_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> str:
        raise UnavailableError("nothing loads")

    monkeypatch.setattr(models_in_use, "version_in_use", fails)
    assert "nothing loads" in refused(client)["model"]


def test_a_database_that_is_away_is_named_and_back_without_a_restart(
    client: Client, db: Path, tmp_path: Path
) -> None:
    connections.close_all()
    away = connections.settings["default"]["NAME"] = str(tmp_path / "no" / "such.sqlite3")
    assert "does not answer" in refused(client)["database"]
    assert client.get("/api/v1/health").status_code == 503
    connections.close_all()
    connections.settings["default"]["NAME"] = str(db)
    assert away
    assert client.get("/api/v1/ready").status_code == 200
