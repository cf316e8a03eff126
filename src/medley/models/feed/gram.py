"""The item-item Gram matrix of a person-item matrix, in bounded memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_BLOCK = 512


def gram(matrix: sparse.csr_matrix) -> NDArray[np.float32]:
    """Multiply the transpose with the matrix, one block of columns at a time.

    Parameters
    ----------
    matrix : csr_matrix of float32, shape (n_people, n_items)

    Returns
    -------
    ndarray of float32, shape (n_items, n_items), column-major
        Column-major so that LAPACK works on it in place. Besides it only a
        block of 512 columns is held.
    """
    n_items = matrix.shape[1]
    found = np.zeros((n_items, n_items), np.float32, order="F")
    transposed = matrix.T.tocsr()
    by_column = matrix.tocsc()
    for start in range(0, n_items, _BLOCK):
        columns = slice(start, min(start + _BLOCK, n_items))
        found[:, columns] = (transposed @ by_column[:, columns].tocsr()).toarray()
    return found


def most_liked(matrix: sparse.csr_matrix, limit: int) -> NDArray[np.intp]:
    """Positions, ascending, of the items that anybody liked: at most the ``limit`` most liked.

    Returns
    -------
    ndarray of intp, shape (n_taken,)
    """
    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    order = np.argsort(-counts, kind="stable")[:limit]
    return np.sort(order[counts[order] > 0])
