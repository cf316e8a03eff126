"""Songs as rows of numbers: some windows of each, and changed copies of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Progress
from medley.data.songs import SongData
from medley.data.sound import Sound
from medley.models.genre.heads import Rows
from medley.models.genre.windows import Changes, Window, changed

Views = Callable[[Sound], list[Window]]


@dataclass(frozen=True, slots=True, eq=False)
class SongRows:
    """What was read off songs.

    Attributes
    ----------
    values : ndarray of float32, shape (n_windows, n_copies, n_columns)
        The first copy is the window itself.
    owners : ndarray of int64, shape (n_windows,)
        Position of each window's song, ascending.
    """

    values: Rows
    owners: NDArray[np.int64]

    def of(self, songs: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.int64]]:
        """Give all copies of some songs' windows, one a row, and whose they are.

        Parameters
        ----------
        songs : ndarray of bool, shape (n_songs,)
        """
        held = songs[self.owners]
        n_copies = self.values.shape[1]
        rows = self.values[held].reshape(-1, self.values.shape[2])
        return rows, np.repeat(self.owners[held], n_copies)


def copies_of(
    window: Window, n_copies: int, changes: Changes, rng: np.random.Generator
) -> list[Window]:
    """Give the window itself and changed copies of it, ``n_copies`` in all."""
    return [window, *(changed(window, changes, rng) for _ in range(n_copies - 1))]


def read_rows(
    songs: SongData,
    views: Views,
    describe: Callable[[Window], Rows],
    n_copies: int,
    *,
    changes: Changes,
    rng: np.random.Generator,
    progress: Progress,
) -> SongRows:
    """Read every song once.

    Parameters
    ----------
    songs : SongData
    views : callable
        The windows of a sound, at least one.
    describe : callable
        From a window to a row, shape (n_columns,).
    n_copies : int
        With the window itself.
    changes : Changes
    rng : numpy.random.Generator
    progress : callable
    """
    values: list[list[Rows]] = []
    owners: list[int] = []
    for song in range(len(songs)):
        progress(song / len(songs), "listening")
        for window in views(songs.sounds[song]):
            values.append([describe(copy) for copy in copies_of(window, n_copies, changes, rng)])
            owners.append(song)
    return SongRows(np.array(values, np.float32), np.array(owners, np.int64))
