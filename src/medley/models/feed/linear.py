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
from medley.models.feed.newcomer import because_popular, knows_no_like, only_like, popular_but
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

    Where the history holds nothing liked, the answer is popularity, less what
    resembles the disliked items.

    Attributes
    ----------
    vocabulary : Vocabulary
    matrix : Additive
    popular : ndarray of float32, shape (n_items,)
        See `medley.models.feed.newcomer.newcomer_scores`.
    """

    vocabulary: Vocabulary = Vocabulary(())
    matrix: Additive
    popular: NDArray[np.float32]

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
            positions, strengths = known_history(query.history, self.vocabulary)
            answer = self._newcomer if knows_no_like(strengths) else self.matrix.score
            row[:] = answer(positions, strengths)
        return found

    def _newcomer(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Score every candidate for a history with nothing liked."""
        against = -self.matrix.score(positions, strengths)
        return popular_but(self.popular, against, strengths)

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
        wanted = self.vocabulary.positions(known)
        found: Sequence[tuple[Reason, ...]]
        if knows_no_like(strengths):
            found = because_popular(self._newcomer(positions, strengths)[wanted])
        else:
            names = [self.vocabulary[i] for i in positions.tolist()]
            found = because_liked(names, strengths, self._falls(positions, strengths, wanted))
        reasons = dict(zip(known, found, strict=True))
        return [reasons.get(item, ()) for item in ids]

    def _falls(
        self,
        positions: NDArray[np.int32],
        strengths: NDArray[np.float32],
        wanted: NDArray[np.int32],
    ) -> NDArray[np.float32]:
        """Fall of some candidates' scores without each item, shape (n_history, n_wanted)."""
        falls = self.matrix.contributions(positions, strengths, wanted)
        sole = only_like(strengths)
        if sole is not None:
            # Without its only like the history would be answered with popularity.
            rest = np.arange(len(positions)) != sole
            falls[sole] = falls.sum(axis=0)
            falls[sole] -= self._newcomer(positions[rest], strengths[rest])[wanted]
        return falls


class MatrixModel(ItemToItem):
    """An item-to-item model whose weights are held as one pruned matrix."""

    matrix: ItemMatrix

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "popular": self.popular,
            **self.matrix.state("matrix"),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        self.matrix = ItemMatrix.from_state(state, "matrix", len(vocabulary))
        self.popular = take_array(state, "popular", np.float32, (len(vocabulary),))
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
