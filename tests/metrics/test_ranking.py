"""Metrics against numbers worked by hand and a slow reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.prediction import top_k
from medley.metrics.ranking import judge, ndcg, rank, recall, reciprocal_rank, sizes


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def test_ndcg_by_hand() -> None:
    hits = np.array([[True, False, True]])
    # Gains 1/log2(2) + 1/log2(4) over the ideal 1/log2(2) + 1/log2(3) of two targets.
    assert ndcg(hits, np.array([2]), 3)[0] == pytest.approx(1.5 / (1 + 1 / math.log2(3)))


def test_the_ideal_list_is_cut_at_k() -> None:
    hits = np.ones((1, 2), np.bool_)
    assert ndcg(hits, np.array([50]), 2)[0] == pytest.approx(1.0)
    assert recall(hits, np.array([50]), 2)[0] == 1.0


def test_recall_by_hand() -> None:
    hits = np.array([[True, False, True, True]])
    assert recall(hits, np.array([3]), 2)[0] == 0.5
    assert recall(hits, np.array([3]), 4)[0] == 1.0
    assert recall(hits, np.array([6]), 4)[0] == 0.75


def test_reciprocal_rank_by_hand() -> None:
    hits = np.array([[False, False, True], [False, False, False], [True, True, True]])
    assert reciprocal_rank(hits, 3).tolist() == [1 / 3, 0, 1]
    assert reciprocal_rank(hits, 2).tolist() == [0, 0, 1]


def test_rank_leaves_out_what_is_excluded_and_keeps_ties_in_order() -> None:
    scores = np.array([[1, 3, 3, 2], [0, 0, 0, 0]], np.float32)
    assert rank(scores, [ints(1), ints()], 3).tolist() == [[2, 3, 0], [0, 1, 2]]


def test_rank_ends_with_minus_one_when_nothing_is_left() -> None:
    scores = np.array([[1, 2]], np.float32)
    assert rank(scores, [ints(0)], 4).tolist() == [[1, -1, -1, -1]]
    assert rank(np.empty((1, 0), np.float32), [ints()], 2).tolist() == [[-1, -1]]


def test_an_unknown_target_counts_as_missed() -> None:
    hits = judge(ints(3, -1)[None], [ints(-1, 3)])
    assert hits.tolist() == [[True, False]]
    assert recall(hits, sizes([ints(-1, 3)]), 2)[0] == 0.5


def slow(scores: np.ndarray, excluded: set[int], targets: set[int], k: int) -> tuple[float, float]:
    order = sorted(set(range(len(scores))) - excluded, key=lambda i: (-scores[i], i))[:k]
    dcg = sum(1 / math.log2(r + 2) for r, item in enumerate(order) if item in targets)
    ideal = sum(1 / math.log2(r + 2) for r in range(min(k, len(targets))))
    return dcg / ideal, len(targets & set(order)) / min(k, len(targets))


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_agrees_with_a_slow_reference(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 4, (5, 9)).astype(np.float32)
    excluded = [rng.choice(9, rng.integers(0, 4), replace=False) for _ in range(5)]
    targets = [rng.choice(9, rng.integers(1, 5), replace=False) for _ in range(5)]
    ranked = rank(scores.copy(), [e.astype(np.int32) for e in excluded], k)
    hits, n = judge(ranked, [t.astype(np.int32) for t in targets]), sizes(targets)
    for row in range(5):
        expected = slow(scores[row], set(excluded[row].tolist()), set(targets[row].tolist()), k)
        assert ndcg(hits, n, k)[row] == pytest.approx(expected[0])
        assert recall(hits, n, k)[row] == pytest.approx(expected[1])


def test_ranks_as_predictions_do() -> None:
    scores = np.random.default_rng(0).integers(0, 6, (20, 30)).astype(np.float32)
    names = [str(i) for i in range(30)]
    for row, ranked in zip(scores, rank(scores.copy(), [ints()] * 20, 7), strict=True):
        assert top_k(row, names, 7).ids == tuple(str(i) for i in ranked)
