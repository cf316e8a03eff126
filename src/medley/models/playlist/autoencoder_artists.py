"""Artists as playlists of their own: a title that names an artist asks for their tracks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, ragged

_TRACKS_EACH = 40


def with_artists(
    data: PlaylistData, counts: NDArray[np.float32], n_artists: int, weight: float
) -> PlaylistData:
    """Append a playlist for each frequent artist, titled by the name.

    Parameters
    ----------
    data : PlaylistData
    counts : ndarray of float32, shape (n_tracks,)
        How often playlists hold each track; an artist's most frequent tracks make
        the playlist, those in none stay out.
    n_artists : int
        The most frequent so many get one.
    weight : float
        How much such a playlist counts beside a real one.
    """
    rows = _tracks_of_artists(data, counts, n_artists)
    added_starts, added = ragged(list(rows.values()))
    n = len(rows)
    return PlaylistData(
        ids=Vocabulary([*data.ids, *(f"\n{artist}" for artist in rows)]),
        titles=(*data.titles, *(data.tracks.artists[artist] for artist in rows)),
        tracks=data.tracks,
        starts=np.concatenate([data.starts, data.starts[-1] + added_starts[1:]]),
        entries=np.concatenate([data.entries, added]),
        tags=data.tags,
        tag_starts=np.concatenate([data.tag_starts, np.full(n, data.tag_starts[-1])]),
        tag_entries=data.tag_entries,
        weights=np.concatenate([data.weights, np.full(n, weight, np.float32)]),
    )


def _tracks_of_artists(
    data: PlaylistData, counts: NDArray[np.float32], n_artists: int
) -> dict[int, list[int]]:
    """Most frequent tracks of the most frequent artists, by the artist's position."""
    artist = data.tracks.artist
    held = np.flatnonzero((artist >= 0) & (counts > 0))
    totals = np.bincount(artist[held], counts[held], len(data.tracks.artists))
    chosen = np.argsort(-totals, kind="stable")[:n_artists]
    found: dict[int, list[int]] = {int(a): [] for a in chosen.tolist() if totals[a] > 0}
    for track in held[np.argsort(-counts[held], kind="stable")].tolist():
        mine = found.get(int(artist[track]))
        if mine is not None and len(mine) < _TRACKS_EACH:
            mine.append(track)
    return found
