"""How much each part of the hybrid counts, by how much is known of a person.

A blend is a table of weights at a few lengths of history; between them it is
interpolated, so that one more like never makes the answer jump.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

PARTS = ("taste", "content", "content_new", "popular", "recent", "new", "interest")
"""What is blended. The first three are about the person's history."""

PERSONAL = 3
KNOTS = np.array([0, 1, 2, 4, 8, 16, 32, 64, 128, 256], np.float32)
"""Lengths of history, in events of full strength, at which weights are held."""

_FEW = 10


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One held-out person at one length of history, for learning the weights.

    Attributes
    ----------
    features : ndarray of float32, shape (n_candidates, n_parts)
        What each part says for each candidate.
    targets : ndarray of intp, shape (n_targets,)
        Rows of the candidates that the person went on to like.
    multiplicity : ndarray of float32, shape (n_candidates,)
        How many items each candidate stands for: 1, or more for a sampled one.
    """

    features: NDArray[np.float32]
    targets: NDArray[np.intp]
    multiplicity: NDArray[np.float32]


def weights_at(
    table: NDArray[np.float32], known: NDArray[np.float32], liked: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Interpolate the weights for some histories.

    Parameters
    ----------
    table : ndarray of float32, shape (n_knots, n_parts)
    known : ndarray of float32, shape (n,)
        Sum of absolute strengths: gates the parts about the person's history.
    liked : ndarray of float32, shape (n,)
        Sum of positive strengths: gates the rest, so that somebody of whom only
        dislikes are known still gets what is popular.

    Returns
    -------
    ndarray of float32, shape (n, n_parts)
    """
    at = np.log1p(KNOTS)
    found = np.empty((len(known), len(PARTS)), np.float32)
    for part, column in enumerate(table.T):
        length = known if part < PERSONAL else liked
        found[:, part] = np.interp(np.log1p(length), at, column)
    return found


def learn_weights(cases: Sequence[Case], start: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fit the weights of one knot by multinomial logistic regression.

    Maximises the likelihood that the next like is what the person did like,
    among all candidates; weights are at least 0, and a part that says nothing
    in any case keeps its starting weight.

    Parameters
    ----------
    cases : sequence of Case
    start : ndarray of float32, shape (n_parts,)
        Weights to begin with, which are kept when there are too few cases.

    Returns
    -------
    ndarray of float32, shape (n_parts,)
    """
    if len(cases) < _FEW:
        return start
    spread = np.sqrt(np.mean([(c.features.astype(np.float64) ** 2).mean(0) for c in cases], 0))
    active = np.flatnonzero(spread > 1e-9)
    scaled = [(c.features[:, active] / spread[active]).astype(np.float32) for c in cases]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros(len(active))
        for case, features in zip(cases, scaled, strict=True):
            logits = features @ weights.astype(np.float32)
            top = logits.max()
            odds = case.multiplicity * np.exp(logits - top)
            whole = float(odds.sum())
            total += top + np.log(whole) - float(logits[case.targets].mean())
            slope += features.T @ (odds / whole) - features[case.targets].mean(axis=0)
        penalty = 1e-3 * float(weights @ weights)
        return total / len(cases) + penalty, slope / len(cases) + 2e-3 * weights

    first = (start[active] * spread[active]).astype(np.float64)
    fitted = optimize.minimize(
        loss, first, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(active)
    )
    found = start.copy()
    found[active] = fitted.x / spread[active]
    return found
