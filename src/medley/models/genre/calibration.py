"""Making a genre's probability mean what it says, and knowing when to say "unsure"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TEMPERATURES = np.geomspace(0.1, 100.0, 61)
_BLENDS = np.array([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0])

SURE_IS_RIGHT = 0.9
"""Share of the answers that are right where the model does not say "unsure"."""
MOST_UNSURE = 0.5
"""At most this share of songs goes unanswered to reach it."""
LIKELIER_THAN_NOT = 0.5
"""Nothing below is called sure."""


@dataclass(frozen=True, slots=True)
class Calibration:
    r"""Cools or heats a model's log probabilities and mixes the genres' shares in.

    .. math:: p = (1 - b)\,\text{softmax}(s / T) + b\,\text{prior}

    Attributes
    ----------
    temperature : float
        *T*, above 0.
    blend : float
        *b*, in (0, 1]; keeps every genre possible.
    unsure_below : float
        The answer counts as "unsure" where the highest probability is lower.

    References
    ----------
    Guo et al., "On calibration of modern neural networks", ICML 2017.
    """

    temperature: float = 1.0
    blend: float = 0.02
    unsure_below: float = LIKELIER_THAN_NOT

    def apply(self, scores: NDArray[np.float64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn scores, shape (n, n_genres), into probabilities of the same shape.

        A score of minus infinity says that the model does not know the genre.
        """
        shares = np.exp(log_softmax(scores / self.temperature))
        found: NDArray[np.float64] = (1 - self.blend) * shares + self.blend * prior
        return found

    @classmethod
    def fitted(
        cls, scores: NDArray[np.float64], prior: NDArray[np.float64], labels: NDArray[np.int32]
    ) -> Calibration:
        """Choose what loses least on songs that the scores' model did not hear.

        Parameters
        ----------
        scores : ndarray of float64, shape (n, n_genres)
        prior : ndarray of float64, shape (n_genres,)
        labels : ndarray of int32, shape (n,)
        """
        at = np.arange(len(labels)), labels

        def loss(tried: Calibration) -> float:
            return float(-np.log(tried.apply(scores, prior)[at]).mean())

        grid = (cls(float(t), float(b)) for t in _TEMPERATURES for b in _BLENDS)
        best = min(grid, key=loss)
        said = best.apply(scores, prior)
        return cls(best.temperature, best.blend, unsure_threshold(said, labels))


def unsure_threshold(probabilities: NDArray[np.float64], labels: NDArray[np.int32]) -> float:
    """Say below which probability an answer is no answer.

    The lowest threshold from one half on whose answers are right `SURE_IS_RIGHT` of
    the time; where that leaves more than `MOST_UNSURE` of the songs unanswered, the
    highest threshold that does not.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n, n_genres)
        Of songs that the model was not fitted on.
    labels : ndarray of int32, shape (n,)

    Examples
    --------
    >>> said = np.array([[0.6, 0.4], [0.7, 0.3], [0.9, 0.1], [0.95, 0.05]])
    >>> unsure_threshold(said, np.array([1, 0, 0, 0], np.int32))
    0.7
    """
    highest = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    tried = np.unique(np.maximum(highest, LIKELIER_THAN_NOT)).tolist()
    most = LIKELIER_THAN_NOT
    for threshold in (LIKELIER_THAN_NOT, *tried):
        sure = highest >= threshold
        if sure.mean() < 1 - MOST_UNSURE:
            return float(most)
        if right[sure].mean() >= SURE_IS_RIGHT:
            return float(threshold)
        most = threshold
    return float(most)


def log_softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Normalise rows of scores to log probabilities; minus infinity stays."""
    moved = scores - scores.max(axis=-1, keepdims=True)
    found: NDArray[np.float64] = moved - np.log(np.exp(moved).sum(axis=-1, keepdims=True))
    return found
