"""What a row must keep to before it may enter the catalogue.

A row that does not is set aside with the reason; nothing is cut to fit, because
a cut id or title is wrong data that nobody sees.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from medley.data.rows import KINDS, CategoryRow, CreatorRow, EventRow, ItemRow, PersonRow, Row
from medley.data.signals import WEIGHTS
from medley.data.times import EARLIEST_MS, LATEST_MS

MAX_KEY = 191
MAX_TITLE = 300
MAX_NAME = 200
MAX_DESCRIPTION = 20_000
OWN_NAMESPACES = ("user", "visitor")
"""Whose keys Medley gives to accounts and visitors itself; no file may claim them."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_UNPRINTABLE_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def fault_of(row: Row) -> str | None:
    """Say what is wrong with a row, in words, or None if nothing is.

    Examples
    --------
    >>> fault_of(EventRow("csv:ann", "csv:1", "adore"))[:40]
    "the event kind is 'adore'; it must be li"
    >>> fault_of(CreatorRow("csv:club", "Night runners")) is None
    True
    """
    if isinstance(row, EventRow):
        return (
            fault_of_event(row) or fault_of_person_key(row.person) or fault_of_key(row.item, "item")
        )
    if isinstance(row, ItemRow):
        return _fault_of_item(row)
    if isinstance(row, PersonRow):
        return fault_of_person_key(row.key)
    if isinstance(row, CreatorRow):
        return fault_of_key(row.key, "creator") or _fault_of_line(row.name, "name", MAX_NAME)
    return _fault_of_category(row)


def fault_of_event(row: EventRow) -> str | None:
    """Check an event's kind and time; its person and item are looked up elsewhere."""
    if row.kind not in WEIGHTS:
        *kinds, last = WEIGHTS
        return f"the event kind is {row.kind!r}; it must be {', '.join(kinds)} or {last}"
    if row.at_ms is not None and not 0 <= row.at_ms <= LATEST_MS:
        return f"the time {row.at_ms} ms lies outside the years 1970 to 2100"
    return None


def fault_of_person_key(key: str) -> str | None:
    """Check the key of a person who is no account of this site."""
    if key.partition(":")[0] in OWN_NAMESPACES:
        return f"the person {key[:40]!r} would be an account of this site; choose another namespace"
    return fault_of_key(key, "person")


def fault_of_key(key: str, what: str) -> str | None:
    """Check a key of the form ``namespace:external-id``."""
    namespace, colon, external = key.partition(":")
    if not namespace or not colon or not external:
        return f"the {what} id is empty"
    if len(key) > MAX_KEY:
        return f"the {what} id has {len(key)} characters with its namespace; {MAX_KEY} are allowed"
    if _UNPRINTABLE.search(key):
        return f"the {what} id {key[:40]!r} holds a control character"
    return f"the {what} id {key[:40]!r} begins or ends with a space" if key.strip() != key else None


def _fault_of_item(row: ItemRow) -> str | None:
    if row.kind not in KINDS:
        return f"the kind is {row.kind!r}; it must be one of {', '.join(KINDS)}"
    if row.year is not None and not 1800 <= row.year <= 2100:
        return f"the year {row.year} lies outside 1800 to 2100"
    if row.duration_s is not None and not 0 <= row.duration_s <= 604_800:
        return f"the duration {row.duration_s} s lies outside 0 to 604,800 (a week)"
    if row.published_ms is not None and not EARLIEST_MS <= row.published_ms <= LATEST_MS:
        return f"the publication time {row.published_ms} ms lies outside the years 1800 to 2100"
    return (
        fault_of_key(row.key, "item")
        or _fault_of_line(row.title, "title", MAX_TITLE)
        or next(filter(None, map(_fault_of_translation, (row.title_ko, row.title_en))), None)
        or _fault_of_description(row.description)
        or next(filter(None, map(_fault_of_path, (row.picture, row.media))), None)
    )


def _fault_of_line(text: str, what: str, longest: int) -> str | None:
    if not text.strip():
        return f"the {what} is empty"
    if len(text) > longest:
        return f"the {what} has {len(text)} characters; {longest} are allowed"
    return f"the {what} holds a control character" if _UNPRINTABLE.search(text) else None


def _fault_of_translation(title: str) -> str | None:
    return _fault_of_line(title, "translated title", MAX_TITLE) if title else None


def _fault_of_description(text: str) -> str | None:
    if len(text) > MAX_DESCRIPTION:
        return f"the description has {len(text)} characters; {MAX_DESCRIPTION} are allowed"
    return (
        "the description holds a control character" if _UNPRINTABLE_IN_TEXT.search(text) else None
    )


def _fault_of_path(path: str) -> str | None:
    if not path:
        return None
    if len(path) > 300 or _UNPRINTABLE.search(path):
        return f"the path {path[:40]!r} is too long or holds a control character"
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or ":" in path:
        return f"the path {path[:40]!r} must be relative to the media folder and stay in it"
    return None


def _fault_of_category(row: CategoryRow) -> str | None:
    if not _SLUG.fullmatch(row.slug):
        return f"the category slug {row.slug[:40]!r} must be a-z, 0-9 and hyphens, at most 64"
    return _fault_of_line(row.name_ko, "Korean name", 80) or _fault_of_line(
        row.name_en, "English name", 80
    )
