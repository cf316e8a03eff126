"""Alternating least squares over tracks, artists and the words of titles together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from medley.core.errors import DataError
from medley.core.model import Array, Progress
from medley.core.prediction import BecausePopular, BecauseTrack, Prediction, Reason
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.features.titles import title_words
from medley.models.playlist.ranking import largest, rank, require_fitted
from medley.models.state import take_array, take_vocabulary


@dataclass(frozen=True, slots=True)
class ALSConfig:
    """Settings of `ALS`.

    Attributes
    ----------
    n_factors : int
        Length of a vector; at most the smaller side of the data is used.
    alpha : float
        Confidence in what a playlist holds; in what it lacks it is 1.
    reg : float
        Ridge penalty on the vectors.
    epochs : int
    word_weight, artist_weight : float
        Confidence in a word of the title or a tag, and in an artist, as multiples
        of that in a track.
    min_titles : int
        Words of fewer titles have no vector.
    """

    n_factors: int = 64
    alpha: float = 10.0
    reg: float = 10.0
    epochs: int = 12
    word_weight: float = 5.0
    artist_weight: float = 1.0
    min_titles: int = 3


class ALS:
    """One vector for each track, artist and word, fitted by the ``implicit`` library.

    A query's vector is solved from its seeds, their artists, the words of its
    title and its tags. A track's vector is used together with its artist's. Hu et
    al., "Collaborative filtering for implicit feedback datasets", ICDM 2008.

    Parameters
    ----------
    config : ALSConfig, optional
    """

    def __init__(self, config: ALSConfig | None = None) -> None:
        self.config = config or ALSConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Alternate between playlists and what they hold for the configured epochs.

        Raises
        ------
        DataError
            If no playlist holds a track.
        """
        if not len(data) or not len(data.entries):
            raise DataError("ALS needs playlists that hold tracks; import playlists first")
        self._words = _known_words(data, self.config.min_titles)
        self._artist = data.tracks.artist.astype(np.int32)
        self._n_artists = int(self._artist.max(initial=-1)) + 1
        held = data.track_matrix()
        whole = _confidences(data, held, self._words, self.config)
        self._factors = _factors(whole, self.config, rng, progress)
        self._precision = _precision(self._factors, self.config.reg)
        weights = data.weights / data.weights.sum()
        self._share = np.asarray(held.T @ weights, np.float32)
        self.vocabulary = data.tracks.keys

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` tracks for each query.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank(self._score, self.vocabulary, queries, k)

    def fold_in(self, queries: Sequence[PlaylistQuery]) -> NDArray[np.float32]:
        """Solve for each query's vector and score all tracks, shape (n_queries, n_tracks)."""
        found = np.empty((len(queries), len(self.vocabulary)), np.float32)
        for row, query in zip(found, queries, strict=True):
            row[:] = self._score(query)
        return found

    def _score(self, query: PlaylistQuery) -> NDArray[np.float32]:
        """Likeness to the query's vector; popularity where nothing is known of it."""
        person = self._vector(query)
        if person is None:
            return self._share.copy()
        scores = self._factors[: len(self.vocabulary)] @ person
        # Unseen tracks have next to no vector, so their order is settled by the rest.
        return np.asarray(scores + np.float32(1e-3) * self._share, np.float32)

    def _vector(self, query: PlaylistQuery) -> NDArray[np.float32] | None:
        columns, weights = self._told(query)
        if not len(columns):
            return None
        held = self._factors[columns].astype(np.float64)
        normal = self._precision + (held.T * weights) @ held
        found = linalg.solve(normal, held.T @ (1 + weights), assume_a="pos")
        return np.asarray(found, np.float32)

    def _told(self, query: PlaylistQuery) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Columns that the query names, each once, and the confidence in each."""
        seeds = self.vocabulary.positions(dict.fromkeys(query.tracks)).astype(np.int64)
        artists = Counter(a for a in self._artist[seeds].tolist() if a >= 0)
        words = self._words.positions(_words(query.title, query.tags)).astype(np.int64)
        n_tracks = len(self.vocabulary)
        columns = np.concatenate(
            [seeds, n_tracks + np.array([*artists], np.int64), n_tracks + self._n_artists + words]
        )
        amounts = [
            np.ones(len(seeds)),
            self.config.artist_weight * np.log1p(np.array([*artists.values()], np.float64)),
            np.full(len(words), self.config.word_weight),
        ]
        return columns, self.config.alpha * np.concatenate(amounts)

    def explain(self, query: PlaylistQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name the seeds without which a track's score would fall, by solving without each."""
        require_fitted(self.vocabulary)
        whole = self._score(query)
        seeds = [s for s in dict.fromkeys(query.tracks) if s in self.vocabulary]
        falls = []
        for seed in seeds:
            rest = tuple(track for track in seeds if track != seed)
            falls.append(whole - self._score(PlaylistQuery(query.title, rest, query.tags)))
        found: list[tuple[Reason, ...]] = []
        for position in map(self.vocabulary.position, ids):
            if position is None:
                found.append(())
                continue
            reasons: list[Reason] = largest(
                BecauseTrack(seed, float(fall[position]))
                for seed, fall in zip(seeds, falls, strict=True)
            )
            share = float(self._share[position])
            if not reasons and share > 0:
                reasons.append(BecausePopular(share))
            found.append(tuple(reasons))
        return found

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "words": self._words.encode(),
            "artist": self._artist,
            "factors": self._factors,
            "share": self._share,
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary, words = take_vocabulary(state), take_vocabulary(state, "words")
        artist = take_array(state, "artist", np.int32, (len(vocabulary),))
        n_artists = int(artist.max(initial=-1)) + 1
        n_columns = len(vocabulary) + n_artists + len(words)
        self._factors = take_array(state, "factors", np.float32, (n_columns, None))
        self._share = take_array(state, "share", np.float32, (len(vocabulary),))
        self._precision = _precision(self._factors, self.config.reg)
        self._artist, self._n_artists, self._words = artist, n_artists, words
        self.vocabulary = vocabulary


def _words(title: str, tags: Sequence[str]) -> dict[str, None]:
    """Words of a title and of tags, each once, in order."""
    return dict.fromkeys(word for text in (title, *tags) for word in title_words(text))


def _known_words(data: PlaylistData, min_titles: int) -> Vocabulary:
    counts = Counter(word for row in range(len(data)) for word in _row_words(data, row))
    return Vocabulary(sorted(word for word, count in counts.items() if count >= min_titles))


def _row_words(data: PlaylistData, row: int) -> dict[str, None]:
    return _words(data.titles[row], [data.tags[tag] for tag in data.tags_of(row).tolist()])


def _confidences(
    data: PlaylistData, held: sparse.csr_array, words: Vocabulary, config: ALSConfig
) -> sparse.csr_matrix:
    """Playlists by tracks, artists and words, each with its confidence."""
    known = np.flatnonzero(data.tracks.artist >= 0)
    n_artists = int(data.tracks.artist.max(initial=-1)) + 1
    pairs = (np.ones(len(known), np.float32), (known, data.tracks.artist[known]))
    artists = sparse.csr_array(held @ sparse.csr_array(pairs, (held.shape[1], n_artists)))
    artists.data = (config.artist_weight * np.log1p(artists.data)).astype(np.float32)
    at = [words.positions(_row_words(data, row)) for row in range(len(data))]
    starts = np.concatenate([[0], np.cumsum([len(found) for found in at])])
    columns = np.concatenate([np.empty(0, np.int32), *at])
    values = np.full(len(columns), config.word_weight, np.float32)
    told = sparse.csr_array((values, columns, starts), (len(data), len(words)))
    whole = sparse.hstack([held, artists, told], format="csr", dtype=np.float32)
    return sparse.csr_matrix(whole * data.weights[:, None])


def _precision(factors: NDArray[np.float32], reg: float) -> NDArray[np.float64]:
    """Normal matrix of a playlist of which nothing is known."""
    wide = factors.astype(np.float64)
    precision: NDArray[np.float64] = wide.T @ wide + reg * np.eye(wide.shape[1])
    return precision


def _factors(
    confidence: sparse.csr_matrix,
    config: ALSConfig,
    rng: np.random.Generator,
    progress: Progress | None,
) -> NDArray[np.float32]:
    """Fit with the ``implicit`` library and take the side of what playlists hold."""
    # Imported here: it is compiled code that nothing else in this module needs.
    from implicit.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    def report(epoch: int, _seconds: float, *_rest: object) -> None:
        if progress is not None:
            progress((epoch + 1) / config.epochs, f"epoch {epoch + 1} of {config.epochs}")

    # The library spreads rows over threads itself; BLAS threads inside those only
    # get in each other's way.
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=min(config.n_factors, *confidence.shape),
            regularization=config.reg,
            alpha=config.alpha,
            iterations=config.epochs,
            random_state=int(rng.integers(2**31)),
            use_gpu=False,
        )
        model.fit(confidence, show_progress=False, callback=report)
    factors: NDArray[np.float32] = np.asarray(model.item_factors, np.float32)
    return factors
