"""Where songs stand by their sound, beside a table of which few rows have one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError


@dataclass(frozen=True, slots=True, eq=False)
class SoundPlaces:
    """The rows of a catalogue or of a table of tracks whose sound is known.

    Only these rows are held: a catalogue of films and videos has no sound, and a table
    of tracks that playlists name has that of a few.

    Attributes
    ----------
    rows : ndarray of int32, shape (n_heard,)
        Positions in the table, ascending.
    places : ndarray of float32, shape (n_heard, n_columns)
        As `medley.features.audio.embed` gives them: columns with units of their own.

    Raises
    ------
    DataError
        If the columns do not fit together.
    """

    rows: NDArray[np.int32]
    places: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.places.ndim != 2 or self.rows.shape != self.places.shape[:1]:
            raise DataError(
                f"{len(self.rows)} rows have a sound, but places are of shape {self.places.shape}"
            )
        if len(self.rows) and (self.rows[0] < 0 or (np.diff(self.rows) <= 0).any()):
            raise DataError("rows that have a sound must be distinct, ascending and at least 0")
        if not np.isfinite(self.places).all():
            raise DataError("a place by sound holds a number that is not finite")

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def none(cls) -> SoundPlaces:
        """No row has a sound."""
        return cls(np.empty(0, np.int32), np.empty((0, 0), np.float32))

    def take(self, rows: NDArray[np.integer]) -> SoundPlaces:
        """What is left of it in a table that holds only these rows, in the order given.

        Examples
        --------
        >>> held = SoundPlaces(np.int32([1, 4]), np.float32([[1], [4]]))
        >>> left = held.take(np.array([4, 0, 1]))
        >>> left.rows.tolist(), left.places.ravel().tolist()
        ([0, 2], [4.0, 1.0])
        """
        if not len(self):
            return self
        at = np.minimum(np.searchsorted(self.rows, rows), len(self) - 1)
        heard = np.flatnonzero(self.rows[at] == rows)
        return SoundPlaces(heard.astype(np.int32), self.places[at[heard]])
