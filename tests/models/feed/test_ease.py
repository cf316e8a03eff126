from __future__ import annotations

import numpy as np
import pytest
from tests.models.feed import made
from tests.models.feed.contract import PersonalContract

from medley.core.errors import ConfigError
from medley.features.history import liking_matrix
from medley.models.feed.ease import EASE, EASEConfig
from medley.models.feed.item_matrix import ItemMatrix


class TestEASE(PersonalContract):
    name = "ease"
    quality_bound = 0.48


def fitted(config: EASEConfig) -> EASE:
    model = EASE(config)
    model.fit(made.training(), rng=np.random.default_rng(0))
    return model


def rows(matrix: ItemMatrix) -> np.ndarray:
    return np.stack([matrix.row(i) for i in range(matrix.n_items)])


def test_the_default_is_the_published_closed_form() -> None:
    likes = liking_matrix(made.training()).toarray().astype(np.float64)
    taken = np.flatnonzero(likes.sum(axis=0))
    precision = np.linalg.inv(likes[:, taken].T @ likes[:, taken] + 50 * np.eye(len(taken)))
    expected = -precision / np.diag(precision)
    np.fill_diagonal(expected, 0)
    found = rows(fitted(EASEConfig(reg=50)).matrix)
    np.testing.assert_allclose(found[np.ix_(taken, taken)], expected, atol=2e-5)


def test_a_bound_between_none_and_full_bounds_the_diagonal() -> None:
    free = np.diag(rows(fitted(EASEConfig(reg=5, max_diagonal=1.0)).matrix))
    bound = np.diag(rows(fitted(EASEConfig(reg=5, max_diagonal=0.2)).matrix))
    assert free.max() > 0.5
    assert bound.max() <= 0.2 + 1e-5


def test_pruning_keeps_the_largest_weights_of_each_row() -> None:
    full, few = (rows(fitted(EASEConfig(keep=keep)).matrix) for keep in (10_000, 10))
    assert ((few != 0).sum(axis=1) <= 10).all()
    for whole, pruned in zip(np.abs(full), np.abs(few), strict=True):
        if pruned.any():
            assert pruned[pruned > 0].min() >= np.sort(whole)[-10] - 1e-7


def test_only_the_most_liked_items_take_part() -> None:
    assert (rows(fitted(EASEConfig(max_items=20)).matrix).any(axis=1)).sum() <= 20


@pytest.mark.parametrize("bad", [{"reg": 0.0}, {"dropout": 1.0}, {"dropout": -0.1}])
def test_settings_that_cannot_be_used_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        EASEConfig(**bad)
