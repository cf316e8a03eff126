"""Sparse matrices among a model's plain arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array


def pack_matrix(name: str, matrix: sparse.csr_array) -> dict[str, Array]:
    """Lay a matrix out as three arrays whose names begin with ``name``."""
    return {
        f"{name}_starts": matrix.indptr.astype(np.int64),
        f"{name}_columns": matrix.indices.astype(np.int32),
        f"{name}_values": matrix.data.astype(np.float32),
    }


def take_matrix(state: Mapping[str, Array], name: str, shape: tuple[int, int]) -> sparse.csr_array:
    """Take a matrix out of a saved state.

    Raises
    ------
    ArtifactError
        If an array is missing, or they do not make a matrix of that shape.
    """
    starts = take_array(state, f"{name}_starts", np.int64, (shape[0] + 1,))
    n = int(starts[-1])
    columns = take_array(state, f"{name}_columns", np.int32, (n,))
    values = take_array(state, f"{name}_values", np.float32, (n,))
    rises = starts[0] == 0 and (np.diff(starts) >= 0).all()
    if not rises or (n and not 0 <= columns.min() <= columns.max() < shape[1]):
        raise ArtifactError(f"the saved model's matrix {name!r} is corrupt; train it again")
    return sparse.csr_array((values, columns, starts), shape)


def spread(weights: NDArray[np.float32], rows: sparse.csr_array) -> NDArray[np.float32]:
    """Add up the rows, each as often as its weight says, touching only weighted ones.

    Parameters
    ----------
    weights : ndarray of float32, shape (n_rows,)
    rows : csr_array, shape (n_rows, n_columns)

    Returns
    -------
    ndarray of float32, shape (n_columns,)
    """
    held = np.flatnonzero(weights)
    if not len(held):
        return np.zeros(rows.shape[1], np.float32)
    picked = rows[held]
    amounts = picked.data * np.repeat(weights[held], np.diff(picked.indptr))
    total = np.bincount(picked.indices, weights=amounts, minlength=rows.shape[1])
    return total.astype(np.float32)


def unit_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    """Scale each row to length 1; rows of zeros stay."""
    scaled = sparse.csr_array(matrix, dtype=np.float32, copy=True)
    counts = np.diff(scaled.indptr)
    rows = np.repeat(np.arange(scaled.shape[0]), counts)
    lengths = np.sqrt(np.bincount(rows, weights=scaled.data**2, minlength=scaled.shape[0]))
    scaled.data /= np.repeat(np.maximum(lengths, 1e-12), counts).astype(np.float32)
    return scaled


def rarity(n_rows: int, counts: NDArray[np.number]) -> NDArray[np.float32]:
    """Inverse frequency of each column, ``log((1 + n_rows) / (1 + n_holding)) + 1``."""
    return np.asarray(np.log((1 + n_rows) / (1 + counts)) + 1, np.float32)
