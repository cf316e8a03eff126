"""Columns bent at some of their values, so that a straight line can follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.score.columns import MISSING
from medley.models.state import take_array

Values = NDArray[np.float64]

_KNOTS = (0.1, 0.3, 0.5, 0.7, 0.9)
_N_PARTS = 2 + len(_KNOTS)
_NOWHERE = 1e9
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Bends:
    """Where columns bend, and what makes them comparable.

    Attributes
    ----------
    ends : ndarray of float64, shape (3, n_columns)
        Lowest value, highest, and the mean that stands for a missing one.
    knots : ndarray of float64, shape (5, n_columns)
        Beyond all values for a column of two values.
    centres, scales : ndarray of float64, shape (7 * n_columns,)
    """

    ends: Values
    knots: Values
    centres: Values
    scales: Values

    @classmethod
    def fitted(cls, rows: Values) -> Bends:
        """Bend at quantiles of what is known; beyond the outer hundredths nothing rises."""
        known = np.where(rows == MISSING, np.nan, rows)
        known[:, np.isnan(known).all(axis=0)] = 0.0
        low, high, *knots = np.nanquantile(known, (0.01, 0.99, *_KNOTS), axis=0)
        two = np.array([len(np.unique(column[~np.isnan(column)])) <= 2 for column in known.T])
        whole = np.nanmin(known, axis=0), np.nanmax(known, axis=0)
        low, high = np.where(two, whole[0], low), np.where(two, whole[1], high)
        mean = np.nanmean(np.clip(known, low, high), axis=0)
        ends, places = np.stack([low, high, mean]), np.where(two, _NOWHERE, np.stack(knots))
        bent = _bent(rows, ends, places)
        spread = bent.std(axis=0)
        scales = np.where(spread > _LEAST, spread, 1.0)
        return cls(ends, places, bent.mean(axis=0), scales)

    @property
    def owners(self) -> NDArray[np.intp]:
        """Which column each column of `bent` was, shape (7 * n_columns,)."""
        return np.tile(np.arange(self.ends.shape[1]), _N_PARTS)

    def bent(self, rows: Values) -> Values:
        """Bend rows; each column's mean is 0 and its deviation 1 on the training films.

        Returns
        -------
        ndarray of float64, shape (n, 7 * n_columns)
        """
        found: Values = (_bent(rows, self.ends, self.knots) - self.centres) / self.scales
        return found

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_ends": self.ends,
            f"{name}_knots": self.knots,
            f"{name}_centres": self.centres,
            f"{name}_scales": self.scales,
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], name: str, n_columns: int) -> Bends:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        found = cls(
            take_array(state, f"{name}_ends", np.float64, (3, n_columns)),
            take_array(state, f"{name}_knots", np.float64, (len(_KNOTS), n_columns)),
            take_array(state, f"{name}_centres", np.float64, (_N_PARTS * n_columns,)),
            take_array(state, f"{name}_scales", np.float64, (_N_PARTS * n_columns,)),
        )
        arrays = (found.ends, found.knots, found.centres, found.scales)
        if not all(np.isfinite(held).all() for held in arrays) or (found.scales <= 0).any():
            raise ArtifactError(f"the saved model's {name} are corrupt; train it again")
        return found


def _bent(rows: Values, ends: Values, knots: Values) -> Values:
    missing = rows == MISSING
    filled = np.where(missing, ends[2], np.clip(rows, ends[0], ends[1]))
    return np.hstack([filled, missing, *(np.maximum(filled - knot, 0) for knot in knots)])
