"""Tracks that often stand beside the seeds, by walks over playlists (RP3beta)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.model import Array, Progress
from medley.core.prediction import (
    BecauseArtist,
    BecausePopular,
    BecauseTrack,
    Prediction,
    Reason,
)
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.collection import Collection
from medley.models.playlist.ranking import largest, rank, require_fitted
from medley.models.playlist.sparse_state import pack_matrix, spread, take_matrix

BLOCK = 2000
"""Tracks whose walks are counted at a time, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class ItemItemConfig:
    """Settings of `ItemItem`.

    Attributes
    ----------
    neighbours : int
        How many tracks stand beside each; the rest are dropped.
    beta : float
        How much popularity counts against a track, 0 not at all, 1 wholly.
    min_playlists : int
        Tracks in fewer playlists are reached by their artist alone.
    artist_share : float
        How much of its artist's score a track gets besides its own.
    prior : float
        Weight of popularity; all of the score where no seed is known.
    """

    neighbours: int = 200
    beta: float = 0.4
    min_playlists: int = 2
    artist_share: float = 0.5
    prior: float = 0.001


class ItemItem:
    """Scores a track by random walks of three steps from the seeds.

    From a seed to one of its playlists to a track of that; the chance to arrive is
    divided by the track's popularity to the power ``beta``. A seed that stands in
    too few playlists walks from its artist's tracks. Paudel et al., "Updatable,
    accurate, diverse, and scalable recommendations", TiiS 2017.

    Parameters
    ----------
    config : ItemItemConfig, optional
    """

    def __init__(self, config: ItemItemConfig | None = None) -> None:
        self.config = config or ItemItemConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Count the walks from every track and keep where most of them end.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        """
        del rng  # nothing is drawn
        self.collection = Collection.of(data)
        self._beside = _walks(self.collection, self.config, progress)
        self.vocabulary = self.collection.tracks
        if progress is not None:
            progress(1.0, "walks counted")

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

    def _seeds(self, query: PlaylistQuery) -> NDArray[np.int32]:
        return self.vocabulary.positions(dict.fromkeys(query.tracks))

    def _score(self, query: PlaylistQuery) -> NDArray[np.float32]:
        brought = self._brought(self._seeds(query))
        return brought + np.float32(self.config.prior) * self.collection.share

    def _brought(self, seeds: NDArray[np.int32]) -> NDArray[np.float32]:
        """What the seeds bring each track; a sum over the seeds."""
        start = np.zeros(len(self.vocabulary), np.float32)
        start[seeds] = 1
        beside = spread(start, self._beside)
        through = self.collection.artist_scores(beside + start)
        return beside + np.float32(self.config.artist_share) * through

    def explain(self, query: PlaylistQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name the seeds that bring each track, and its popularity.

        Where the seeds bring it by its artist alone, the artist is named.
        """
        require_fitted(self.vocabulary)
        seeds = self._seeds(query)
        at = [self.vocabulary.position(track) for track in ids]
        known = [position for position in at if position is not None]
        brought = np.array([self._brought(seeds[i : i + 1])[known] for i in range(len(seeds))])
        walked = spread(
            np.isin(np.arange(len(self.vocabulary)), seeds).astype(np.float32), self._beside
        )
        columns = iter(brought.T if len(seeds) else np.empty((len(known), 0)))
        return [
            () if position is None else self._reasons(position, seeds, next(columns), walked)
            for position in at
        ]

    def _reasons(
        self,
        position: int,
        seeds: NDArray[np.int32],
        amounts: NDArray[np.float32],
        walked: NDArray[np.float32],
    ) -> tuple[Reason, ...]:
        share = self.config.prior * float(self.collection.share[position])
        reasons: list[Reason] = [BecausePopular(share)]
        if walked[position] > 0:
            reasons += largest(
                BecauseTrack(self.vocabulary[seed], amount)
                for seed, amount in zip(seeds.tolist(), amounts.tolist(), strict=True)
            )
        elif (artist := int(self.collection.artist[position])) >= 0:
            reasons.append(BecauseArtist(self.collection.artists[artist], float(amounts.sum())))
        return tuple(largest(reasons, len(reasons)))

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {**self.collection.state(), **pack_matrix("beside", self._beside)}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        known = Collection.restore(state)
        n_tracks = len(known.tracks)
        self._beside = take_matrix(state, "beside", (n_tracks, n_tracks))
        self.collection, self.vocabulary = known, known.tracks


def _walks(
    known: Collection, config: ItemItemConfig, progress: Progress | None
) -> sparse.csr_array:
    """Chances to walk from each track to each other, pruned, shape (n_tracks, n_tracks)."""
    counts = np.diff(known.by_track.indptr)
    frequent = np.flatnonzero(counts >= config.min_playlists)
    rows = known.rows[:, frequent]
    lengths = np.maximum(np.diff(known.rows.indptr), 1)
    leave = sparse.csr_array(rows * (known.weights / lengths)[:, None])
    against = (counts[frequent] ** -config.beta).astype(np.float32)
    parts = []
    for start in range(0, len(frequent), BLOCK):
        block = slice(start, start + BLOCK)
        chance = sparse.csr_array(rows[:, block].T.tocsr() @ leave)
        chance = sparse.csr_array(chance * against[None, :] / counts[frequent[block], None])
        parts.append(_keep_largest(chance, frequent[block], frequent, config.neighbours))
        if progress is not None:
            progress(min(0.99, (start + BLOCK) / len(frequent)), "walks counted")
    return _placed(parts, frequent, len(known.tracks))


def _keep_largest(
    chance: sparse.csr_array,
    tracks: NDArray[np.int64],
    frequent: NDArray[np.int64],
    neighbours: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Keep each row's largest entries but its own, as lengths, columns and values."""
    row = np.repeat(np.arange(len(tracks)), np.diff(chance.indptr))
    columns = frequent[chance.indices]
    other = columns != tracks[row]
    row, columns, values = row[other], columns[other], chance.data[other]
    order = np.lexsort((columns, -values, row))
    starts = np.searchsorted(row[order], np.arange(len(tracks)))
    place = np.arange(len(order)) - starts[row[order]]
    kept = order[place < neighbours]
    lengths = np.bincount(row[kept], minlength=len(tracks))
    return lengths, columns[kept].astype(np.int32), values[kept].astype(np.float32)


def _placed(
    parts: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]],
    frequent: NDArray[np.int64],
    n_tracks: int,
) -> sparse.csr_array:
    """Put the rows of the frequent tracks where they belong among all tracks."""
    lengths = np.zeros(n_tracks, np.int64)
    if parts:
        lengths[frequent] = np.concatenate([part[0] for part in parts])
    columns = np.concatenate([np.empty(0, np.int32), *(part[1] for part in parts)])
    values = np.concatenate([np.empty(0, np.float32), *(part[2] for part in parts)])
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return sparse.csr_array((values, columns, starts), (n_tracks, n_tracks))
