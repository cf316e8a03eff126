"""The figures of a page agree with their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from medley.metrics.balance import (
    average_popularity,
    calibration_error,
    hellinger,
    intra_list_diversity,
    outside_share,
    popularity_lift,
    shown_mix,
)

RANKED = np.array([[0, 1, 2], [2, -1, -1], [-1, -1, -1]], np.int32)
CATEGORIES = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0]], np.float32)


def test_mix_shares_an_item_over_its_categories_and_skips_bare_ones() -> None:
    assert shown_mix(RANKED, CATEGORIES, 3).tolist() == [[0.75, 0.25, 0], [0, 0, 0], [0, 0, 0]]
    assert shown_mix(RANKED, CATEGORIES, 1)[0].tolist() == [1, 0, 0]


def test_calibration_error_follows_the_formula() -> None:
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(6), 4), rng.dirichlet(np.ones(6), 4)
    p[0, :3] = 0
    p[0] /= p[0].sum()
    mixed = 0.99 * q + 0.01 * p
    by_hand = [
        sum(a * np.log(a / b) for a, b in zip(x, y, strict=True) if a > 0)
        for x, y in zip(p, mixed, strict=True)
    ]
    assert calibration_error(p, q) == pytest.approx(by_hand)
    assert calibration_error(p * 7, q * 3) == pytest.approx(by_hand)


def test_errors_of_equal_opposite_and_missing_mixes() -> None:
    wanted = np.array([[0.3, 0.7], [1, 0], [1, 0], [0, 0]])
    shown = np.array([[0.3, 0.7], [0, 1], [0, 0], [1, 0]])
    assert calibration_error(wanted, shown) == pytest.approx([0, -np.log(0.01), -np.log(0.01), 0])
    assert hellinger(wanted, shown) == pytest.approx([0, 1, np.sqrt(0.5), np.sqrt(0.5)])
    assert hellinger(wanted, shown) == pytest.approx(hellinger(shown, wanted))


def test_outside_share_counts_what_is_not_among_the_main_ones() -> None:
    wanted = np.array([[5, 4, 3, 2, 1.0]])
    assert outside_share(wanted, np.full((1, 5), 0.2)) == pytest.approx(0.4)
    assert outside_share(wanted, np.full((1, 5), 0.2), top=5) == pytest.approx(0)


def test_diversity_is_the_mean_over_pairs() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((10, 4)).astype(np.float32)
    ranked = rng.permuted(np.tile(np.arange(10, dtype=np.int32), (3, 1)), axis=1)[:, :6]
    ranked[2, 4:] = -1
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for row, found in zip(ranked, intra_list_diversity(ranked, vectors, 6), strict=True):
        shown = row[row >= 0]
        pairs = [1 - units[a] @ units[b] for a in shown for b in shown if a < b]
        assert found == pytest.approx(np.mean(pairs), abs=1e-6)
    assert intra_list_diversity(RANKED[1:], CATEGORIES, 3).tolist() == [0, 0]


def test_popularity_and_its_lift_over_the_history() -> None:
    owners = np.array([40, 20, 0])
    assert average_popularity(RANKED, owners, 3).tolist() == [20, 0, 0]
    history = np.array([[1, -1], [0, 1], [-1, -1]], np.int32)
    lift = popularity_lift(RANKED, history, owners, 2)
    assert lift[:2].tolist() == [0.5, -1]
    assert np.isnan(lift[2])
