"""All rows of the demo catalogue, in the order in which they can be written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from medley.data.categories import CLUB_CATEGORIES, FILM_GENRES, MUSIC_GENRES
from medley.data.demo.events import make_events
from medley.data.demo.films import make_films
from medley.data.demo.lists import make_lists
from medley.data.demo.made import DEMO_NOW_MS, Made
from medley.data.demo.music import make_playlists, make_songs
from medley.data.demo.people import describe, gather
from medley.data.demo.videos import make_videos
from medley.data.playlist_rows import ListRow
from medley.data.rows import EventRow, ItemRow, Row

EDITION = 1
"""Rises when the same seed comes to give other rows."""


def demo_rows(seed: int = 7, *, now_ms: int | None = None) -> Iterator[Row]:
    """Make the demo catalogue: categories, creators, items, people, events.

    Parameters
    ----------
    seed : int
        The same seed gives the same rows.
    now_ms : int, optional
        Shifts all times so that the data ends at this moment, in milliseconds
        since 1970-01-01 UTC. It ends at `medley.data.demo.DEMO_NOW_MS` when left out.

    Yields
    ------
    Row
        Keys begin with ``"demo:"``; events come last, oldest first.

    Examples
    --------
    >>> next(demo_rows()).slug
    'hobby'
    """
    shift = 0 if now_ms is None else now_ms - DEMO_NOW_MS
    yield from (*CLUB_CATEGORIES, *FILM_GENRES, *MUSIC_GENRES)
    parts = _made(seed)
    for part in parts:
        yield from part.creators
    items = [item for part in parts for item in part.items]
    for item in items:
        yield replace(item, published_ms=(item.published_ms or 0) + shift)
    things = describe(items, _rng(seed, 10))
    crowd = gather(things, _rng(seed, 11))
    yield from crowd.rows
    for event in make_events(things, crowd, _rng(seed, 12)):
        yield EventRow(event.person, event.item, event.kind, (event.at_ms or 0) + shift, event.undo)


def demo_items(seed: int = 7) -> tuple[ItemRow, ...]:
    """Make the items only, at their unshifted times."""
    return tuple(item for part in _made(seed) for item in part.items)


def demo_playlists(seed: int = 7) -> Iterator[ListRow]:
    """Make the tracks and the playlists, for those who learn what goes together.

    Yields
    ------
    TrackRow or PlaylistRow
        The songs and the playlists of `demo_rows`, by the same keys.

    Examples
    --------
    >>> next(demo_playlists()).key
    'demo:song-1'
    """
    songs, playlists = _made(seed)[2:]
    yield from make_lists(songs, playlists, _rng(seed, 13))


def demo_fingerprint(seed: int = 7) -> str:
    """Name the demo catalogue of a seed, whatever moment it is shifted to."""
    return hashlib.sha256(f"demo {EDITION} {seed}".encode()).hexdigest()


def demo_playlists_fingerprint(seed: int = 7) -> str:
    """Name the demo's playlists of a seed."""
    return hashlib.sha256(f"demo playlists {EDITION} {seed}".encode()).hexdigest()


@cache
def _made(seed: int) -> tuple[Made, ...]:
    makers = (make_videos, make_films, make_songs, make_playlists)
    return tuple(make(_rng(seed, part)) for part, make in enumerate(makers))


def _rng(seed: int, part: int) -> np.random.Generator:
    return np.random.default_rng([seed, part])
