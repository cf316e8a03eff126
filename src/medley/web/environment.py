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
| ``MEDLEY_WORKOUT_MB`` | largest workout video that the coach takes, 1 to 4000 | ``2000`` |
| ``MEDLEY_POSE_MODEL`` | ``lite``, ``full`` or ``heavy``: finds the body in videos | ``full`` |
| ``MEDLEY_REFIT_DAYS`` | days until no model holds somebody who was deleted, 1 to 365 | ``30`` |
| ``MEDLEY_LOGS`` | ``plain`` or ``json``: how lines of the log are written | ``plain`` |
| ``MEDLEY_ACCESS_LOG`` | ``0`` writes no line for each request | ``1`` |
| ``MEDLEY_METRICS`` | ``open`` lets everybody read ``/metrics`` | for operators and this machine |
| ``MEDLEY_LEAST_DISK_MB`` | with less free space the site is not ready | ``200`` |
| ``OTEL_...`` | OpenTelemetry's own: where traces go | nowhere |
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
POSE_MODELS = ("lite", "full", "heavy")
LARGEST_WORKOUT_MB = 4000
"""The coach refuses files of 4 GiB."""


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
    workout_mb: int = 2000
    pose_model: str = "full"
    refit_days: int = 30
    logs: str = "plain"
    access_log: bool = True
    open_metrics: bool = False
    least_disk_mb: int = 200
    traces: str = ""


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
        workout_mb=_megabytes(os.environ.get("MEDLEY_WORKOUT_MB") or "2000"),
        pose_model=_pose_model(os.environ.get("MEDLEY_POSE_MODEL") or "full"),
        refit_days=_whole("MEDLEY_REFIT_DAYS", 30, 1, 365),
        logs=_one_of("MEDLEY_LOGS", "plain", ("plain", "json")),
        access_log=os.environ.get("MEDLEY_ACCESS_LOG", "1") != "0",
        open_metrics=_one_of("MEDLEY_METRICS", "", ("", "open")) == "open",
        least_disk_mb=_whole("MEDLEY_LEAST_DISK_MB", 200, 0, 1_000_000),
        traces=_traces(),
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


def _megabytes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_WORKOUT_MB:
        raise ConfigError(
            f"MEDLEY_WORKOUT_MB is {text!r}; expected a number from 1 to {LARGEST_WORKOUT_MB}"
        )
    return int(text)


def _pose_model(text: str) -> str:
    if text not in POSE_MODELS:
        raise ConfigError(
            f"MEDLEY_POSE_MODEL is {text!r}; expected one of {', '.join(POSE_MODELS)}"
        )
    return text


def _whole(name: str, usual: int, least: int, most: int) -> int:
    text = os.environ.get(name) or str(usual)
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise ConfigError(f"{name} is {text!r}; expected a number from {least} to {most}")
    return int(text)


def _one_of(name: str, usual: str, known: tuple[str, ...]) -> str:
    text = os.environ.get(name) or usual
    if text not in known:
        expected = " or ".join(word for word in known if word)
        raise ConfigError(f"{name} is {text!r}; expected {expected}, or leave it out")
    return text


def _traces() -> str:
    """Name where OpenTelemetry's own variables send traces; empty for nowhere."""
    named = os.environ.get("OTEL_TRACES_EXPORTER", "").strip()
    places = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or named == "none":
        return ""
    return named or ("otlp" if any(os.environ.get(name) for name in places) else "")


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
