"""What stands in the columns of film tables, as values: dates, lengths, lists, credits."""

from __future__ import annotations

import ast
import html
import json
import re
import unicodedata
from datetime import date
from typing import Any

MAX_PEOPLE = 10
"""Directors or writers of one film; the first named count."""
LONGEST_NAME = 120
WRITING = ("screenplay", "writer", "story", "author", "novel", "teleplay", "scenario writer")
EMPTY = ("", "nan", "none", "null", "n/a", "\\n", "-")

_LENGTH = re.compile(
    r"(?:(\d{1,2})\s*h(?:ours?|r)?)?\s*(?:(\d{1,4})\s*m(?:in(?:utes?|s)?)?\.?)?", re.I
)
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?")
_NO_OVERVIEW = re.compile(
    r"no overview\b.{0,20}|we don't have an overview\b.*|overview (not available|coming soon)\W*"
    r"|plot (is )?(unknown|kept under wraps)\W*|add a plot\W*|n/?a\W*",
    re.I,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def is_empty(text: str) -> bool:
    """Whether a field says nothing, in whatever word."""
    return text.strip().casefold() in EMPTY


def number_of(text: str, what: str) -> float | None:
    """Read a number; None where the field is empty.

    Raises
    ------
    ValueError
        If it is none.
    """
    if is_empty(text):
        return None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"the {what} {text[:40]!r} is no number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"the {what} {text[:40]!r} is no number")
    return value


def minutes_of(text: str) -> float | None:
    """Read a length in minutes; None where it is empty or 0, as lists write unknown.

    Raises
    ------
    ValueError
        If it is no length, or below 0 or above 1,500 minutes.

    Examples
    --------
    >>> minutes_of("2h 47m"), minutes_of("19m"), minutes_of("122"), minutes_of("0")
    (167.0, 19.0, 122.0, None)
    """
    said = text.strip()
    if is_empty(said):
        return None
    words = _LENGTH.fullmatch(said)
    if words is not None and any(words.groups()):
        value: float | None = 60.0 * int(words[1] or 0) + int(words[2] or 0)
    else:
        value = number_of(said, "runtime")
    if value is not None and not 0 <= value <= 1_500:
        raise ValueError(f"the runtime {said[:40]!r} lies outside 0 to 1,500 minutes")
    return value or None


def date_of(text: str) -> tuple[int, int | None, int | None] | None:
    """Read year, month and day: 2014-12-31, 12/31/2014 (month first) or 2014 alone.

    Raises
    ------
    ValueError
        If it is no date of the years 1870 to 2100.

    Examples
    --------
    >>> date_of("3/18/2011"), date_of("2011-03-18"), date_of("2011"), date_of("")
    ((2011, 3, 18), (2011, 3, 18), (2011, None, None), None)
    """
    said = text.strip()
    if is_empty(said):
        return None
    parts: tuple[int, int | None, int | None] | None = None
    if found := _DATE.fullmatch(said):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := _AMERICAN.fullmatch(said):
        parts = int(found[3]), int(found[1]), int(found[2])
    elif re.fullmatch(r"\d{4}(\.0)?", said):
        parts = int(said[:4]), None, None
    try:
        if parts is None or not 1870 <= parts[0] <= 2100:
            raise ValueError
        date(parts[0], parts[1] or 1, parts[2] or 1)
    except ValueError:
        raise ValueError(
            f"the release date {said[:40]!r} is not like 2014-12-31, 12/31/2014 or 2014"
        ) from None
    return parts


def listed(text: str) -> list[Any]:
    """Read a list of values: JSON, Python's way of writing it, or words with | or commas.

    Examples
    --------
    >>> listed("Drama|Romance"), listed("[18, 53]"), listed("Science Fiction, Action")
    (['Drama', 'Romance'], [18, 53], ['Science Fiction', 'Action'])
    """
    said = text.strip()
    if is_empty(said):
        return []
    if said[0] in "[{":
        value = structured(said)
        return value if isinstance(value, list) else [value]
    parts = said.split("|" if "|" in said else ";" if ";" in said else ",")
    return [part.strip() for part in parts if part.strip()]


def structured(text: str) -> Any:
    """Read JSON, or a literal of Python as some exports write it.

    Raises
    ------
    ValueError
        If it is neither.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        raise ValueError(f"{text[:40]!r}... is no list that can be read") from None


def names_in(values: list[Any]) -> list[str]:
    """Take the names, else the numbers, out of a list of words, numbers or objects."""
    found = []
    for value in values:
        said = (value.get("name") or value.get("id", "")) if isinstance(value, dict) else value
        if isinstance(said, str | int) and not isinstance(said, bool):
            found.append(str(said))
    return found


def people(names: list[str]) -> tuple[str, ...]:
    """Keep the names of people, each once, as they are written."""
    told = (" ".join(_UNPRINTABLE.sub("", name).split())[:LONGEST_NAME] for name in names)
    return tuple(dict.fromkeys(name for name in told if not is_empty(name)))[:MAX_PEOPLE]


def crew_names(crew: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take directors and writers out of TMDB's list of a film's crew.

    Examples
    --------
    >>> crew_names([{"job": "Director", "name": "A"}, {"job": "Novel", "name": "B"}])
    (('A',), ('B',))
    """
    members = [one for one in crew if isinstance(one, dict)] if isinstance(crew, list) else []
    said = [(str(one.get("job", "")).casefold(), str(one.get("name") or "")) for one in members]
    directors = people([name for job, name in said if job == "director"])
    return directors, people([name for job, name in said if job in WRITING])


def overview_of(text: str) -> str:
    """Bring an overview to plain text in one line; empty for words that say there is none.

    Examples
    --------
    >>> overview_of("<p>He  runs &amp; hides.</p>"), overview_of("No overview found.")
    ('He runs & hides.', '')
    """
    plain = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    line = " ".join(_UNPRINTABLE.sub(" ", unicodedata.normalize("NFC", plain)).split())
    return "" if is_empty(line) or _NO_OVERVIEW.fullmatch(line) else line


def language_of(text: str) -> str:
    """Keep a language's code; a name of one, or anything else, is not known."""
    said = text.strip().lower().split("-")[0]
    return said if re.fullmatch(r"[a-z]{2,3}", said) and not is_empty(said) else ""


def imdb_of(text: str) -> str:
    """Write an IMDb id as tt and at least seven digits; empty where there is none.

    Examples
    --------
    >>> imdb_of("114709"), imdb_of("tt0114709"), imdb_of("0"), imdb_of("1843301.0")
    ('tt0114709', 'tt0114709', '', 'tt1843301')
    """
    number = id_of(text.strip().removeprefix("tt"), "IMDb id")
    return f"tt{number:0>7}" if number else ""


def id_of(text: str, what: str) -> str:
    """Read a number that names a film; empty where there is none or it is 0.

    Raises
    ------
    ValueError
        If it is no whole number.
    """
    said = text.strip().removesuffix(".0")
    if is_empty(said):
        return ""
    if not said.isdecimal() or not said.isascii() or len(said) > 12:
        raise ValueError(f"the {what} {text[:40]!r} is no whole number")
    return "" if int(said) == 0 else said.lstrip("0")
