"""The outline of a stream: its lowest and highest sample in equal parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_COLUMNS = 1024
_FIRST_WIDTH = 64


class Outline:
    """Gathers samples; memory does not grow with the sound.

    Parts are merged by two whenever they become too many.

    Parameters
    ----------
    expected_samples : int
        0 where the length is unknown. Only the time that it takes depends on it.
    """

    def __init__(self, expected_samples: int = 0) -> None:
        doublings = max(0, expected_samples // (MAX_COLUMNS * _FIRST_WIDTH)).bit_length()
        self._width = _FIRST_WIDTH << doublings
        self._columns = np.zeros((0, 2), np.float32)
        self._begin()

    def _begin(self) -> None:
        self._begun = np.array([np.inf, -np.inf], np.float32)
        self._n_begun = 0

    def take(self, samples: NDArray[np.float32]) -> None:
        """Take the next samples."""
        missing = self._width - self._n_begun
        self._go_on(samples[:missing])
        if self._n_begun < self._width:
            return
        samples = samples[missing:]
        whole = len(samples) // self._width * self._width
        parts = samples[:whole].reshape(-1, self._width)
        columns = np.stack((parts.min(axis=1), parts.max(axis=1)), axis=1)
        self._columns = np.concatenate((self._columns, self._begun[None], columns))
        self._begin()
        self._go_on(samples[whole:])
        # Only an even number merges without a remainder.
        while len(self._columns) > MAX_COLUMNS and len(self._columns) % 2 == 0:
            self._columns = _merged(self._columns)
            self._width *= 2

    def _go_on(self, samples: NDArray[np.float32]) -> None:
        """Go on with the part that is begun: of a long file it is longer than a song."""
        if len(samples):
            low, high = self._begun
            self._begun[:] = min(low, samples.min()), max(high, samples.max())
            self._n_begun += len(samples)

    def peaks(self) -> NDArray[np.float32]:
        """Lowest and highest sample of equal parts; the last part may be shorter.

        Returns
        -------
        ndarray of float32, shape (at most MAX_COLUMNS, 2)
            In [-1, 1].
        """
        columns = self._columns
        if self._n_begun:
            columns = np.append(columns, self._begun[None], axis=0)
        while len(columns) > MAX_COLUMNS:
            columns = _merged(columns)
        return np.clip(columns, -1, 1).astype(np.float32)


def _merged(columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Join neighbours; a last one without neighbour stays alone."""
    first = np.arange(0, len(columns), 2)
    low = np.minimum.reduceat(columns[:, 0], first)
    return np.stack((low, np.maximum.reduceat(columns[:, 1], first)), axis=1)
