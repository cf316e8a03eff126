"""What the nearest-neighbour models share: alike playlists lend their tracks and tags."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.core.prediction import (
    BecauseArtist,
    BecausePlaylist,
    BecausePopular,
    Prediction,
    Reason,
    top_k,
)
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistQuery
from medley.models.playlist.collection import Collection
from medley.models.playlist.ranking import largest, rank, rank_positive, require_fitted, strongest
from medley.models.playlist.sparse_state import spread


class NeighbourModel(ABC):
    """Scores a track by the alike playlists that hold it.

    The score is ``sum over the neighbours that hold it of similarity^sharpness + artist_share *
    the track's part of its artist's such sum + `prior` * its popularity``. Each
    addend is a reason, and worth exactly what it adds.

    Attributes
    ----------
    config : object
        With ``neighbours``, ``min_similarity``, ``min_shown``, ``sharpness``,
        ``artist_share`` and ``prior``.
    collection : Collection
    """

    config: Any
    collection: Collection

    def __init__(self) -> None:
        self.vocabulary = Vocabulary(())

    @abstractmethod
    def similarities(self, query: PlaylistQuery) -> NDArray[np.float32]:
        """Compare a query with all known playlists.

        Returns
        -------
        ndarray of float32, shape (n_playlists,)
            In [0, 1].
        """

    def prior(self, closest: float) -> float:
        """Weight of popularity where the closest playlist is so alike, in [0, 1]."""
        del closest
        return float(self.config.prior)

    @property
    def tag_prior(self) -> float:
        """Weight of popularity among tags."""
        return float(self.config.prior)

    def weights(self, query: PlaylistQuery) -> tuple[NDArray[np.float32], float]:
        """Say how much each playlist speaks, 0 but for neighbours, and popularity.

        Returns
        -------
        weights : ndarray of float32, shape (n_playlists,)
        prior : float
        """
        alike = self.similarities(query)
        near = strongest(alike, self.config.neighbours, floor=self.config.min_similarity)
        weights = np.asarray(near**self.config.sharpness * self.collection.weights, np.float32)
        return weights, self.prior(float(alike.max(initial=0)))

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` tracks for each query.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank(self._score, self.vocabulary, queries, k)

    def fold_in(self, queries: Sequence[PlaylistQuery]) -> NDArray[np.float32]:
        """Score all tracks for each query, shape (n_queries, n_tracks)."""
        found = np.empty((len(queries), len(self.vocabulary)), np.float32)
        for row, query in zip(found, queries, strict=True):
            row[:] = self._score(query)
        return found

    def _score(self, query: PlaylistQuery) -> NDArray[np.float32]:
        weights, prior = self.weights(query)
        held = spread(weights, self.collection.rows)
        held += np.float32(self.config.artist_share) * self.collection.artist_scores(held)
        held += np.float32(prior) * self.collection.share
        return held

    def predict_tags(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` tags for each query, popular ones where nothing is alike."""
        require_fitted(self.vocabulary)
        found = []
        for query in queries:
            weights, _ = self.weights(query)
            held = spread(weights, self.collection.tag_rows)
            held += np.float32(self.tag_prior) * self.collection.tag_share
            found.append(top_k(held, self.collection.tags.ids, k))
        return found

    def nearest(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` alike playlists; the scores are similarities in (0, 1]."""
        require_fitted(self.vocabulary)
        found = []
        for query in queries:
            alike = strongest(
                self.similarities(query), self.config.neighbours, floor=self.config.min_shown
            )
            found.append(rank_positive(alike, self.collection.playlists.ids, k))
        return found

    def explain(self, query: PlaylistQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name the playlists, the artist and the popularity that make each score."""
        weights, prior = self.weights(query)
        by_artist = self.collection.artist_scores(spread(weights, self.collection.rows))
        return [self._reasons(track, weights, by_artist, prior) for track in ids]

    def _reasons(
        self,
        track: str,
        weights: NDArray[np.float32],
        by_artist: NDArray[np.float32],
        prior: float,
    ) -> tuple[Reason, ...]:
        position = self.vocabulary.position(track)
        if position is None:
            return ()
        known = self.collection
        holders = known.holders(position)
        speaks = weights[holders] > 0
        holders = holders[speaks]
        artist = int(known.artist[position])
        through = np.float32(self.config.artist_share) * known.part_of_artist[position]
        shared = known.tracks_by(artist, holders) * through
        brought = weights[holders] * (1 + shared)
        reasons: list[Reason] = largest(
            BecausePlaylist(known.playlists[p], amount)
            for p, amount in zip(holders.tolist(), brought.tolist(), strict=True)
        )
        if artist >= 0:
            elsewhere = self.config.artist_share * float(by_artist[position])
            elsewhere -= float((weights[holders] * shared).sum())
            reasons.append(BecauseArtist(known.artists[artist], elsewhere))
        reasons.append(BecausePopular(prior * float(known.share[position])))
        return tuple(largest(reasons, len(reasons)))

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return self.collection.state()

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        self.collection = Collection.restore(state)
        self.vocabulary = self.collection.tracks
