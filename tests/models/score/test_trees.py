"""Exported trees sum like the library's, and what facts add is their Shapley value."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import factorial
from typing import Literal

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor

from medley.models.score.trees import DrawnSettings, Trees, TreeSettings

SETTINGS = TreeSettings(n_rounds=12, learning_rate=0.3, n_leaves=8, min_rows=5, columns=1.0)
FACT_OF = np.array([0, 1, 1, 2, 3])
N_FACTS = 4


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(200, 5))


@pytest.fixture(scope="module")
def targets(rows: np.ndarray) -> np.ndarray:
    return 60 + 5 * rows[:, 0] * rows[:, 1] + 3 * (rows[:, 2] > 0.3) + rows[:, 3]


@pytest.fixture(scope="module")
def trees(rows: np.ndarray, targets: np.ndarray) -> Trees:
    return Trees.fitted(rows, targets, SETTINGS, 1)


def told(trees: Trees, row: np.ndarray, known: frozenset[int]) -> float:
    """Walk every tree; at a split on an unknown fact go both ways, in the films' shares."""

    def visit(node: int) -> float:
        column = int(trees.column[node])
        if column < 0:
            return float(trees.value[node])
        left, right = int(trees.left[node]), int(trees.right[node])
        if FACT_OF[column] in known:
            return visit(left if row[column] <= trees.threshold[node] else right)
        share = trees.count[left] / trees.count[node]
        return float(share * visit(left) + (1 - share) * visit(right))

    return trees.start + sum(visit(int(root)) for root in trees.roots)


def shapley(trees: Trees, row: np.ndarray) -> list[float]:
    """Average what each fact adds, by the definition."""
    found = []
    for fact in range(N_FACTS):
        others = [other for other in range(N_FACTS) if other != fact]
        total = 0.0
        for size in range(N_FACTS):
            weight = factorial(size) * factorial(N_FACTS - size - 1) / factorial(N_FACTS)
            for held in combinations(others, size):
                known = frozenset(held)
                total += weight * (told(trees, row, known | {fact}) - told(trees, row, known))
        found.append(total)
    return found


@pytest.mark.parametrize("loss", ["squared_error", "absolute_error"])
def test_they_sum_like_the_library(
    loss: Literal["squared_error", "absolute_error"], rows: np.ndarray, targets: np.ndarray
) -> None:
    trees = Trees.fitted(rows, targets, replace(SETTINGS, loss=loss), 1)
    boosted = HistGradientBoostingRegressor(
        loss=loss,
        max_iter=12,
        learning_rate=0.3,
        max_leaf_nodes=8,
        min_samples_leaf=5,
        l2_regularization=SETTINGS.reg,
        max_features=1.0,
        early_stopping=False,
        random_state=1,
    ).fit(rows, targets)
    np.testing.assert_allclose(trees.values(rows), boosted.predict(rows), rtol=1e-9)


def test_drawn_trees_average_like_the_library(rows: np.ndarray, targets: np.ndarray) -> None:
    drawn = Trees.drawn(rows, targets, DrawnSettings(n_trees=5, columns=1.0), 1)
    forest = ExtraTreesRegressor(5, min_samples_leaf=6, max_features=1.0, random_state=1)
    near = rows.astype(np.float32).astype(np.float64)
    expected = forest.fit(near, targets).predict(near)
    np.testing.assert_allclose(drawn.values(near), expected, rtol=1e-9)
    base, added = drawn.shares(near[0], FACT_OF, N_FACTS)
    assert base == pytest.approx(targets.mean())
    np.testing.assert_allclose(added, shapley(drawn, near[0]), atol=1e-9)


def test_what_facts_add_is_the_mean_over_all_orders(trees: Trees, rows: np.ndarray) -> None:
    for row in rows[:3]:
        base, added = trees.shares(row, FACT_OF, N_FACTS)
        assert base == pytest.approx(told(trees, row, frozenset()))
        np.testing.assert_allclose(added, shapley(trees, row), atol=1e-9)
        assert base + added.sum() == pytest.approx(trees.values(row[None])[0])


def test_a_fact_without_a_split_adds_nothing(rows: np.ndarray) -> None:
    deaf = rows.copy()
    deaf[:, 4] = 0
    _, added = Trees.fitted(deaf, deaf[:, 0], SETTINGS, 0).shares(deaf[0], FACT_OF, N_FACTS)
    assert added[3] == 0
    assert added[0] != 0
