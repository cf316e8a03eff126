"""What the model of exercises learns from: recordings that somebody named the exercise of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from medley.metrics.drift import drift_of_counts
from medley.training.policy import Facts
from medley.web.coach.retrain import stated_recordings
from medley.web.learning.ages import age_days, mark_of, named

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest

_SHORT = 12
"""Characters of a recording's token: enough to tell it from others."""


def exercise_mark() -> dict[str, Any]:
    """Note what is said of which recording."""
    return {"said": _said()}


def exercise_facts(version: Manifest | None) -> Facts:
    """Say of which recordings something else is said than when a version was trained."""
    now = _said()
    content = named(sorted(now.items()))
    before: dict[str, str] = dict((mark_of(version) or {}).get("said") or {})
    changed = [key for key in {*before, *now} if before.get(key) != now.get(key)]
    drifts = {}
    if before:
        since = Counter(now[key] for key in changed if key in now)
        drifts = {"exercises": drift_of_counts(Counter(before.values()), since)}
    return Facts(len(now), len(changed), age_days(version), drifts, content=content)


def _said() -> dict[str, str]:
    rows = stated_recordings().values_list("token", "exercise")
    return {token[:_SHORT]: exercise for token, exercise in rows.iterator(chunk_size=2_000)}
