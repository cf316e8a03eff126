"""The blend that serves: taste, content, popularity, newness and interests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Array, Progress, silent
from medley.core.prediction import (
    BecauseInterest,
    BecauseNew,
    BecausePopular,
    Prediction,
    Reason,
)
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData, FeedQuery
from medley.features.history import known_history, known_times, last_times
from medley.models.feed.blend import KNOTS, PARTS, PERSONAL, weights_at
from medley.models.feed.content import appended, unknown_rows
from medley.models.feed.hybrid_parts import HybridParts, PartsConfig, fit_parts, presence
from medley.models.feed.hybrid_weights import WeightsConfig, learn_tables
from medley.models.feed.ranking import because_liked, rank, rank_similar, require_fitted
from medley.models.state import take_array, take_vocabulary

NOTICEABLE = 0.05
"""A reason about the person must raise a candidate's log-odds by so much."""


@dataclass(frozen=True, slots=True)
class HybridConfig:
    """Settings of `Hybrid`.

    Attributes
    ----------
    parts : PartsConfig
    weights : WeightsConfig
    """

    parts: PartsConfig = field(default_factory=PartsConfig)
    weights: WeightsConfig = field(default_factory=WeightsConfig)


class Hybrid:
    """Blends what the other recommenders know, by weights it learns itself.

    The score is a weighted sum of what co-likes say (`Spectral`), what features
    say (`Content`; more for a new item), popularity, newness and declared
    interests. The weights are learned on people that the parts were not fitted
    on, at lengths of history from none to hundreds, with a share of the items
    hidden so that they look new. Where events have times, they are learned a second
    time on what came after a moment that the parts end at, for everybody who was
    here lately. Then the parts are fitted again on everything.

    Parameters
    ----------
    config : HybridConfig, optional
    """

    def __init__(self, config: HybridConfig | None = None) -> None:
        self.config = config or HybridConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: FeedData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Learn the weights on inner held-out people, then fit the parts.

        Raises
        ------
        DataError
            If the catalogue is empty.
        """
        if not len(data.catalogue):
            raise DataError("the catalogue is empty; import items before training")
        report = progress or silent
        report(0.0, "learning how to blend")
        self._tables = learn_tables(data, self.config.parts, self.config.weights, rng)
        report(0.6, "fitting on everybody")
        self._parts = fit_parts(data, self.config.parts, rng)
        self.vocabulary = data.catalogue.items
        report(1.0, "blend fitted")

    def add_items(self, catalogue: Catalogue) -> None:
        """Append the catalogue's unknown items, as new ones known by their features."""
        require_fitted(self.vocabulary)
        fresh = unknown_rows(self.vocabulary, catalogue)
        if len(fresh):
            self._parts = self._parts.extended(catalogue, fresh, self.config.parts)
            self.vocabulary = appended(self.vocabulary, catalogue, fresh)

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
            parts = self._parts.features(positions, strengths, query.interests)
            row[:] = parts @ self._weights(query)[0]
        return found

    def _weights(self, query: FeedQuery) -> NDArray[np.float32]:
        """Weights of the parts for a history, and for it without each item.

        Returns
        -------
        ndarray of float32, shape (1 + n_history, n_parts)
        """
        _, strengths = known_history(query.history, self.vocabulary)
        last_ms = last_times(known_times(query.history, self.vocabulary))
        size, liking = np.abs(strengths), np.maximum(strengths, 0)
        known = size.sum() - np.append(np.float32(0), size)
        liked = liking.sum() - np.append(np.float32(0), liking)
        present = presence(last_ms, self._parts.latest_ms, self.config.parts.away_days)
        return weights_at(self._tables, known, liked, present)

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the items alike in who likes them and in what they are.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        likeness = partial(self._parts.likeness, self.config.parts)
        return rank_similar(likeness, self.vocabulary, ids, k)

    def explain(self, query: FeedQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name the likes, interests and newness that each candidate owes its score to.

        Popularity raises whatever is good for everybody and would drown what is
        about the person, so it is named only where nothing else is.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        positions, strengths = known_history(query.history, self.vocabulary)
        known = [item for item in dict.fromkeys(ids) if item in self.vocabulary]
        wanted = self.vocabulary.positions(known)
        falls = self._falls(query, wanted)
        names = [self.vocabulary[i] for i in positions.tolist()]
        liked = because_liked(names, strengths, np.where(falls >= NOTICEABLE, falls, 0))
        weights = dict(zip(PARTS, self._weights(query)[0].tolist(), strict=True))
        shares = {s: self._parts.categories.share(s) for s in dict.fromkeys(query.interests)}
        reasons = {
            item: self._reasons(position, because, weights, shares)
            for item, position, because in zip(known, wanted.tolist(), liked, strict=True)
        }
        return [reasons.get(item, ()) for item in ids]

    def _reasons(
        self,
        position: int,
        liked: Sequence[Reason],
        weights: Mapping[str, float],
        shares: Mapping[str, NDArray[np.float32]],
    ) -> tuple[Reason, ...]:
        """Put one candidate's reasons together, the largest first."""
        found = list(liked)
        for slug, share in shares.items():
            found.append(BecauseInterest(slug, weights["interest"] * float(share[position])))
        newness = self._parts.newness[position].tolist()
        found.append(BecauseNew(weights["new"] * newness[1] + weights["fresh"] * newness[2]))
        found = [reason for reason in found if reason.contribution >= NOTICEABLE]
        both = np.array([weights["popular"], weights["recent"]], np.float32)
        popular = float(self._parts.popularity[position] @ both)
        if not found and popular > 0:
            return (BecausePopular(popular),)
        return tuple(sorted(found, key=lambda reason: -reason.contribution))

    def _falls(self, query: FeedQuery, wanted: NDArray[np.int32]) -> NDArray[np.float32]:
        """Score of each candidate less its score without each history item.

        Without an item the history is shorter too, so all weights move a little.

        Returns
        -------
        ndarray of float32, shape (n_history, n_wanted)
        """
        positions, strengths = known_history(query.history, self.vocabulary)
        by_item = self._parts.contributions(positions, strengths, wanted)
        total = by_item.sum(axis=0, dtype=np.float64)
        weights = self._weights(query)
        full, rest = weights[:1], weights[1:]
        fixed = self._parts.impersonal(wanted, query.interests)
        falls = np.einsum("hwp,hp->hw", by_item, rest[:, :PERSONAL], dtype=np.float64)
        falls += (full - rest)[:, :PERSONAL].astype(np.float64) @ total.T
        falls += (full - rest)[:, PERSONAL:].astype(np.float64) @ fixed.T
        return np.asarray(falls, np.float32)

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "tables": self._tables,
            **self._parts.state(),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        tables = take_array(state, "tables", np.float32, (2, len(KNOTS), len(PARTS)))
        self._parts = HybridParts.from_state(state, len(vocabulary), self.config.parts)
        self._tables = tables
        self.vocabulary = vocabulary
