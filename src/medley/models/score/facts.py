"""Facts that a film's score may be told from: all are known before its release."""

from __future__ import annotations

FACTS: tuple[str, ...] = (
    "genres",
    "runtime",
    "director",
    "writers",
    "language",
    "date",
    "title",
    "overview",
    "poster",
)
"""In this order in every table of contributions; the date is the month and the year."""
