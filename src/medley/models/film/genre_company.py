"""What the scores of all genres together say of each one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

Scores = NDArray[np.float64]

_REG = 0.3
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class GenreCompany:
    """Moves each genre's score by those of the others: family films are often animated.

    Attributes
    ----------
    centre, scale : ndarray of float64, shape (n_classes,)
        Mean and deviation of scores of films not seen.
    weights : ndarray of float64, shape (n_classes, n_classes)
        From standardised scores to standardised opinions of each genre.
    """

    centre: Scores
    scale: Scores
    weights: Scores

    @classmethod
    def fitted(cls, scores: Scores, labels: NDArray[np.bool_]) -> GenreCompany:
        """Fit by ridge regression on scores of films by a model that had not seen them.

        Parameters
        ----------
        scores : ndarray of float64, shape (n, n_classes)
        labels : ndarray of bool, shape (n, n_classes)
        """
        centre, scale = scores.mean(axis=0), np.maximum(scores.std(axis=0), _LEAST)
        held = (scores - centre) / scale
        inner = held.T @ held
        inner[np.diag_indices(len(inner))] += _REG * len(held)
        weights = np.linalg.solve(inner, held.T @ (labels - labels.mean(axis=0)))
        spread = np.maximum((held @ weights).std(axis=0), _LEAST)
        return cls(centre, scale, weights / spread)

    def apply(self, scores: Scores) -> Scores:
        """Give the mean of a score and of what all scores say, shape (n, n_classes)."""
        held = (scores - self.centre) / self.scale
        found: Scores = self.centre + self.scale * (held + held @ self.weights) / 2
        return found

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {"company": np.vstack([self.centre, self.scale, self.weights])}

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_classes: int) -> GenreCompany:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If the array is missing or does not fit.
        """
        held = take_array(state, "company", np.float64, (2 + n_classes, n_classes))
        if not np.isfinite(held).all() or (held[1] <= 0).any():
            raise ArtifactError("the saved model's genres are corrupt; train it again")
        return cls(held[0], held[1], held[2:])
