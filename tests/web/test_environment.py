"""Settings are read once, checked, and refused in words."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from medley.core.errors import ConfigError
from medley.web.environment import parse_database_url, read_environment


def test_the_secret_is_made_once_and_for_the_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDLEY_HOME", str(tmp_path / "new" / "home"))
    first = read_environment().secret_key
    assert len(first) > 40
    assert read_environment().secret_key == first
    kept = tmp_path / "new" / "home" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("MEDLEY_HOME", str(in_the_way / "home"))
    with pytest.raises(ConfigError, match="MEDLEY_HOME"):
        read_environment()


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:////data/medley.sqlite3", "sqlite3", "/data/medley.sqlite3"),
        ("postgres://ann:pw@db:5433/medley", "postgresql", "medley"),
        ("mariadb://ann@db/medley?charset=utf8mb4", "mysql", "medley"),
    ],
)
def test_database_urls(url: str, engine: str, name: str) -> None:
    found = parse_database_url(url)
    assert found["ENGINE"].endswith(engine)
    assert found["NAME"] == name


@pytest.mark.parametrize("url", ["oracle://db/x", "postgres://db/", "just-a-name"])
def test_a_url_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        parse_database_url(url)
