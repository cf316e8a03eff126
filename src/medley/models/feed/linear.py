"""What item-item models share: adding up matrix rows for a history.

`ItemKNN`, `EASE` and `Content` differ in how they fit; how they serve and
explain is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.core.prediction import Prediction, Reason
from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedQuery
from medley.features.history import known_history
from medley.models.feed.item_matrix import ItemMatrix
from medley.models.feed.ranking import because_liked, rank, rank_similar, require_fitted
from medley.models.state import take_array, take_vocabulary


class Additive(Protocol):
    """Scores that are sums over the items of a history."""

    def score(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Score every candidate, shape (n_items,)."""
        ...

    def contributions(
        self,
        positions: NDArray[np.int32],
        strengths: NDArray[np.float32],
        wanted: NDArray[np.int32],
    ) -> NDArray[np.float32]:
        """Split some candidates' scores by history item, shape (n_history, n_wanted)."""
        ...

    def row(self, position: int) -> NDArray[np.float32]:
        """Score every candidate for one item liked, shape (n_items,)."""
        ...


class ItemToItem:
    """Scores a candidate by the sum of what the history's items say for it.

    Attributes
    ----------
    vocabulary : Vocabulary
    matrix : Additive
    """

    vocabulary: Vocabulary = Vocabulary(())
    matrix: Additive

    def predict(self, queries: Sequence[FeedQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` items for each query.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank(self.fold_in, self.vocabulary, queries, k)

    def fold_in(self, queries: Sequence[FeedQuery]) -> NDArray[np.float32]:
        """Score all items for each query, shape (n_queries, n_items)."""
        found = np.empty((len(queries), len(self.vocabulary)), np.float32)
        for row, query in zip(found, queries, strict=True):
            row[:] = self.matrix.score(*known_history(query.history, self.vocabulary))
        return found

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the items that each given one speaks for most.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank_similar(self.matrix.row, self.vocabulary, ids, k)

    def explain(self, query: FeedQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name the liked items that each candidate owes its score to.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        positions, strengths = known_history(query.history, self.vocabulary)
        known = [item for item in ids if item in self.vocabulary]
        shares = self.matrix.contributions(positions, strengths, self.vocabulary.positions(known))
        names = [self.vocabulary[i] for i in positions.tolist()]
        reasons = dict(zip(known, because_liked(names, strengths, shares), strict=True))
        return [reasons.get(item, ()) for item in ids]


class MatrixModel(ItemToItem):
    """An item-to-item model whose weights are held as one pruned matrix."""

    matrix: ItemMatrix

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {"vocabulary": self.vocabulary.encode(), **self.matrix.state("matrix")}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        self.matrix = ItemMatrix.from_state(state, "matrix", len(vocabulary))
        self.vocabulary = vocabulary


class EvenedMatrixModel(MatrixModel):
    """A matrix model whose weights favour what is popular, and whose likeness does not.

    Attributes
    ----------
    evenness : ndarray of float32, shape (n_items,)
        Factor of each column that makes the entries of a row comparable.
    """

    evenness: NDArray[np.float32]

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the items most like each given one, popular or not.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """

        def similarity(position: int) -> NDArray[np.float32]:
            return self.matrix.row(position) * self.evenness

        return rank_similar(similarity, self.vocabulary, ids, k)

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {**super().state(), "evenness": self.evenness}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        super().restore(state)
        self.evenness = take_array(state, "evenness", np.float32, (len(self.vocabulary),))
