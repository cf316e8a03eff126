"""English that was kept, said in the language of the reader with the same numbers.

Reasons, a job's words and its log are kept as they were said, in English, which the command
line shows. Here the template that a text was made from is found and said anew. What was
made from none, such as what a library said, stays English and is marked as that.
"""

from __future__ import annotations

import re
from functools import cache

from django import template
from django.utils.html import escape, format_html
from django.utils.translation import get_language, gettext

from medley.web.models_admin.metric_words import FACTS, metric_words, task_words
from medley.web.models_admin.phrases import PHRASES, TRAINED

register = template.Library()
_HOLE = re.compile(r"%\((\w+)\)s")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.*)", re.DOTALL)
LONG = frozenset({"why", "reasons"})
"""Holes that may hold sentences of their own."""


def retold(text: str) -> str | None:
    """Say a text in the language of the reader; None where nobody knows how.

    Several sentences joined by semicolons are told one by one.
    """
    whole = _sentence(text, TRAINED)
    if whole is not None:
        return whole
    parts, told, known, first = text.split("; "), [], False, 0
    while first < len(parts):
        # A sentence may hold semicolons itself, so the shortest run that is one counts.
        runs = (parts[first:last] for last in range(first + 1, len(parts) + 1))
        said = next(((len(run), said) for run in runs if (said := _sentence("; ".join(run)))), None)
        known = known or said is not None
        length, words = said or (1, parts[first])
        told.append(words)
        first += length
    return "; ".join(told) if known else None


def retold_log(log: str) -> str:
    """Say those lines of a job's log that can be said; the others stay."""
    return "".join(_line(line) for line in log.splitlines(keepends=True))


@register.filter("retold")
def retold_filter(text: object) -> str:
    """Say a text on a page, marked as English where it stays so."""
    words = str(text)
    if (get_language() or "en").startswith("en"):
        return escape(words)
    said = retold(words)
    return escape(said) if said is not None else format_html('<span lang="en">{}</span>', words)


def _line(line: str) -> str:
    found = _STAMP.fullmatch(line.rstrip("\n"))
    said = retold(found[2]) if found else None
    return line if found is None or said is None else f"{found[1]} {said}\n"


def _sentence(text: str, phrases: tuple[str, ...] = PHRASES) -> str | None:
    for phrase in phrases:
        found = _pattern(phrase).fullmatch(text)
        if found is not None:
            facts = {name: _fact(name, value) for name, value in found.groupdict().items()}
            return gettext(phrase) % facts
    return None


def _fact(name: str, value: str) -> str:
    if name == "metric":
        return metric_words(value)
    if name == "task":
        return task_words(value)
    if name == "asked":
        return str(FACTS.get(value, value))
    if name in ("held", "group", "amount", "reasons", "why"):
        return retold(value) or value
    return value


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    made = ""
    for place, part in enumerate(_HOLE.split(phrase)):
        hole = rf"(?P<{part}>{'.+' if part in LONG else '[^;]+?'})"
        made += hole if place % 2 else re.escape(part.replace("%%", "%"))
    return re.compile(made, re.DOTALL)
