"""Posters that are decoded once and then kept as pixels, on the disk and not in memory."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH, PosterPixels, Posters

_SHAPE = (POSTER_HEIGHT, POSTER_WIDTH, 3)
_BYTES = POSTER_HEIGHT * POSTER_WIDTH * 3


class ShelvedPosters:
    """Keeps what other posters decode in a file without a name, which goes with the object.

    A fit looks at every poster several times, and decoding costs a hundred times more
    than reading 41 kB. Only what was looked at takes room on the disk.

    Parameters
    ----------
    posters : Posters
    broken : ndarray of bool, shape (n,), optional
        Those that are no pictures: they are none.
    """

    def __init__(self, posters: Posters, broken: NDArray[np.bool_] | None = None) -> None:
        self._posters = posters
        self._kept = np.zeros(len(posters), np.bool_)
        self._broken = np.zeros(len(posters), np.bool_) if broken is None else broken.copy()
        self._map: mmap.mmap | None = None
        if len(posters):
            with tempfile.TemporaryFile(prefix="medley-posters-") as file:
                file.truncate(len(posters) * _BYTES)
                self._map = mmap.mmap(file.fileno(), 0)

    def __len__(self) -> int:
        return len(self._kept)

    def check(
        self, rows: Iterable[int], tell: Callable[[int, str], None], progress: Progress | None
    ) -> None:
        """Look at posters once; those that are no pictures are none from then on.

        Parameters
        ----------
        rows : iterable of int
        tell : callable
            Takes the position of one that is no picture, and the reason.
        progress : Progress, optional
        """
        held = list(rows)
        for number, row in enumerate(held):
            if progress is not None and number % 200 == 0:
                progress(number / len(held), f"{number:,} of {len(held):,} posters")
            try:
                self[row]
            except DataError as error:
                self._broken[row] = True
                tell(row, str(error))

    def __getitem__(self, position: int, /) -> PosterPixels | None:
        if self._broken[position]:
            return None
        if self._map is None or not self._kept[position]:
            pixels = self._posters[position]
            if pixels is not None and self._map is not None:
                self._page(position)[:] = pixels
                self._kept[position] = True
            return pixels
        return self._page(position).copy()

    def __reduce__(self) -> tuple[type[ShelvedPosters], tuple[Posters, NDArray[np.bool_]]]:
        return ShelvedPosters, (self._posters, self._broken)

    def _page(self, position: int) -> NDArray[np.uint8]:
        at = range(len(self))[position] * _BYTES
        held = np.frombuffer(self._map or b"", np.uint8, count=_BYTES, offset=at)
        return held.reshape(_SHAPE)
