"""Intervals hold the truth as often as they say; tests reject as often as they should."""

from __future__ import annotations

import numpy as np
import pytest

from medley.metrics.catalogue import coverage, gini
from medley.metrics.uncertainty import (
    catalogue_interval,
    mean_interval,
    paired_difference,
    ratio_interval,
    wilson_interval,
)


def test_the_mean_interval_is_near_the_normal_one() -> None:
    values = np.random.default_rng(0).random(400)
    found = mean_interval(values, rng=np.random.default_rng(1))
    half = 1.96 * values.std() / 20
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.15 * half)
    assert found.high == pytest.approx(values.mean() + half, abs=0.15 * half)


def test_the_mean_interval_covers_the_truth() -> None:
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(200):
        found = mean_interval(rng.exponential(1.0, 100), rng=rng)
        inside += found.low <= 1.0 <= found.high
    assert 0.88 <= inside / 200 <= 0.99


def test_the_same_generator_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).random(50)
    one, two = (mean_interval(values, rng=np.random.default_rng(5)) for _ in range(2))
    assert one == two
    assert one.low < one.value < one.high


def test_nobody_has_no_mean() -> None:
    with pytest.raises(ValueError, match="nobody"):
        mean_interval(np.empty(0), rng=np.random.default_rng(0))


@pytest.mark.parametrize("figure", [coverage, gini])
def test_catalogue_intervals_hold_their_figure(figure) -> None:  # type: ignore[no-untyped-def]
    ranked = np.random.default_rng(0).zipf(1.6, (300, 10)).clip(max=500).astype(np.int32) - 1
    found = catalogue_interval(ranked, 500, 10, figure, rng=np.random.default_rng(1))
    assert 0 <= found.low < found.value < found.high <= 1


def test_a_clear_gain_is_found_and_none_is_not() -> None:
    rng = np.random.default_rng(0)
    base = rng.random(300)
    better = paired_difference(base + rng.normal(0.05, 0.1, 300), base, rng=rng)
    assert better.low > 0
    assert better.p_value < 0.001
    same = paired_difference(base + rng.normal(0, 0.1, 300), base, rng=rng)
    assert same.low < 0 < same.high
    assert same.p_value > 0.05


def test_pairing_finds_what_separate_intervals_hide() -> None:
    rng = np.random.default_rng(2)
    people = rng.random(100)
    gain = paired_difference(people + 0.02, people, rng=rng)
    assert gain.value == pytest.approx(0.02)
    assert gain.high - gain.low < 1e-9
    wide = mean_interval(people, rng=rng)
    assert wide.high - wide.low > 0.02


def test_equal_models_differ_by_nothing() -> None:
    values = np.random.default_rng(0).random(40)
    found = paired_difference(values, values, rng=np.random.default_rng(0))
    assert (found.value, found.low, found.high, found.p_value) == (0, 0, 0, 1)


def test_the_sign_flip_test_rejects_as_often_as_it_should() -> None:
    rng = np.random.default_rng(11)
    rejected = sum(
        paired_difference(
            rng.normal(size=30), rng.normal(size=30), rng=rng, n_resamples=10, n_flips=400
        ).p_value
        < 0.1
        for _ in range(300)
    )
    assert 0.05 < rejected / 300 < 0.16


def test_a_small_case_agrees_with_all_sign_flips() -> None:
    gain = np.array([0.3, 0.1, -0.05, 0.2, 0.4, 0.15])
    signs = np.array(np.meshgrid(*[[-1, 1]] * 6)).reshape(6, -1).T
    exact = (np.abs(signs @ gain) >= gain.sum() - 1e-9).mean()
    found = paired_difference(gain, np.zeros(6), rng=np.random.default_rng(0), n_flips=40_000)
    assert found.p_value == pytest.approx(exact, abs=0.005)


def test_different_people_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="not the same"):
        paired_difference(np.ones(3), np.ones(4), rng=np.random.default_rng(0))


def test_a_ratio_is_of_the_sums_and_its_interval_drawn_by_people() -> None:
    parts, wholes = np.array([9.0, 0.0, 1.0, 0.0]), np.array([10.0, 10.0, 10.0, 70.0])
    found = ratio_interval(parts, wholes, rng=np.random.default_rng(0))
    assert found.value == 0.1
    assert found.low < 0.05 < 0.2 < found.high
    with pytest.raises(ValueError, match="nothing to take a share of"):
        ratio_interval(np.zeros(2), np.zeros(2), rng=np.random.default_rng(0))


def test_a_share_that_never_came_has_an_interval_all_the_same() -> None:
    found = wilson_interval(0, 20)
    assert (found.value, found.low) == (0, 0)
    assert 0.1 < found.high < 0.2
    assert wilson_interval(20, 20).low == pytest.approx(1 - found.high)
    with pytest.raises(ValueError, match="21 of 20"):
        wilson_interval(21, 20)
