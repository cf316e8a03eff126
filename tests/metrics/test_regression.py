"""Errors, explained variance, rank correlation and coverage are what their names say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import mean_absolute_error as sklearn_mae
from sklearn.metrics import r2_score

from medley.metrics.regression import (
    mean_absolute_error,
    r_squared,
    rank_correlation,
    root_mean_square,
    within,
)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=40))
def test_the_figures_agree_with_other_libraries(pairs: list[tuple[int, int]]) -> None:
    predicted, truth = np.array(pairs, np.float64).T
    assert mean_absolute_error(predicted, truth) == pytest.approx(sklearn_mae(truth, predicted))
    assert root_mean_square(predicted, truth) >= mean_absolute_error(predicted, truth) - 1e-9
    if np.ptp(truth):
        assert r_squared(predicted, truth) == pytest.approx(r2_score(truth, predicted))
        if np.ptp(predicted):
            assert rank_correlation(predicted, truth) == pytest.approx(
                spearmanr(predicted, truth).statistic, abs=1e-9
            )


def test_a_constant_explains_and_ranks_nothing() -> None:
    truth = np.array([1.0, 2.0, 3.0])
    assert r_squared(np.full(3, 2.0), truth) == 0
    assert rank_correlation(np.full(3, 2.0), truth) == 0
    assert r_squared(truth, np.full(3, 5.0)) == 0


def test_ends_belong_to_an_interval() -> None:
    bounds = np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])
    assert within(bounds, np.array([1.0, 2.0, 2.1])).tolist() == [True, True, False]
