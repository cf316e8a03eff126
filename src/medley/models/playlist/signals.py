"""All that speaks for a track, gathered once for a query: the hybrid's features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.collection import Collection
from medley.models.playlist.mix import PARTS, VOICES, Mix, first_mix, top_mean, whole_mix
from medley.models.playlist.name_index import NameIndex
from medley.models.playlist.playlist_knn import SeedComparison
from medley.models.playlist.ranking import strongest
from medley.models.playlist.reach import Reach
from medley.models.playlist.title_index import TitleIndex
from medley.models.playlist.title_knn import tag_similarities

_Scores = NDArray[np.float32]

FACTS = ("n_words", "n_seeds", "alike", "title", "close")
"""Numbers of the whole query: its length, how alike the closest title is, and how far
alike titles agree on a track."""

_AT = {part: at for at, part in enumerate(PARTS)}
_BY_SEEDS = [at for part, at in _AT.items() if part.split("-")[0] in VOICES[2:]]

UNLIKE = 0.15
"""A title that is less alike to all others matches nothing."""

N_FEATURES = 3 * len(PARTS) + 5 + len(FACTS)

_TITLES, _CLOSE, _SEEDS, _ECHO = 300, 100, 300, 150
_ECHOED = 150


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What speaks for every track, or for some.

    Attributes
    ----------
    tracks : ndarray of int64, shape (n_heard,)
        Positions of the tracks that it is about, ascending.
    alike : ndarray of float32, shape (n_playlists,)
        Similarities of the titles.
    voices : dict of str to ndarray of float32, shape (n_playlists,)
        The share of each playlist in each voice; sums to 1 or is all 0.
    parts : ndarray of float32, shape (n_parts, n_heard)
        In the order of `PARTS`, each at least 0.
    highest : ndarray of float32, shape (n_parts,)
        Of each part.
    mix : Mix
    blend : ndarray of float32, shape (n_heard,)
        What the mix makes of the parts; it picks the candidates.
    facts : ndarray of float32, shape (n_facts,)
    """

    tracks: NDArray[np.int64]
    alike: _Scores
    voices: Mapping[str, _Scores]
    parts: NDArray[np.float32]
    highest: NDArray[np.float32]
    mix: Mix
    blend: _Scores
    facts: NDArray[np.float32]

    @property
    def n_seeds(self) -> int:
        """How many known seeds the query has."""
        return int(self.facts[FACTS.index("n_seeds")])


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
        self._seeds, self._everywhere = SeedComparison(known), Reach(known)
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
        alike, everywhere = self.title_similarities(query), self._everywhere
        voices = {
            "title": self._shared(strongest(alike, _TITLES)),
            "close": self._shared(strongest(_power(alike, 3), _CLOSE)),
        }
        parts = np.zeros((len(PARTS), len(self.known.tracks)), np.float32)
        for voice, weights in voices.items():
            parts[_AT[voice]] = everywhere.scores(weights)
        parts[_AT["title-artist"]] = everywhere.artist_scores(voices["title"])
        parts[_AT["named"]], parts[_AT["hinted"]] = self._meant(query.title)
        parts[_AT["word"]] = self._names.tracks_named(query.title)
        highest = parts.max(axis=1, initial=0)
        agreed = highest[[_AT["title"], _AT["close"]]]
        facts = [len(query.title.split()), 0, alike.max(initial=0), *agreed]
        said = Heard(
            everywhere.tracks,
            alike,
            voices,
            parts,
            highest,
            Mix.none(),
            parts[0],
            np.array(facts, np.float32),
        )
        return self._with_seeds(said, self.seeds_of(query), everywhere)

    def hear_again(self, heard: Heard, seeds: NDArray[np.int32], among: Reach) -> Heard:
        """Tell what would be heard of some tracks with other seeds and the same title.

        What is relative to the highest or the first tracks is so among these.
        """
        titles = {voice: heard.voices[voice] for voice in ("title", "close")}
        parts, highest = heard.parts[:, among.tracks], heard.highest.copy()
        parts[_BY_SEEDS], highest[_BY_SEEDS] = 0, 0
        said = replace(heard, tracks=among.tracks, voices=titles, parts=parts, highest=highest)
        return self._with_seeds(said, seeds, among)

    def _with_seeds(self, said: Heard, seeds: NDArray[np.int32], reach: Reach) -> Heard:
        """Add what speaks by the seeds, and the echo, to what speaks by the title."""
        parts, voices, facts = said.parts, {**said.voices}, said.facts.copy()
        if len(seeds):
            voices |= self._seed_voices(said.alike, seeds)
            for voice in ("seeds", "same", "kin"):
                parts[_AT[voice]] = reach.scores(voices[voice])
            parts[_AT["seeds-artist"]] = reach.artist_scores(voices["seeds"])
            each = np.full(len(seeds), 1 / len(seeds), np.float32)
            parts[_AT["kin-artist"]] = reach.parts_of_artists(seeds, each)
        facts[FACTS.index("n_seeds")] = len(seeds)
        first = first_mix(parts, reach.share, bool(len(seeds)), float(facts[FACTS.index("alike")]))
        scores = first.of(parts, reach.share)
        voices["echo"] = self._echo(scores, reach)
        parts[_AT["echo"]] = reach.scores(voices["echo"])
        parts[_AT["echo-artist"]] = reach.artist_scores(voices["echo"])
        mix = whole_mix(first, scores, parts)
        highest = said.highest.copy()
        highest[_BY_SEEDS] = parts[_BY_SEEDS].max(axis=1, initial=0)
        blend = mix.of(parts, reach.share)
        return Heard(said.tracks, said.alike, voices, parts, highest, mix, blend, facts)

    def _meant(self, title: str) -> tuple[_Scores, _Scores]:
        """Score tracks by the artists whom a title names, and by those it hints at."""
        artist = self.known.artist
        named = np.append(self._names.artists_in(title), np.float32(0))[artist]
        hints = self._names.artists_hinted(title, self._of_artists)
        hinted = np.append(hints, np.float32(0))[artist]
        return named * self._artist_fame * self._root, hinted * self._root

    def _seed_voices(self, alike: _Scores, seeds: NDArray[np.int32]) -> dict[str, _Scores]:
        same = _scaled(self._seeds.similarities(seeds, 0.0))
        kin = _scaled(self._seeds.similarities(seeds, 1.0))
        title = alike * np.float32(0.3 / max(top_mean(alike), 0.2))
        voices = {
            "seeds": strongest(_power(same + kin + title, 2.5), _SEEDS),
            "same": strongest(_power(same, 2), _SEEDS),
            "kin": strongest(_power(kin, 3), _SEEDS),
        }
        return {name: self._shared(weights) for name, weights in voices.items()}

    def _shared(self, weights: _Scores) -> _Scores:
        counted = weights * self.known.weights
        return np.asarray(counted / max(float(counted.sum()), 1e-9), np.float32)

    def _echo(self, scores: _Scores, reach: Reach) -> _Scores:
        """Playlists that resemble the first answer (pseudo-relevance feedback)."""
        n = min(_ECHOED, len(scores))
        top = np.argpartition(-scores, n - 1)[:n]
        amounts = scores[top] / max(float(scores.max()), 1e-9)
        tracks = reach.tracks[top].astype(np.int32)
        same, kin = self._seeds.weighted(tracks, amounts.astype(np.float32))
        return self._shared(strongest(_power(_scaled(same) + _scaled(kin) / 2, 2.5), _ECHO))

    def features(self, heard: Heard, candidates: NDArray[np.integer]) -> NDArray[np.float32]:
        """Lay out what the ranker reads.

        Parameters
        ----------
        heard : Heard
        candidates : ndarray of int
            Places among the tracks that it is about.

        Returns
        -------
        ndarray of float32, shape (n_features, n_candidates)
        """
        blend = heard.blend[candidates]
        place = np.empty(len(candidates), np.float32)
        place[np.argsort(-blend, kind="stable")] = np.arange(len(candidates))
        parts, tracks = heard.parts[:, candidates], heard.tracks[candidates]
        return self._laid_out(heard, tracks, parts, np.stack([place, blend]))

    def features_if(
        self, heard: Heard, candidates: NDArray[np.integer], at: int, parts: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], _Scores]:
        """Lay out what the ranker would read of one candidate if its own parts were others.

        Parameters
        ----------
        heard : Heard
        candidates : ndarray of int
            Places among the tracks that it is about.
        at : int
            The candidate's place among them.
        parts : ndarray of float32, shape (n_parts, n_cases)

        Returns
        -------
        features : ndarray of float32, shape (n_features, n_cases)
        blend : ndarray of float32, shape (n_cases,)
        """
        track = np.full(parts.shape[1], heard.tracks[at])
        blend = heard.mix.of(parts, self.known.share[track])
        others = np.sort(heard.blend[candidates[candidates != at]])
        place = len(others) - np.searchsorted(others, blend, side="right")
        return self._laid_out(heard, track, parts, np.stack([place, blend])), blend

    def _laid_out(
        self,
        heard: Heard,
        tracks: NDArray[np.int64],
        parts: NDArray[np.float32],
        before: NDArray[np.floating],
    ) -> NDArray[np.float32]:
        """Parts, parts of the highest, lifts; place and score before; popularity; facts."""
        share = self.known.share[tracks]
        relative = parts / (heard.highest[:, None] + np.float32(1e-9))
        lift = np.log((parts + np.float32(1e-6)) / (share + np.float32(1e-4)))
        fame = np.stack([share, self._fame[tracks], self._artist_fame[tracks]])
        facts = np.repeat(heard.facts[:, None], len(tracks), axis=1)
        return np.concatenate([parts, relative, lift, before, fame, facts]).astype(np.float32)

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


def _power(scores: NDArray[np.floating], exponent: float) -> _Scores:
    return np.asarray(scores**exponent, np.float32)


def _scaled(scores: _Scores) -> _Scores:
    return np.asarray(scores / max(top_mean(scores), 1e-9), np.float32)
