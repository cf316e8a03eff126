"""Intervals hold in so many cases as they say, whatever the errors look like."""

from __future__ import annotations

import numpy as np
import pytest

from medley.models.score.conformal import Conformal, Missed


def skewed(n: int, seed: int) -> np.ndarray:
    return 4 - np.random.default_rng(seed).exponential(4, n)


@pytest.mark.parametrize("n", [40, 99, 1_000])
def test_new_errors_of_the_same_kind_lie_within(n: int) -> None:
    held = []
    for seed in range(60):
        errors = skewed(n + 200, seed)
        fitted = Conformal.fitted([Missed(errors[:n], np.ones(n))])
        one = np.full(200, 60.0), np.ones(200), np.zeros(200, np.int8)
        bounds = fitted.intervals(*one, 0.9)
        scores = 60 + errors[n:]
        held.append(((scores >= bounds[:, 0]) & (scores <= bounds[:, 1])).mean())
    assert 0.9 - 0.015 <= np.mean(held) <= 0.9 + 2 / (n + 1) + 0.015


def test_few_errors_bound_nothing() -> None:
    fitted = Conformal.fitted([Missed(np.array([1.0, -1.0]), np.ones(2))])
    bounds = fitted.intervals(np.array([70.0]), np.ones(1), np.zeros(1, np.int8), 0.9)
    assert bounds.tolist() == [[0.0, 100.0]]


def test_a_film_of_larger_expected_error_has_a_wider_interval() -> None:
    fitted = Conformal.fitted([Missed(skewed(500, 0), np.ones(500))])
    bounds = fitted.intervals(np.full(2, 60.0), np.array([1.0, 2.0]), np.zeros(2, np.int8), 0.8)
    widths = bounds[:, 1] - bounds[:, 0]
    assert widths[1] == pytest.approx(2 * widths[0])


def test_a_kind_of_few_films_takes_the_errors_of_all() -> None:
    all_films = Missed(skewed(500, 0), np.ones(500))
    few = Missed(np.zeros(10), np.ones(10))
    fitted = Conformal.fitted([all_films, few])
    kinds = np.array([0, 1], np.int8)
    bounds = fitted.intervals(np.full(2, 60.0), np.ones(2), kinds, 0.9)
    assert bounds[0].tolist() == bounds[1].tolist()
