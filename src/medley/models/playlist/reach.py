"""How what playlists say arrives at tracks: at all of them, or only at some."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.models.playlist.collection import Collection
from medley.models.playlist.sparse_state import spread


class Reach:
    """Adds up weights of playlists for tracks, by track and by artist.

    Parameters
    ----------
    known : Collection
    tracks : ndarray of int64, optional
        Positions of the only tracks that matter, ascending; all without it.

    Attributes
    ----------
    tracks : ndarray of int64, shape (n_reached,)
    share : ndarray of float32, shape (n_reached,)
        Popularity of each, in [0, 1].
    """

    def __init__(self, known: Collection, tracks: NDArray[np.int64] | None = None) -> None:
        self._known = known
        self._held = None if tracks is None else known.by_track[tracks]
        self.tracks = np.arange(len(known.tracks)) if tracks is None else tracks
        self.share = known.share if tracks is None else known.share[tracks]
        self._artist = known.artist if tracks is None else known.artist[tracks]
        self._part = known.part_of_artist if tracks is None else known.part_of_artist[tracks]

    def scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Add up the weights of the playlists that hold each track, shape (n_reached,)."""
        if self._held is None:
            return spread(weights, self._known.rows)
        return np.asarray(self._held @ weights.astype(np.float64), np.float32)

    def artist_scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give each track its part of what all its artist's tracks get, shape (n_reached,)."""
        said = np.flatnonzero(weights)
        rows = self._known.rows[said]
        amounts = np.repeat(weights[said], np.diff(rows.indptr))
        return self.parts_of_artists(rows.indices, amounts)

    def parts_of_artists(
        self, tracks: NDArray[np.int32], amounts: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Add up amounts by the artists of some tracks, and give all of theirs their parts.

        Parameters
        ----------
        tracks : ndarray of int32
            Positions among all tracks; one may come twice.
        amounts : ndarray of float32, the same shape
        """
        artist = self._known.artist[tracks] + 1
        whole = np.bincount(artist, weights=amounts, minlength=len(self._known.artists) + 1)
        whole[0] = 0
        return np.asarray(whole.astype(np.float32)[self._artist + 1] * self._part, np.float32)
