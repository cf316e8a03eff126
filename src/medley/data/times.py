"""Moments as files write them, turned into milliseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime

EARLIEST_MS = -5_364_662_400_000
"""1800-01-01: no item is published before."""
LATEST_MS = 4_102_444_800_000
"""2100-01-01: whatever claims to be later is a slip."""


def parse_time(text: str) -> int | None:
    """Read a moment: ISO 8601, or a number of seconds or milliseconds since 1970.

    A time without a zone is UTC. A number from 100,000,000,000 on is milliseconds:
    as seconds it would lie beyond the year 5000.

    Returns
    -------
    int or None
        Milliseconds since 1970-01-01 UTC; None for blank text.

    Raises
    ------
    ValueError
        If the text is neither, or lies outside the years 1800 to 2100.

    Examples
    --------
    >>> parse_time("2009-12-14T02:52:24Z"), parse_time("1260759144"), parse_time("1260759144000")
    (1260759144000, 1260759144000, 1260759144000)
    """
    wanted = text.strip()
    if not wanted:
        return None
    at_ms = _from_number(wanted)
    if at_ms is None:
        at_ms = _from_iso(wanted)
    if not EARLIEST_MS <= at_ms <= LATEST_MS:
        raise ValueError(f"the time {wanted[:40]!r} lies outside the years 1800 to 2100")
    return at_ms


def publication_ms(published_ms: int | None, year: int | None) -> int:
    """Give the moment of publication; of a mere year its middle, and 0 where both lack.

    Examples
    --------
    >>> publication_ms(None, 1995), publication_ms(5, 1995), publication_ms(None, None)
    (804556800000, 5, 0)
    """
    if published_ms:
        return published_ms
    return round(datetime(year, 7, 1, tzinfo=UTC).timestamp() * 1000) if year else 0


def _from_number(text: str) -> int | None:
    # A bare year or a compact date such as 20091214 is no epoch; ISO reads it.
    if len(text) == 8 and text.isdecimal() and text[:2] in ("19", "20"):
        return None
    try:
        number = float(text)
        return int(number) if abs(number) >= 1e11 else round(number * 1000)
    except (ValueError, OverflowError):
        return None


def _from_iso(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"the time {text[:40]!r} is neither ISO 8601 nor seconds or milliseconds since 1970"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)
