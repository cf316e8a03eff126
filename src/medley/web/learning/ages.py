"""How old a version is, and what it noted of the data that it learned from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from medley.web.clock import now_ms

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest

DAY_MS = 86_400_000
LEARNED = "learned"
"""Under this name a version's notes hold a mark of the data, see the learners."""


def created_ms(version: Manifest) -> int:
    """When a version was made, in milliseconds since 1970-01-01 UTC."""
    return int(datetime.fromisoformat(version.created).timestamp() * 1000)


def age_days(version: Manifest | None) -> float | None:
    """Give a version's age; 0 where the clock was set back since."""
    return None if version is None else max(0.0, (now_ms() - created_ms(version)) / DAY_MS)


def mark_of(version: Manifest | None) -> Mapping[str, Any] | None:
    """Give what a version noted of its data; None for one that was trained by hand."""
    found = version.notes.get(LEARNED) if version is not None else None
    return found if isinstance(found, Mapping) else None


def named(*values: object) -> str:
    """Name a state of the data."""
    return blake2b(repr(values).encode(), digest_size=12).hexdigest()
