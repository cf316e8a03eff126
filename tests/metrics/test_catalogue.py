"""Coverage, Gini and novelty against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from medley.metrics.catalogue import coverage, gini, novelty, shown_counts

RANKED = np.array([[0, 1], [0, 2], [0, -1]], np.int32)


def test_counts_and_coverage() -> None:
    assert shown_counts(RANKED, 5, 2).tolist() == [3, 1, 1, 0, 0]
    assert coverage(shown_counts(RANKED, 5, 2)) == 0.6
    assert coverage(shown_counts(RANKED, 5, 1)) == 0.2


def test_gini_by_hand() -> None:
    # Mean absolute difference of (0, 0, 1, 1, 3) is 40/25 over twice the mean 1: 28/50.
    counts = shown_counts(RANKED, 5, 2)
    differences = np.abs(counts[:, None] - counts[None, :]).mean()
    assert gini(counts) == pytest.approx(differences / (2 * counts.mean()))
    assert gini(np.array([4, 4, 4, 4])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 9])) == pytest.approx(0.75)
    assert gini(np.array([0, 0])) == 0


def test_gini_takes_many_rows() -> None:
    rows = np.random.default_rng(0).integers(0, 9, (6, 7))
    assert gini(rows) == pytest.approx([float(gini(row)) for row in rows])


def test_novelty_by_hand() -> None:
    owners = np.array([8, 4, 1, 0])
    # Bits: 0 for everybody's, 1 for every second, 3 for one in eight or nobody's.
    assert novelty(RANKED, owners, 8, 2).tolist() == [0.5, 1.5, 0.0]
    assert novelty(np.array([[3]], np.int32), owners, 8, 1).tolist() == [3.0]
    assert novelty(np.array([[-1]], np.int32), owners, 8, 1).tolist() == [0.0]
