"""A small made world: 240 playlists in eight moods, 160 tracks of 32 artists, tags."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery, Tracks, ragged

N_PLAYLISTS, N_HELD, N_TRACKS, N_GROUPS = 240, 48, 160, 8
POPULARITY_BOUND = 0.15
"""NDCG@20 that popularity reaches on `held_out`."""
WORDS = (
    ("비 오는 날", "rainy day"),
    ("신나는", "party hits"),
    ("잔잔한 새벽", "calm night"),
    ("운동할 때", "workout mix"),
    ("여름 바다", "summer 🌊"),
    ("공부", "study focus"),
    ("드라이브", "road trip"),
    ("추억의 발라드", "throwback"),
)


def group_of(track: int) -> int:
    """The mood of a track position."""
    return track % N_GROUPS


@cache
def tracks() -> Tracks:
    """Tracks; each artist stays in one mood, and one track in twenty has no known artist."""
    at = np.arange(N_TRACKS)
    artist = (at % 32).astype(np.int32)
    artist[19::20] = -1
    return Tracks(
        keys=Vocabulary(f"made:{t}" for t in at.tolist()),
        titles=tuple(f"Song {t}" for t in at.tolist()),
        artists=Vocabulary(f"The Makers {a}" for a in range(32)),
        artist=artist,
    )


@cache
def everything() -> PlaylistData:
    """Playlists of one mood each, with some tracks from anywhere; the last track in none."""
    rng = np.random.default_rng(5)
    fame = rng.zipf(1.7, N_TRACKS).clip(1, 20).astype(np.float64)
    fame[-1] = 0
    groups = np.arange(N_TRACKS) % N_GROUPS
    moods = rng.integers(0, N_GROUPS, N_PLAYLISTS)
    entries, titles, tags = [], [], []
    for mood in moods.tolist():
        pull = fame * np.where(groups == mood, 14.0, 0.4)
        size = int(rng.integers(8, 20))
        entries.append(rng.choice(N_TRACKS, size, replace=False, p=pull / pull.sum()).tolist())
        words = WORDS[mood][int(rng.integers(0, 2))]
        titles.append(f"{words} {('mix', 'playlist', '모음', '')[int(rng.integers(0, 4))]}")
        told = {mood, N_GROUPS + mood} if rng.random() < 0.9 else {mood}
        tags.append(sorted(told | {int(rng.integers(0, N_GROUPS))}))
    starts, held = ragged(entries)
    tag_starts, tag_entries = ragged(tags)
    return PlaylistData(
        ids=Vocabulary(f"list:{p}" for p in range(N_PLAYLISTS)),
        titles=tuple(titles),
        tracks=tracks(),
        starts=starts,
        entries=held,
        tags=Vocabulary([*(w[0] for w in WORDS), *(f"mood {g}" for g in range(N_GROUPS))]),
        tag_starts=tag_starts,
        tag_entries=tag_entries,
        weights=rng.choice(np.float32([1.0, 2.0]), N_PLAYLISTS),
    )


@cache
def training() -> PlaylistData:
    """The playlists that models are fitted on."""
    return everything().take(np.arange(N_PLAYLISTS - N_HELD))


@cache
def held_out() -> tuple[tuple[PlaylistQuery, ...], tuple[NDArray[np.int32], ...]]:
    """Queries of the playlists held out: title only, title and tracks, tracks, tags in turn."""
    data = everything()
    rng = np.random.default_rng(6)
    queries, targets = [], []
    for p in range(N_PLAYLISTS - N_HELD, N_PLAYLISTS):
        held = rng.permutation(data.tracks_of(p))
        seeds = held[:3] if p % 4 in (1, 2) else held[:0]
        keys = tuple(data.tracks.keys[t] for t in seeds.tolist())
        title = data.titles[p] if p % 4 in (0, 1) else ""
        tags = tuple(data.tags[t] for t in data.tags_of(p).tolist()) if p % 4 == 3 else ()
        queries.append(PlaylistQuery(title, keys, tags, frozenset(keys)))
        targets.append(held[len(seeds) :])
    return tuple(queries), tuple(targets)
