"""All that speaks for a track, gathered once for a query: the hybrid's features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.collection import Collection
from medley.models.playlist.name_index import NameIndex
from medley.models.playlist.playlist_knn import SeedComparison
from medley.models.playlist.ranking import strongest
from medley.models.playlist.sparse_state import spread
from medley.models.playlist.title_index import TitleIndex
from medley.models.playlist.title_knn import tag_similarities

_Scores = NDArray[np.float32]

VOICES = ("title", "close", "seeds", "same", "kin", "echo")
"""Groups of playlists that speak: by title, by the closest titles, by seeds and title
together, by the seeds' tracks, by the seeds' artists, by what the first answer holds."""

PARTS = (
    *VOICES,
    "title-artist",
    "seeds-artist",
    "echo-artist",
    "kin-artist",
    "named",
    "hinted",
    "word",
)
"""One score of each track: a voice's, a voice's by artist, the seeds' artists, the
artists whom the title names or whom its words hint at, the words that title and track share."""

FACTS = ("n_words", "n_seeds", "alike", "title", "close")
"""Numbers of the whole query: its length, how alike the closest title is, and how far
alike titles agree on a track."""

UNLIKE = 0.15
"""A title that is less alike to all others matches nothing."""

N_FEATURES = 3 * len(PARTS) + 5 + len(FACTS)

_TITLES, _CLOSE, _SEEDS, _ECHO = 300, 100, 300, 150
_ECHOED = 150


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What speaks for every track.

    Attributes
    ----------
    voices : dict of str to ndarray of float32, shape (n_playlists,)
        The share of each playlist in each voice; sums to 1 or is all 0.
    parts : ndarray of float32, shape (n_parts, n_tracks)
        In the order of `PARTS`, each at least 0.
    blend : ndarray of float32, shape (n_tracks,)
        Their sum with fixed weights, which picks the candidates.
    facts : ndarray of float32, shape (n_facts,)
    """

    voices: Mapping[str, _Scores]
    parts: NDArray[np.float32]
    blend: _Scores
    facts: NDArray[np.float32]


class Signals:
    """Compares queries with known playlists, artists and tracks in several ways.

    Parameters
    ----------
    known : Collection
    titles : TitleIndex
    names : NameIndex
    """

    def __init__(self, known: Collection, titles: TitleIndex, names: NameIndex) -> None:
        self.known, self._titles, self._names = known, titles, names
        self._seeds = SeedComparison(known)
        self._fame = np.log1p(known.popularity)
        self._of_artists = (known.by_artist @ known.popularity).astype(np.float32)
        self._artist_fame = np.log1p(np.append(self._of_artists, 0))[known.artist]
        # Somebody who names an artist means the known tracks first, but the others too.
        self._root = np.sqrt(known.popularity + np.float32(0.3))

    @classmethod
    def of(cls, data: PlaylistData) -> Signals:
        """Index the data.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        """
        known = Collection.of(data)
        names = NameIndex.of(data.tracks.artists, data.tracks.titles)
        return cls(known, TitleIndex.of(data.titles), names)

    def title_similarities(self, query: PlaylistQuery) -> _Scores:
        """Compare the title (the tags where there is none) and the tags, as `TitleKNN` does.

        All are 0 where none reaches `UNLIKE`: stray letters that some titles share
        mean nothing.
        """
        alike = self._titles.similarities(query.title or " ".join(query.tags))
        if alike.max(initial=0) < UNLIKE:
            alike[:] = 0
        tags = self.known.tags.positions(dict.fromkeys(query.tags))
        if not len(tags):
            return alike
        return (alike + tag_similarities(self.known, tags)) / np.float32(2)

    def seed_similarities(self, seeds: NDArray[np.int32]) -> _Scores:
        """Compare the seeds with all playlists, half by track and half by artist."""
        return self._seeds.similarities(seeds, 0.5)

    def seeds_of(self, query: PlaylistQuery) -> NDArray[np.int32]:
        """Positions of the known seeds, each once."""
        return self.known.tracks.positions(dict.fromkeys(query.tracks))

    def hear(self, query: PlaylistQuery) -> Heard:
        """Gather all that speaks for each track."""
        known, seeds = self.known, self.seeds_of(query)
        alike = self.title_similarities(query)
        voices = self._first_voices(alike, seeds)
        parts = np.zeros((len(PARTS), len(known.tracks)), np.float32)
        for voice, weights in voices.items():
            parts[PARTS.index(voice)] = spread(weights, known.rows)
        for voice in ("title", "seeds"):
            self._by_artist(parts, voice)
        if len(seeds):
            parts[PARTS.index("kin-artist")] = self._of_seed_artists(seeds)
        parts[PARTS.index("named")], parts[PARTS.index("hinted")] = self._meant(query.title)
        parts[PARTS.index("word")] = self._names.tracks_named(query.title)
        first = self._first_blend(parts, bool(len(seeds)), float(alike.max(initial=0)))
        voices["echo"] = self._echo(first)
        parts[PARTS.index("echo")] = spread(voices["echo"], known.rows)
        self._by_artist(parts, "echo")
        agreed = parts[:2].max(axis=1, initial=0)
        facts = [len(query.title.split()), len(seeds), alike.max(initial=0), *agreed]
        return Heard(voices, parts, _blend(first, parts), np.array(facts, np.float32))

    def _meant(self, title: str) -> tuple[_Scores, _Scores]:
        """Score tracks by the artists whom a title names, and by those it hints at."""
        artist = self.known.artist
        named = np.append(self._names.artists_in(title), np.float32(0))[artist]
        hints = self._names.artists_hinted(title, self._of_artists)
        hinted = np.append(hints, np.float32(0))[artist]
        return named * self._artist_fame * self._root, hinted * self._root

    def _first_voices(self, alike: _Scores, seeds: NDArray[np.int32]) -> dict[str, _Scores]:
        voices = {
            "title": strongest(alike, _TITLES),
            "close": strongest(_power(alike, 3), _CLOSE),
        }
        if len(seeds):
            same = _scaled(self._seeds.similarities(seeds, 0.0))
            kin = _scaled(self._seeds.similarities(seeds, 1.0))
            title = alike * np.float32(0.3 / max(_top(alike), 0.2))
            voices["seeds"] = strongest(_power(same + kin + title, 2.5), _SEEDS)
            voices["same"] = strongest(_power(same, 2), _SEEDS)
            voices["kin"] = strongest(_power(kin, 3), _SEEDS)
        return {name: self._shared(weights) for name, weights in voices.items()}

    def _shared(self, weights: _Scores) -> _Scores:
        counted = weights * self.known.weights
        return np.asarray(counted / max(float(counted.sum()), 1e-9), np.float32)

    def _by_artist(self, parts: NDArray[np.float32], voice: str) -> None:
        scores = parts[PARTS.index(voice)]
        parts[PARTS.index(f"{voice}-artist")] = self.known.artist_scores(scores)

    def _of_seed_artists(self, seeds: NDArray[np.int32]) -> _Scores:
        counts = np.zeros(len(self.known.tracks), np.float32)
        counts[seeds] = np.float32(1 / len(seeds))
        return self.known.artist_scores(counts)

    def _first_blend(self, parts: NDArray[np.float32], seeded: bool, alike: float) -> _Scores:
        """Score tracks before the echo: by seeds where there are, by title else."""
        voice = "seeds" if seeded else "title"
        scores = parts[PARTS.index(voice)] + np.float32(0.5) * parts[PARTS.index(f"{voice}-artist")]
        # The weaker the likeness of titles, the more popularity counts.
        prior = 0.02 if seeded else 0.05 / max(alike, 0.05)
        scores += np.float32(min(prior, 0.5)) * self.known.share
        named = parts[PARTS.index("named")]
        if named.max(initial=0) > 0:
            scores += named * np.float32(0.5 * scores.max() / named.max())
        return np.asarray(scores, np.float32)

    def _echo(self, scores: _Scores) -> _Scores:
        """Playlists that resemble the first answer (pseudo-relevance feedback)."""
        n = min(_ECHOED, len(scores))
        top = np.argpartition(-scores, n - 1)[:n]
        amounts = scores[top] / max(float(scores.max()), 1e-9)
        same, kin = self._seeds.weighted(top.astype(np.int32), amounts.astype(np.float32))
        return self._shared(strongest(_power(_scaled(same) + _scaled(kin) / 2, 2.5), _ECHO))

    def features(self, heard: Heard, candidates: NDArray[np.integer]) -> NDArray[np.float32]:
        """Lay out what the ranker reads.

        Returns
        -------
        ndarray of float32, shape (n_features, n_candidates)
        """
        parts = heard.parts[:, candidates]
        blend = heard.blend[candidates]
        place = np.empty(len(candidates), np.float32)
        place[np.argsort(-blend, kind="stable")] = np.arange(len(candidates))
        share = self.known.share[candidates]
        fame = np.stack([self._fame[candidates], self._artist_fame[candidates]])
        own = np.stack([place, blend, share])
        facts = np.repeat(heard.facts[:, None], len(candidates), axis=1)
        found = [self.part_features(heard, parts, share), own, fame, facts]
        return np.concatenate(found).astype(np.float32)

    def part_features(
        self, heard: Heard, parts: NDArray[np.float32], share: _Scores
    ) -> NDArray[np.float32]:
        """Lay out the features that come first: parts, parts of the highest, and lifts.

        Parameters
        ----------
        heard : Heard
        parts : ndarray of float32, shape (n_parts, n_candidates)
        share : ndarray of float32, shape (n_candidates,)
            Popularity of each.

        Returns
        -------
        ndarray of float32, shape (3 * n_parts, n_candidates)
        """
        highest = heard.parts.max(axis=1, initial=0)[:, None] + np.float32(1e-9)
        lift = np.log((parts + np.float32(1e-6)) / (share + np.float32(1e-4)))
        return np.concatenate([parts, parts / highest, lift])

    def state(self) -> dict[str, Array]:
        """All that is known, as plain arrays."""
        return {**self.known.state(), **self._titles.state(), **self._names.state()}

    @classmethod
    def restore(cls, state: Mapping[str, Array]) -> Signals:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        known = Collection.restore(state)
        titles = TitleIndex.restore(state, len(known.playlists))
        return cls(known, titles, NameIndex.restore(state, known.artists, len(known.tracks)))


def _blend(first: _Scores, parts: NDArray[np.float32]) -> _Scores:
    echo = parts[PARTS.index("echo")] + np.float32(0.5) * parts[PARTS.index("echo-artist")]
    mixed = first / max(_top(first, 500), 1e-9) + 0.8 * echo / max(_top(echo, 500), 1e-9)
    mixed += 1.5 * parts[PARTS.index("named")] + 6 * parts[PARTS.index("hinted")]
    return np.asarray(mixed, np.float32)


def _top(scores: _Scores, n: int = 20) -> float:
    """Mean of the ``n`` largest."""
    n = min(n, len(scores))
    return float(np.partition(scores, len(scores) - n)[len(scores) - n :].mean()) if n else 0.0


def _power(scores: NDArray[np.floating], exponent: float) -> _Scores:
    return np.asarray(scores**exponent, np.float32)


def _scaled(scores: _Scores) -> _Scores:
    return np.asarray(scores / max(_top(scores), 1e-9), np.float32)
