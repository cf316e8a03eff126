"""The data and the query of the `song-genre` task: which genre is heard?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.sound import Sound

NONE = -1
"""No genre, artist or album is known."""


class Sounds(Protocol):
    """Sounds of songs by position; they may come from a cache on disk at each reading."""

    def __len__(self) -> int: ...

    def __getitem__(self, position: int, /) -> Sound: ...


@dataclass(frozen=True, slots=True, eq=False)
class SongQuery:
    """A song to be labelled.

    Attributes
    ----------
    sound : Sound or None
        None where nothing could be heard: the answer is then the prior.
    exclude : frozenset of str
        Genres that must not come back.
    """

    sound: Sound | None = None
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Some of the sounds, none of them read yet."""

    sounds: Sounds
    rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, position: int, /) -> Sound:
        return self.sounds[self.rows[position]]


@dataclass(frozen=True, slots=True, eq=False)
class SongData:
    """Songs with their sound and, where known, genre, artist and album.

    Attributes
    ----------
    ids : Vocabulary of length n
    sounds : Sounds of length n
    genres : Vocabulary of length n_genres
    labels : ndarray of int32, shape (n,)
        Position in `genres`, or `NONE`.
    artists, albums : ndarray of int32, shape (n,)
        Equal numbers for one artist or album, or `NONE`.
    folds : ndarray of int32, shape (n,), or None
        Official folds of a published data set, where it has some.
    """

    ids: Vocabulary
    sounds: Sounds
    genres: Vocabulary
    labels: NDArray[np.int32]
    artists: NDArray[np.int32]
    albums: NDArray[np.int32]
    folds: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        for name in ("sounds", "labels", "artists", "albums", "folds"):
            held = getattr(self, name)
            if held is not None and len(held) != len(self.ids):
                raise DataError(f"{name} has {len(held)} entries, expected {len(self.ids)}")
        if len(self.labels) and not NONE <= self.labels.min() <= self.labels.max() < len(
            self.genres
        ):
            raise DataError("a label lies outside the genres")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def groups(self) -> NDArray[np.int32]:
        """Songs that share an artist or an album have equal numbers, shape (n,).

        Such songs must not lie on two sides of a split.
        """
        n = len(self)
        columns: list[NDArray[np.int64]] = []
        rows: list[NDArray[np.int64]] = []
        first = 0
        for keys in (self.artists, self.albums):
            known = np.flatnonzero(keys != NONE)
            rows.append(known)
            columns.append(keys[known].astype(np.int64) + first)
            first += int(keys.max(initial=-1)) + 1
        row, column = np.concatenate(rows), np.concatenate(columns) + n
        links = sparse.coo_array((np.ones(len(row)), (row, column)), shape=(n + first, n + first))
        _, found = connected_components(links, directed=False)
        _, numbers = np.unique(found[:n], return_inverse=True)
        groups: NDArray[np.int32] = numbers.astype(np.int32)
        return groups

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> SongData:
        """Keep some songs; their sounds are not read."""
        chosen = np.arange(len(self))[rows].tolist()
        return replace(
            self,
            ids=Vocabulary(self.ids.ids[i] for i in chosen),
            sounds=_Chosen(self.sounds, tuple(chosen)),
            labels=self.labels[chosen],
            artists=self.artists[chosen],
            albums=self.albums[chosen],
            folds=None if self.folds is None else self.folds[chosen],
        )

    def labelled(self) -> SongData:
        """Keep the songs whose genre is known."""
        return self.take(self.labels != NONE)

    def queries(self) -> Sequence[SongQuery]:
        """Ask about every song, without its label; a sound is read when its query is."""
        return _Queries(self.sounds)


@dataclass(frozen=True, slots=True)
class _Queries(Sequence[SongQuery]):
    sounds: Sounds

    def __len__(self) -> int:
        return len(self.sounds)

    @overload
    def __getitem__(self, position: int) -> SongQuery: ...
    @overload
    def __getitem__(self, position: slice) -> list[SongQuery]: ...
    def __getitem__(self, position: int | slice) -> SongQuery | list[SongQuery]:
        if isinstance(position, slice):
            return [self[i] for i in range(*position.indices(len(self)))]
        if not -len(self) <= position < len(self):
            raise IndexError(position)
        return SongQuery(self.sounds[position % len(self)])
