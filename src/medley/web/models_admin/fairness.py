"""Whether all groups gain: what a training found of each beside the champion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medley.artifacts.manifest import Manifest
from medley.training.groups import ACTIVITY
from medley.web.models_admin.version_rows import decision_of
from medley.web.operators.charts import Interval, Marks, Scale


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: how many people or inputs, and what is gained over the champion with them.

    ``name`` is in English.
    """

    name: str
    people: int
    gain: Interval
    marks: Marks

    @property
    def by_activity(self) -> bool:
        """Whether it is one of people with as much history."""
        return self.name in ACTIVITY


def group_rows(manifest: Manifest) -> list[GroupRow]:
    """Give the groups that a training told apart; empty where it had no champion."""
    held = decision_of(manifest).get("groups")
    found = []
    for name, facts in held.items() if isinstance(held, Mapping) else ():
        try:
            gain = Interval(*(float(facts[end]) for end in ("value", "low", "high")))
            found.append((str(name), int(facts["people"]), gain))
        except (KeyError, TypeError, ValueError):
            continue
    if not found:
        return []
    scale = Scale.over([gain for _name, _people, gain in found])
    return [GroupRow(name, people, gain, scale.marks(gain)) for name, people, gain in found]
