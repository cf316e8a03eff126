"""A test that may be looked at daily keeps its promise under daily looks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from medley.core.errors import ConfigError, DataError
from medley.metrics.sequential import ArmTotals, compare_arms, mixing_variance, mixture


def looks(
    rate_a: float, rate_b: float, rng: np.random.Generator, *, runs: int = 800, days: int = 50
) -> tuple[np.ndarray, np.ndarray]:
    """p-values (runs, days) of the always-valid and of the ordinary test, 100 people a day."""
    n = 100 * np.arange(1, days + 1)
    a = rng.binomial(100, rate_a, (runs, days)).cumsum(axis=1) / n
    b = rng.binomial(100, rate_b, (runs, days)).cumsum(axis=1) / n
    of_one = (a * (1 - a) + b * (1 - b)) * n / (n - 1)
    _, p_value = mixture(b - a, of_one / n, of_one / 2000 * 7.94)
    ordinary = 2 * stats.norm.sf(np.abs(b - a) / np.sqrt(of_one / n))
    return p_value, ordinary


def test_daily_looks_raise_no_more_false_alarms_than_promised() -> None:
    always, ordinary = looks(0.2, 0.2, np.random.default_rng(0))
    # 5% of 800, and four standard deviations above.
    assert (always < 0.05).any(axis=1).mean() < 0.08
    assert (ordinary < 0.05).any(axis=1).mean() > 0.2


def test_a_true_difference_is_found() -> None:
    always, _ = looks(0.2, 0.25, np.random.default_rng(1), runs=300)
    assert (always < 0.05).any(axis=1).mean() > 0.9


def test_interval_and_p_value_say_the_same() -> None:
    rng = np.random.default_rng(2)
    difference = rng.normal(0, 2, 500)
    variance, mixing = rng.uniform(0.1, 2, 500), rng.uniform(0.1, 2, 500)
    half, p_value = mixture(difference, variance, mixing)
    assert ((np.abs(difference) > half) == (p_value < 0.05)).all()
    assert p_value.max() == 1


def test_the_interval_is_tightest_where_it_was_asked_to_be() -> None:
    n = np.arange(100, 20_000, 100)
    variance = 1 / n

    def half_at(tightest_at: int) -> np.ndarray:
        mixing = np.full(len(n), mixing_variance(1.0, tightest_at))
        return mixture(np.zeros(len(n)), variance, mixing)[0]

    at = int(np.flatnonzero(n == 2000)[0])
    asked = half_at(2000)[at]
    assert all(asked <= half_at(other)[at] * 1.001 for other in (200, 700, 6000, 15_000))


def test_figures_agree_with_the_ordinary_test() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(1, 2, 900), rng.normal(1.3, 2, 1100)
    found = compare_arms(ArmTotals.of_values(a), ArmTotals.of_values(b))
    welch = stats.ttest_ind(b, a, equal_var=False)
    assert found.ordinary_p_value == pytest.approx(welch.pvalue, abs=1e-4)
    assert found.ordinary is not None
    assert found.always_valid is not None
    assert found.ordinary.value == pytest.approx(b.mean() - a.mean())
    low, high = welch.confidence_interval()
    assert (found.ordinary.low, found.ordinary.high) == pytest.approx((low, high), abs=1e-3)
    assert found.always_valid.low < found.ordinary.low
    assert found.always_valid.high > found.ordinary.high
    assert found.p_value > found.ordinary_p_value
    assert found.effect_size == pytest.approx(0.15, abs=0.1)
    assert found.lift is not None
    assert found.lift.value == pytest.approx(b.mean() / a.mean() - 1)


@pytest.mark.parametrize(
    ("a", "b", "status"),
    [
        (300, 400, "treatment better"),
        (400, 300, "control better"),
        (300, 305, "undecided"),
    ],
)
def test_the_verdict_is_said_in_words(a: int, b: int, status: str) -> None:
    found = compare_arms(ArmTotals.of_counts(2000, a), ArmTotals.of_counts(2000, b))
    assert found.status == status
    assert found.words
    assert (found.p_value < 0.05) == (status != "undecided")


@pytest.mark.parametrize(
    ("control", "treatment", "status", "words"),
    [
        (ArmTotals(0, 0, 0), ArmTotals(0, 0, 0), "no data yet", "either arm"),
        (ArmTotals(0, 0, 0), ArmTotals.of_counts(500, 3), "no data yet", "the control"),
        (ArmTotals.of_counts(500, 3), ArmTotals(0, 0, 0), "no data yet", "the treatment"),
        (ArmTotals.of_counts(500, 3), ArmTotals.of_counts(20, 3), "too early", "20 people"),
        (ArmTotals.of_counts(500, 0), ArmTotals.of_counts(500, 9), "too early", "equal"),
    ],
)
def test_without_enough_data_it_says_so(
    control: ArmTotals, treatment: ArmTotals, status: str, words: str
) -> None:
    found = compare_arms(control, treatment)
    assert found.status == status
    assert words in found.words
    assert found.always_valid is None
    assert found.p_value == 1


def test_a_control_that_earns_nothing_on_average_has_no_lift() -> None:
    values = np.tile([1.0, -1.0], 200)
    found = compare_arms(ArmTotals.of_values(values), ArmTotals.of_values(values + 0.1))
    assert found.lift is None


def test_impossible_totals_and_settings_are_refused() -> None:
    with pytest.raises(DataError, match="5 successes among 3"):
        ArmTotals.of_counts(3, 5)
    with pytest.raises(DataError, match="count the arm again"):
        ArmTotals(2, 10.0, 1.0)
    with pytest.raises(DataError, match="0 outcomes"):
        ArmTotals(0, 1.0, 1.0)
    some = ArmTotals.of_counts(500, 50)
    with pytest.raises(ConfigError, match="alpha is 1"):
        compare_arms(some, some, alpha=1)
    with pytest.raises(ConfigError, match="at least"):
        compare_arms(some, some, at_least=1)
