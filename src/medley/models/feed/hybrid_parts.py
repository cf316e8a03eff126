"""The parts of the hybrid, each of which says something about every item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.data.feed import Catalogue, FeedData
from medley.features.categories import ItemCategories
from medley.models.feed.content import ContentConfig, fit_content, restore_content
from medley.models.feed.content_vectors import ContentVectors
from medley.models.feed.item_matrix import ItemMatrix
from medley.models.feed.popular import DAY_MS, decayed_popularity
from medley.models.feed.spectral import SpectralConfig, fit_spectral
from medley.models.state import take_array, take_categories


@dataclass(frozen=True, slots=True)
class PartsConfig:
    """Settings of the parts.

    Attributes
    ----------
    spectral : SpectralConfig
    content : ContentConfig
    half_life_days : float
        Of recent popularity.
    new_half_life_days : float
        A published item is half as new after so many days.
    new_support : float
        An item with so many likes is half as new.
    fresh_half_life_days : float
        A published item, liked or not, is half as fresh after so many days.
    away_days : float
        A history that ended so many days ago belongs half to the past.
    content_likeness : float
        What likeness of features counts in `HybridParts.likeness` beside likeness
        of likes.
    """

    spectral: SpectralConfig = field(default_factory=SpectralConfig)
    content: ContentConfig = field(default_factory=ContentConfig)
    half_life_days: float = 180.0
    new_half_life_days: float = 30.0
    new_support: float = 1.0
    fresh_half_life_days: float = 365.0
    away_days: float = 730.0
    content_likeness: float = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class HybridParts:
    """Everything fitted but the weights of the blend.

    Attributes
    ----------
    taste : ItemMatrix
    evenness : ndarray of float32, shape (n_items,)
        See `medley.models.feed.spectral.fit_spectral`.
    content : ContentVectors
    popularity : ndarray of float32, shape (n_items, 2)
        log(1 + strength of all events), and the same of recent ones.
    newness : ndarray of float32, shape (n_items, 3)
        In [0, 1]: liked by few, that and published lately, published lately. An
        item that came after the fit is wholly the first two, whatever its age.
    categories : ItemCategories
    latest_ms : int
        Time of the latest event; of the latest publication where no event's is known.
    """

    taste: ItemMatrix
    evenness: NDArray[np.float32]
    content: ContentVectors
    popularity: NDArray[np.float32]
    newness: NDArray[np.float32]
    categories: ItemCategories
    latest_ms: int

    def features(
        self,
        positions: NDArray[np.int32],
        strengths: NDArray[np.float32],
        interests: Sequence[str],
    ) -> NDArray[np.float32]:
        """Let each part speak on every item.

        Returns
        -------
        ndarray of float32, shape (n_items, n_parts)
            Columns in the order of `medley.models.feed.blend.PARTS`.
        """
        content = self.content.score(positions, strengths)
        columns = (
            self.taste.score(positions, strengths),
            content,
            content * self.newness[:, 0],
            *self.popularity.T,
            *self.newness.T[1:],
            self.categories.affinity(interests),
        )
        return np.stack(columns).T

    def impersonal(
        self, wanted: NDArray[np.int32], interests: Sequence[str]
    ) -> NDArray[np.float32]:
        """The columns of `features` that owe nothing to a history, shape (n_wanted, 5)."""
        columns = (*self.popularity.T, *self.newness.T[1:], self.categories.affinity(interests))
        return np.stack([column[wanted] for column in columns]).T

    def contributions(
        self,
        positions: NDArray[np.int32],
        strengths: NDArray[np.float32],
        wanted: NDArray[np.int32],
    ) -> NDArray[np.float32]:
        """Split the personal columns of `features` by history item.

        Returns
        -------
        ndarray of float32, shape (n_history, n_wanted, 3)
        """
        taste = self.taste.contributions(positions, strengths, wanted)
        content = self.content.contributions(positions, strengths, wanted)
        return np.stack([taste, content, content * self.newness[wanted, 0]], axis=-1)

    def likeness(self, config: PartsConfig, position: int) -> NDArray[np.float32]:
        """Likeness of every item to one, by likes and by features, shape (n_items,)."""
        by_likes = self.taste.row(position) * self.evenness
        by_features = self.content.row(position) / self.content.lengths()
        for likeness in (by_likes, by_features):
            likeness /= max(float(likeness[position]), 1e-9)
        found: NDArray[np.float32] = by_likes + config.content_likeness * by_features
        return found

    def extended(
        self, catalogue: Catalogue, fresh: NDArray[np.intp], config: PartsConfig
    ) -> HybridParts:
        """Append the catalogue's rows ``fresh``: nobody liked them yet, and they are new."""
        newness = np.ones((len(fresh), 3), np.float32)
        published = catalogue.published_ms[fresh]
        dated = published != 0
        newness[dated, 2] = recency(published[dated], self.latest_ms, config.fresh_half_life_days)
        nothing = np.zeros(len(fresh), np.float32)
        return replace(
            self,
            taste=self.taste.extended(self.taste.n_items + len(fresh)),
            evenness=np.concatenate([self.evenness, nothing]),
            content=self.content.extended(catalogue, fresh),
            popularity=np.concatenate([self.popularity, np.stack([nothing, nothing], axis=1)]),
            newness=np.concatenate([self.newness, newness]),
            categories=self.categories.extended(catalogue, fresh),
        )

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {
            **self.taste.state("taste"),
            "evenness": self.evenness,
            **self.content.state("content"),
            "popularity": self.popularity,
            "newness": self.newness,
            **self.categories.state(),
            "latest_ms": np.array([self.latest_ms], np.int64),
        }

    @classmethod
    def from_state(
        cls, state: Mapping[str, Array], n_items: int, config: PartsConfig
    ) -> HybridParts:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        return cls(
            taste=ItemMatrix.from_state(state, "taste", n_items),
            evenness=take_array(state, "evenness", np.float32, (n_items,)),
            content=restore_content(state, n_items, config.content),
            popularity=take_array(state, "popularity", np.float32, (n_items, 2)),
            newness=take_array(state, "newness", np.float32, (n_items, 3)),
            categories=take_categories(state, n_items),
            latest_ms=int(take_array(state, "latest_ms", np.int64, (1,))[0]),
        )


def recency(
    published_ms: NDArray[np.int64], latest_ms: int, half_life_days: float
) -> NDArray[np.float32]:
    """How new items are by their date: 1 at `latest_ms`, 0 where the date is unknown."""
    age_days = np.maximum(latest_ms - published_ms, 0) / DAY_MS
    return np.where(published_ms != 0, np.exp2(-age_days / half_life_days), 0).astype(np.float32)


def presence(last_ms: NDArray[np.int64], latest_ms: int, away_days: float) -> NDArray[np.float32]:
    """Say how far histories belong to the present: 1 for one that goes on to the end.

    Parameters
    ----------
    last_ms : ndarray of int64, shape (n,)
        When each history ended; 0 where unknown, which counts as the present.
    latest_ms : int
    away_days : float

    Returns
    -------
    ndarray of float32, shape (n,)
        In (0, 1].
    """
    days = np.where(last_ms > 0, np.maximum(latest_ms - last_ms, 0), 0) / DAY_MS
    return (1 / (1 + (days / away_days) ** 2)).astype(np.float32)


def fit_parts(data: FeedData, config: PartsConfig, rng: np.random.Generator) -> HybridParts:
    """Fit every part on the same data."""
    catalogue = data.catalogue
    taste, evenness = fit_spectral(data, config.spectral, rng)
    # A catalogue may announce what is to come, so events tell the time where they can.
    latest_ms = int(data.time_ms.max(initial=0) or catalogue.published_ms.max(initial=0))
    support = np.bincount(data.item[data.weight > 0], minlength=len(catalogue))
    unmet = config.new_support / (config.new_support + support)
    half_lives = (config.new_half_life_days, config.fresh_half_life_days)
    lately, fresh = (recency(catalogue.published_ms, latest_ms, h) for h in half_lives)
    half_lives = (np.inf, config.half_life_days)
    return HybridParts(
        taste=taste,
        evenness=evenness,
        content=fit_content(data, config.content, rng),
        popularity=np.stack([np.log1p(decayed_popularity(data, h)) for h in half_lives], axis=1),
        newness=np.stack([unmet, unmet * lately, fresh], axis=1).astype(np.float32),
        categories=ItemCategories.of(catalogue),
        latest_ms=latest_ms,
    )
