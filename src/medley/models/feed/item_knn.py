"""Item-based nearest neighbours: cosine similarity with shrinkage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.feed import FeedData
from medley.features.history import liking_matrix
from medley.models.feed.gram import gram, most_liked
from medley.models.feed.item_matrix import ItemMatrix, row_blocks
from medley.models.feed.linear import MatrixModel
from medley.models.feed.newcomer import newcomer_scores


@dataclass(frozen=True, slots=True)
class ItemKNNConfig:
    """Settings of `ItemKNN`.

    Attributes
    ----------
    neighbours : int
        How many history items may speak for a candidate: its most similar ones.
    shrink : float
        Added to the product of the norms, so that a similarity seen in few
        people counts little.
    max_items : int
        Only the most liked so many items take part; bounds the memory at
        4 * max_items^2 bytes.
    """

    neighbours: int = 100
    shrink: float = 10.0
    max_items: int = 20_000


class ItemKNN(MatrixModel):
    """Scores a candidate by its cosine to the history's items.

    The similarity of i and j is ``<x_i, x_j> / (|x_i| |x_j| + shrink)``, kept
    where i is among the ``neighbours`` most similar items of j. Sarwar et al.,
    "Item-based collaborative filtering recommendation algorithms", WWW 2001.

    Parameters
    ----------
    config : ItemKNNConfig, optional
    """

    def __init__(self, config: ItemKNNConfig | None = None) -> None:
        self.config = config or ItemKNNConfig()

    def fit(
        self, data: FeedData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Compute all similarities and keep each candidate's best.

        Raises
        ------
        DataError
            If the catalogue is empty.
        """
        del rng  # nothing is drawn
        if not len(data.catalogue):
            raise DataError("the catalogue is empty; import items before training")
        matrix = liking_matrix(data)
        taken = most_liked(matrix, self.config.max_items)
        similarities = gram(matrix[:, taken])
        norms = np.sqrt(np.diag(similarities)).copy()
        for column, norm in zip(similarities.T, norms, strict=True):
            column /= norms * norm + np.float32(self.config.shrink)
        np.fill_diagonal(similarities, 0.0)
        _keep_neighbours(similarities, self.config.neighbours)
        self.matrix = ItemMatrix.prune(
            row_blocks(similarities), taken, len(data.catalogue), len(taken)
        )
        self.popular = newcomer_scores(data, self.matrix.row)
        self.vocabulary = data.catalogue.items
        if progress is not None:
            progress(1.0, "similarities computed")


def _keep_neighbours(similarities: NDArray[np.float32], neighbours: int) -> None:
    """Set all but the largest entries of each column to 0, in place."""
    n_items = len(similarities)
    if neighbours >= n_items:
        return
    for column in similarities.T:
        cut = np.partition(column, n_items - neighbours)[n_items - neighbours]
        column[column < cut] = 0.0
