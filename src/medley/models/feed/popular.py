"""The baseline: what many people liked lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Array, Progress
from medley.core.prediction import BecauseInterest, BecausePopular, Prediction, Reason
from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedData, FeedQuery
from medley.features.categories import ItemCategories
from medley.features.history import known_history, strength
from medley.models.feed.ranking import rank, rank_similar
from medley.models.state import take_array, take_categories, take_vocabulary

DAY_MS = 86_400_000.0
"""Milliseconds in a day."""


@dataclass(frozen=True, slots=True)
class PopularConfig:
    """Settings of `Popular`.

    Attributes
    ----------
    half_life_days : float
        An event counts half after so many days, measured back from the latest
        event of the data. Events at unknown times count as one half-life old.
    interest_boost : float
        An item wholly in a declared category scores ``1 + interest_boost`` times.
    """

    half_life_days: float = 180.0
    interest_boost: float = 4.0


def decayed_popularity(data: FeedData, half_life_days: float) -> NDArray[np.float32]:
    """Sum each item's signed strengths, older ones counting less.

    Parameters
    ----------
    data : FeedData
    half_life_days : float
        Above 0.

    Returns
    -------
    ndarray of float32, shape (n_items,)
        At least 0.
    """
    known = data.time_ms > 0
    latest = int(data.time_ms.max(initial=0))
    ages = np.where(known, (latest - data.time_ms) / (half_life_days * DAY_MS), 1.0)
    amounts = strength(data.weight) * np.exp2(-ages)
    total = np.bincount(data.item, weights=amounts, minlength=len(data.catalogue))
    return np.maximum(total, 0.0).astype(np.float32)


class Popular:
    """Ranks by time-decayed popularity; serves those of whom nothing is known.

    Of a person's own events only the negative ones on the very item count: a
    disliked item sinks to the bottom. Declared interests raise their categories.

    Parameters
    ----------
    config : PopularConfig, optional
    """

    def __init__(self, config: PopularConfig | None = None) -> None:
        self.config = config or PopularConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: FeedData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Count the events.

        Raises
        ------
        DataError
            If the catalogue is empty.
        """
        del rng  # nothing is drawn
        if not len(data.catalogue):
            raise DataError("the catalogue is empty; import items before training")
        self.vocabulary = data.catalogue.items
        self._popularity = decayed_popularity(data, self.config.half_life_days)
        self._categories = ItemCategories.of(data.catalogue)
        if progress is not None:
            progress(1.0, "popularity counted")

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
            affinity = self._categories.affinity(query.interests)
            row[:] = self._own(query) * (1 + self.config.interest_boost * affinity)
        return found

    def _own(self, query: FeedQuery) -> NDArray[np.float32]:
        """Popularity with what the person rejected taken down."""
        positions, strengths = known_history(query.history, self.vocabulary)
        scores = self._popularity.copy()
        scores[positions] *= 1 + np.minimum(strengths, 0)
        return scores

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the most popular items that share categories with each given one."""

        def similarity(position: int) -> NDArray[np.float32]:
            shared = self._categories.affinity(self._categories.of_item(position))
            return shared * (1 + self._popularity)

        return rank_similar(similarity, self.vocabulary, ids, k)

    def explain(self, query: FeedQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Give popularity and declared interests as reasons."""
        scores = self._own(query)
        boosts = {
            slug: scores * self.config.interest_boost * self._categories.share(slug)
            for slug in dict.fromkeys(query.interests)
        }
        found = []
        for position in map(self.vocabulary.position, ids):
            reasons: list[Reason] = []
            if position is not None and scores[position] > 0:
                reasons.append(BecausePopular(float(scores[position])))
                held = [BecauseInterest(s, float(boost[position])) for s, boost in boosts.items()]
                reasons.extend(reason for reason in held if reason.contribution > 0)
            found.append(tuple(sorted(reasons, key=lambda r: -r.contribution)))
        return found

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "popularity": self._popularity,
            **self._categories.state(),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        self._popularity = take_array(state, "popularity", np.float32, (len(vocabulary),))
        self._categories = take_categories(state, len(vocabulary))
        self.vocabulary = vocabulary
