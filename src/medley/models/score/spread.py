"""How large a model's error on a film is expected to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.score.bends import Bends
from medley.models.state import take_array

Values = NDArray[np.float64]

_REG = 300.0
_LOWEST, _HIGHEST = 0.5, 3.0
"""In units of the mean error."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """A weighted sum of bent columns that follows the size of errors.

    Attributes
    ----------
    bends : Bends
    weights : ndarray of float64, shape (7 * n_columns,)
    mean : float
    """

    bends: Bends
    weights: Values
    mean: float

    @classmethod
    def fitted(cls, rows: Values, errors: Values) -> Spread:
        """Fit on absolute errors with a ridge penalty."""
        bends, sizes = Bends.fitted(rows), np.abs(errors)
        bent, mean = bends.bent(rows), max(float(sizes.mean()), 1e-6)
        gram = bent.T @ bent
        gram[np.diag_indices(len(gram))] += _REG
        weights: Values = np.linalg.solve(gram, bent.T @ (sizes - mean)).astype(np.float64)
        return cls(bends, weights, mean)

    def values(self, rows: Values) -> Values:
        """Expect the size of errors, above 0, shape (n,)."""
        told = self.mean + self.bends.bent(rows) @ self.weights
        found: Values = np.clip(told, _LOWEST * self.mean, _HIGHEST * self.mean)
        return found

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {
            **self.bends.state("spread_bends"),
            "spread_weights": self.weights,
            "spread_mean": np.array([self.mean]),
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_columns: int) -> Spread:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        bends = Bends.restored(state, "spread_bends", n_columns)
        weights = take_array(state, "spread_weights", np.float64, (len(bends.owners),))
        mean = float(take_array(state, "spread_mean", np.float64, (1,))[0])
        if not np.isfinite(weights).all() or not 0 < mean < np.inf:
            raise ArtifactError("the saved model's expected errors are corrupt; train it again")
        return cls(bends, weights, mean)
