"""How a trial stands: likes an arm, effect sizes, a verdict, and what chance tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from medley.core.errors import DataError
from medley.data.feed import FeedQuery
from medley.metrics.off_policy import Logged, Value, doubly_robust, ips, self_normalised
from medley.metrics.sequential import ArmTotals, Verdict, compare_arms
from medley.serving.exploration import Exploration, chances
from medley.serving.seeding import share_of
from medley.web.feed.aligned import Aligned
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.experiments import Arm, arms_of, experiment_named
from medley.web.feed.models import Experiment
from medley.web.feed.models_in_use import aligned, aligned_version
from medley.web.feed.rulebook import rules_for
from medley.web.feed.trial_log import Drawn, Histories, Shown, drawn_in, shown_in

NO_DATA = "no data yet"
MOST_PAGES = 2_000
"""Off-policy figures come from so many of the latest pages."""
CLIP = 20.0
PRIOR_SHOWN = 20.0
"""An item's like rate leans on the mean as if it had been shown so often more."""


@dataclass(frozen=True, slots=True)
class ArmReport:
    """What an arm showed and earned.

    Attributes
    ----------
    name, model, rules : str
    balance : mapping
    people : int
        Who was shown something.
    impressions : int
        Items shown, each once for a person.
    likes : int
        Of them, liked afterwards and still.
    likes_per_impression : float or None
        None without impressions.
    """

    name: str
    model: str
    rules: str
    balance: Mapping[str, Any]
    people: int
    impressions: int
    likes: int
    likes_per_impression: float | None


@dataclass(frozen=True, slots=True)
class OffPolicy:
    """What an arm's model would have earned where chance decided in the control.

    Attributes
    ----------
    arm, version : str
    n : int
        Places that chance filled.
    ips, self_normalised, doubly_robust : Value or None
        Likes a place; None where ``note`` says why.
    earned : float or None
        What the control itself earned at these places.
    note : str
        Empty when there is nothing to say.
    """

    arm: str
    version: str
    n: int
    ips: Value | None = None
    self_normalised: Value | None = None
    doubly_robust: Value | None = None
    earned: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How a trial stands at this look.

    Attributes
    ----------
    name, scenario : str
    active : bool
    traffic : float
    started_ms : int
    ended_ms : int or None
    status : str
        In words; `NO_DATA` begins it when nobody was shown anything.
    arms : tuple of ArmReport
        The control first.
    verdicts : dict of str to Verdict
        Arm -> how it compares with the control, by likes an impression of a person.
    off_policy : tuple of OffPolicy
        One for each arm but the control.
    excluded : int
        People left out because they were shown two arms.
    """

    name: str
    scenario: str
    active: bool
    traffic: float
    started_ms: int
    ended_ms: int | None
    status: str
    arms: tuple[ArmReport, ...]
    verdicts: dict[str, Verdict]
    off_policy: tuple[OffPolicy, ...]
    excluded: int

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON; what is infinite becomes null."""
        plain: dict[str, Any] = _finite(asdict(self))
        return plain


def experiment_report(name: str) -> Report:
    """Report on a trial, as often as one likes.

    Raises
    ------
    DataError
        If there is no trial of that name.
    """
    row = experiment_named(name)
    arms = arms_of(row)
    shown, excluded = _of_one_arm(shown_in(name))
    reports = tuple(_arm_report(arm, shown.get(arm.name, {})) for arm in arms)
    totals = {arm.name: _totals(shown.get(arm.name, {})) for arm in arms}
    control = arms[0]
    verdicts = {arm.name: compare_arms(totals[control.name], totals[arm.name]) for arm in arms[1:]}
    off_policy = _off_policies(row, arms, shown.get(control.name, {}))
    return Report(
        name=row.name,
        scenario=row.scenario,
        active=row.active,
        traffic=row.traffic,
        started_ms=row.started_ms,
        ended_ms=row.ended_ms,
        status=_status(row, reports, verdicts),
        arms=reports,
        verdicts=verdicts,
        off_policy=off_policy,
        excluded=excluded,
    )


def _of_one_arm(
    shown: dict[str, dict[int, Shown]],
) -> tuple[dict[str, dict[int, Shown]], int]:
    """Leave out who was shown two arms, as a visitor and after signing in."""
    seen_in = Counter(person for people in shown.values() for person in people)
    both = {person for person, arms in seen_in.items() if arms > 1}
    kept = {
        arm: {person: held for person, held in people.items() if person not in both}
        for arm, people in shown.items()
    }
    return kept, len(both)


def _arm_report(arm: Arm, people: dict[int, Shown]) -> ArmReport:
    impressions = sum(len(shown.first_ms) for shown in people.values())
    likes = sum(len(shown.liked) for shown in people.values())
    return ArmReport(
        name=arm.name,
        model=arm.model,
        rules=arm.rules,
        balance=arm.balance,
        people=len(people),
        impressions=impressions,
        likes=likes,
        likes_per_impression=likes / impressions if impressions else None,
    )


def _totals(people: dict[int, Shown]) -> ArmTotals:
    rates = [len(shown.liked) / len(shown.first_ms) for shown in people.values() if shown.first_ms]
    return ArmTotals.of_values(np.array(rates, np.float64))


def _status(row: Experiment, arms: tuple[ArmReport, ...], verdicts: dict[str, Verdict]) -> str:
    if not any(arm.impressions for arm in arms):
        nobody = "; its traffic is 0, so nobody takes part" if row.traffic == 0 else ""
        return f"{NO_DATA}: nobody has been shown any arm{nobody}"
    return "; ".join(f"{arm}: {verdict.words}" for arm, verdict in verdicts.items())


def _off_policies(
    row: Experiment, arms: list[Arm], control: dict[int, Shown]
) -> tuple[OffPolicy, ...]:
    drawn = [
        one for one in drawn_in(row.name, arms[0].name, most=MOST_PAGES) if one.person in control
    ]
    settings = rules_for(row.scenario, arms[0].rules).exploration
    return tuple(_off_policy(arm, drawn, control, settings) for arm in arms[1:])


def _off_policy(
    arm: Arm, drawn: list[Drawn], shown: dict[int, Shown], settings: Exploration
) -> OffPolicy:
    index = current_index()
    ranker = None
    if len(index):
        ranker = aligned_version(index, arm.model) if arm.model else aligned(index)
    version = ranker.serving.version if ranker else "none"
    if arm.rules or arm.balance:
        note = "this arm differs in its rules; places filled by chance judge only another model"
        return OffPolicy(arm.name, version, len(drawn), note=note)
    if not drawn or ranker is None:
        note = f"{NO_DATA}: no place of the control was filled by chance"
        return OffPolicy(arm.name, version, 0, note=note)
    return estimate(arm.name, ranker, drawn, shown, settings)


def estimate(
    arm: str,
    ranker: Aligned,
    drawn: list[Drawn],
    shown: dict[int, Shown],
    settings: Exploration,
) -> OffPolicy:
    """Estimate what a model would have earned at the places that chance filled.

    The model is asked with the history of that moment. For the doubly robust
    figure an item's like rate, from the half of the people that a row does not
    belong to, foresees the reward.

    Parameters
    ----------
    arm : str
    ranker : Aligned
    drawn : list of Drawn
    shown : dict of int to Shown
        What the logging arm showed, for the like rates.
    settings : Exploration
        How the model would have been left to chance.
    """
    histories = Histories(one.person for one in drawn)
    rates = tuple(_rates(shown, half) for half in (0, 1))
    columns = [_row(one, ranker, histories, rates, settings) for one in drawn]
    challenger, predicted, expected = (np.array(column) for column in zip(*columns, strict=True))
    rewards = np.array([one.reward for one in drawn])
    try:
        logged = Logged(
            rewards,
            np.array([one.propensity for one in drawn]),
            challenger,
            np.array([one.person for one in drawn], np.int64),
        )
    except DataError as error:
        return OffPolicy(arm, ranker.serving.version, len(drawn), note=str(error))
    return OffPolicy(
        arm=arm,
        version=ranker.serving.version,
        n=len(drawn),
        ips=ips(logged, clip=CLIP),
        self_normalised=self_normalised(logged, clip=CLIP),
        doubly_robust=doubly_robust(logged, predicted, expected, clip=CLIP),
        earned=float(rewards.mean()),
    )


def _row(
    one: Drawn,
    ranker: Aligned,
    histories: Histories,
    rates: tuple[tuple[dict[int, float], float], ...],
    settings: Exploration,
) -> tuple[float, float, float]:
    """The challenger's probability of what was shown, and what a half foresees of it."""
    history = histories.before(one.person, one.shown_ms)
    scores = ranker.scores(FeedQuery(history, histories.interests(one.person)))
    places = ranker.index.positions(one.pool)
    known = ranker.index.pks[places]
    order = np.argsort(-scores[places], kind="stable")
    probabilities = np.empty(len(known))
    probabilities[order] = chances(scores[places][order], settings)
    found, mean = rates[1 - _half(one.person)]
    foreseen = np.array([found.get(int(pk), mean) for pk in known])
    at = np.flatnonzero(known == one.item)
    challenger = float(probabilities[at[0]]) if len(at) else 0.0
    return challenger, found.get(one.item, mean), float(probabilities @ foreseen)


def _rates(shown: dict[int, Shown], half: int) -> tuple[dict[int, float], float]:
    """Like rates of items among half of the people, drawn to the mean, and the mean."""
    times: Counter[int] = Counter()
    likes: Counter[int] = Counter()
    for person, held in shown.items():
        if _half(person) == half:
            times.update(held.first_ms.keys())
            likes.update(held.liked)
    mean = sum(likes.values()) / max(sum(times.values()), 1)
    rates = {
        item: (likes[item] + PRIOR_SHOWN * mean) / (n + PRIOR_SHOWN) for item, n in times.items()
    }
    return rates, mean


def _half(person: int) -> int:
    return int(share_of("half", str(person)) < 0.5)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(held) for held in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value
