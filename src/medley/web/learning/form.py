"""What the model of form learns from: repetitions of which somebody said what was broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from medley.training.policy import Facts
from medley.web.coach.retrain_form import spoken_pieces, stated_workouts
from medley.web.learning.said_facts import said_facts

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest

_SHORT = 12
"""Characters of a recording's token: enough to tell it from others."""


def form_mark() -> dict[str, Any]:
    """Note what is said of which repetition."""
    return {"said": _said()}


def form_facts(version: Manifest | None) -> Facts:
    """Say of how many repetitions something else is said than when a version was trained."""
    return said_facts(version, _said(), "conditions", _broken)


def _said() -> dict[str, str]:
    """What is said of each repetition, by its recording and when it begins."""
    found: dict[str, str] = {}
    rows = stated_workouts().values_list("recording__token", "report")
    for token, report in rows.iterator(chunk_size=200):
        for row, told in spoken_pieces(report):
            key = f"{token[:_SHORT]} {row['start_s']:.1f}{row.get('side', '')[:1]}"
            found[key] = _written(report["exercise"], told)
    return found


def _written(exercise: str, told: Mapping[str, bool]) -> str:
    words = (f"{name}{'-' if wrong else '+'}" for name, wrong in sorted(told.items()))
    return " ".join((exercise, *words))


def _broken(written: Iterable[str]) -> Counter[str]:
    """Count what is said by exercise, condition and whether it was broken."""
    found: Counter[str] = Counter()
    for words in written:
        exercise, *told = words.split(" ")
        found.update(f"{exercise} {one}" for one in told)
    return found
