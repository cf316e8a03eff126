"""A distribution that moved is told from one that only looks so by chance."""

from __future__ import annotations

import numpy as np
import pytest

from medley.metrics.drift import drift, drift_of_counts


def test_the_same_shares_do_not_drift_however_many_there_are() -> None:
    found = drift(np.array([30, 60, 10]), np.array([3000, 6000, 1000]))
    assert found.psi == pytest.approx(0, abs=1e-3)
    assert found.grade == "none"


def test_the_index_is_that_of_the_textbook() -> None:
    before, after = np.array([0.5, 0.5]), np.array([0.8, 0.2])
    expected = float(((after - before) * np.log(after / before)).sum())
    found = drift(np.array([500_000, 500_000]), np.array([800_000, 200_000]))
    assert found.psi == pytest.approx(expected, rel=1e-4)
    assert found.grade == "strong"


def test_a_few_samples_prove_nothing() -> None:
    found = drift_of_counts({"a": 3, "b": 1}, {"a": 1, "b": 3})
    assert found.psi > 0.25
    assert found.grade == "none"


def test_chance_alone_stays_below_the_noise_in_about_95_of_100() -> None:
    rng = np.random.default_rng(5)
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    over = [
        found.psi > found.noise
        for _ in range(400)
        for found in [drift(rng.multinomial(300, shares), rng.multinomial(500, shares))]
    ]
    assert 0.02 <= np.mean(over) <= 0.09


def test_nothing_on_one_side_is_unknown_and_not_alike() -> None:
    assert drift_of_counts({}, {"a": 4}).grade == "unknown"


def test_a_new_name_counts_from_nothing() -> None:
    assert drift_of_counts({"a": 900}, {"a": 450, "new": 450}).grade == "strong"


def test_other_bins_and_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="not the same ones"):
        drift(np.array([1]), np.array([1, 2]))
    with pytest.raises(ValueError, match="negative"):
        drift(np.array([1, -1]), np.array([1, 2]))
