"""Groups stay whole in folds, marks are spread, and a key's side never moves."""

from __future__ import annotations

import numpy as np
import pytest

from medley.core.errors import ConfigError
from medley.data.grouped_folds import deal_groups, stable_fraction


def test_groups_stay_whole_and_every_fold_has_its_share_of_each_mark() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(200), 3)
    marks = np.eye(4, dtype=bool)[rng.integers(0, 4, 200)[groups]]
    folds = deal_groups(groups, marks, 5, rng=rng)
    assert all(len(set(folds[groups == group])) == 1 for group in range(200))
    shares = np.array([marks[folds == fold].sum(axis=0) for fold in range(5)]) / marks.sum(axis=0)
    assert shares.min() > 0.15
    assert shares.max() < 0.25


def test_the_same_draw_gives_the_same_folds() -> None:
    groups, marks = np.arange(30) // 2, np.ones((30, 1))
    one, other = (deal_groups(groups, marks, 3, rng=np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_fewer_than_two_folds_are_refused_and_no_rows_are_none() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ConfigError, match="at least 2"):
        deal_groups(np.arange(3), np.ones((3, 1)), 1, rng=rng)
    assert len(deal_groups(np.empty(0, np.int64), np.empty((0, 2)), 3, rng=rng)) == 0


def test_keys_lie_evenly_between_nought_and_one() -> None:
    found = np.array([stable_fraction(f"person {number}") for number in range(2_000)])
    assert found.min() >= 0
    assert found.max() < 1
    assert abs(found.mean() - 0.5) < 0.03
