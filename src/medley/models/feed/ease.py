"""Linear autoencoders in closed form: EASE and its denoising, relaxed relatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from medley.core.errors import ConfigError, DataError
from medley.core.model import Progress, silent
from medley.data.feed import FeedData
from medley.features.history import liking_matrix
from medley.models.feed.gram import gram, most_liked
from medley.models.feed.item_matrix import ItemMatrix, row_blocks
from medley.models.feed.linear import EvenedMatrixModel
from medley.models.feed.newcomer import newcomer_scores

_BLOCK = 256


@dataclass(frozen=True, slots=True)
class EASEConfig:
    """Settings of `EASE`: by default the model as published, pruned.

    Attributes
    ----------
    reg : float
        Ridge penalty on every weight.
    dropout : float
        In [0, 1). Adds ``dropout / (1 - dropout)`` of each item's own Gram
        entry to its penalty, which is what training with that share of every
        history hidden comes to.
    max_diagonal : float
        Bound on an item's weight for itself: 0 forbids it as in EASE, 1 leaves
        it free.
    activity_power : float
        People's rows count less the longer they are, by this power.
    popularity_power : float
        The weights of a history item are scaled up, and those of a candidate
        down, by popularity to this power; 0 leaves them alone.
    keep : int
        Weights kept for each history item when the matrix is pruned.
    max_items : int
        Only the most liked so many items take part; bounds the memory.
    """

    reg: float = 1000.0
    dropout: float = 0.0
    max_diagonal: float = 0.0
    activity_power: float = 0.0
    popularity_power: float = 0.0
    keep: int = 2000
    max_items: int = 20_000

    def __post_init__(self) -> None:
        if self.reg <= 0:
            raise ConfigError(f"reg is {self.reg}; it must be above 0")
        if not 0 <= self.dropout < 1:
            raise ConfigError(f"dropout is {self.dropout}; it must be in [0, 1)")

    @classmethod
    def denoising(cls) -> EASEConfig:
        """Settings that did best on people held out of MovieLens 1M: DLAE, relaxed."""
        return cls(
            reg=400.0, dropout=0.5, max_diagonal=1.0, activity_power=0.5, popularity_power=0.1
        )


class EASE(EvenedMatrixModel):
    r"""Item-item weights by ridge regression of every item on all others.

    With the Gram matrix :math:`G`, penalties :math:`\Lambda` and
    :math:`P = (G + \Lambda)^{-1}` the weights are
    :math:`B = I - P\,\mathrm{diag}(\mu)`, where :math:`\mu = 1 / \mathrm{diag}(P)`
    gives a diagonal of zero (Steck, "Embarrassingly shallow autoencoders for
    sparse data", WWW 2019), and a smaller :math:`\mu \ge \Lambda` relaxes it (Steck,
    "Autoencoders that don't overfit towards the identity", NeurIPS 2020; Moon et
    al., "It's enough: relaxing diagonal constraints", SIGIR 2023).

    `similar` ranks by the partial correlation ``-P_ij / sqrt(P_ii P_jj)``.

    Memory: G is built by blocks of columns, factored (LAPACK ``spotrf``) and
    inverted (``spotri``) in place in float32, and scaled and pruned by blocks of
    rows, so the peak is ``4 * n_items**2`` bytes plus the pruned weights
    (``8 * keep * n_items``) and a block of 512 rows or columns (at most
    ``14 * 512 * n_items``): 0.33 GB + 0.15 GB + 0.07 GB for 9,125 items. Served is
    only the pruned matrix.

    Parameters
    ----------
    config : EASEConfig, optional
    """

    def __init__(self, config: EASEConfig | None = None) -> None:
        self.config = config or EASEConfig()

    def fit(
        self, data: FeedData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Solve for the weights and prune them.

        Raises
        ------
        DataError
            If the catalogue is empty, or the Gram matrix cannot be factored.
        """
        del rng  # the solution is unique: nothing is drawn
        if not len(data.catalogue):
            raise DataError("the catalogue is empty; import items before training")
        report = progress or silent
        likes = liking_matrix(data, activity_power=self.config.activity_power)
        taken = most_liked(likes, self.config.max_items)
        report(0.0, "adding up what was liked together")
        weights = gram(likes[:, taken])
        report(0.3, f"solving for {len(taken)} items")
        self.evenness = np.zeros(len(data.catalogue), np.float32)
        self.evenness[taken] = _solve(weights, self.config)
        report(0.9, "pruning")
        self.matrix = ItemMatrix.prune(
            row_blocks(weights), taken, len(data.catalogue), self.config.keep
        )
        self.popular = newcomer_scores(data, self.matrix.row)
        self.vocabulary = data.catalogue.items
        report(1.0, "weights fitted")


def _solve(weights: NDArray[np.float32], config: EASEConfig) -> NDArray[np.float32]:
    """Turn a Gram matrix into item-item weights, in place.

    Returns
    -------
    ndarray of float32, shape (n_items,)
        Factor of each column that turns a row into partial correlations, up to
        a constant of the row.
    """
    if not len(weights):
        return np.empty(0, np.float32)
    popularity = np.diag(weights).astype(np.float64)
    penalty = config.dropout / (1 - config.dropout) * popularity + config.reg
    weights[np.diag_indices_from(weights)] += penalty.astype(np.float32)
    invert(weights)
    precision = np.diag(weights).astype(np.float64)
    # The diagonal of B is 1 - mu * precision; mu may fall from where that is 0
    # to the penalty, where the constraint is gone.
    bounded = np.maximum((1 - config.max_diagonal) / precision, 0.0)
    mu = np.maximum(bounded, np.minimum(penalty, 1 / precision))
    scale = ((popularity + 20.0) / popularity.mean()) ** config.popularity_power
    into, out_of = (-mu / scale).astype(np.float32), scale.astype(np.float32)
    for start in range(0, len(weights), _BLOCK):
        columns = slice(start, start + _BLOCK)
        weights[:, columns] *= into[columns]
    weights[np.diag_indices_from(weights)] += (1 / scale).astype(np.float32)
    weights *= out_of[:, None]
    evenness: NDArray[np.float32] = (scale / (mu * np.sqrt(precision))).astype(np.float32)
    return evenness


def invert(matrix: NDArray[np.float32]) -> None:
    """Invert a symmetric positive definite matrix in place, by blocked Cholesky.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n, n), column-major

    Raises
    ------
    DataError
        If the matrix is not positive definite in float32.
    """
    factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=1)
    if not failed:
        inverse, failed = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise DataError("the item-item matrix cannot be inverted; raise reg")
    if inverse is not matrix:
        matrix[:] = inverse
    n = len(matrix)
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        matrix[start:stop, stop:] = matrix[stop:, start:stop].T
        square = matrix[start:stop, start:stop]
        square[:] = np.tril(square) + np.tril(square, -1).T
