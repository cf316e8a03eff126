"""Playlists that share tracks and artists with the seeds lend theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.model import Array, Progress
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.collection import Collection
from medley.models.playlist.neighbours import NeighbourModel
from medley.models.playlist.sparse_state import rarity, spread, unit_rows


@dataclass(frozen=True, slots=True)
class PlaylistKNNConfig:
    """Settings of `PlaylistKNN`.

    Attributes
    ----------
    neighbours : int
        How many playlists speak.
    min_similarity : float
        Less alike playlists do not speak.
    min_shown : float
        Less alike playlists are not shown.
    by_artist : float
        Part of a similarity that artists make, in [0, 1]; tracks make the rest.
    sharpness : float
        Power of a similarity: the higher, the more the closest ones say.
    artist_share : float
        How much of its artist's score a track gets besides its own.
    prior : float
        Weight of popularity; all of the score where no seed is known.
    """

    neighbours: int = 300
    min_similarity: float = 0.001
    min_shown: float = 0.02
    by_artist: float = 0.5
    sharpness: float = 2.5
    artist_share: float = 0.5
    prior: float = 0.01


class PlaylistKNN(NeighbourModel):
    """Compares seeds with playlists by their tracks and their artists, rare ones counting more.

    Parameters
    ----------
    config : PlaylistKNNConfig, optional
    """

    def __init__(self, config: PlaylistKNNConfig | None = None) -> None:
        super().__init__()
        self.config = config or PlaylistKNNConfig()

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Lay the playlists out by track and by artist.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        """
        del rng  # nothing is drawn
        self.collection = Collection.of(data)
        self._comparison = SeedComparison(self.collection)
        self.vocabulary = self.collection.tracks
        if progress is not None:
            progress(1.0, "playlists laid out")

    def similarities(self, query: PlaylistQuery) -> NDArray[np.float32]:
        """Compare the known seeds with all playlists."""
        seeds = self.vocabulary.positions(dict.fromkeys(query.tracks))
        return self._comparison.similarities(seeds, self.config.by_artist)

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        super().restore(state)
        self._comparison = SeedComparison(self.collection)


class SeedComparison:
    """Compares sets of tracks with a collection's playlists.

    Parameters
    ----------
    known : Collection
    """

    def __init__(self, known: Collection) -> None:
        self._known = known
        self._tracks = unit_rows(known.rows * known.rare_tracks[None, :]).T.tocsr()
        artists = _artist_counts(known)
        held = np.bincount(artists.indices, minlength=artists.shape[1])
        self._rare_artists = rarity(len(known.playlists), held)
        artists.data = np.log1p(artists.data)
        self._artists = unit_rows(artists * self._rare_artists[None, :]).T.tocsr()

    def similarities(self, seeds: NDArray[np.int32], by_artist: float) -> NDArray[np.float32]:
        """Cosine of the tracks, mixed with that of the artists.

        Parameters
        ----------
        seeds : ndarray of int32
            Positions of tracks, each once.
        by_artist : float
            Part that the artists make, in [0, 1].

        Returns
        -------
        ndarray of float32, shape (n_playlists,)
            In [0, 1].
        """
        same, kin = self.weighted(seeds, np.ones(len(seeds), np.float32))
        return np.clip((1 - by_artist) * same + by_artist * kin, 0, 1)

    def weighted(
        self, seeds: NDArray[np.int32], amounts: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Cosine of the tracks, and of their artists, some seeds counting for more.

        Parameters
        ----------
        seeds : ndarray of int32
            Positions of tracks, each once.
        amounts : ndarray of float32, shape (n_seeds,)

        Returns
        -------
        tracks, artists : ndarray of float32, shape (n_playlists,)
        """
        tracks = np.zeros(len(self._known.tracks), np.float32)
        tracks[seeds] = self._known.rare_tracks[seeds] * amounts
        artist, known = self._known.artist[seeds], self._known.artist[seeds] >= 0
        counts = np.bincount(artist[known], amounts[known], minlength=self._artists.shape[0])
        artists = np.log1p(counts).astype(np.float32) * self._rare_artists
        return spread(_unit(tracks), self._tracks), spread(_unit(artists), self._artists)


def _artist_counts(known: Collection) -> sparse.csr_array:
    """How many tracks of each artist a playlist holds, shape (n_playlists, n_artists)."""
    return sparse.csr_array(known.rows @ known.by_artist.T)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return vector / np.float32(max(float(np.linalg.norm(vector)), 1e-12))
