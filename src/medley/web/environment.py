"""Settings read once from the environment, checked, with errors in words.

| variable | meaning | default |
|---|---|---|
| ``MEDLEY_HOME`` | folder of database, media, models | ``./medley-data`` |
| ``DATABASE_URL`` | ``sqlite:///``, ``postgres://`` or ``mariadb://`` | SQLite in the home |
| ``MEDLEY_SECRET_KEY`` | signing key | made once, kept in the home |
| ``MEDLEY_HOSTS`` | host names served, by commas | ``localhost,127.0.0.1,[::1]`` |
| ``MEDLEY_ORIGINS`` | trusted ``https://...`` origins, by commas | none |
| ``MEDLEY_DIFFUSER`` | diffusion pipeline for covers, by path or name | none |
| ``MEDLEY_TRANSLATOR`` | Korean-to-English model for its prompts, by path or name | none |
| ``MEDLEY_DEBUG`` | ``1`` shows tracebacks in the browser | ``0`` |
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from medley.core.errors import ConfigError

ENGINES = {
    "sqlite": "sqlite3",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "mariadb": "mysql",
    "mysql": "mysql",
}


@dataclass(frozen=True, slots=True)
class Environment:
    """The values that the site starts with."""

    home: Path
    database: dict[str, Any]
    secret_key: str
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    debug: bool
    diffuser: str = ""
    translator: str = ""


def read_environment() -> Environment:
    """Read and check the variables above.

    Raises
    ------
    ConfigError
        If a variable has a value that cannot be used.
    """
    home = Path(os.environ.get("MEDLEY_HOME") or "medley-data").expanduser().resolve()
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{home / 'medley.sqlite3'}"
    return Environment(
        home=home,
        database=parse_database_url(url),
        secret_key=os.environ.get("MEDLEY_SECRET_KEY") or _kept_secret(home),
        hosts=_split(os.environ.get("MEDLEY_HOSTS") or "localhost,127.0.0.1,[::1]"),
        origins=_split(os.environ.get("MEDLEY_ORIGINS", "")),
        debug=os.environ.get("MEDLEY_DEBUG", "0") == "1",
        diffuser=os.environ.get("MEDLEY_DIFFUSER", ""),
        translator=os.environ.get("MEDLEY_TRANSLATOR", ""),
    )


def parse_database_url(url: str) -> dict[str, Any]:
    """Turn a database URL into Django's dictionary.

    Raises
    ------
    ConfigError
        If the scheme is unknown or the name is missing.

    Examples
    --------
    >>> parse_database_url("postgres://ann:s%40x@db:5433/medley")["PASSWORD"]
    's@x'
    """
    parts = urlsplit(url)
    engine = ENGINES.get(parts.scheme)
    if engine is None:
        raise ConfigError(
            f"DATABASE_URL starts with {parts.scheme!r}; it must be one of "
            "sqlite:///FILE, postgres://USER:PASSWORD@HOST/NAME, mariadb://USER:PASSWORD@HOST/NAME"
        )
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ConfigError("DATABASE_URL names no database; add it after the last slash")
    settings: dict[str, Any] = {"ENGINE": f"django.db.backends.{engine}", "NAME": name}
    if engine == "sqlite3":
        # Kept open: the last one to close would copy the write-ahead log at each request.
        return settings | {"CONN_MAX_AGE": None, "OPTIONS": _sqlite_options()}
    settings |= {
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
    if engine == "mysql":
        settings["OPTIONS"].setdefault("charset", "utf8mb4")
    return settings


def _sqlite_options() -> dict[str, Any]:
    pragmas = (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=NORMAL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA temp_store=MEMORY",
        "PRAGMA mmap_size=268435456",
        "PRAGMA cache_size=-32000",
    )
    return {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": ";".join(pragmas)}


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _kept_secret(home: Path) -> str:
    path = home / "secret-key"
    try:
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            _make_secret(path)
        return path.read_text().strip()
    except OSError as error:
        raise ConfigError(
            f"cannot use the data folder {home} ({error.strerror}); "
            "set MEDLEY_HOME to a folder that you may write to"
        ) from None


def _make_secret(path: Path) -> None:
    with contextlib.suppress(FileExistsError), path.open("x") as file:
        path.chmod(0o600)
        file.write(secrets.token_urlsafe(48))
