"""How titles and overviews are written, beside which words they hold."""

from __future__ import annotations

import re

from medley.features.text import words

TITLE_SIGNS: tuple[str, ...] = (
    "letters",
    "words",
    "number",
    "colon",
    "other letters than a to z",
    "year",
    "number at the end",
    "article first",
    "hyphen",
    "apostrophe",
    "call",
    "ampersand",
    "capitals only",
    "letters of the longest word",
    "letters of another script",
)
OVERVIEW_SIGNS: tuple[str, ...] = (
    "letters",
    "words",
    "sentences",
    "questions and calls",
    "letters a word",
    "share of capitalised words",
    "commas a word",
    "quotations",
    "hyphens",
    "ellipses",
    "digits",
    "brackets",
    "other letters than a to z",
    "share of 'his'",
    "share of 'her'",
    "share of 'he'",
    "share of 'she'",
    "share of 'they'",
    "share of 'of'",
    "share of 'the'",
)
_SHARED = ("his", "her", "he", "she", "they", "of", "the")
_NUMBERED = re.compile(r"\d|\b(?:II|III|IV|V|VI|VII|VIII|IX|X)\b")
_ENDS_NUMBERED = re.compile(r"[2-9]$|\b(?:II|III|IV|V|VI)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")


def signs_of_title(title: str) -> tuple[float, ...]:
    """Count the signs of a title, in the order of `TITLE_SIGNS`.

    Examples
    --------
    >>> dict(zip(TITLE_SIGNS, signs_of_title("The Sequel: Part 2"), strict=True))["colon"]
    1.0
    """
    pieces = title.split()
    return (
        float(len(title)),
        float(len(words(title))),
        float(bool(_NUMBERED.search(title))),
        float(":" in title),
        float(not title.isascii()),
        float(bool(_YEAR.search(title))),
        float(bool(_ENDS_NUMBERED.search(title))),
        float(title.casefold().startswith(("the ", "a ", "an "))),
        float("-" in title),
        float("'" in title or "’" in title),
        float("!" in title),
        float("&" in title),
        float(title.isupper()),
        float(max(map(len, pieces), default=0)),
        float(bool(_OTHER_SCRIPT.search(title))),
    )


def signs_of_overview(overview: str) -> tuple[float, ...]:
    """Count the signs of an overview, in the order of `OVERVIEW_SIGNS`.

    Examples
    --------
    >>> dict(zip(OVERVIEW_SIGNS, signs_of_overview("Who? She!"), strict=True))["share of 'she'"]
    0.5
    """
    pieces, held = overview.split(), words(overview)
    n_pieces, n_words = max(len(pieces), 1), max(len(held), 1)
    return (
        float(len(overview)),
        float(len(held)),
        float(overview.count(".")),
        float(overview.count("?") + overview.count("!")),
        sum(map(len, pieces)) / n_pieces,
        sum(piece[:1].isupper() for piece in pieces) / n_pieces,
        overview.count(",") / n_pieces,
        float(overview.count('"') + overview.count("“")),
        float(overview.count("-")),
        float(overview.count("...") + overview.count("…")),
        float(sum(map(str.isdigit, overview))),
        float(overview.count("(")),
        float(not overview.isascii()),
        *(held.count(word) / n_words for word in _SHARED),
    )
