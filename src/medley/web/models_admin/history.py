"""A task's past: what served when, and the figures of its versions against time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from medley.artifacts.champion import Promotion
from medley.core.errors import ConfigError
from medley.web.models_admin.shelf import Shelf, store
from medley.web.models_admin.version_rows import VersionRow, rows_of

MOST_DRAWN = 200
LINES = 12


@dataclass(frozen=True, slots=True)
class Served:
    """One line of the log of promotions.

    ``is_known`` says whether the version is still there.
    """

    at: datetime
    action: str
    version: str
    replaced: str | None
    reason: str
    is_known: bool


def promotions(shelf: Shelf) -> list[Promotion]:
    """The log, oldest first; one that cannot be read is empty."""
    try:
        return store().promotions(shelf.task.name)
    except (ConfigError, OSError, ValueError):
        return []


def served(shelf: Shelf, log: Sequence[Promotion], most: int = LINES) -> list[Served]:
    """The latest lines of the log, the newest first."""
    lines: list[Served] = []
    for entry in reversed(log):
        at = _moment(entry.at)
        if at is not None and len(lines) < most:
            known = entry.version in shelf
            lines.append(
                Served(at, entry.action, entry.version, entry.replaced, entry.reason, known)
            )
    return lines


def champion_at(log: Sequence[Promotion], moment: datetime) -> str | None:
    """What served at a moment: what a version saved then was held against."""
    before = [e.version for e in log if (at := _moment(e.at)) is not None and at < moment]
    return before[-1] if before else None


def latest_rows(shelf: Shelf, most: int = MOST_DRAWN) -> list[VersionRow]:
    """The latest versions with a figure, oldest first: what a chart against time holds."""
    return [row for row in rows_of(shelf, shelf.versions[-most:]) if row.interval is not None]


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo is not None else None
