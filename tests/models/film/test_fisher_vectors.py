"""Telling a picture by how its places depart from the usual."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.models.film.fisher_vectors import FisherVectors, Mixture, softmax

ACROSS = np.array([1, 0, 2, 4, 3, 5])
Rows = NDArray[np.float32]


def seen(n: int, seed: int) -> tuple[Rows, Rows]:
    rng = np.random.default_rng(seed)
    kinds = rng.normal(size=(4, 6)) * 3
    rows = kinds[rng.integers(4, size=n)] + rng.normal(size=(n, 6))
    return rows.astype(np.float32), rng.random((n, 2)).astype(np.float32)


@pytest.fixture(scope="module")
def held() -> FisherVectors:
    return FisherVectors.fitted(
        *seen(3_000, 0), ACROSS, n_axes=4, n_kinds=5, rng=np.random.default_rng(0)
    )


def test_rows_are_the_gradient_of_the_mixture_for_a_picture_and_its_mirror_image(
    held: FisherVectors,
) -> None:
    rows, places = seen(30, 1)
    usual, found = held.mixture, np.zeros(held.width)
    for shown in (rows, rows[:, ACROSS]):
        told = np.column_stack([shown @ held.axes - held.centre, (places - 0.5) / 2])
        away = (told[:, None] - usual.means) / np.sqrt(usual.variances)
        odds = np.log(usual.shares) - 0.5 * (away**2 + np.log(usual.variances)).sum(axis=2)
        of = softmax(odds.astype(np.float32))[:, :, None]
        share = np.sqrt(usual.shares)[:, None]
        moved = (of * away).mean(axis=0) / share
        spread = (of * (away**2 - 1)).mean(axis=0) / share / np.sqrt(2)
        found += np.concatenate([moved.ravel(), spread.ravel()]) / 2
    found = np.sign(found) * np.sqrt(np.abs(found))
    found /= np.linalg.norm(found)
    np.testing.assert_allclose(held.row(rows, places), found, atol=1e-4)


def test_a_mirror_image_is_told_the_same(held: FisherVectors) -> None:
    rows, places = seen(40, 2)
    np.testing.assert_allclose(held.row(rows, places), held.row(rows[:, ACROSS], places), atol=1e-4)


def test_pictures_of_the_same_kinds_of_places_are_more_alike(held: FisherVectors) -> None:
    rows, places = seen(400, 3)
    few = rows[:, 0] > np.median(rows[:, 0])
    told = [
        held.row(rows[chosen], places[chosen])
        for chosen in (few & (np.arange(400) % 2 == 0), few & (np.arange(400) % 2 == 1), ~few)
    ]
    assert told[0] @ told[1] > told[0] @ told[2] + 0.3
    assert told[0] @ told[0] == pytest.approx(1, abs=1e-4)


def test_a_mixture_finds_where_rows_lie() -> None:
    rng = np.random.default_rng(4)
    rows = np.concatenate([rng.normal(-3, 0.5, (900, 2)), rng.normal(3, 1, (300, 2))])
    found = Mixture.fitted(rows.astype(np.float32), 2, rng)
    order = np.argsort(found.means[:, 0])
    np.testing.assert_allclose(found.means[order], [[-3, -3], [3, 3]], atol=0.2)
    np.testing.assert_allclose(found.shares[order], [0.75, 0.25], atol=0.03)


def test_pictures_all_alike_leave_finite_numbers() -> None:
    rows, places = np.ones((50, 6), np.float32), np.full((50, 2), 0.5, np.float32)
    held = FisherVectors.fitted(
        rows, places, ACROSS, n_axes=4, n_kinds=5, rng=np.random.default_rng(0)
    )
    assert np.isfinite(held.row(rows, places)).all()


def test_what_was_saved_tells_the_same(held: FisherVectors) -> None:
    rows, places = seen(20, 5)
    other = FisherVectors.restored(held.state("x"), "x", 6)
    np.testing.assert_array_equal(other.row(rows, places), held.row(rows, places))
    with pytest.raises(ArtifactError):
        FisherVectors.restored(held.state("x"), "x", 7)
    broken = {**held.state("x"), "x_variances": np.zeros_like(held.mixture.variances)}
    with pytest.raises(ArtifactError, match="corrupt"):
        FisherVectors.restored(broken, "x", 6)
