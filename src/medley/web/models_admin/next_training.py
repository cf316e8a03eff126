"""When a task is trained next by itself, and how far it is from that."""

from __future__ import annotations

from dataclasses import dataclass

from medley.core.errors import ConfigError
from medley.training.policy import POLICIES, judge
from medley.web.learning.learners import learner
from medley.web.models_admin.shelf import Shelf


@dataclass(frozen=True, slots=True)
class NextTraining:
    """How far a task is from its next training.

    Attributes
    ----------
    is_due : bool
    said : str
        Why, or why not, in English.
    examples, changed : int
        There are, and changed since the latest version.
    age_days, oldest_days : float or None
    """

    is_due: bool
    said: str
    examples: int
    changed: int
    age_days: float | None
    oldest_days: float


def next_training(shelf: Shelf) -> NextTraining | None:
    """Look at what changed since the latest version; None for what is not learned here."""
    task, latest = shelf.task.name, shelf.versions[-1] if shelf.versions else None
    try:
        found = judge(POLICIES[task], learner(task).facts(latest))
    except (ConfigError, KeyError):
        return None
    facts = found.facts
    oldest = POLICIES[task].oldest_days
    return NextTraining(
        found.is_due, found.words, facts.examples, facts.changed, facts.age_days, oldest
    )
