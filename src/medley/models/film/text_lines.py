"""Ridge regression of all genres at once on sparse vectors, by conjugate gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Weights = NDArray[np.float32]

_CLOSE = 1e-3
"""A genre is solved when its residual has fallen to this share."""


def ridge_weights(
    vectors: sparse.csr_matrix,
    labels: NDArray[np.bool_],
    room: Weights,
    reg: float,
    iterations: int,
    step: Callable[[float], None] = lambda _done: None,
) -> Weights:
    r"""Fit a line per genre to its labels, less their share.

    .. math:: \min_w \|Xw - (y - \bar y)\|^2 + \lambda\sum_t w_t^2 / r_t

    solved for :math:`\alpha` in :math:`w = r X^T\alpha`, so that time grows with the films
    and memory with one vector of each.

    Parameters
    ----------
    vectors : csr_matrix of float32, shape (n, n_tokens)
    labels : ndarray of bool, shape (n, n_genres)
    room : ndarray of float32, shape (n_tokens, n_genres)
        :math:`r`, above 0: a token with more room takes more of the weight.
    reg : float
        :math:`\lambda`, above 0.
    iterations : int
        At most so many; stopping early shrinks like more of ``reg``.
    step : callable, optional
        Takes the done fraction.

    Returns
    -------
    ndarray of float32, shape (n_tokens, n_genres)
    """
    turned = vectors.T.tocsr()
    residual = (labels - labels.mean(axis=0)).astype(np.float32)
    found, way = np.zeros_like(residual), residual.copy()
    power = begin = _squares(residual)
    for number in range(iterations):
        step(number / iterations)
        image = vectors @ (room * (turned @ way)) + np.float32(reg) * way
        length = power / np.maximum((way * image).sum(axis=0), 1e-30)
        found += length * way
        residual -= length * image
        left = _squares(residual)
        if (left <= _CLOSE**2 * begin).all():
            break
        way = residual + left / np.maximum(power, 1e-30) * way
        power = left
    weights: Weights = room * (turned @ found)
    return weights


def naive_bayes_weights(
    vectors: sparse.csr_matrix, labels: NDArray[np.bool_], evidence: float
) -> Weights:
    """Say how much the presence of a token alone shifts the log odds of a genre.

    Parameters
    ----------
    vectors : csr_matrix of float32, shape (n, n_tokens)
    labels : ndarray of bool, shape (n, n_genres)
    evidence : float
        Films with the genre's own share of the label that each token is seen in
        besides, so that a rare token shifts little.

    Returns
    -------
    ndarray of float32, shape (n_tokens, n_genres)
    """
    share = labels.mean(axis=0)
    present = sparse.csr_matrix(
        (np.ones(vectors.nnz, np.float32), vectors.indices, vectors.indptr), vectors.shape
    )
    held = present.T @ labels.astype(np.float32)
    films = np.asarray(present.sum(axis=0)).ravel()[:, None]
    odds = (held + evidence * share) / (films - held + evidence * (1 - share))
    shifts: Weights = (np.log(odds) - np.log(share / (1 - share))).astype(np.float32)
    return shifts


def _squares(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = (matrix * matrix).sum(axis=0)
    return found
