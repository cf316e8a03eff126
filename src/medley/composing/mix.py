"""How many songs come from the ticked playlists, how many from the model, and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from medley.composing.request import (
    UNKNOWN,
    ComposedTrack,
    CompositionRequest,
    Facts,
    Note,
)
from medley.composing.sameness import distinct, main_artist, song_keys, songs_of
from medley.core.prediction import BecausePlaylist, BecausePopular, Prediction

_STEEPNESS = 3.0
"""A draw takes rank r with a weight of (r + n_songs) to minus this power."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Songs for the free places, best first: those of ticked playlists, then the rest."""

    tracks: tuple[ComposedTrack, ...]
    notes: tuple[Note, ...]


def n_from_ticked(n_songs: int, similarity: int, n_free: int, n_fixed: int = 0) -> int:
    """Say how many songs to take from the ticked playlists.

    Parameters
    ----------
    n_songs : int
    similarity : int
        In [0, 100].
    n_free : int
        Places that nothing is fixed to.
    n_fixed : int
        Fixed songs that stand in a ticked playlist; they count.

    Returns
    -------
    int
        In [0, n_free]; never falls as ``similarity`` rises; 0 at 0, all at 100.

    Examples
    --------
    >>> [n_from_ticked(10, similarity, 10) for similarity in (0, 4, 10, 50, 100)]
    [0, 0, 1, 5, 10]
    """
    wanted = (n_songs * similarity + 50) // 100
    return max(0, min(wanted - n_fixed, n_free))


def choose(
    request: CompositionRequest, facts: Facts, *, fixed: Sequence[str], n_free: int
) -> Choice:
    """Choose the songs for the free places.

    A song of a ticked playlist comes only as one of the share that ``similarity``
    sets: the model's part leaves them out. Where one side holds too few, the other
    fills up, except that at 0 no song of a ticked playlist comes; then popular songs
    do. No song comes twice, not even under two keys.

    Parameters
    ----------
    request : CompositionRequest
    facts : mapping of str to TrackFacts
    fixed : sequence of str
        Keys that have their places already.
    n_free : int

    Returns
    -------
    Choice
        Fewer than ``n_free`` only when there are no more.
    """
    pools = _Pools(request, facts, tuple(fixed))
    n_ticked = pools.share(n_free)
    found = _picked(request, facts, pools, n_ticked, n_free - n_ticked)
    return Choice(found.tracks, (*pools.ticked_notes(n_free), *found.notes))


class _Pools:
    """Songs that may come, by where they come from, best first."""

    def __init__(self, request: CompositionRequest, facts: Facts, fixed: tuple[str, ...]) -> None:
        self._request = request
        self._facts = facts
        self.fixed = fixed
        listed = {key for playlist in request.ticked for key in playlist.tracks}
        fixed_songs = songs_of(fixed, facts)
        self._n_fixed = sum(1 for key in fixed if key in listed)
        self._barred = fixed_songs | songs_of(listed, facts)
        ranked = ranked_ticked(request)
        self.ticked = _only(ranked, _drawn(request, len(ranked), 1), facts, fixed_songs, request)

    def share(self, n_free: int) -> int:
        """Count the songs to take from the ticked playlists, as far as there are any."""
        wanted = self._wanted(n_free)
        n_model = sum(1 for _ in zip(range(n_free - wanted), self.model(), strict=False))
        if self._request.similarity:
            wanted = max(wanted, n_free - n_model)
        return min(wanted, len(self.ticked))

    def ticked_notes(self, n_free: int) -> tuple[Note, ...]:
        """Say where the share of the ticked playlists is not what was asked."""
        wanted, taken = self._wanted(n_free), self.share(n_free)
        if taken > wanted:
            return ("model-too-short",)
        if taken == wanted:
            return ()
        if any(playlist.tracks for playlist in self._request.ticked):
            return ("ticked-too-short",)
        asked = self._request.ticked or self._request.similarity == 100
        return ("nothing-ticked",) if asked else ()

    def model(self) -> Iterator[ComposedTrack]:
        """Yield the model's songs."""
        return self._of(self._request.candidates, "model", 2)

    def popular(self) -> Iterator[ComposedTrack]:
        """Yield popular songs."""
        return self._of(self._request.popular, "popular", 3)

    def _wanted(self, n_free: int) -> int:
        asked = self._request
        return n_from_ticked(asked.n_songs, asked.similarity, n_free, self._n_fixed)

    def _of(self, prediction: Prediction, origin: str, salt: int) -> Iterator[ComposedTrack]:
        ids = prediction.ids
        at = {key: position for position, key in enumerate(ids)}
        order = (ids[i] for i in _drawn(self._request, len(ids), salt))
        allowed = (key for key in order if key not in self._request.excluded)
        for key in distinct(allowed, self._facts, self._barred):
            reason = prediction.reasons[at[key]] if prediction.reasons else None
            is_popular = origin == "popular" or isinstance(reason, BecausePopular)
            score = float(prediction.scores[at[key]])
            yield ComposedTrack(key, score, "popular" if is_popular else "model", reason)


def ranked_ticked(request: CompositionRequest) -> list[ComposedTrack]:
    """Rank the songs of the ticked playlists.

    The score is the sum of the similarities of the playlists that hold a song, the
    most similar one's counted as 1, plus the song's place among the candidates from 1
    for the first to 0 for the last or for none: what several lists share comes first,
    and then what fits the title.
    """
    most = max((playlist.similarity for playlist in request.ticked), default=1.0) or 1.0
    n = len(request.candidates)
    fit = {key: 1 - place / n for place, key in enumerate(request.candidates.ids)}
    scores: dict[str, float] = {}
    reasons: dict[str, BecausePlaylist] = {}
    for playlist in request.ticked:
        weight = playlist.similarity / most
        for key in dict.fromkeys(playlist.tracks):
            scores[key] = scores.get(key, fit.get(key, 0.0)) + weight
            if key not in reasons or weight > reasons[key].contribution:
                reasons[key] = BecausePlaylist(playlist.id, weight)
    order = sorted(scores, key=lambda key: -scores[key])
    return [ComposedTrack(key, scores[key], "ticked", reasons[key]) for key in order]


def _only(
    ranked: list[ComposedTrack],
    order: list[int],
    facts: Facts,
    seen: set[tuple[str, str]],
    request: CompositionRequest,
) -> list[ComposedTrack]:
    by_key = {ranked[i].key: ranked[i] for i in order if ranked[i].key not in request.excluded}
    return [by_key[key] for key in distinct(by_key, facts, seen)]


def _drawn(request: CompositionRequest, n: int, salt: int) -> list[int]:
    """Order n ranks: as they are for seed 0, else drawn one by one, good ones likelier.

    Adding Gumbel noise to the logarithm of the weights and sorting draws from a
    Plackett-Luce model.
    """
    if not request.seed:
        return list(range(n))
    rng = np.random.default_rng([request.seed, salt])
    weights = -_STEEPNESS * np.log(np.arange(n) + request.n_songs)
    order: list[int] = np.argsort(-(weights + rng.gumbel(size=n)), kind="stable").tolist()
    return order


def _picked(
    request: CompositionRequest, facts: Facts, pools: _Pools, n_ticked: int, n_model: int
) -> Choice:
    """Fill both parts so that the limit of songs by one artist is lifted least."""
    best, fewest = Choice((), ()), -1
    for ticked_first in (True, False):
        tally = _Tally(request.per_artist, facts, pools.fixed)
        parts: tuple[list[ComposedTrack], list[ComposedTrack]] = ([], [])
        for turn in (0, 1) if ticked_first else (1, 0):
            n = n_model if turn else n_ticked
            parts[turn].extend(tally.take(pools.model() if turn else iter(pools.ticked), n))
        missing = n_ticked + n_model - len(parts[0]) - len(parts[1])
        parts[1].extend(tally.take(pools.popular(), missing))
        if fewest < 0 or tally.n_lifted < fewest:
            best, fewest = _noted(parts[0] + parts[1], n_ticked + n_model, tally), tally.n_lifted
        if not fewest or not n_ticked or not n_model:
            break
    return best


def _noted(tracks: list[ComposedTrack], n_free: int, tally: _Tally) -> Choice:
    notes: list[Note] = []
    if any(track.origin == "popular" for track in tracks):
        notes.append("filled-with-popular")
    if tally.n_lifted:
        notes.append("artist-limit-lifted")
    if len(tracks) < n_free:
        notes.append("too-few-tracks")
    return Choice(tuple(tracks), tuple(notes))


class _Tally:
    """The songs that are in, and how often the limit of each artist was lifted."""

    def __init__(self, limit: int | None, facts: Facts, fixed: Sequence[str]) -> None:
        self._limit = limit
        self._facts = facts
        self._held = Counter(map(self._artist, fixed))
        self._songs = songs_of(fixed, facts)
        self.n_lifted = 0

    def take(self, pool: Iterator[ComposedTrack], n: int) -> list[ComposedTrack]:
        """Take n songs, best first, within the limit; lift it step by step if needed."""
        taken: list[ComposedTrack] = []
        over: list[ComposedTrack] = []
        while len(taken) < n and (track := next(pool, None)) is not None:
            if self._limit is None or self._count(track) < self._limit:
                self._enter(track, taken)
            else:
                over.append(track)
        while len(taken) < n and over:
            # The artist with the fewest songs is the first to get one more.
            track = min(over, key=self._count)
            over.remove(track)
            self.n_lifted += self._enter(track, taken)
        return taken

    def _enter(self, track: ComposedTrack, into: list[ComposedTrack]) -> bool:
        song = song_keys(track.key, self._facts)
        if not self._songs.isdisjoint(song):
            return False
        self._songs |= song
        self._held[self._artist(track.key)] += 1
        into.append(track)
        return True

    def _count(self, track: ComposedTrack) -> int:
        artist = self._artist(track.key)
        return self._held[artist] if artist else 0

    def _artist(self, key: str) -> str:
        return main_artist(self._facts.get(key, UNKNOWN).artist)
