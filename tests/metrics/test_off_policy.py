"""Estimates from a log agree with the truth, with their definitions, and refuse bad logs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.metrics.off_policy import (
    Logged,
    bootstrap,
    doubly_robust,
    ips,
    replay_mean,
    self_normalised,
)

N_ITEMS = 6
TRUTH = np.linspace(0.1, 0.6, N_ITEMS)
LOGGING = np.array([0.4, 0.25, 0.15, 0.1, 0.06, 0.04])
CHALLENGER = LOGGING[::-1].copy()
TRUE_VALUE = float(CHALLENGER @ TRUTH)


def log(n: int, rng: np.random.Generator) -> tuple[Logged, NDArray[np.intp]]:
    shown = rng.choice(N_ITEMS, n, p=LOGGING)
    rewards = (rng.random(n) < TRUTH[shown]).astype(np.float64)
    return Logged(rewards, LOGGING[shown], CHALLENGER[shown]), shown


def test_each_estimator_finds_the_truth_that_replay_misses() -> None:
    rng = np.random.default_rng(0)
    found: dict[str, list[float]] = {"ips": [], "snips": [], "dr": [], "replay": []}
    wrong_model = np.full(N_ITEMS, 0.3)
    for _ in range(200):
        logged, shown = log(1000, rng)
        expected = np.full(1000, CHALLENGER @ wrong_model)
        found["ips"].append(ips(logged).value)
        found["snips"].append(self_normalised(logged).value)
        found["dr"].append(doubly_robust(logged, wrong_model[shown], expected).value)
        found["replay"].append(replay_mean(logged).value)
    for name in ("ips", "snips", "dr"):
        error = np.std(found[name]) / np.sqrt(200)
        assert np.mean(found[name]) == pytest.approx(TRUE_VALUE, abs=4 * error + 0.002), name
    assert np.mean(found["replay"]) == pytest.approx(float(LOGGING @ TRUTH), abs=0.01)
    assert np.std(found["dr"]) < np.std(found["ips"])


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(400):
        found = self_normalised(log(1500, rng)[0])
        inside += found.low <= TRUE_VALUE <= found.high
    # 95% of 400, give or take four standard deviations.
    assert 362 <= inside <= 397


def test_a_perfect_reward_model_needs_no_log() -> None:
    logged, shown = log(50, np.random.default_rng(2))
    logged = dataclasses.replace(logged, rewards=TRUTH[shown])
    found = doubly_robust(logged, TRUTH[shown], np.full(50, TRUE_VALUE))
    assert found.value == pytest.approx(TRUE_VALUE)
    assert found.high - found.low == pytest.approx(0, abs=1e-12)


def test_figures_follow_their_formulas() -> None:
    logged = Logged(np.array([1.0, 0, 1]), np.array([0.5, 0.5, 0.25]), np.array([0.25, 1, 1]))
    weights = np.array([0.5, 2, 4])
    assert ips(logged).value == pytest.approx(4.5 / 3)
    assert self_normalised(logged).value == pytest.approx(4.5 / 6.5)
    assert ips(logged).effective_n == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    clipped = ips(logged, clip=3)
    assert clipped.value == pytest.approx(3.5 / 3)
    assert clipped.clipped == pytest.approx(1 / 3)
    assert clipped.mean_weight == pytest.approx(6.5 / 3)


def test_rows_of_one_person_widen_the_interval() -> None:
    rng = np.random.default_rng(3)
    logged, _ = log(300, rng)
    five_times = Logged(
        np.repeat(logged.rewards, 5),
        np.repeat(logged.propensities, 5),
        np.repeat(logged.challenger, 5),
        np.repeat(np.arange(300), 5),
    )
    once, repeated = self_normalised(logged), self_normalised(five_times)
    blind = self_normalised(dataclasses.replace(five_times, groups=None))
    assert (repeated.low, repeated.high) == pytest.approx((once.low, once.high))
    assert blind.high - blind.low < 0.6 * (once.high - once.low)


def test_the_bootstrap_agrees_with_the_delta_method() -> None:
    logged, _ = log(2000, np.random.default_rng(4))
    found = self_normalised(logged)
    low, high = bootstrap(logged, rng=np.random.default_rng(5))
    assert (low, high) == pytest.approx((found.low, found.high), abs=0.015)
    plain = bootstrap(logged, normalised=False, rng=np.random.default_rng(5))
    assert plain == pytest.approx((ips(logged).low, ips(logged).high), abs=0.02)


def test_a_log_that_lacks_the_challengers_items_is_doubted() -> None:
    rng = np.random.default_rng(6)
    half = np.array([0.5, 0.5, 0, 0, 0, 0])
    shown = rng.choice(N_ITEMS, 2000, p=half)
    rewards = TRUTH[shown]
    found = ips(Logged(rewards, half[shown], np.full(2000, 1 / N_ITEMS)))
    assert found.mean_weight == pytest.approx(1 / 3)
    assert "average to 0.33" in found.warning
    assert ips(log(2000, rng)[0]).warning == ""


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("propensities", [0.5, np.nan, 0.5], "1 of 3 rows have no propensity"),
        ("propensities", [0.5, 0.0, 0.0], "2 of 3 rows have a propensity that is not above 0"),
        ("propensities", [0.5, 1.5, 0.5], "at most 1"),
        ("propensities", [0.5, 0.5], r"shape \(2,\)"),
        ("challenger", [0.0, 0.0, 0.0], "never have shown"),
        ("challenger", [0.5, 1.5, 0.5], "outside 0 to 1"),
        ("challenger", [0.5, np.nan, 0.5], "outside 0 to 1"),
        ("rewards", [1.0, np.nan, 0.0], "reward is missing"),
        ("rewards", [], "turn exploration on"),
    ],
)
def test_a_log_that_cannot_answer_says_why(column: str, values: list[float], expected: str) -> None:
    good = {
        "rewards": np.array([1.0, 0, 1]),
        "propensities": np.full(3, 0.5),
        "challenger": np.full(3, 0.5),
    }
    with pytest.raises(DataError, match=expected):
        Logged(**{**good, column: np.array(values)})


def test_misfit_models_and_bounds_are_refused() -> None:
    logged, _ = log(10, np.random.default_rng(7))
    with pytest.raises(DataError, match="predicted rewards must be 10"):
        doubly_robust(logged, np.zeros(3), np.zeros(10))
    with pytest.raises(DataError, match="clipped at 0"):
        ips(logged, clip=0)


def test_one_group_alone_has_no_known_spread() -> None:
    found = ips(Logged(np.ones(2), np.ones(2), np.ones(2), np.zeros(2, np.int64)))
    assert found.value == 1
    assert (found.low, found.high) == (float("-inf"), float("inf"))
