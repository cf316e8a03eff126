"""Making each genre's probability mean what it says, and choosing where a genre is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

Scores = NDArray[np.float64]

_ROUNDS = 30
_LEAST_SLOPE, _MOST_SLOPE = 0.05, 20.0
_LEAST_WEIGHT = 1e-4
_EVIDENCE = 400.0
"""Positive films at which a genre's own slope and threshold count half."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelCalibration:
    """A line per genre from a model's score to log odds, and a threshold (Platt scaling).

    A rare genre's few films say little: its slope is drawn towards the slope of all
    genres, and its threshold towards the one that its probabilities themselves expect
    to be best.

    Attributes
    ----------
    slopes : ndarray of float64, shape (n_classes,)
        Above 0, so that the order of a genre's films stays.
    offsets : ndarray of float64, shape (n_classes,)
    thresholds : ndarray of float64, shape (n_classes,)
        A genre is said from this probability on.

    References
    ----------
    Platt, "Probabilistic outputs for support vector machines", 1999. Lipton, Elkan and
    Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014.
    """

    slopes: Scores
    offsets: Scores
    thresholds: Scores

    @classmethod
    def plain(cls, n_classes: int) -> LabelCalibration:
        """Take scores for log odds, and say what is likelier than not."""
        return cls(np.ones(n_classes), np.zeros(n_classes), np.full(n_classes, 0.5))

    @classmethod
    def fitted(cls, scores: Scores, labels: NDArray[np.bool_]) -> LabelCalibration:
        """Fit on films that the scores' models did not see.

        Parameters
        ----------
        scores : ndarray of float64, shape (n, n_classes)
            Higher is likelier; NaN where a model did not know the genre.
        labels : ndarray of bool, shape (n, n_classes)
        """
        known = np.isfinite(scores)
        found = cls.plain(scores.shape[1])
        for genre in range(scores.shape[1]):
            held, truth = scores[known[:, genre], genre], labels[known[:, genre], genre]
            if truth.any() and not truth.all():
                found.slopes[genre], found.offsets[genre] = _line(held, truth, None)
        common = float(np.median(found.slopes)) if len(found.slopes) else 1.0
        for genre in range(scores.shape[1]):
            held, truth = scores[known[:, genre], genre], labels[known[:, genre], genre]
            if truth.any() and not truth.all():
                found.slopes[genre], found.offsets[genre] = _line(held, truth, common)
                said = expit(found.slopes[genre] * held + found.offsets[genre])
                found.thresholds[genre] = best_threshold(said, truth)
        return found

    def apply(self, scores: Scores) -> Scores:
        """Turn scores, shape (n, n_classes), into probabilities of the same shape."""
        found: Scores = expit(self.slopes * scores + self.offsets)
        return found

    def log_odds(self, scores: Scores) -> Scores:
        """Turn scores, shape (n, n_classes), into calibrated log odds of the same shape."""
        return self.slopes * scores + self.offsets

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {"calibration": np.stack((self.slopes, self.offsets, self.thresholds))}

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_classes: int) -> LabelCalibration:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or holds what no fit gives.
        """
        slopes, offsets, thresholds = take_array(state, "calibration", np.float64, (3, n_classes))
        sound = (
            (slopes > 0).all()
            and np.isfinite([slopes, offsets]).all()
            and ((thresholds >= 0) & (thresholds <= 1)).all()
        )
        if not sound:
            raise ArtifactError("the saved model's calibration is corrupt; train it again")
        return cls(slopes, offsets, thresholds)


def best_threshold(probabilities: Scores, truth: NDArray[np.bool_]) -> float:
    """Find from which probability on saying a genre gives the best F1.

    Counts of right answers are a mean of those observed and those that the
    probabilities expect, weighted by how many films have the genre.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n,)
        Calibrated.
    truth : ndarray of bool, shape (n,)

    Examples
    --------
    >>> best_threshold(np.array([0.9, 0.75, 0.25, 0.1]), np.array([True, True, False, False]))
    0.5
    """
    order = np.argsort(-probabilities, kind="stable")
    said, right = probabilities[order], truth[order].astype(np.float64)
    weight = right.sum() / (right.sum() + _EVIDENCE)
    counted = weight * right + (1 - weight) * said
    f1 = 2 * np.cumsum(counted) / (np.arange(1, len(said) + 1) + counted.sum())
    # Films of equal probability are said together or not at all.
    f1[:-1][said[:-1] <= said[1:]] = -1.0
    last = int(np.argmax(f1))
    below = said[last + 1] if last + 1 < len(said) else 0.0
    return float((said[last] + below) / 2)


def _line(scores: Scores, truth: NDArray[np.bool_], common: float | None) -> tuple[float, float]:
    """Logistic regression on one score by Newton's method, its slope drawn to a common one."""
    centre, spread = float(scores.mean()), float(scores.std()) or 1.0
    held = (scores - centre) / spread
    # Two films more, one of either side, keep the odds of a perfect split finite.
    n, target = len(held), truth.astype(np.float64)
    share = (target.sum() + 1) / (n + 2)
    begin = 0.0 if common is None else common * spread
    pull = 1.0 if common is None else _EVIDENCE * share * (1 - share)
    wanted = np.array([begin, 0.0])
    at = np.array([begin, np.log(share / (1 - share))])
    design = np.column_stack((held, np.ones(n)))
    reach = np.array([pull, 1e-3])
    for _ in range(_ROUNDS):
        said = expit(design @ at)
        weights = np.maximum(said * (1 - said), _LEAST_WEIGHT)
        slope = design.T @ (said - target) + reach * (at - wanted)
        curve = (design * weights[:, None]).T @ design + np.diag(reach)
        step = np.linalg.solve(curve, slope)
        at = at - step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-9:
            break
    slope_found = float(np.clip(at[0] / spread, _LEAST_SLOPE, _MOST_SLOPE))
    return slope_found, _offset(scores * slope_found, target)


def _offset(scores: Scores, target: Scores) -> float:
    """The offset at which the mean probability is the share of films."""
    share = (target.sum() + 0.5) / (len(target) + 1)
    low, high = -50.0 - float(scores.max()), 50.0 - float(scores.min())
    for _ in range(80):
        middle = (low + high) / 2
        if float(expit(scores + middle).mean()) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2
