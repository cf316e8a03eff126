"""Implicit alternating least squares: people and items as vectors of taste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from medley.core.errors import DataError
from medley.core.model import Array, Progress
from medley.core.prediction import Prediction, Reason
from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedData, FeedQuery
from medley.features.history import known_history, strength
from medley.models.feed.newcomer import (
    because_popular,
    knows_no_like,
    newcomer_scores,
    only_like,
    popular_but,
)
from medley.models.feed.ranking import because_liked, rank, rank_similar, require_fitted
from medley.models.state import take_array, take_vocabulary


@dataclass(frozen=True, slots=True)
class IALSConfig:
    """Settings of `IALS`.

    Attributes
    ----------
    n_factors : int
        Length of a vector; at most the smaller side of the data is used.
    alpha : float
        Confidence in an event of full strength; in what was never met it is 1.
    reg : float
        Ridge penalty on the vectors.
    epochs : int
    """

    n_factors: int = 128
    alpha: float = 5.0
    reg: float = 20.0
    epochs: int = 15


class IALS:
    """Factors of the confidence-weighted matrix of likes.

    Fitted by the ``implicit`` library; what is served is computed here from the
    item factors alone. A negative event is a preference of 0 held with
    confidence, so it pulls the person away from its item and from its like. Hu et
    al., "Collaborative filtering for implicit feedback datasets", ICDM 2008.

    Parameters
    ----------
    config : IALSConfig, optional
    """

    def __init__(self, config: IALSConfig | None = None) -> None:
        self.config = config or IALSConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: FeedData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Alternate between people and items for the configured epochs.

        Raises
        ------
        DataError
            If there is no item, or no event in favour of one.
        """
        if not (data.weight > 0).any():
            raise DataError("iALS needs at least one event in favour of an item; there is none")
        self._factors = _item_factors(data, self.config, rng, progress)
        self._precision = _precision(self._factors, self.config.reg)
        self.vocabulary = data.catalogue.items
        one = np.ones(1, np.float32)
        self._popular = newcomer_scores(
            data, lambda position: self._liking(np.array([position], np.int32), one)
        )

    def predict(self, queries: Sequence[FeedQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` items for each query.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank(self.fold_in, self.vocabulary, queries, k)

    def fold_in(self, queries: Sequence[FeedQuery]) -> NDArray[np.float32]:
        """Solve for each query's vector and score all items, shape (n_queries, n_items)."""
        found = np.empty((len(queries), len(self.vocabulary)), np.float32)
        for row, query in zip(found, queries, strict=True):
            positions, strengths = known_history(query.history, self.vocabulary)
            answer = self._newcomer if knows_no_like(strengths) else self._liking
            row[:] = answer(positions, strengths)
        return found

    def _liking(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Score all items for a history with something liked, shape (n_items,)."""
        normal, towards, _ = self._system(positions, strengths)
        person = linalg.solve(normal, towards, assume_a="pos")
        scores: NDArray[np.float32] = self._factors @ person.astype(np.float32)
        return scores

    def _newcomer(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Popularity less what resembles the disliked items, shape (n_items,).

        A preference of 0 pulls nobody anywhere who stands at 0 already, so without a
        like the dislikes are scored as if they were likes, and held against it.
        """
        if not len(positions):
            return self._popular.copy()
        against = np.maximum(self._liking(positions, np.abs(strengths)), 0)
        return popular_but(self._popular, against, strengths)

    def _system(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Set up the ridge regression of one history.

        Returns
        -------
        normal : ndarray of float64, shape (n_factors, n_factors)
        towards : ndarray of float64, shape (n_factors,)
        held : ndarray of float64, shape (n_history, n_factors)
        """
        held = self._factors[positions].astype(np.float64)
        confidence = self.config.alpha * np.abs(strengths.astype(np.float64))
        normal = self._precision + (held.T * (confidence - 1)) @ held
        return normal, held.T @ (confidence * (strengths > 0)), held

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the items whose vectors point the same way.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        norms = np.maximum(np.linalg.norm(self._factors, axis=1), 1e-12)

        def similarity(position: int) -> NDArray[np.float32]:
            cosine = self._factors @ (self._factors[position] / norms[position]) / norms
            return np.asarray(cosine, np.float32)

        return rank_similar(similarity, self.vocabulary, ids, k)

    def explain(self, query: FeedQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name the liked items without which each candidate would fall most.

        The person's vector without one item comes from the Sherman-Morrison
        formula, which is exact, rather than from solving once for each item.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        positions, strengths = known_history(query.history, self.vocabulary)
        known = [item for item in ids if item in self.vocabulary]
        wanted = self.vocabulary.positions(known)
        named: Sequence[tuple[Reason, ...]]
        if knows_no_like(strengths):
            named = because_popular(self._newcomer(positions, strengths)[wanted])
        else:
            names = [self.vocabulary[i] for i in positions.tolist()]
            named = because_liked(names, strengths, self._falls(positions, strengths, wanted))
        reasons = dict(zip(known, named, strict=True))
        return [reasons.get(item, ()) for item in ids]

    def _falls(
        self,
        positions: NDArray[np.int32],
        strengths: NDArray[np.float32],
        wanted: NDArray[np.int32],
    ) -> NDArray[np.float32]:
        """Fall of some candidates' scores without each item, shape (n_history, n_wanted)."""
        candidates = self._factors[wanted].astype(np.float64)
        falls = (candidates @ self._removals(positions, strengths)).T.astype(np.float32)
        sole = only_like(strengths)
        if sole is not None:
            # Without its only like the history would be answered with popularity.
            rest = np.arange(len(positions)) != sole
            without = self._newcomer(positions[rest], strengths[rest])
            falls[sole] = (self._liking(positions, strengths) - without)[wanted]
        return falls

    def _removals(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Difference that each history item makes to the person's vector.

        Returns
        -------
        ndarray of float64, shape (n_factors, n_history)
        """
        normal, wanted, held = self._system(positions, strengths)
        solved = linalg.solve(normal, np.column_stack([wanted, held.T]), assume_a="pos")
        person, spread = solved[:, 0], solved[:, 1:]
        confidence = self.config.alpha * np.abs(strengths.astype(np.float64))
        towards = confidence * (strengths > 0)
        leverage = np.einsum("hf,fh->h", held, spread)
        left = held @ person - towards * leverage
        gain = (confidence - 1) * left / (1 - (confidence - 1) * leverage)
        removals: NDArray[np.float64] = spread * (towards - gain)
        return removals

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "factors": self._factors,
            "popular": self._popular,
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        self._factors = take_array(state, "factors", np.float32, (len(vocabulary), None))
        self._popular = take_array(state, "popular", np.float32, (len(vocabulary),))
        self._precision = _precision(self._factors, self.config.reg)
        self.vocabulary = vocabulary


def _precision(factors: NDArray[np.float32], reg: float) -> NDArray[np.float64]:
    """Normal matrix of a person who met nothing."""
    wide = factors.astype(np.float64)
    precision: NDArray[np.float64] = wide.T @ wide + reg * np.eye(wide.shape[1])
    return precision


def _item_factors(
    data: FeedData, config: IALSConfig, rng: np.random.Generator, progress: Progress | None
) -> NDArray[np.float32]:
    """Fit with the ``implicit`` library and take the items' side."""
    # Imported here: it is compiled code that nothing else in this module needs.
    from implicit.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    shape = (len(data.people), len(data.catalogue))
    confidence = sparse.csr_matrix((strength(data.weight), (data.person, data.item)), shape=shape)

    def report(epoch: int, _seconds: float, *_rest: object) -> None:
        if progress is not None:
            progress((epoch + 1) / config.epochs, f"epoch {epoch + 1} of {config.epochs}")

    # The library spreads people over threads itself; BLAS threads inside those
    # only get in each other's way.
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=min(config.n_factors, *shape),
            regularization=config.reg,
            alpha=config.alpha,
            iterations=config.epochs,
            random_state=int(rng.integers(2**31)),
            use_gpu=False,
        )
        model.fit(confidence, show_progress=False, callback=report)
    factors: NDArray[np.float32] = np.asarray(model.item_factors, np.float32)
    return factors
