"""What the model of form learns from: repetitions of which somebody said what was broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from medley.metrics.drift import drift_of_counts
from medley.training.policy import Facts
from medley.web.coach.retrain_form import spoken_pieces, stated_workouts
from medley.web.learning.ages import age_days, mark_of, named

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest

_SHORT = 12
"""Characters of a recording's token: enough to tell it from others."""


def form_mark() -> dict[str, Any]:
    """Note what is said of which repetition."""
    return {"said": _said()}


def form_facts(version: Manifest | None) -> Facts:
    """Say of how many repetitions something else is said than when a version was trained."""
    now = _said()
    content = named(sorted(now.items()))
    before: dict[str, str] = dict((mark_of(version) or {}).get("said") or {})
    changed = [key for key in {*before, *now} if before.get(key) != now.get(key)]
    drifts = {}
    if before:
        since = _broken(now[key] for key in changed if key in now)
        drifts = {"conditions": drift_of_counts(_broken(before.values()), since)}
    return Facts(len(now), len(changed), age_days(version), drifts, content=content)


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
