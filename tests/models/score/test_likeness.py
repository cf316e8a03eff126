"""Alike films have alike scores; what facts add is their Shapley value and sums to the whole."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from scipy import sparse

from medley.models.score.columns import MISSING
from medley.models.score.facts import FACTS
from medley.models.score.likeness import Likeness, LikenessSettings
from medley.models.score.rows import Rows
from medley.models.score.wording import N_BUCKETS

N = 120
RUNTIME, GENRES, DATE = (FACTS.index(name) for name in ("runtime", "genres", "date"))
FACT_OF = np.array([GENRES, GENRES, RUNTIME, DATE])


@pytest.fixture(scope="module")
def rows() -> Rows:
    rng = np.random.default_rng(5)
    genres = rng.integers(0, 2, (N, 2)).astype(float)
    plain = np.column_stack([genres, rng.uniform(60, 180, N), np.full(N, MISSING)])
    words = sparse.random(N, 2 * N_BUCKETS, 1e-4, "csr", np.float32, rng)
    return Rows(plain, words, np.empty((N, 0)))


@pytest.fixture(scope="module")
def scores(rows: Rows) -> np.ndarray:
    return 60 + 10 * rows.plain[:, 0] * (rows.plain[:, 2] > 120) - 4 * rows.plain[:, 1]


@pytest.fixture(scope="module")
def alike(rows: Rows, scores: np.ndarray) -> Likeness:
    return Likeness.fitted(rows, scores, FACT_OF, LikenessSettings(noise=0.1), 0)


def test_what_facts_do_together_is_learned(rows: Rows, scores: np.ndarray, alike: Likeness) -> None:
    left = np.abs(alike.values(rows) - scores).mean()
    assert left < 0.3 * np.abs(scores - scores.mean()).mean()


def test_shares_sum_to_the_value(rows: Rows, alike: Likeness) -> None:
    for at in range(5):
        one = rows.take(np.arange(N) == at)
        base, shares = alike.row_shares(one)
        assert base + shares.sum() == pytest.approx(alike.values(one)[0], abs=1e-3)


def test_a_fact_that_no_film_has_tells_nothing(rows: Rows, alike: Likeness) -> None:
    one = rows.take(np.arange(N) == 0)
    assert alike.row_shares(one)[1][DATE] == 0


def test_shares_are_shapley_values(rows: Rows, scores: np.ndarray) -> None:
    bare = Rows(rows.plain, sparse.csr_matrix((N, 2 * N_BUCKETS), dtype=np.float32), rows.posters)
    alike = Likeness.fitted(bare, scores, FACT_OF, LikenessSettings(), 0)
    one = bare.take(np.arange(N) == 3)
    own = alike.scaling.apply(one.plain)
    near = {
        fact: np.exp(-((own - alike.films)[:, fact == FACT_OF] ** 2).sum(axis=1))
        for fact in (GENRES, RUNTIME)
    }

    def told(known: frozenset[int]) -> float:
        by = {fact: near[fact] if fact in known else alike.means[fact] for fact in near}
        genres, runtime = by[GENRES], by[RUNTIME]
        joined = 0.1 * genres + 0.1 * runtime + (0.1 + 0.08) * genres * runtime
        return float(joined @ alike.duals)

    shares = alike.row_shares(one)[1]
    for fact in near:
        others = [other for other in near if other != fact]
        expected = 0.0
        for size in range(len(near)):
            weight = factorial(size) * factorial(len(near) - size - 1) / factorial(len(near))
            for held in combinations(others, size):
                known = frozenset(held)
                expected += weight * (told(known | {fact}) - told(known))
        assert shares[fact] == pytest.approx(expected, abs=1e-3)


def test_of_very_many_films_some_are_compared_with(rows: Rows, scores: np.ndarray) -> None:
    few = Likeness.fitted(rows, scores, FACT_OF, LikenessSettings(most_films=50), 0)
    assert len(few.duals) == 50
    assert np.isfinite(few.values(rows)).all()


def test_without_any_fact_that_differs_it_says_the_mean(rows: Rows, scores: np.ndarray) -> None:
    same = Rows(
        np.full((N, 4), MISSING), sparse.csr_matrix((N, 2 * N_BUCKETS), dtype=np.float32),
        rows.posters,
    )  # fmt: skip
    bare = Likeness.fitted(same, scores, FACT_OF, LikenessSettings(), 0)
    np.testing.assert_allclose(bare.values(same), scores.mean())
    assert bare.row_shares(same.take(np.arange(N) == 0))[1].sum() == 0
