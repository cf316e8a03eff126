"""Columns brought to one scale, with what is missing in the middle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

_FARTHEST = 4.0
_LEAST = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Means and deviations of columns.

    Attributes
    ----------
    middle, size : ndarray of float32, shape (n_columns,)
    """

    middle: NDArray[np.float32]
    size: NDArray[np.float32]

    @classmethod
    def fitted(cls, rows: NDArray[np.float32]) -> Scaling:
        """Measure columns of rows, shape (n, n_columns), without what is missing."""
        known = np.isfinite(rows)
        n = np.maximum(known.sum(axis=0), 1)
        held = np.where(known, rows, 0.0)
        middle = held.sum(axis=0, dtype=np.float64) / n
        spread = np.where(known, held - middle, 0.0)
        size = np.sqrt((spread * spread).sum(axis=0) / n) + _LEAST
        return cls(middle.astype(np.float32), size.astype(np.float32))

    def apply(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scale rows; what is missing becomes 0, what is far off is drawn in."""
        scaled = (rows - self.middle) / self.size
        return np.asarray(np.clip(np.nan_to_num(scaled, nan=0.0), -_FARTHEST, _FARTHEST))

    def state(self) -> dict[str, Array]:
        """Both arrays."""
        return {"middle": self.middle, "size": self.size}

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_columns: int) -> Scaling:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or corrupt.
        """
        found = cls(
            take_array(state, "middle", np.float32, (n_columns,)),
            take_array(state, "size", np.float32, (n_columns,)),
        )
        if not (np.isfinite(found.middle).all() and (found.size > 0).all()):
            raise ArtifactError("the saved model's scaling is corrupt; train it again")
        return found
