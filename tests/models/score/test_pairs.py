"""Pairs of genres count where enough films have both, and tell apart what single genres cannot."""

from __future__ import annotations

import numpy as np
import pytest

from medley.core.errors import ArtifactError
from medley.models.score.pairs import GENRES, Pairs

FACT_OF = np.array([GENRES, GENRES, GENRES, GENRES, GENRES + 1])


def rows(n: int = 240) -> np.ndarray:
    """Three genres, how many there are, and a running time."""
    flags = (np.random.default_rng(2).random((n, 3)) < (0.5, 0.5, 0.05)).astype(float)
    return np.column_stack([flags, flags.sum(axis=1), np.full(n, 100.0)])


def test_only_pairs_of_genres_that_enough_films_have_count() -> None:
    found = Pairs.fitted(rows(), FACT_OF)
    assert found.columns.tolist() == [[0, 1]]


def test_a_film_of_both_genres_stands_apart_from_films_of_one() -> None:
    told = Pairs.fitted(rows(), FACT_OF).values(
        np.array([[1.0, 1, 0, 2, 90], [1, 0, 0, 1, 90], [0, 1, 0, 1, 90], [0, 0, 0, 0, 90]])
    )[:, 0]
    assert told[0] > 0 > told[1]
    assert told[1] == told[2] == told[3]


def test_no_pair_at_all_is_kept_and_taken_back() -> None:
    found = Pairs.fitted(rows(20), FACT_OF)
    assert len(found) == 0
    restored = Pairs.restored(found.state("pairs"), "pairs", 5)
    assert restored.values(rows(20)).shape == (20, 0)


def test_pairs_of_columns_that_do_not_exist_are_refused() -> None:
    state = Pairs.fitted(rows(), FACT_OF).state("pairs")
    with pytest.raises(ArtifactError, match="corrupt"):
        Pairs.restored(state, "pairs", 1)
