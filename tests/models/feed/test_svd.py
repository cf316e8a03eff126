from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from medley.models.feed.spectral import noise_edge
from medley.models.feed.svd import orthonormal, truncated_svd


@pytest.mark.parametrize("fall", [1.0, 1e-2, 1e-6, 0.0])
def test_columns_become_orthonormal_however_dependent(fall: float) -> None:
    rng = np.random.default_rng(0)
    columns = rng.standard_normal((300, 20), dtype=np.float32)
    columns[:, 10:] = columns[:, :10] + np.float32(fall) * columns[:, 10:]
    found = orthonormal(columns)
    np.testing.assert_allclose(found.T @ found, np.eye(20), atol=1e-4)
    if fall >= 1e-2:
        np.testing.assert_allclose(found @ (found.T @ columns), columns, atol=1e-3)


def test_the_leading_directions_are_those_of_the_full_decomposition() -> None:
    rng = np.random.default_rng(1)
    dense = rng.standard_normal((120, 6)) @ rng.standard_normal((6, 80))
    dense += 0.01 * rng.standard_normal(dense.shape)
    _, expected, rows = np.linalg.svd(dense)
    values, vectors = truncated_svd(
        sparse.csr_matrix(dense.astype(np.float32)), 6, rounds=4, rng=rng
    )
    np.testing.assert_allclose(values, expected[:6], rtol=1e-4)
    np.testing.assert_allclose(np.abs(rows[:6] @ vectors), np.eye(6), atol=1e-3)


@pytest.mark.parametrize("shape", [(400, 100), (100, 400)])
def test_noise_stays_below_the_noise_edge_and_structure_rises_above(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(2)
    noise = rng.standard_normal(shape).astype(np.float32)
    edge = noise_edge(sparse.csr_matrix(noise))
    largest = np.linalg.norm(noise, 2) ** 2
    assert 0.8 * edge < largest < 1.2 * edge
    told = noise + np.float32(0.5) * np.outer(rng.choice([-1, 1], shape[0]), np.ones(shape[1]))
    assert np.linalg.norm(told, 2) ** 2 > 2 * noise_edge(sparse.csr_matrix(told))
