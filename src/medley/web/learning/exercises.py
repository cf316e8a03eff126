"""What the model of exercises learns from: recordings that somebody named the exercise of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from medley.training.policy import Facts
from medley.web.coach.retrain import said_counts, stated_exercise, stated_recordings
from medley.web.learning.said_facts import said_facts

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest

_SHORT = 12
"""Characters of a recording's token: enough to tell it from others."""


def exercise_mark() -> dict[str, Any]:
    """Note what is said of which recording."""
    return {"said": _said()}


def exercise_facts(version: Manifest | None) -> Facts:
    """Say of which recordings something else is said than when a version was trained."""
    return said_facts(version, _said(), "exercises", _exercises)


def _said() -> dict[str, str]:
    """The exercise of each recording, and the count behind it where somebody counted."""
    counts = said_counts()
    rows = stated_recordings().values_list("pk", "token", "exercise")
    return {
        token[:_SHORT]: _written(exercise, counts.get(key))
        for key, token, exercise in rows.iterator(chunk_size=2_000)
    }


def _written(exercise: str, count: int | None) -> str:
    done = stated_exercise(exercise, count)
    return done if count is None else f"{done} {count}"


def _exercises(written: Iterable[str]) -> Counter[str]:
    return Counter(words.split(" ")[0] for words in written)
