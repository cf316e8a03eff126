"""A denoising autoencoder of playlists with a title tower: fitted by torch, served by numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.core.model import Array, Progress, silent
from medley.core.prediction import (
    BecauseArtist,
    BecausePopular,
    BecauseTrack,
    Prediction,
    Reason,
    top_k,
)
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.autoencoder_artists import with_artists
from medley.models.playlist.autoencoder_fit import Descent, Trainer
from medley.models.playlist.autoencoder_members import Members, weighed_counts
from medley.models.playlist.autoencoder_network import Network
from medley.models.playlist.autoencoder_rows import Hiding
from medley.models.playlist.ranking import largest, rank, require_fitted

_PRIOR = np.float32(1e-4)
"""Share of popularity in every score: an order for what the network says nothing about."""


@dataclass(frozen=True, slots=True)
class AutoencoderConfig:
    """Settings of `Autoencoder`.

    Attributes
    ----------
    n_hidden : int
        Width of the two layers.
    max_tracks, max_artists : int
        The most frequent so many take part; bounds the memory and the time.
    least_playlists : int
        A track or n-gram in fewer playlists takes no part by itself.
    named_artists : int
        The most frequent so many artists are playlists of their own while it
        learns, titled by their names.
    named_weight : float
        What such a playlist counts beside a real one.
    artist_share : float
        In [0, 1]. How much of a track's score comes through its artist.
    hiding : Hiding
    descent : Descent

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    n_hidden: int = 128
    max_tracks: int = 20_000
    max_artists: int = 8_000
    least_playlists: int = 2
    named_artists: int = 2000
    named_weight: float = 0.3
    artist_share: float = 0.2
    hiding: Hiding = field(default_factory=Hiding)
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        for name in ("n_hidden", "max_tracks", "max_artists", "least_playlists"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if self.named_artists < 0 or self.named_weight <= 0:
            raise ConfigError("named_artists must be at least 0 and named_weight above 0")
        if not 0 <= self.artist_share <= 1:
            raise ConfigError(f"artist_share is {self.artist_share}; it must be in [0, 1]")


class Autoencoder:
    """Guesses a whole playlist from a part of it: its title, some tracks, some tags.

    The vectors of tracks, their artists, tags and the title's n-grams are added up
    into a hidden layer, from which all tracks, artists and tags of the playlist are
    guessed. Half of the playlists are shown without any track while it learns, so
    that a title alone gets an answer (Yang et al., "MMCF: Multimodal collaborative
    filtering for automatic playlist continuation", and Volkovs et al., "Two-stage
    model for automatic playlist continuation at scale", both RecSys Challenge 2018).

    A track's score is ``(1 - artist_share) * P(track) + artist_share * P(artist) * the
    track's share of its artist``, so that a track outside the most frequent is
    reached through its artist. Fitting needs torch; answering needs numpy alone.

    Parameters
    ----------
    config : AutoencoderConfig, optional
    """

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        self.config = config or AutoencoderConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Learn the weights.

        Raises
        ------
        DataError
            If no playlist holds a track.
        UnavailableError
            If torch is not installed.
        """
        if not len(data.entries):
            raise DataError("no playlist holds a track; import playlists before training")
        config = self.config
        counts = weighed_counts(data.track_matrix(), data.weights)
        shown = with_artists(data, counts, config.named_artists, config.named_weight)
        members = Members.choose(
            shown,
            counts,
            max_tracks=config.max_tracks,
            max_artists=config.max_artists,
            least=config.least_playlists,
        )
        trainer = Trainer(
            members.training_rows(shown),
            members.sizes,
            members.frequencies(shown),
            config.n_hidden,
            rng,
        )
        report = progress or silent
        self._network = trainer.run(shown.weights, config.hiding, config.descent, report)
        self._members, self.vocabulary = members, members.vocabulary

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank tracks for each query.

        A query of which nothing is known gets what most playlists hold.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank(self._score, self.vocabulary, queries, k)

    def fold_in(self, queries: Sequence[PlaylistQuery]) -> NDArray[np.float32]:
        """Score all tracks for each query, shape (n_queries, n_tracks).

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        found = np.empty((len(queries), len(self.vocabulary)), np.float32)
        for row, query in zip(found, queries, strict=True):
            row[:] = self._score(query)
        return found

    def predict_tags(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank tags for each query; where nothing of it is known, the most frequent ones.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        return [top_k(self._tag_scores(query), self._members.tags, k) for query in queries]

    def explain(self, query: PlaylistQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name the seeds, the artist and the popularity that make each score.

        A seed is worth what the score loses without it: the network is asked once
        more for each.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        require_fitted(self.vocabulary)
        scores = self._score(query)
        seeds = [s for s in dict.fromkeys(query.tracks) if s in self.vocabulary]
        falls = {seed: scores - self._score(_without(query, seed)) for seed in seeds}
        parts = self._parts(query)
        return [self._reasons(track, falls, parts) for track in ids]

    def _reasons(
        self,
        track: str,
        falls: Mapping[str, NDArray[np.float32]],
        parts: tuple[NDArray[np.float32], NDArray[np.float32]],
    ) -> tuple[Reason, ...]:
        position = self.vocabulary.position(track)
        if position is None:
            return ()
        reasons = largest(BecauseTrack(seed, float(fall[position])) for seed, fall in falls.items())
        by_artist, popular = parts
        artist = int(self._members.artist_row[position])
        if artist >= 0:
            name = self._members.artists[artist]
            reasons.append(BecauseArtist(name, float(by_artist[position])))
        reasons.append(BecausePopular(float(popular[position])))
        return tuple(largest(reasons, len(reasons)))

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {**self._members.state(), **self._network.state()}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        members = Members.from_state(state)
        self._network = Network.from_state(state, members.sizes)
        self._members, self.vocabulary = members, members.vocabulary

    def _score(self, query: PlaylistQuery) -> NDArray[np.float32]:
        by_artist, scores = self._parts(query)
        placed = self._place(query)
        if placed is not None:
            own = np.float32(1 - self.config.artist_share)
            scores = scores + by_artist
            scores[self._members.tracks] += own * self._network.probabilities(placed, "tracks")
        return scores

    def _parts(self, query: PlaylistQuery) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Say what of each score the artist brought, and what popularity did.

        Returns
        -------
        by_artist, popular : ndarray of float32, shape (n_tracks,)
        """
        members = self._members
        by_artist = np.zeros(len(self.vocabulary), np.float32)
        placed = self._place(query)
        if placed is None:
            return by_artist, members.popularity.copy()
        named = np.flatnonzero(members.artist_row >= 0)
        artists = self._network.probabilities(placed, "artists")[members.artist_row[named]]
        by_artist[named] = np.float32(self.config.artist_share) * artists * members.of_artist[named]
        return by_artist, _PRIOR * members.popularity

    def _tag_scores(self, query: PlaylistQuery) -> NDArray[np.float32]:
        placed = self._place(query)
        if placed is None:
            return self._network.output_biases["tags"].copy()
        return self._network.probabilities(placed, "tags")

    def _place(self, query: PlaylistQuery) -> NDArray[np.float32] | None:
        """Encode a query; None where nothing of it is known."""
        rows = self._members.known(query)
        if not any(len(held) for held in rows.values()):
            return None
        return self._network.encode(rows)


def _without(query: PlaylistQuery, seed: str) -> PlaylistQuery:
    return replace(query, tracks=tuple(track for track in query.tracks if track != seed))
