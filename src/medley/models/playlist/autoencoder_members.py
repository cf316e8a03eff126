"""Which n-grams, tracks, artists and tags take part in the autoencoder, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery, Tracks, ragged
from medley.models.playlist.autoencoder_rows import TrainingRows
from medley.models.playlist.autoencoder_titles import common_grams, gram_rows, hashed_grams
from medley.models.state import take_array, take_vocabulary

_UNSEEN = np.float32(0.1)
"""What a track that no playlist holds counts for, beside 1 for each that does."""


class Members:
    """All tracks, and those of them and of the rest that have vectors of their own.

    Attributes
    ----------
    vocabulary, tags, artists : Vocabulary
        Keys of all tracks, all tags, and the names of the artists that take part.
    counts : ndarray of float32, shape (n_tracks,)
        Weighted count of the playlists that hold each track.
    grams : ndarray of uint32
        Hashed n-grams that take part, rising.
    tracks : ndarray of int32
        Positions of the tracks that take part, rising.
    artist_row : ndarray of int32, shape (n_tracks,)
        Where a track's artist stands in ``artists``, -1 where nowhere.
    """

    def __init__(
        self,
        names: tuple[Vocabulary, Vocabulary, Vocabulary],
        counts: NDArray[np.float32],
        grams: NDArray[np.uint32],
        tracks: NDArray[np.int32],
        artist_row: NDArray[np.int32],
    ) -> None:
        self.vocabulary, self.tags, self.artists = names
        self.counts, self.grams, self.tracks = counts, grams, tracks
        self.artist_row = artist_row

    @classmethod
    def choose(
        cls,
        data: PlaylistData,
        counts: NDArray[np.float32],
        *,
        max_tracks: int,
        max_artists: int,
        least: int,
    ) -> Members:
        """Let the most frequent take part, of tracks and n-grams those in ``least`` playlists."""
        grams = common_grams([hashed_grams(title) for title in data.titles], least)
        artists, artist_row = _artists(data.tracks, counts, max_artists)
        return cls(
            (data.tracks.keys, data.tags, artists),
            counts,
            grams,
            _most_frequent(counts, max_tracks, least),
            artist_row,
        )

    @property
    def sizes(self) -> dict[str, int]:
        """How many of each side take part."""
        return {
            "grams": len(self.grams),
            "tracks": len(self.tracks),
            "artists": len(self.artists),
            "tags": len(self.tags),
        }

    @cached_property
    def track_row(self) -> NDArray[np.int64]:
        """Where each track stands in ``tracks``, -1 where nowhere, shape (n_tracks,)."""
        return _rows_of(self.tracks, len(self.vocabulary))

    @cached_property
    def popularity(self) -> NDArray[np.float32]:
        """Share of each track in all that playlists hold, above 0, shape (n_tracks,)."""
        expected = self.counts + _UNSEEN
        shares: NDArray[np.float32] = expected / expected.sum()
        return shares

    @cached_property
    def of_artist(self) -> NDArray[np.float32]:
        """Share of each track in what playlists hold of its artist, shape (n_tracks,)."""
        named = self.artist_row >= 0
        of_named = self.popularity[named]
        totals = np.bincount(self.artist_row[named], of_named, len(self.artists))
        found = np.zeros(len(self.vocabulary), np.float32)
        found[named] = of_named / totals[self.artist_row[named]]
        return found

    def known(self, query: PlaylistQuery) -> dict[str, NDArray[np.int64]]:
        """Find what of a query takes part: rows of each side, each at most once."""
        seeds = np.unique(self.vocabulary.positions(query.tracks))
        tracks, artists = self.track_row[seeds], self.artist_row[seeds]
        return {
            "grams": gram_rows(hashed_grams(query.title), self.grams),
            "tracks": tracks[tracks >= 0],
            "artists": np.unique(artists[artists >= 0]).astype(np.int64),
            "tags": np.unique(self.tags.positions(query.tags)).astype(np.int64),
        }

    def training_rows(self, data: PlaylistData) -> TrainingRows:
        """Lay playlists out by what takes part."""
        titles = [gram_rows(hashed_grams(title), self.grams).tolist() for title in data.titles]
        return TrainingRows(
            grams=_matrix(titles, len(self.grams)),
            tags=data.tag_matrix(),
            entries=data.track_matrix(),
            track_row=self.track_row,
            artist_row=self.artist_row.astype(np.int64),
        )

    def frequencies(self, data: PlaylistData) -> dict[str, NDArray[np.float64]]:
        """Count how often each track, artist and tag that takes part occurs."""
        named = self.artist_row >= 0
        per_artist = np.bincount(self.artist_row[named], self.counts[named], len(self.artists))
        return {
            "tracks": self.counts[self.tracks].astype(np.float64),
            "artists": per_artist.astype(np.float64),
            "tags": weighed_counts(data.tag_matrix(), data.weights).astype(np.float64),
        }

    def state(self) -> dict[str, Array]:
        """All that was chosen, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "tags": self.tags.encode(),
            "artists": self.artists.encode(),
            "counts": self.counts,
            "grams": self.grams,
            "tracks": self.tracks,
            "artist_row": self.artist_row,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Array]) -> Members:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        names = (vocabulary, take_vocabulary(state, "tags"), take_vocabulary(state, "artists"))
        tracks = take_array(state, "tracks", np.int32, (None,))
        artist_row = take_array(state, "artist_row", np.int32, (len(vocabulary),))
        if not (_within(tracks, 0, len(vocabulary)) and _within(artist_row, -1, len(names[2]))):
            raise ArtifactError(
                "the saved model names tracks or artists that do not exist; train it again"
            )
        counts = take_array(state, "counts", np.float32, (len(vocabulary),))
        return cls(
            names, counts, take_array(state, "grams", np.uint32, (None,)), tracks, artist_row
        )


def weighed_counts(matrix: sparse.csr_array, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add up the weights of the rows that hold each column."""
    counts: NDArray[np.float32] = np.asarray(matrix.T @ weights, np.float32)
    return counts


def _most_frequent(counts: NDArray[np.float32], at_most: int, least: int) -> NDArray[np.int32]:
    """Positions of the largest counts, rising; where none reaches ``least``, of the largest."""
    enough = np.flatnonzero(counts >= min(least, counts.max()))
    order = np.argsort(-counts[enough], kind="stable")[:at_most]
    return np.sort(enough[order]).astype(np.int32)


def _artists(
    tracks: Tracks, counts: NDArray[np.float32], at_most: int
) -> tuple[Vocabulary, NDArray[np.int32]]:
    named = tracks.artist >= 0
    totals = np.bincount(tracks.artist[named], counts[named], len(tracks.artists))
    chosen = np.flatnonzero(totals > 0)
    chosen = np.sort(chosen[np.argsort(-totals[chosen], kind="stable")[:at_most]])
    # One row more than there are artists: an unknown one (-1) reads the last, which is -1.
    rows = _rows_of(chosen, len(tracks.artists) + 1)
    names = Vocabulary(tracks.artists[artist] for artist in chosen.tolist())
    return names, rows[tracks.artist].astype(np.int32)


def _rows_of(chosen: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    rows = np.full(n, -1, np.int64)
    rows[chosen] = np.arange(len(chosen))
    return rows


def _matrix(rows: Sequence[Sequence[int]], n_columns: int) -> sparse.csr_array:
    starts, entries = ragged(rows)
    ones = np.ones(len(entries), np.float32)
    return sparse.csr_array((ones, entries, starts), (len(rows), n_columns))


def _within(positions: NDArray[np.int32], low: int, n: int) -> bool:
    return not len(positions) or bool(low <= positions.min() and positions.max() < n)
