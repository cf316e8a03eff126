"""The playlists that a model was fitted on, as sparse rows of tracks and tags."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError, DataError
from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData
from medley.models.playlist.sparse_state import pack_matrix, rarity, take_matrix, unit_rows
from medley.models.state import take_array, take_vocabulary


class Collection:
    """Which playlist holds what, and whose each track is.

    Attributes
    ----------
    tracks, playlists, tags, artists : Vocabulary
        Artists are the names as they are shown.
    rows : csr_array of float32, shape (n_playlists, n_tracks)
        1 where a playlist holds a track.
    tag_rows : csr_array of float32, shape (n_playlists, n_tags)
    artist : ndarray of int32, shape (n_tracks,)
        -1 where unknown.
    weights : ndarray of float32, shape (n_playlists,)
        How much each playlist counts.
    """

    def __init__(
        self,
        names: tuple[Vocabulary, Vocabulary, Vocabulary, Vocabulary],
        rows: sparse.csr_array,
        tag_rows: sparse.csr_array,
        artist: NDArray[np.int32],
        weights: NDArray[np.float32],
    ) -> None:
        self.tracks, self.playlists, self.tags, self.artists = names
        self.rows, self.tag_rows = rows, tag_rows
        self.artist, self.weights = artist, weights

    @classmethod
    def of(cls, data: PlaylistData) -> Collection:
        """Lay the data out.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        """
        if not len(data.tracks) or not len(data):
            raise DataError(
                f"{len(data)} playlists and {len(data.tracks)} tracks are too few to learn from; "
                "import playlists first"
            )
        names = (data.tracks.keys, data.ids, data.tags, data.tracks.artists)
        return cls(
            names,
            data.track_matrix(),
            data.tag_matrix(),
            data.tracks.artist.astype(np.int32),
            data.weights.astype(np.float32),
        )

    @cached_property
    def by_track(self) -> sparse.csr_array:
        """The playlists of each track, shape (n_tracks, n_playlists)."""
        return self.rows.T.tocsr()

    @cached_property
    def popularity(self) -> NDArray[np.float32]:
        """Weighted count of the playlists that hold each track, shape (n_tracks,)."""
        return np.asarray(self.rows.T @ self.weights, np.float32)

    @cached_property
    def share(self) -> NDArray[np.float32]:
        """Popularity as a share of all playlists, in [0, 1], shape (n_tracks,)."""
        return np.asarray(self.popularity / max(self.weights.sum(), 1e-9), np.float32)

    @cached_property
    def tag_share(self) -> NDArray[np.float32]:
        """Share of all playlists that have each tag, shape (n_tags,)."""
        held = (self.tag_rows.T @ self.weights).astype(np.float32)
        return np.asarray(held / max(self.weights.sum(), 1e-9), np.float32)

    @cached_property
    def by_artist(self) -> sparse.csr_array:
        """1 where a track is an artist's, shape (n_artists, n_tracks)."""
        known = np.flatnonzero(self.artist >= 0)
        ones = np.ones(len(known), np.float32)
        shape = (len(self.artists), len(self.tracks))
        return sparse.csr_array((ones, (self.artist[known], known)), shape)

    @cached_property
    def part_of_artist(self) -> NDArray[np.float32]:
        """What a track may expect of its artist's score, shape (n_tracks,), 0 where unknown.

        ``(popularity + 0.3) / (the artist's popularity + 3)``: a known track gets
        its part, one that no playlist holds a little.
        """
        whole = np.append(self.by_artist @ self.popularity, 0)[self.artist]
        part = (self.popularity + np.float32(0.3)) / (whole + 3)
        return np.where(self.artist >= 0, part, 0).astype(np.float32)

    def artist_scores(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Add up the tracks' scores by artist, then give each track its part of its artist's.

        Parameters
        ----------
        scores : ndarray of float32, shape (n_tracks,)

        Returns
        -------
        ndarray of float32, shape (n_tracks,)
        """
        if not len(self.artists):
            return np.zeros_like(scores)
        known = self.artist >= 0
        whole = np.bincount(
            self.artist[known], weights=scores[known], minlength=len(self.artists)
        ).astype(np.float32)
        return whole[self.artist] * self.part_of_artist

    def holders(self, track: int) -> NDArray[np.int32]:
        """Positions of the playlists that hold a track."""
        start, end = self.by_track.indptr[track : track + 2]
        found: NDArray[np.int32] = self.by_track.indices[start:end]
        return found

    def tracks_by(self, artist: int, playlists: NDArray[np.int32]) -> NDArray[np.float32]:
        """Count an artist's tracks in each playlist, shape (n_playlists given,); 0 for -1."""
        if artist < 0:
            return np.zeros(len(playlists), np.float32)
        picked = self.rows[playlists]
        theirs = (self.artist[picked.indices] == artist).astype(np.float32)
        of = np.repeat(np.arange(len(playlists)), np.diff(picked.indptr))
        return np.bincount(of, weights=theirs, minlength=len(playlists)).astype(np.float32)

    @cached_property
    def rare_tracks(self) -> NDArray[np.float32]:
        """Weight of each track in a comparison, shape (n_tracks,): rare ones tell more."""
        return rarity(
            len(self.playlists), np.bincount(self.rows.indices, minlength=len(self.tracks))
        )

    @cached_property
    def rare_tags(self) -> NDArray[np.float32]:
        """Weight of each tag in a comparison, shape (n_tags,)."""
        return rarity(
            len(self.playlists), np.bincount(self.tag_rows.indices, minlength=len(self.tags))
        )

    @cached_property
    def tag_postings(self) -> sparse.csr_array:
        """Playlists by tag, each playlist's tags of length 1, shape (n_tags, n_playlists)."""
        return unit_rows(self.tag_rows * self.rare_tags[None, :]).T.tocsr()

    def state(self) -> dict[str, Array]:
        """All that is held, as plain arrays."""
        return {
            "vocabulary": self.tracks.encode(),
            "playlists": self.playlists.encode(),
            "tags": self.tags.encode(),
            "artists": self.artists.encode(),
            "artist": self.artist,
            "weights": self.weights,
            **pack_matrix("rows", self.rows),
            **pack_matrix("tag_rows", self.tag_rows),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Array]) -> Collection:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        tracks, playlists = take_vocabulary(state), take_vocabulary(state, "playlists")
        tags, artists = take_vocabulary(state, "tags"), take_vocabulary(state, "artists")
        artist = take_array(state, "artist", np.int32, (len(tracks),))
        _check_artists(artist, len(artists))
        return cls(
            (tracks, playlists, tags, artists),
            take_matrix(state, "rows", (len(playlists), len(tracks))),
            take_matrix(state, "tag_rows", (len(playlists), len(tags))),
            artist,
            take_array(state, "weights", np.float32, (len(playlists),)),
        )


def _check_artists(artist: NDArray[np.int32], n_artists: int) -> None:
    if len(artist) and not -1 <= artist.min() <= artist.max() < n_artists:
        raise ArtifactError("the saved model's artists are corrupt; train it again")
