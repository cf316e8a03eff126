"""Rows to arrays: the one way in which read playlists become `PlaylistData`."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.playlist_rows import PlaylistRow, TrackRow
from medley.data.playlists import PlaylistData, Tracks
from medley.data.rows import BadRow


def build_playlist_data(rows: Iterable[TrackRow | PlaylistRow | BadRow]) -> PlaylistData:
    """Turn rows into playlists with their tracks.

    Tracks, playlists and tags stand in the order of their first mention. A track or
    a playlist that comes twice keeps its place and takes the later row, but a row
    without a name takes none away; a track that only playlists mention has neither
    title nor artist. Bad rows are passed over: who
    reads them has set them aside.

    Parameters
    ----------
    rows : iterable of TrackRow, PlaylistRow or BadRow
        Read once.

    Returns
    -------
    PlaylistData
        Every playlist with weight 1.

    Examples
    --------
    >>> data = build_playlist_data([
    ...     TrackRow("t:1", "Rain", "Kim"),
    ...     PlaylistRow("p:1", "rainy day", ("t:1", "t:2"), ("calm",)),
    ... ])
    >>> len(data), data.tracks_of(0).tolist(), data.tracks.artist_of(0), data.tags.ids
    (1, [0, 1], 'Kim', ('calm',))
    """
    builder = _Builder()
    for row in rows:
        if isinstance(row, PlaylistRow):
            builder.add_playlist(row)
        elif isinstance(row, TrackRow):
            builder.add_track(row)
    return builder.build()


@dataclass(slots=True)
class _Builder:
    tracks: dict[str, int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    artists: dict[str, int] = field(default_factory=dict)
    artist: array[int] = field(default_factory=lambda: array("i"))
    playlists: dict[str, int] = field(default_factory=dict)
    playlist_titles: list[str] = field(default_factory=list)
    entries: list[array[int]] = field(default_factory=list)
    tags: dict[str, int] = field(default_factory=dict)
    tag_entries: list[array[int]] = field(default_factory=list)

    def add_track(self, row: TrackRow) -> None:
        position = self._track(row.key)
        if row.title:
            self.titles[position] = row.title
        if row.artist:
            self.artist[position] = self.artists.setdefault(row.artist, len(self.artists))

    def add_playlist(self, row: PlaylistRow) -> None:
        entries = array("i", map(self._track, row.tracks))
        tags = dict.fromkeys(row.tags)
        tag_entries = array("i", (self.tags.setdefault(tag, len(self.tags)) for tag in tags))
        position = self.playlists.setdefault(row.key, len(self.playlists))
        if position == len(self.entries):
            self.playlist_titles.append(row.title)
            self.entries.append(entries)
            self.tag_entries.append(tag_entries)
        else:
            self.playlist_titles[position] = row.title
            self.entries[position] = entries
            self.tag_entries[position] = tag_entries

    def _track(self, key: str) -> int:
        position = self.tracks.setdefault(key, len(self.tracks))
        if position == len(self.titles):
            self.titles.append("")
            self.artist.append(-1)
        return position

    def build(self) -> PlaylistData:
        starts, entries = _laid_out(self.entries)
        tag_starts, tag_entries = _laid_out(self.tag_entries)
        return PlaylistData(
            ids=Vocabulary(self.playlists),
            titles=tuple(self.playlist_titles),
            tracks=Tracks(
                keys=Vocabulary(self.tracks),
                titles=tuple(self.titles),
                artists=Vocabulary(self.artists),
                artist=np.array(self.artist, np.int32),
            ),
            starts=starts,
            entries=entries,
            tags=Vocabulary(self.tags),
            tag_starts=tag_starts,
            tag_entries=tag_entries,
            weights=np.ones(len(self.playlists), np.float32),
        )


def _laid_out(rows: list[array[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    flat: array[int] = array("i")
    for row in rows:
        flat.extend(row)
    return starts, np.array(flat, np.int32)
