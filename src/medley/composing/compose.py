"""Composing a playlist: choose the songs, put them in order, name the tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from medley.composing.flow import in_order
from medley.composing.mix import choose
from medley.composing.request import (
    UNKNOWN,
    ComposedTrack,
    Composition,
    CompositionRequest,
    Facts,
    Note,
    Vectors,
)
from medley.composing.sameness import distinct, songs_of
from medley.composing.tags import choose_tags


def compose(
    request: CompositionRequest, facts: Facts, vectors: Vectors | None = None
) -> Composition:
    """Compose a playlist.

    Parameters
    ----------
    request : CompositionRequest
    facts : mapping of str to TrackFacts
        Of all tracks that may come; a track that is not in it counts as unknown: it is
        like no other and by nobody.
    vectors : callable, optional
        Asked once for the vectors of the songs that were chosen, where it costs too
        much to have those of all candidates at hand; they go before those of ``facts``.

    Returns
    -------
    Composition
        The same for the same arguments, on every machine.

    Examples
    --------
    >>> import numpy as np
    >>> from medley.composing.request import CompositionRequest, TrackFacts
    >>> from medley.core.prediction import top_k
    >>> facts = {f"t{i}": TrackFacts(f"Song {i}", f"Artist {i % 3}") for i in range(9)}
    >>> ranked = top_k(np.arange(9.0)[::-1], list(facts), 9)
    >>> found = compose(CompositionRequest("Rainy day", ranked, n_songs=5), facts)
    >>> [track.key for track in found.tracks]
    ['t0', 't1', 't2', 't3', 't4']
    >>> found.tags
    ('rainy', 'day', 'Artist 0', 'Artist 1', 'Artist 2')
    """
    locked = list(request.locked.values())
    seeds, notes = _seeds(request, facts)
    fixed = [*locked, *(track.key for track in seeds)]
    chosen = choose(request, facts, fixed=fixed, n_free=request.n_songs - len(fixed))
    free = [*seeds, *chosen.tracks]
    by_key = {key: ComposedTrack(key, 0.0, "locked") for key in locked}
    by_key.update((track.key, track) for track in free)
    places = settled(request.locked, len(by_key))
    known = facts if vectors is None else _with_vectors(list(by_key), facts, vectors)
    order = in_order([track.key for track in free], known, locked=places)
    return Composition(
        tracks=tuple(by_key[key] for key in order),
        tags=choose_tags(request.title, request.tags, _artists(order, facts)),
        n_from_ticked=sum(track.origin == "ticked" for track in free),
        notes=(*notes, *chosen.notes),
    )


def settled(locked: Mapping[int, str], n: int) -> dict[int, str]:
    """Bring locks behind the end of n places to the last ones that are free.

    Examples
    --------
    >>> settled({0: "a", 9: "b", 12: "c"}, 5)
    {0: 'a', 3: 'b', 4: 'c'}
    """
    places = {place: key for place, key in locked.items() if place < n}
    behind = [locked[place] for place in sorted(locked) if place >= n]
    free = [place for place in range(n) if place not in places]
    return places | dict(zip(free[len(free) - len(behind) :], behind, strict=True))


def _with_vectors(keys: list[str], facts: Facts, vectors: Vectors) -> Facts:
    found = vectors(keys)
    known = {key: facts.get(key, UNKNOWN) for key in keys}
    return {key: replace(fact, vector=found.get(key, fact.vector)) for key, fact in known.items()}


def _seeds(
    request: CompositionRequest, facts: Facts
) -> tuple[list[ComposedTrack], tuple[Note, ...]]:
    """Take the seeds that are not locked or excluded, as far as there are places."""
    allowed = (key for key in request.seed_tracks if key not in request.excluded)
    locked = request.locked.values()
    keys = list(distinct(allowed, facts, songs_of(locked, facts)))
    room = request.n_songs - len(locked)
    left_out: tuple[Note, ...] = ("seeds-left-out",) if len(keys) > room else ()
    return [ComposedTrack(key, 0.0, "seed") for key in keys[:room]], left_out


def _artists(keys: list[str], facts: Facts) -> list[str]:
    """Name the artists of songs, the most frequent first."""
    names = Counter(facts.get(key, UNKNOWN).artist for key in keys)
    return [name for name, _ in names.most_common() if name]
