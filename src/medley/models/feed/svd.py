"""A randomised truncated singular value decomposition of a sparse matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

_OVERSAMPLE = 32
_BLOCK = 4096


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
        basis = orthonormal(matrix.T @ (matrix @ basis))
    image = matrix @ basis
    # The small eigenproblem costs far less than a decomposition of the image,
    # and values below a thousandth of the largest are of no use to anybody here.
    squares, turned = np.linalg.eigh((image.T @ image).astype(np.float64))
    found = min(n_factors, size)
    order = np.argsort(-squares, kind="stable")[:found]
    values = np.sqrt(np.maximum(squares[order], 0)).astype(np.float32)
    return values, basis @ turned[:, order].astype(np.float32)


def orthonormal(columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn columns into orthonormal ones of the same span.

    By the Cholesky factor of their Gram matrix in float64, which takes two
    matrix products; where they are too dependent for that, by Householder's QR,
    which takes many times as long.

    Parameters
    ----------
    columns : ndarray of float32, shape (n, k)
        At least as many rows as columns.

    Returns
    -------
    ndarray of float32, shape (n, k)
    """
    gram = np.zeros((columns.shape[1],) * 2)
    for start in range(0, len(columns), _BLOCK):
        block = columns[start : start + _BLOCK].astype(np.float64)
        gram += block.T @ block
    try:
        factor = linalg.cholesky(gram, overwrite_a=True, check_finite=False)
    except linalg.LinAlgError:
        factor = np.zeros((1, 1))
    lengths = np.abs(np.diag(factor))
    if lengths.min(initial=1) <= 1e-4 * lengths.max(initial=0):
        found, _ = np.linalg.qr(columns)
        return np.asarray(found, np.float32)
    inverse, _ = linalg.lapack.dtrtri(factor)
    turned: NDArray[np.float32] = columns @ inverse.astype(np.float32)
    return turned
