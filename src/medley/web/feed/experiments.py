"""Trials: which are running, and who is in which arm."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import transaction

from medley.core.errors import ConfigError, DataError
from medley.serving import assignment
from medley.serving.balance import Balance
from medley.serving.rules import SCENARIOS, Scenario
from medley.web.clock import now_ms
from medley.web.feed.models import Experiment
from medley.web.feed.models_in_use import feed_versions
from medley.web.feed.rulebook import rules_for, variants
from medley.web.people.models import Person

CHECK_EVERY_S = 1.0
NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to make a page.

    Attributes
    ----------
    name : str
    share : float
        Of the people who take part.
    model : str
        Version of a feed model; empty for the champion.
    rules : str
        A rules variant; empty for the usual rules.
    balance : mapping
        Settings of `medley.serving.balance.Balance` to differ in.
    """

    name: str
    share: float
    model: str = ""
    rules: str = ""
    balance: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """A running experiment with its arms read."""

    name: str
    scenario: str
    division: assignment.Experiment
    arms: Mapping[str, Arm]

    def arm_of(self, person: Person) -> Arm | None:
        """The arm of a person, None for who takes no part."""
        name = self.division.arm_of(person.key)
        return None if name is None else self.arms[name]


class _Running:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._trials: dict[str, Trial] = {}
        self._checked = float("-inf")

    def of(self, scenario: str) -> Trial | None:
        if time.monotonic() - self._checked >= CHECK_EVERY_S and self._lock.acquire(blocking=False):
            try:
                rows = Experiment.objects.filter(active=True).order_by("started_ms")
                self._trials = {row.scenario: _trial(row) for row in rows}
                self._checked = time.monotonic()
            finally:
                self._lock.release()
        return self._trials.get(scenario)


_running = _Running()


def assigned(scenario: str, person: Person | None) -> tuple[str, Arm] | None:
    """Name the running trial of a scenario and the person's arm, at most a second late.

    None where no trial runs, for who takes no part, and for somebody unknown,
    whose likes could not be told apart.
    """
    trial = _running.of(scenario)
    if trial is None or person is None:
        return None
    arm = trial.arm_of(person)
    return None if arm is None else (trial.name, arm)


def start_experiment(
    name: str, scenario: str, arms: Sequence[Arm], *, traffic: float = 1.0
) -> Experiment:
    """Start a trial.

    Raises
    ------
    ConfigError
        If the name was used before, the scenario has a trial already, the arms do
        not fit together, or one names a model version, a rules variant or a
        setting that does not exist.
    """
    if not 0 < len(name) <= NAME_LENGTH:
        raise ConfigError(f"an experiment's name has 1 to {NAME_LENGTH} characters")
    if scenario not in SCENARIOS:
        raise ConfigError(f"no scenario named {scenario!r}; there are: {', '.join(SCENARIOS)}")
    _division(name, arms, traffic)
    for arm in arms:
        _check_arm(arm, scenario)
    with transaction.atomic():
        if Experiment.objects.filter(name=name).exists():
            raise ConfigError(f"there was an experiment {name!r} already; give another name")
        other = Experiment.objects.filter(scenario=scenario, active=True).first()
        if other is not None:
            raise ConfigError(
                f"the experiment {other.name!r} runs on {scenario}; stop it first: "
                f"medley experiment stop {other.name}"
            )
        row = Experiment.objects.create(
            name=name,
            scenario=scenario,
            arms=[asdict(arm) for arm in arms],
            traffic=traffic,
            started_ms=now_ms(),
        )
    forget_experiments()
    return row


def stop_experiment(name: str) -> Experiment:
    """Stop a trial; everybody gets the usual page again.

    Raises
    ------
    DataError
        If it does not exist or has ended.
    """
    row = experiment_named(name)
    if not row.active:
        raise DataError(f"the experiment {name!r} has ended already")
    row.active, row.ended_ms = False, now_ms()
    row.save(update_fields=["active", "ended_ms"])
    forget_experiments()
    return row


def experiment_named(name: str) -> Experiment:
    """Find a trial.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    row = Experiment.objects.filter(name=name).first() if "\0" not in name else None
    if row is None:
        names = ", ".join(Experiment.objects.order_by("-started_ms").values_list("name", flat=True))
        raise DataError(f"there is no experiment {name!r}; there are: {names or 'none yet'}")
    return row


def arms_of(row: Experiment) -> list[Arm]:
    """The arms of a trial, the control first."""
    return [Arm(**arm) for arm in row.arms]


def in_arm(scenario: Scenario, arm: Arm) -> Scenario:
    """The scenario with the arm's settings of the balance."""
    return replace(scenario, balance=replace(scenario.balance, **arm.balance))


def forget_experiments() -> None:
    """Look afresh at the next page."""
    global _running
    _running = _Running()


def _trial(row: Experiment) -> Trial:
    arms = arms_of(row)
    return Trial(
        row.name,
        row.scenario,
        _division(row.name, arms, row.traffic),
        {arm.name: arm for arm in arms},
    )


def _division(name: str, arms: Sequence[Arm], traffic: float) -> assignment.Experiment:
    divided = tuple(assignment.Arm(arm.name, arm.share) for arm in arms)
    return assignment.Experiment(name, divided, traffic)


def _check_arm(arm: Arm, scenario: str) -> None:
    if len(arm.name) > NAME_LENGTH:
        raise ConfigError(f"the arm {arm.name!r} has more than {NAME_LENGTH} characters")
    if arm.model and arm.model not in feed_versions():
        raise ConfigError(
            f"arm {arm.name!r} names the model version {arm.model!r}, which is not there; "
            "`medley models feed` lists them"
        )
    if arm.rules:
        rules_for(scenario, arm.rules)
    unknown = set(arm.balance) - set(Balance.__slots__)
    if unknown:
        raise ConfigError(
            f"arm {arm.name!r} sets {min(unknown)!r} of the balance; "
            f"there are: {', '.join(Balance.__slots__)}"
        )
    if arm.rules not in ("", *variants()):
        raise ConfigError(f"arm {arm.name!r} names the rules {arm.rules!r}, which are not there")
    try:
        replace(rules_for(scenario, arm.rules).balance, **arm.balance)
    except TypeError as error:
        raise ConfigError(f"arm {arm.name!r} has a setting of the wrong type: {error}") from None
