"""Joining what two models say of the same film, genre by genre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.film.label_calibration import best_threshold
from medley.models.state import take_array

Scores = NDArray[np.float64]

_ROUNDS = 30
_TRUST = 60.0
"""Films at which what was learned from all genres counts half."""
_OWN = 100.0
"""Films of a genre at which its own weights count half."""
_AT_FIRST = np.array([1.0, 0.5, -0.5, 0.0])
"""Without evidence: the text as it is, and half of what the poster adds to the shares."""


@dataclass(frozen=True, slots=True, eq=False)
class LateFusion:
    """Weights of two models' log odds, of the genres' shares, and an offset, per genre.

    Few films have both a poster and a text: the weights of all genres together are drawn
    towards a cautious guess, and each genre's own towards those of all.

    Attributes
    ----------
    weights : ndarray of float64, shape (n_genres, 4)
        Of the first model, the second, the shares' log odds, and 1.
    thresholds : ndarray of float64, shape (n_genres,)
    """

    weights: Scores
    thresholds: Scores

    @classmethod
    def fitted(
        cls, first: Scores, second: Scores, prior: Scores, labels: NDArray[np.bool_]
    ) -> LateFusion:
        """Fit on films that neither model saw.

        Parameters
        ----------
        first, second : ndarray of float64, shape (n, n_genres)
            Log odds; rows with NaN in a genre do not count for it.
        prior : ndarray of float64, shape (n_genres,)
        labels : ndarray of bool, shape (n, n_genres)
        """
        shares = np.log(prior / (1 - prior))
        known = np.isfinite(first) & np.isfinite(second)
        seen = [
            (_design(first[rows, at], second[rows, at], shares[at]), labels[rows, at])
            for at, rows in enumerate(known.T)
        ]
        joined = np.concatenate([design for design, _ in seen])
        truth = np.concatenate([held for _, held in seen])
        common = _logistic(joined, truth, _AT_FIRST, _TRUST)
        weights = np.array([_logistic(design, held, common, _OWN) for design, held in seen])
        thresholds = np.array(
            [
                best_threshold(expit(design @ own), held) if held.any() else 0.5
                for (design, held), own in zip(seen, weights, strict=True)
            ]
        )
        return cls(weights.reshape(len(prior), 4), thresholds)

    def log_odds(self, first: Scores, second: Scores, prior: Scores) -> Scores:
        """Join log odds of shape (n, n_genres)."""
        held = self.weights
        shares = np.log(prior / (1 - prior))
        found: Scores = held[:, 0] * first + held[:, 1] * second
        found += held[:, 2] * shares + held[:, 3]
        return found

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {"fusion": np.column_stack((self.weights, self.thresholds))}

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_genres: int) -> LateFusion:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If the array is missing or holds what no fit gives.
        """
        held = take_array(state, "fusion", np.float64, (n_genres, 5))
        if not np.isfinite(held).all() or (held[:, :2] < 0).any():
            raise ArtifactError("the saved model's fusion is corrupt; train it again")
        return cls(held[:, :4], held[:, 4])


def _design(first: Scores, second: Scores, share: float) -> Scores:
    return np.column_stack((first, second, np.full(len(first), share), np.ones(len(first))))


def _logistic(design: Scores, labels: NDArray[np.bool_], towards: Scores, pull: float) -> Scores:
    """Logistic regression by Newton's method, drawn to given weights; no model counts against."""
    # A film tells about a weight what its own variance lets it, a quarter at most.
    reach = pull * np.array([0.25, 0.25, 0.25, 0.25])
    at = towards.copy()
    for _ in range(_ROUNDS):
        said = expit(design @ at)
        slope = design.T @ (said - labels) + reach * (at - towards)
        curve = (design * (said * (1 - said))[:, None]).T @ design + np.diag(reach)
        step = np.linalg.solve(curve, slope)
        at = at - step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-9:
            break
    at[:2] = np.maximum(at[:2], 0)
    return at
