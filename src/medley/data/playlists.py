"""Playlists in columns: titles, ordered tracks and tags, and what is asked about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.sound_places import SoundPlaces


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """What is known of each track.

    Attributes
    ----------
    keys : Vocabulary, length n_tracks
        ``"source:external-id"``.
    titles : tuple of str, length n_tracks
        Empty where unknown.
    artists : Vocabulary
        Names as they are shown.
    artist : ndarray of int32, shape (n_tracks,)
        Positions in ``artists``, -1 where unknown.
    sounds : SoundPlaces
        Of the tracks that were heard.

    Raises
    ------
    DataError
        If the columns differ in length or an artist does not exist.
    """

    keys: Vocabulary
    titles: tuple[str, ...]
    artists: Vocabulary
    artist: NDArray[np.int32]
    sounds: SoundPlaces = field(default_factory=SoundPlaces.none)

    def __post_init__(self) -> None:
        n = len(self.keys)
        if len(self.titles) != n or self.artist.shape != (n,):
            raise DataError(
                f"{n} tracks, but {len(self.titles)} titles and {len(self.artist)} artists"
            )
        if len(self.sounds) and self.sounds.rows[-1] >= n:
            raise DataError(f"there are {n} tracks, but number {self.sounds.rows[-1]} has a sound")
        if n and not -1 <= self.artist.min() <= self.artist.max() < len(self.artists):
            raise DataError(f"a track's artist is not among the {len(self.artists)} artists")

    def __len__(self) -> int:
        return len(self.keys)

    def artist_of(self, track: int) -> str:
        """Name the artist of the track at a position; empty where unknown."""
        at = int(self.artist[track])
        return self.artists[at] if at >= 0 else ""


@dataclass(frozen=True, slots=True, eq=False)
class PlaylistData:
    """Playlists to fit on.

    Attributes
    ----------
    ids : Vocabulary, length n_playlists
    titles : tuple of str, length n_playlists
    tracks : Tracks
    starts : ndarray of int64, shape (n_playlists + 1,)
        Playlist *p* holds ``entries[starts[p]:starts[p + 1]]``.
    entries : ndarray of int32, shape (n_entries,)
        Positions of tracks in the order of the playlist; one may come twice.
    tags : Vocabulary
    tag_starts : ndarray of int64, shape (n_playlists + 1,)
    tag_entries : ndarray of int32
        As for the tracks.
    weights : ndarray of float32, shape (n_playlists,)
        How much each counts in a fit, above 0: 1 for an imported one, more for one
        that people made here and liked.

    Raises
    ------
    DataError
        If the columns do not fit together.
    """

    ids: Vocabulary
    titles: tuple[str, ...]
    tracks: Tracks
    starts: NDArray[np.int64]
    entries: NDArray[np.int32]
    tags: Vocabulary
    tag_starts: NDArray[np.int64]
    tag_entries: NDArray[np.int32]
    weights: NDArray[np.float32]

    def __post_init__(self) -> None:
        n = len(self.ids)
        if len(self.titles) != n or self.weights.shape != (n,):
            raise DataError(
                f"{n} playlists, but {len(self.titles)} titles and {len(self.weights)} weights"
            )
        _check(n, self.starts, self.entries, len(self.tracks), "tracks")
        _check(n, self.tag_starts, self.tag_entries, len(self.tags), "tags")

    def __len__(self) -> int:
        return len(self.ids)

    def tracks_of(self, playlist: int) -> NDArray[np.int32]:
        """Positions of a playlist's tracks, in its order."""
        return self.entries[self.starts[playlist] : self.starts[playlist + 1]]

    def tags_of(self, playlist: int) -> NDArray[np.int32]:
        """Positions of a playlist's tags."""
        return self.tag_entries[self.tag_starts[playlist] : self.tag_starts[playlist + 1]]

    def track_matrix(self) -> sparse.csr_array:
        """Lay out which playlist holds which track.

        Returns
        -------
        csr_array of float32, shape (n_playlists, n_tracks)
            1 where it does, however often.
        """
        return _matrix(self.starts, self.entries, len(self.tracks))

    def tag_matrix(self) -> sparse.csr_array:
        """Lay out which playlist has which tag, shape (n_playlists, n_tags), as for tracks."""
        return _matrix(self.tag_starts, self.tag_entries, len(self.tags))

    def take(self, rows: NDArray[np.integer]) -> PlaylistData:
        """Keep some playlists, in the order given; tracks and tags stay all."""
        starts, entries = _taken(self.starts, self.entries, rows)
        tag_starts, tag_entries = _taken(self.tag_starts, self.tag_entries, rows)
        picked = rows.tolist()
        return PlaylistData(
            ids=Vocabulary(self.ids[row] for row in picked),
            titles=tuple(self.titles[row] for row in picked),
            tracks=self.tracks,
            starts=starts,
            entries=entries,
            tags=self.tags,
            tag_starts=tag_starts,
            tag_entries=tag_entries,
            weights=self.weights[rows],
        )


@dataclass(frozen=True, slots=True)
class PlaylistQuery:
    """What a playlist is asked for by; any part may be missing.

    Attributes
    ----------
    title : str
        As typed.
    tracks : tuple of str
        Keys of seed tracks, unknown ones are ignored.
    tags : tuple of str
    exclude : frozenset of str
        Keys of tracks that must not come back. The seeds are not left out unless
        they are named here.
    """

    title: str = ""
    tracks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    exclude: frozenset[str] = frozenset()


def ragged(
    rows: Iterable[Iterable[int]],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Lay rows of different lengths one behind the other.

    Returns
    -------
    starts : ndarray of int64, shape (n_rows + 1,)
    entries : ndarray of int32

    Examples
    --------
    >>> starts, entries = ragged([[3, 1], [], [2]])
    >>> starts.tolist(), entries.tolist()
    ([0, 2, 2, 3], [3, 1, 2])
    """
    found = [np.fromiter(row, np.int32) for row in rows]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in found], dtype=np.int64)])
    entries = np.concatenate(found) if found else np.empty(0, np.int32)
    return starts.astype(np.int64), entries


def _check(
    n: int, starts: NDArray[np.int64], entries: NDArray[np.int32], n_known: int, what: str
) -> None:
    if starts.shape != (n + 1,) or starts[0] != 0 or starts[-1] != len(entries):
        raise DataError(f"the {what} of {n} playlists do not begin and end where they should")
    if n and (np.diff(starts) < 0).any():
        raise DataError(f"a playlist's {what} end before they begin")
    if len(entries) and not 0 <= entries.min() <= entries.max() < n_known:
        raise DataError(f"a playlist holds {what} beyond the {n_known} that exist")


def _matrix(
    starts: NDArray[np.int64], entries: NDArray[np.int32], n_columns: int
) -> sparse.csr_array:
    ones = np.ones(len(entries), np.float32)
    found = sparse.csr_array((ones, entries.copy(), starts.copy()), (len(starts) - 1, n_columns))
    found.sum_duplicates()
    found.data[:] = 1
    return found


def _taken(
    starts: NDArray[np.int64], entries: NDArray[np.int32], rows: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    lengths = (starts[1:] - starts[:-1])[rows]
    kept = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    offsets = np.arange(kept[-1]) - np.repeat(kept[:-1], lengths) + np.repeat(starts[rows], lengths)
    return kept, entries[offsets]
