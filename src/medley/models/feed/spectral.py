"""Item-item weights by a smooth low-pass filter on the spectrum of likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.feed import Catalogue, FeedData
from medley.features.history import liking_matrix
from medley.features.text import unit_rows
from medley.models.feed.item_matrix import ItemMatrix
from medley.models.feed.linear import EvenedMatrixModel
from medley.models.feed.newcomer import newcomer_scores
from medley.models.feed.svd import truncated_svd

_ROWS = 256


@dataclass(frozen=True, slots=True)
class SpectralConfig:
    """Settings of `Spectral`.

    Attributes
    ----------
    n_factors : int
        Directions of taste that are kept; at most half as many as people.
    cutoff : float
        Where the filter lets half through, in units of the noise edge: the
        largest eigenvalue to be expected if nobody had any taste.
    order : float
        How steeply the filter falls beyond the cutoff.
    activity_power : float
        People's rows count less the longer they are, by this power.
    popularity_power : float
        Columns are divided by popularity to this power before the filter.
    output_power : float
        A candidate gets back this power of its popularity, and a history item
        loses it.
    category_weight : float
        Each category joins as a person who likes all its items, weighing so many
        noise edges; 0 leaves them out.
    rounds : int
        Rounds of subspace iteration.
    keep : int
        Weights kept for each history item when the matrix is pruned.
    """

    n_factors: int = 800
    cutoff: float = 0.63
    order: float = 3.0
    activity_power: float = 0.5
    popularity_power: float = 0.4
    output_power: float = 0.3
    category_weight: float = 0.67
    rounds: int = 4
    keep: int = 600


class Spectral(EvenedMatrixModel):
    r"""A linear autoencoder given by its spectrum.

    With the likes :math:`R`, normalised by people's activity and items'
    popularity, and the eigenvalues :math:`w` and vectors :math:`V` of
    :math:`R^\top R`, the weights are :math:`V\,\mathrm{diag}(w^q / (w^q +
    \lambda^q))\,V^\top`: a Butterworth filter, of which ridge regression on all
    items is the case :math:`q = 1`. Compare Shen et al., "How powerful is graph
    convolution for recommendation?", CIKM 2021.

    The cutoff :math:`\lambda` follows the size of the data: eigenvalues of a matrix
    without structure reach up to the edge of Marchenko and Pastur's law, which is
    near the mean for many people and few items and far above it for the opposite.

    Only the leading ``n_factors`` directions are computed, so that memory grows
    with ``n_items * n_factors`` and not with ``n_items**2``: fitting 9,125 items
    takes four blocks of ``4 * (n_people + n_items) * n_factors`` bytes and the
    pruned weights, ``8 * keep * n_items``.

    Parameters
    ----------
    config : SpectralConfig, optional
    """

    def __init__(self, config: SpectralConfig | None = None) -> None:
        self.config = config or SpectralConfig()

    def fit(
        self, data: FeedData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Decompose the likes, filter, and prune the weights.

        Raises
        ------
        DataError
            If the catalogue is empty.
        """
        if not len(data.catalogue):
            raise DataError("the catalogue is empty; import items before training")
        self.matrix, self.evenness = fit_spectral(data, self.config, rng)
        self.popular = newcomer_scores(data, self.matrix.row)
        self.vocabulary = data.catalogue.items
        if progress is not None:
            progress(1.0, "weights fitted")


def fit_spectral(
    data: FeedData, config: SpectralConfig, rng: np.random.Generator
) -> tuple[ItemMatrix, NDArray[np.float32]]:
    """Fit the pruned weights.

    Returns
    -------
    matrix : ItemMatrix
    evenness : ndarray of float32, shape (n_items,)
        Factor of each column that turns a row into cosines of filtered
        vectors, up to a constant of the row.
    """
    likes = liking_matrix(data, activity_power=config.activity_power)
    n_items = likes.shape[1]
    counts = np.bincount(likes.indices, minlength=n_items)
    taken = np.flatnonzero(counts)
    if not len(taken):
        return ItemMatrix.prune([], taken, n_items, 0), np.zeros(n_items, np.float32)
    popularity = (counts[taken] + 10.0).astype(np.float32)
    scaled = likes[:, taken] @ sparse.diags(popularity**-config.popularity_power)
    scaled = sparse.csr_matrix(scaled, dtype=np.float32)
    edge = noise_edge(scaled)
    if config.category_weight:
        shared = _category_rows(data.catalogue, taken)
        shared *= np.float32(np.sqrt(config.category_weight * edge))
        scaled = sparse.vstack([scaled, shared], format="csr", dtype=np.float32)
    n_factors = min(config.n_factors, max(1, len(data.people) // 2))
    values, vectors = truncated_svd(scaled, n_factors, rounds=config.rounds, rng=rng)
    power = (values.astype(np.float64) ** 2 / (config.cutoff * edge)) ** config.order
    filtered = vectors * np.sqrt(power / (power + 1)).astype(np.float32)
    out = popularity**config.output_power
    matrix = ItemMatrix.prune(
        _rows(filtered / out[:, None], filtered * out[:, None]), taken, n_items, config.keep
    )
    evenness = np.zeros(n_items, np.float32)
    evenness[taken] = 1 / np.maximum(out * np.linalg.norm(filtered, axis=1), 1e-12)
    return matrix, evenness


def noise_edge(matrix: sparse.csr_matrix) -> float:
    """Largest squared singular value to be expected of entries without structure.

    The edge of Marchenko and Pastur's law, with the numbers of rows and columns
    that would be as uneven in their squared lengths if they were all equal.

    Examples
    --------
    >>> round(noise_edge(sparse.csr_matrix(np.ones((100, 25), np.float32))), 1)
    225.0
    """
    squared = matrix.multiply(matrix)
    rows, columns = (np.asarray(squared.sum(axis=a), np.float64).ravel() for a in (1, 0))
    total = float(rows.sum())
    n_rows, n_columns = (total**2 / max(float((s**2).sum()), 1e-30) for s in (rows, columns))
    return float(total / n_columns * (1 + np.sqrt(n_columns / n_rows)) ** 2)


def _rows(left: NDArray[np.float32], right: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Multiply the left with the transposed right, a block of rows at a time."""
    for start in range(0, len(left), _ROWS):
        yield left[start : start + _ROWS] @ right.T


def _category_rows(catalogue: Catalogue, taken: NDArray[np.intp]) -> sparse.csr_matrix:
    """The categories that hold any of the items, as rows of length 1."""
    members = catalogue.item_categories[taken].T.tocsr()
    return unit_rows(members[np.diff(members.indptr) > 0])
