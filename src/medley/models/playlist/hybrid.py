"""Candidates by titles, seeds, artists and names, put in order by boosted trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.core.prediction import BecauseSound, Prediction, Reason, top_k
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.hybrid_rankers import TeachingConfig, teach
from medley.models.playlist.hybrid_reasons import reasons_of
from medley.models.playlist.hybrid_tags import TagScores
from medley.models.playlist.judged import Judged, judge
from medley.models.playlist.mix import PARTS
from medley.models.playlist.ranking import rank, rank_positive, require_fitted, strongest
from medley.models.playlist.signals import N_FEATURES, Heard, Signals
from medley.models.playlist.sound_alikes import Lent, SoundAlikes
from medley.models.playlist.tree_ranker import TreeRanker, TreeRankerConfig

_SAID = [at for at, part in enumerate(PARTS) if not part.startswith("echo")]
"""Parts that owe something to the query; the echo of an answer may be one of popularity."""


@dataclass(frozen=True, slots=True)
class HybridConfig:
    """Settings of `Hybrid`.

    Attributes
    ----------
    n_candidates : int
        How many tracks are put in order by the trees; the rest follow.
    min_similarity : float
        A less alike title is no neighbour that is shown.
    teaching : TeachingConfig
    trees : TreeRankerConfig
    n_axes : int
        Sounds are compared along so many principal axes.
    min_likeness : float
        A track that no playlist holds gets nothing from one that sounds less like it.
    """

    n_candidates: int = 1000
    min_similarity: float = 0.15
    teaching: TeachingConfig = field(default_factory=TeachingConfig)
    trees: TreeRankerConfig = field(default_factory=TreeRankerConfig)
    n_axes: int = 32
    min_likeness: float = 0.2


class Hybrid:
    """Gathers all that speaks for a track and lets boosted trees weigh it.

    The trees learn from playlists that the gathered signals never saw, once for
    queries with seeds and once for those without. Two stages won the RecSys
    Challenge 2018: Volkovs et al., "Two-stage model for automatic playlist
    continuation at scale". A track that no playlist holds, but that was heard, gets a
    score lent by a seed or by a track of the answer that it sounds like.

    Parameters
    ----------
    config : HybridConfig, optional
    """

    def __init__(self, config: HybridConfig | None = None) -> None:
        self.config = config or HybridConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Teach the rankers on held-out playlists, then index all.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        """
        config = self.config
        signals = Signals.of(data)
        self._rankers = teach(
            data, config.n_candidates, config.teaching, config.trees, rng, progress
        )
        sounds = SoundAlikes.of(signals.known, data.tracks.sounds, config.n_axes)
        self._use(signals, TagScores.of(signals, data.titles), sounds)
        if progress is not None:
            progress(1.0, "rankers taught")

    def _use(self, signals: Signals, tags: TagScores, sounds: SoundAlikes) -> None:
        self._signals, self._tags, self._sounds = signals, tags, sounds
        self.vocabulary = signals.known.tracks

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` tracks for each query.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank(self._score, self.vocabulary, queries, k)

    def fold_in(self, queries: Sequence[PlaylistQuery]) -> NDArray[np.float32]:
        """Score all tracks for each query, shape (n_queries, n_tracks).

        For candidates the trees' log-odds plus a constant, and without seeds the
        logarithm of the blend, at least 2; in [0, 1] for the rest. What sound lends
        lies between two of these.
        """
        found = np.empty((len(queries), len(self.vocabulary)), np.float32)
        for row, query in zip(found, queries, strict=True):
            row[:] = self._score(query)
        return found

    def _score(self, query: PlaylistQuery) -> NDArray[np.float32]:
        judged = self._judge(self._signals.hear(query))
        lent = self._lent(judged, self._signals.seeds_of(query))
        judged.scores[lent.tracks] = lent.scores
        return judged.scores

    def _lent(self, judged: Judged, seeds: NDArray[np.int32]) -> Lent:
        return self._sounds.lent(
            judged.scores,
            seeds,
            by_seeds_alone=not judged.heard.parts[_SAID].any(),
            min_likeness=self.config.min_likeness,
        )

    def _judge(self, heard: Heard, only: NDArray[np.integer] | None = None) -> Judged:
        ranker = self._rankers[int(heard.n_seeds > 0)]
        return judge(self._signals, heard, ranker, self.config.n_candidates, only)

    def predict_tags(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` tags for each query, popular ones where nothing is known of it."""
        require_fitted(self.vocabulary)
        tags = self._signals.known.tags.ids
        return [top_k(self._tags.scores(query), tags, k) for query in queries]

    def nearest(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` alike playlists; the scores are similarities in (0, 1].

        That of the title (and tags), of the seeds, or the mean of both where the
        query has both.
        """
        require_fitted(self.vocabulary)
        ids = self._signals.known.playlists.ids
        return [rank_positive(self._alike(query), ids, k) for query in queries]

    def _alike(self, query: PlaylistQuery) -> NDArray[np.float32]:
        seeds = self._signals.seeds_of(query)
        named = bool(query.title.strip() or query.tags)
        n = len(self._signals.known.playlists)
        titles = self._signals.title_similarities(query)
        titles = strongest(titles, n, floor=self.config.min_similarity)
        if not len(seeds):
            return titles
        alike = self._signals.seed_similarities(seeds)
        return np.asarray((titles + alike) / 2, np.float32) if named else alike

    def explain(self, query: PlaylistQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Name playlists, seeds, the artist, a sound or popularity.

        A seed is worth what the score loses when it is not asked for; a playlist or
        an artist what it loses when they say nothing of the track and all else stays; a
        sound what it adds to all that.
        """
        require_fitted(self.vocabulary)
        judged = self._judge(self._signals.hear(query))
        seeds = self._signals.seeds_of(query)
        found = reasons_of(self._signals, self._judge, judged, seeds, ids)
        by_sound = self._because_of_sound(judged, seeds)
        return [
            (by_sound[track], *held) if track in by_sound else held
            for track, held in zip(ids, found, strict=True)
        ]

    def _because_of_sound(
        self, judged: Judged, seeds: NDArray[np.int32]
    ) -> dict[str, BecauseSound]:
        lent, tracks = self._lent(judged, seeds), self.vocabulary
        added = lent.scores - judged.scores[lent.tracks]
        columns = (lent.tracks.tolist(), lent.sources.tolist(), added.tolist())
        return {
            tracks[track]: BecauseSound(tracks[source], amount)
            for track, source, amount in zip(*columns, strict=True)
        }

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        unseeded, seeded = self._rankers
        rankers = {**unseeded.state("unseeded"), **seeded.state("seeded")}
        return {**self._signals.state(), **self._tags.state(), **rankers, **self._sounds.state()}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        signals = Signals.restore(state)
        self._rankers = (
            TreeRanker.restore(state, "unseeded", N_FEATURES),
            TreeRanker.restore(state, "seeded", N_FEATURES),
        )
        sounds = SoundAlikes.restore(state, signals.known)
        self._use(signals, TagScores.restore(state, signals), sounds)
