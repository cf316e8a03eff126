"""From a title to songs: similar playlists, the request to compose, the composition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from medley.composing.compose import compose
from medley.composing.edits import Sheet
from medley.composing.request import (
    Composition,
    CompositionRequest,
    TickedPlaylist,
    TrackFacts,
)
from medley.core.errors import DataError
from medley.core.prediction import BecausePlaylist, BecausePopular, Prediction
from medley.data.playlists import PlaylistQuery
from medley.web.people.models import Person
from medley.web.playlists.asked import Asked
from medley.web.playlists.company import vectors_by_company
from medley.web.playlists.composer import Composer, composer
from medley.web.playlists.models import Playlist, Track
from medley.web.playlists.shelf import playlists_named, tracks_named, tracks_of

SHOWN = 3
CANDIDATES = 500
TAGS = 30
ALIKE = 0.2
"""A playlist less similar than this is no match for a title."""
LOOKED_AT = 40
"""Neighbours asked of the model, since those that belong to other people are left out."""
_NONE = Prediction((), np.empty(0, np.float32), "rank")
ComposedT = TypeVar("ComposedT", Composition, Sheet)


@dataclass(frozen=True, slots=True)
class SimilarPlaylist:
    """A playlist that is like the title.

    Attributes
    ----------
    playlist : Playlist
    similarity : float
        In (0, 1].
    tracks : list of Track
        In its order.
    """

    playlist: Playlist
    similarity: float
    tracks: list[Track]


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A composition with what it needs to be shown.

    Attributes
    ----------
    composition : Composition
    request : CompositionRequest
    tracks : dict
        Key -> track, of all that was looked at.
    playlist_titles : dict
        Key -> title, of the playlists that were ticked or that a reason names, as far
        as the person may see them.
    tag_scores : dict
        Tag -> score, of those that the model named.
    matched : bool
        Whether the title led anywhere; else the songs are popular ones.
    version : str
        Of the model.
    fallback : str or None
        Why this is not the usual model, in English for gettext.
    """

    composition: Composition
    request: CompositionRequest
    tracks: dict[str, Track]
    playlist_titles: dict[str, str]
    tag_scores: dict[str, float]
    matched: bool
    version: str
    fallback: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What a playlist is composed from.

    Attributes
    ----------
    request : CompositionRequest
    tracks : dict
        Key -> track, of all that may come.
    ticked : list of SimilarPlaylist
    model : Composer
    query : PlaylistQuery
    """

    request: CompositionRequest
    tracks: dict[str, Track]
    ticked: list[SimilarPlaylist]
    model: Composer
    query: PlaylistQuery

    def explained(self, done: ComposedT) -> ComposedT:
        """Ask the model why a song is there, where nothing says it."""
        open_ = [track.key for track in done.tracks if track.reason is None]
        reasons = dict(zip(open_, self.model.reasons(self.query, open_), strict=True))
        tracks = (replace(one, reason=one.reason or reasons.get(one.key)) for one in done.tracks)
        return replace(done, tracks=tuple(tracks))


@dataclass(frozen=True, slots=True)
class Held:
    """What of an earlier composition stays or must not come back.

    Attributes
    ----------
    locked : mapping of int to str
        Place -> key of the track that stays there.
    excluded : frozenset of str
        Keys of tracks that were sent away.
    seed : int
        0 takes the best, others draw another good mix.
    """

    locked: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    excluded: frozenset[str] = frozenset()
    seed: int = 0


NOTHING_HELD = Held()


def similar_to(
    title: str, person: Person | None, k: int = SHOWN, seeds: Sequence[str] = ()
) -> list[SimilarPlaylist]:
    """Find the playlists most like a title that the person may see.

    Parameters
    ----------
    title : str
    person : Person or None
    k : int
        At most so many.
    seeds : sequence of str
        Keys of tracks that it should sound like.

    Returns
    -------
    list of SimilarPlaylist
        The most similar first; empty where nothing is alike or the model cannot say.

    Raises
    ------
    UnavailableError
        While there is nothing to learn from.
    """
    query = PlaylistQuery(title=title, tracks=tuple(seeds))
    likeness = _likeness(composer(person), query, max(k, LOOKED_AT))
    held = playlists_named(likeness, person)
    near = [held[key] for key in likeness if key in held][:k]
    tracks = tracks_of(near)
    return [SimilarPlaylist(one, likeness[one.key], tracks[one.pk]) for one in near]


def make(
    asked: Asked,
    person: Person | None,
    held: Held = NOTHING_HELD,
    model: Composer | None = None,
) -> Made:
    """Compose what is asked for, by the model that answers the person where none is given.

    Raises
    ------
    DataError
        If what is held contradicts itself, see `CompositionRequest`.
    UnavailableError
        While there is nothing to learn from.
    """
    basis = basis_of(asked, person, held, model)
    facts = facts_of(basis.tracks)
    done = basis.explained(compose(basis.request, facts, vectors_by_company))
    tags = basis.request.tags
    return Made(
        composition=done,
        request=basis.request,
        tracks=basis.tracks,
        playlist_titles=_titles(done, basis.ticked, person),
        tag_scores=dict(zip(tags.ids, tags.scores.tolist(), strict=True)),
        matched=_is_matched(done) or _is_like_any(basis.model, basis.query),
        version=basis.model.version,
        fallback=basis.model.fallback,
    )


def basis_of(
    asked: Asked,
    person: Person | None,
    held: Held = NOTHING_HELD,
    model: Composer | None = None,
) -> Basis:
    """Ask the model and look up what can be composed from what it names.

    Raises
    ------
    DataError, UnavailableError
        As for `make`.
    """
    model = model or composer(person)
    excluded = held.excluded | frozenset(asked.exclude)
    query = PlaylistQuery(title=asked.title, tracks=asked.seeds, exclude=excluded)
    ticked = _ticked(model, query, asked.ticked, person)
    candidates = model.tracks(query, CANDIDATES)
    popular = model.tracks(PlaylistQuery(exclude=excluded), CANDIDATES)
    keys = [*candidates.ids, *popular.ids, *asked.seeds, *held.locked.values()]
    tracks = tracks_named(keys)
    for one in ticked:
        tracks.update((track.key, track) for track in one.tracks)
    request = CompositionRequest(
        title=asked.title,
        candidates=_known(candidates, tracks),
        n_songs=asked.songs,
        similarity=asked.similarity,
        ticked=tuple(
            TickedPlaylist(one.playlist.key, one.similarity, tuple(t.key for t in one.tracks))
            for one in ticked
        ),
        tags=model.tags(query, TAGS) or _NONE,
        popular=_known(popular, tracks),
        excluded=excluded,
        locked={place: key for place, key in held.locked.items() if key in tracks},
        seed_tracks=tuple(key for key in asked.seeds if key in tracks),
        seed=held.seed,
    )
    return Basis(request, tracks, ticked, model, query)


def _titles(
    done: Composition, ticked: Sequence[SimilarPlaylist], person: Person | None
) -> dict[str, str]:
    titles = {one.playlist.key: one.playlist.title for one in ticked}
    reasons = (track.reason for track in done.tracks)
    named = {one.playlist for one in reasons if isinstance(one, BecausePlaylist)} - set(titles)
    if named:
        found = playlists_named(named, person)
        titles.update((key, playlist.title) for key, playlist in found.items())
    return titles


def _is_matched(done: Composition) -> bool:
    """Whether what was asked led to any song, rather than all to what is popular."""
    return any(
        track.origin not in ("popular", "locked") and not isinstance(track.reason, BecausePopular)
        for track in done.tracks
    )


def _is_like_any(model: Composer, query: PlaylistQuery) -> bool:
    near = model.nearest(query, 1)
    return near is not None and len(near) > 0 and float(near.scores[0]) >= ALIKE


def need(asked: Asked, person: Person | None) -> None:
    """Go on only if the seeds and ticked playlists exist.

    Raises
    ------
    DataError
        Naming the first that does not.
    """
    for key in set(asked.seeds) - set(tracks_named(asked.seeds)):
        raise DataError(f"there is no song {key!r}; give the id that a playlist's tracks have")
    for key in set(asked.ticked) - set(playlists_named(asked.ticked, person)):
        raise DataError(f"there is no playlist {key!r}; give the id of a similar one")


def facts_of(tracks: Mapping[str, Track]) -> dict[str, TrackFacts]:
    """Tell the composing functions what is known of tracks."""
    return {
        key: TrackFacts(track.title, track.artist, track.duration_s)
        for key, track in tracks.items()
    }


def _likeness(model: Composer, query: PlaylistQuery, k: int) -> dict[str, float]:
    near = model.nearest(query, k)
    return {} if near is None else dict(zip(near.ids, near.scores.tolist(), strict=True))


def _ticked(
    model: Composer, query: PlaylistQuery, keys: Sequence[str], person: Person | None
) -> list[SimilarPlaylist]:
    """Read the ticked playlists; one that the model does not find alike counts in full."""
    found = playlists_named(keys, person)
    if not found:
        return []
    likeness = _likeness(model, query, LOOKED_AT)
    tracks = tracks_of(found.values())
    ordered = [found[key] for key in keys if key in found]
    return [SimilarPlaylist(one, likeness.get(one.key, 1.0), tracks[one.pk]) for one in ordered]


def _known(prediction: Prediction, tracks: Mapping[str, Track]) -> Prediction:
    """Leave out tracks that are gone from the database."""
    kept = [at for at, key in enumerate(prediction.ids) if key in tracks]
    if len(kept) == len(prediction):
        return prediction
    return Prediction(
        tuple(prediction.ids[at] for at in kept),
        prediction.scores[kept],
        prediction.scale,
        tuple(prediction.reasons[at] for at in kept) if prediction.reasons else (),
    )
