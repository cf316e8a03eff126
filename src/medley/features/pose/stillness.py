"""Whether a recording shows the same picture all the time: a photo saved as a video."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EVERY = 8
"""Pixels, across and down, of which one is looked at."""
_LEAST = 0.5
"""Grey levels by which some picture differs from the first, on average, where one is filmed.

A photo saved as H.264 or VP8 has 0.1 to 0.3 (codecs of the nineties have up to 4, and are not
told apart); somebody who holds a plank before a camera that stands has 1.5, of breath and of
the sensor's noise.
"""


class Stillness:
    """Holds every picture against the first.

    Examples
    --------
    >>> stillness, black = Stillness(), np.zeros((64, 96, 3), np.uint8)
    >>> stillness.look(black)
    >>> stillness.look(black)
    >>> stillness.is_still
    True
    >>> stillness.look(black + np.uint8(20))
    >>> stillness.is_still
    False
    """

    def __init__(self) -> None:
        self._first: NDArray[np.int16] | None = None
        self._most = 0.0

    def look(self, pixels: NDArray[np.uint8]) -> None:
        """Take the next picture."""
        if self._most >= _LEAST:
            return
        some = pixels[::_EVERY, ::_EVERY].astype(np.int16)
        if self._first is None or self._first.shape != some.shape:
            self._first = some
        self._most = max(self._most, float(np.abs(some - self._first).mean()))

    @property
    def is_still(self) -> bool:
        """Whether no picture differed from the first by more than saving it does."""
        return self._most < _LEAST
