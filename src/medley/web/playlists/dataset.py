"""The database's playlists as the arrays that models are fitted on."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, Tracks
from medley.web.labels.places import places_of
from medley.web.playlists.models import Playlist, PlaylistEntry, PlaylistTag, Track

CHUNK = 50_000


def learned_playlists() -> QuerySet[Playlist]:
    """The playlists that models may learn from: neither drafts nor hidden ones."""
    return Playlist.objects.filter(draft=False, hidden=False)


def playlist_data() -> PlaylistData:
    """Read all tracks, and the playlists that models may learn from.

    Imported playlists, the demo's, and those that people saved here stand side by
    side, by rising primary key; their ids say which is which. A playlist counts
    ``weight * (1 + log(1 + likes))`` times. Entries are read in chunks straight into
    arrays.

    Returns
    -------
    PlaylistData
        Tracks that no playlist holds are there too.
    """
    tracks, track_pks = _tracks()
    columns = (
        learned_playlists().order_by("pk").values_list("pk", "key", "title", "likes", "weight")
    )
    rows = list(columns.iterator(chunk_size=CHUNK))
    pks = np.array([row[0] for row in rows], np.int64)
    starts, entries = _entries(pks, track_pks)
    tags, tag_starts, tag_entries = _tags(pks)
    likes = np.array([row[3] for row in rows], np.float64)
    weights = np.array([row[4] for row in rows], np.float64)
    return PlaylistData(
        ids=Vocabulary(row[1] for row in rows),
        titles=tuple(row[2] for row in rows),
        tracks=tracks,
        starts=starts,
        entries=entries,
        tags=tags,
        tag_starts=tag_starts,
        tag_entries=tag_entries,
        weights=(weights * (1 + np.log1p(likes))).astype(np.float32),
    )


def _tracks() -> tuple[Tracks, NDArray[np.int64]]:
    keys: list[str] = []
    titles: list[str] = []
    pks: list[int] = []
    artists: dict[str, int] = {}
    artist: list[int] = []
    items: list[int | None] = []
    columns: Any = Track.objects.order_by("pk").values_list(
        "pk", "key", "title", "artist", "item_id"
    )
    for pk, key, title, name, item in columns.iterator(chunk_size=CHUNK):
        pks.append(pk)
        items.append(item)
        keys.append(key)
        titles.append(title)
        artist.append(artists.setdefault(name, len(artists)) if name else -1)
    known = Tracks(
        Vocabulary(keys),
        tuple(titles),
        Vocabulary(artists),
        np.array(artist, np.int32),
        places_of(enumerate(items)),
    )
    return known, np.array(pks, np.int64)


def _entries(
    pks: NDArray[np.int64], track_pks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    rows = PlaylistEntry.objects.order_by("playlist_id", "position")
    owner, track = _pairs(rows.values_list("playlist_id", "track_id"))
    # An import that runs meanwhile may have added tracks since these were read.
    known = np.isin(track, track_pks)
    owner, track = owner[known], track[known]
    starts, kept = _runs(pks, owner)
    return starts, np.searchsorted(track_pks, track[kept]).astype(np.int32)


def _tags(pks: NDArray[np.int64]) -> tuple[Vocabulary, NDArray[np.int64], NDArray[np.int32]]:
    names: dict[str, int] = {}
    owner, tag = [], []
    columns: Any = PlaylistTag.objects.order_by("playlist_id", "pk")
    held = set(pks.tolist())
    for pk, name in columns.values_list("playlist_id", "tag").iterator(chunk_size=CHUNK):
        if pk in held:
            owner.append(pk)
            tag.append(names.setdefault(name, len(names)))
    starts, kept = _runs(pks, np.array(owner, np.int64))
    return Vocabulary(names), starts, np.array(tag, np.int32)[kept]


def _pairs(columns: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    blocks = [np.empty((0, 2), np.int64)]
    rows = columns.iterator(chunk_size=CHUNK)
    while taken := list(islice(rows, CHUNK)):
        flat = np.fromiter(chain.from_iterable(taken), np.int64, count=2 * len(taken))
        blocks.append(flat.reshape(-1, 2))
    both = np.concatenate(blocks)
    return both[:, 0], both[:, 1]


def _runs(
    pks: NDArray[np.int64], owner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Find where each playlist's rows begin, and which rows belong to one of ``pks``.

    Both come sorted by playlist.
    """
    kept = np.isin(owner, pks)
    found = owner[kept]
    starts = np.searchsorted(found, pks, side="left")
    return np.append(starts, len(found)).astype(np.int64), kept
