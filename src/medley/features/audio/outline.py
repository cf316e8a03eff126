"""The outline of a stream: its lowest and highest sample in equal parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

N_COLUMNS = 800
"""Of a finished outline, at most."""
_N_FINE = 4096
_FIRST_WIDTH = 64


class Outline:
    """Gathers samples; memory does not grow with the sound.

    Fine parts are merged by two whenever they become too many.
    """

    def __init__(self) -> None:
        self._width = _FIRST_WIDTH
        self._low = np.zeros(0, np.float32)
        self._high = np.zeros(0, np.float32)
        self._rest = np.zeros(0, np.float32)

    def take(self, samples: NDArray[np.float32]) -> None:
        """Take the next samples."""
        samples = np.concatenate((self._rest, samples))
        whole = len(samples) // self._width * self._width
        self._rest = samples[whole:].copy()
        parts = samples[:whole].reshape(-1, self._width)
        self._low = np.concatenate((self._low, parts.min(axis=1)))
        self._high = np.concatenate((self._high, parts.max(axis=1)))
        while len(self._low) > _N_FINE:
            self._merge()

    def _merge(self) -> None:
        pairs = len(self._low) // 2 * 2
        if pairs < len(self._low):
            # The odd part goes back to the samples that wait: its extremes stand for it.
            extremes = np.array([self._low[-1], self._high[-1]], np.float32)
            odd = np.resize(extremes, self._width)
            self._rest = np.concatenate((odd, self._rest))
        self._low = self._low[:pairs].reshape(-1, 2).min(axis=1)
        self._high = self._high[:pairs].reshape(-1, 2).max(axis=1)
        self._width *= 2

    def peaks(self) -> NDArray[np.float32]:
        """Lowest and highest sample of equal parts of all that was taken.

        Returns
        -------
        ndarray of float32, shape (at most N_COLUMNS, 2)
            In [-1, 1].
        """
        low, high = self._low, self._high
        if len(self._rest):
            low, high = np.append(low, self._rest.min()), np.append(high, self._rest.max())
        n = min(N_COLUMNS, len(low))
        first = np.arange(n) * len(low) // max(n, 1)
        found = (np.minimum.reduceat(low, first), np.maximum.reduceat(high, first))
        return np.clip(np.stack(found, axis=1), -1, 1).astype(np.float32)
