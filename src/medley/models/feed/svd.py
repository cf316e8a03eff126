"""A randomised truncated singular value decomposition of a sparse matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_OVERSAMPLE = 32


def truncated_svd(
    matrix: sparse.csr_matrix, n_factors: int, *, rounds: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Find the largest singular values and their right singular vectors.

    Subspace iteration after Halko et al., "Finding structure with randomness",
    SIAM Review 2011: the matrix itself is only ever multiplied, so the memory is
    a few blocks of ``(n_rows + n_columns) * n_factors`` numbers.

    Parameters
    ----------
    matrix : csr_matrix of float32, shape (n_rows, n_columns)
    n_factors : int
        At most so many are found: no more than the smaller side.
    rounds : int
        Multiplications with the matrix and back; more are more exact.
    rng : numpy.random.Generator

    Returns
    -------
    values : ndarray of float32, shape (n_found,)
        Descending.
    vectors : ndarray of float32, shape (n_columns, n_found)
    """
    size = min(n_factors + _OVERSAMPLE, *matrix.shape)
    basis = rng.standard_normal((matrix.shape[1], size), dtype=np.float32)
    for _ in range(rounds):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    image = matrix @ basis
    # The small eigenproblem costs far less than a decomposition of the image,
    # and values below a thousandth of the largest are of no use to anybody here.
    squares, turned = np.linalg.eigh((image.T @ image).astype(np.float64))
    found = min(n_factors, size)
    order = np.argsort(-squares, kind="stable")[:found]
    values = np.sqrt(np.maximum(squares[order], 0)).astype(np.float32)
    return values, basis @ turned[:, order].astype(np.float32)
