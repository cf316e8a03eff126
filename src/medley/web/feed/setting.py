"""Under which rules, by which models and in which trial a person's list is made."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.serving.rules import Scenario
from medley.serving.seeding import seed_of
from medley.web.feed.aligned import Aligned
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.experiments import Arm, assigned, in_arm
from medley.web.feed.gate import Wanted
from medley.web.feed.marks import marks_of
from medley.web.feed.models_in_use import aligned, aligned_source, aligned_version
from medley.web.feed.ranking import Circumstances
from medley.web.feed.rulebook import rules_for
from medley.web.feed.shown_lately import shown_lately
from medley.web.feed.target import everybodys_mix, target_of
from medley.web.people.models import Person

VISIT_MS = 600_000
"""Who comes back after so long begins another visit, and gets another list."""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What a list is made by.

    Attributes
    ----------
    scenario : str
        Whose rules hold, one of `medley.serving.rules.SCENARIOS`.
    rules : Scenario
        As read, without an arm's settings: the same object until a file changes.
    experiment : str
        Name of the trial, empty for none.
    arm : Arm or None
    sources : tuple of Aligned
        At least one.
    missing : tuple of str
        Models that the rules name and that are not trained.
    """

    scenario: str
    rules: Scenario
    experiment: str
    arm: Arm | None
    sources: tuple[Aligned, ...]
    missing: tuple[str, ...]

    @property
    def stamp(self) -> Hashable:
        """Equal while the same models and the same arm answer."""
        numbers = tuple(source.number for source in self.sources)
        return (self.scenario, numbers, self.experiment, self.arm.name if self.arm else "")

    @property
    def followed(self) -> Scenario:
        """The rules with the arm's settings."""
        return in_arm(self.rules, self.arm) if self.arm is not None else self.rules


def scenario_of(wanted: Wanted) -> str:
    """Name the scenario that makes what is wanted."""
    if wanted.only is not None:
        return "for-later"
    if wanted.creator is not None:
        return "creator"
    return "category" if wanted.category is not None else "home"


def setting_of(person: Person | None, index: CatalogueIndex, scenario: str) -> Setting | None:
    """Say what a list would be made by at this moment; None while the catalogue is empty."""
    if not len(index):
        return None
    trial = assigned(scenario, person)
    experiment, arm = trial if trial is not None else ("", None)
    rules = rules_for(scenario, arm.rules if arm else "")
    if arm is not None and arm.model:
        chosen = aligned_version(index, arm.model)
        return Setting(scenario, rules, experiment, arm, (chosen,), ())
    if rules.sources.models == ("champion",):
        champion = aligned(index)
        assert champion is not None
        return Setting(scenario, rules, experiment, arm, (champion,), ())
    named = {name: aligned_source(index, name) for name in rules.sources.models}
    sources = tuple(found for found in named.values() if found is not None)
    missing = tuple(name for name, found in named.items() if found is None)
    if not sources:
        champion = aligned(index)
        assert champion is not None
        sources = (champion,)
    return Setting(scenario, rules, experiment, arm, sources, missing)


def circumstances_of(
    person: Person | None,
    index: CatalogueIndex,
    setting: Setting,
    *,
    now_ms: int,
    without: NDArray[np.int64] | None = None,
) -> Circumstances:
    """Gather what a ranking depends on besides the person's marks and the models."""
    # The same in every process for as long as a visit may last.
    seed = seed_of(setting.scenario, person.key if person else "", str(now_ms // VISIT_MS))
    rules = _as_wished(setting, person)
    calibrates = rules.balance.calibration > 0
    counts = rules.balance.novelty > 0 or rules.balance.discovery > 0
    return Circumstances(
        scenario=rules,
        now_ms=now_ms,
        seed=seed,
        mix=target_of(marks_of(person), index, now_ms=now_ms) if calibrates else None,
        prior=everybodys_mix(index, now_ms=now_ms) if calibrates else None,
        known_by=shown_lately(index) if counts else np.empty(0, np.int64),
        without=np.empty(0, np.int64) if without is None else without,
    )


def _as_wished(setting: Setting, person: Person | None) -> Scenario:
    """The rules, with the share outside the top three that the person chose for the feed."""
    rules = setting.followed
    if person is None or person.outside is None or setting.scenario != "home":
        return rules
    return replace(rules, balance=replace(rules.balance, outside=person.outside))
