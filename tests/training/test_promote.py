"""The guard lets a challenger pass only with a sure gain and no undue loss."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from medley.core.task import Guard, Task
from medley.metrics.uncertainty import Difference, Estimate
from medley.training.evaluation import Evaluation
from medley.training.footprint import Footprint
from medley.training.promote import Decision, decide

BASE = np.random.default_rng(0).random(200)


def task(min_gain: float = 0.0) -> Task:
    guard = Guard(min_gain, {"coverage@100": 0.05})
    return Task("feed", "", "items", "ndcg@100", "popular", guard)


def measured(gain: float, coverage: float, noise: float = 0.05) -> Evaluation:
    values = BASE + gain + np.random.default_rng(1).normal(0, noise, 200)
    estimates = {
        "ndcg@100": Estimate(float(values.mean()), 0, 1),
        "coverage@100": Estimate(coverage, 0, 1),
    }
    return Evaluation(estimates, {"ndcg@100": values})


COVERAGE = {"coverage@100": Estimate(0.5, 0, 1)}
CHAMPION = Evaluation(
    {"ndcg@100": Estimate(float(BASE.mean()), 0, 1), "coverage@100": Estimate(0.5, 0, 1)},
    {"ndcg@100": BASE},
)


def test_a_sure_gain_is_promoted() -> None:
    found = decide(task(), measured(0.05, 0.46), CHAMPION)
    assert found.promote
    assert found.differences["ndcg@100"].low > 0
    assert len(found.reasons) == 2


@pytest.mark.parametrize(
    ("gain", "coverage", "min_gain"),
    [(0.0, 0.5, 0.0), (-0.05, 0.5, 0.0), (0.05, 0.44, 0.0), (0.05, 0.5, 0.06)],
    ids=["no gain", "a loss", "too much coverage lost", "less than the least gain"],
)
def test_anything_else_is_not(gain: float, coverage: float, min_gain: float) -> None:
    found = decide(task(min_gain), measured(gain, coverage), CHAMPION)
    assert not found.promote
    assert "not held" in found.summary


def test_a_model_equal_to_the_champion_is_not_promoted() -> None:
    assert not decide(task(), CHAMPION, CHAMPION).promote


def test_different_people_are_refused() -> None:
    fewer = Evaluation(CHAMPION.metrics, {"ndcg@100": BASE[:100]})
    with pytest.raises(ValueError, match="not the same"):
        decide(task(), fewer, CHAMPION)


@pytest.mark.parametrize(
    ("gain", "promoted"),
    [(0.0, True), (-0.01, True), (0.05, True), (-0.05, False)],
    ids=["no change", "a loss within the margin", "a gain", "a loss beyond it"],
)
def test_the_champions_own_model_on_other_data_must_only_not_be_worse(
    gain: float, promoted: bool
) -> None:
    challenger = measured(gain, 0.5, noise=0.002)
    found = decide(task(), challenger, CHAMPION, refresh=True)
    assert found.promote == promoted
    assert "5% of the champion's, whose model and settings these are" in found.summary
    assert decide(task(), challenger, CHAMPION).promote == (gain > 0)


def test_a_refresh_that_may_be_worse_is_not_promoted_because_it_may_be_better() -> None:
    assert not decide(task(), measured(0.0, 0.5, noise=0.3), CHAMPION, refresh=True).promote


def test_a_refresh_loses_no_more_coverage_than_another_model() -> None:
    challenger = measured(0.0, 0.44, noise=0.002)
    assert not decide(task(), challenger, CHAMPION, refresh=True).promote


def test_where_less_is_better_a_refresh_may_rise_by_the_margin() -> None:
    falling = replace(task(), lower_is_better=frozenset({"ndcg@100"}))
    for rise, promoted in ((0.01, True), (0.05, False), (-0.02, True)):
        challenger = measured(rise, 0.5, noise=0.002)
        assert decide(falling, challenger, CHAMPION, refresh=True).promote == promoted


class TestGroups:
    """What all gain together does not make up for what one group loses."""

    @staticmethod
    def grouped(few: float, many: float) -> tuple[Evaluation, Evaluation]:
        rng = np.random.default_rng(2)
        groups = {"under 10": np.arange(200) < 60, "50 or more": np.arange(200) >= 60}
        gains = np.where(groups["under 10"], few, many) + rng.normal(0, 0.01, 200)
        return tuple(
            Evaluation(
                {"ndcg@100": Estimate(float(values.mean()), 0, 1), **COVERAGE},
                {"ndcg@100": values},
                groups_of=groups,
            )
            for values in (BASE + gains, BASE)
        )

    def test_a_gain_that_one_group_pays_for_is_refused(self) -> None:
        found = decide(task(), *self.grouped(-0.2, 0.2))
        assert found.differences["ndcg@100"].low > 0
        assert not found.promote
        assert "60 people with under 10 entries" in found.summary
        plain = found.as_dict()["groups"]["under 10"]
        assert plain["people"] == 60
        assert plain["high"] < 0

    def test_a_small_loss_of_a_group_is_accepted(self) -> None:
        assert decide(task(), *self.grouped(-0.02, 0.2)).promote

    def test_of_a_handful_of_people_nothing_is_said(self) -> None:
        challenger, champion = self.grouped(-0.2, 0.2)
        few = {"under 10": np.arange(200) < 10}
        found = decide(task(), replace(challenger, groups_of=few), replace(champion, groups_of=few))
        assert found.promote
        assert found.groups == {}


@pytest.mark.parametrize(
    ("cost", "promoted"),
    [
        (Footprint(5, 90, 100, 25), True),
        (Footprint(5, 700, 100, 25), False),
        (Footprint(5, 90, 5_000, 25), False),
    ],
    ids=["quick and small", "answers take too long", "it takes too much memory"],
)
def test_a_better_model_may_cost_more_but_not_any_amount(cost: Footprint, promoted: bool) -> None:
    costs = {"challenger": cost, "champion": Footprint(5, 60, 100, 25)}
    found = decide(task(), measured(0.05, 0.5), CHAMPION, costs=costs)
    assert found.promote == promoted
    assert found.as_dict()["costs"]["challenger"]["slow_ms"] == cost.slow_ms


class TestBesideTheBaseline:
    """Who beats a champion that is worse than the baseline has not won yet."""

    BASELINE = measured(0.10, 0.5, noise=0.01)

    def gains(self, challenger: Evaluation) -> dict[str, Difference]:
        return challenger.against(self.BASELINE)

    def test_what_is_surely_worse_is_refused(self) -> None:
        challenger = measured(0.05, 0.5)
        decision = decide(task(), challenger, CHAMPION)
        assert decision.promote
        beside = decision.beside_baseline(task(), self.gains(challenger))
        assert not beside.promote
        assert "'popular'" in beside.reasons[-1]
        assert beside.reasons[-1].endswith("not held")
        assert beside.as_dict()["over_baseline"]["ndcg@100"]["value"] < 0

    def test_what_is_better_keeps_its_verdict(self) -> None:
        challenger = measured(0.2, 0.5)
        for champion in (CHAMPION, challenger):
            decision = decide(task(), challenger, champion)
            beside = decision.beside_baseline(task(), self.gains(challenger))
            assert beside.promote == decision.promote

    def test_errors_are_better_when_they_fall(self) -> None:
        falls = replace(task(), lower_is_better=frozenset({"ndcg@100"}))
        decision = decide(falls, CHAMPION, measured(0.2, 0.5))
        assert decision.promote
        assert decision.beside_baseline(falls, self.gains(CHAMPION)).promote
        assert not decision.beside_baseline(falls, self.gains(measured(0.3, 0.5))).promote

    def test_the_first_model_serves_all_the_same_and_says_so(self) -> None:
        first = Decision(promote=True, reasons=("the first model of feed",))
        beside = first.beside_baseline(task(), self.gains(CHAMPION))
        assert beside.promote
        assert "nothing else serves" in beside.summary

    def test_the_baseline_itself_has_nothing_to_be_held_against(self) -> None:
        decision = decide(task(), measured(0.05, 0.46), CHAMPION)
        assert decision.beside_baseline(task(), {}) == decision
