"""How good probabilities of classes are: right, well ordered, and meant as they are said.

Throughout, ``probabilities`` is a float array of shape (n, n_classes) whose rows
sum to 1, and ``truth`` one of the same shape: 1 at the true class, or the share
of each class where the truth is a mixture. The main class is the largest share,
at a tie the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.metrics.uncertainty import Difference, Estimate

_LEAST = 1e-12


def correct(
    probabilities: NDArray[np.floating], truth: NDArray[np.floating], *, k: int = 1
) -> NDArray[np.bool_]:
    """Say where the main class is among the ``k`` most probable; the mean is the accuracy.

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> correct(np.array([[0.6, 0.3, 0.1]]), np.array([[0, 1, 0]]), k=2).tolist()
    [True]
    """
    first = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    found: NDArray[np.bool_] = (first == truth.argmax(axis=1)[:, None]).any(axis=1)
    return found


def answered(
    probabilities: NDArray[np.floating],
    truth: NDArray[np.floating],
    sure: NDArray[np.bool_],
) -> float:
    """Compute the accuracy of the answers that were given; 0 where none was.

    Parameters
    ----------
    probabilities, truth : ndarray of float, shape (n, n_classes)
    sure : ndarray of bool, shape (n,)
        False where the answer was "unsure".

    Examples
    --------
    >>> answered(np.array([[0.9, 0.1], [0.6, 0.4]]), np.eye(2), np.array([True, False]))
    1.0
    """
    return float(correct(probabilities[sure], truth[sure]).mean()) if sure.any() else 0.0


def log_loss(
    probabilities: NDArray[np.floating], truth: NDArray[np.floating]
) -> NDArray[np.float64]:
    r"""Compute :math:`-\sum_c t_c \log p_c` of each row, in nats.

    Returns
    -------
    ndarray of float64, shape (n,)
        At least the entropy of the truth.

    Examples
    --------
    >>> log_loss(np.array([[0.5, 0.5]]), np.array([[1, 0]])).round(4)
    array([0.6931])
    """
    logs = np.log(np.maximum(probabilities, _LEAST))
    loss: NDArray[np.float64] = -(truth * logs).sum(axis=1)
    return loss


def confusion(
    probabilities: NDArray[np.floating], truth: NDArray[np.floating]
) -> NDArray[np.int64]:
    """Count which main class was taken for which.

    Returns
    -------
    ndarray of int64, shape (n_classes, n_classes)
        Rows are the truth, columns the most probable class.

    Examples
    --------
    >>> confusion(np.array([[0.9, 0.1], [0.8, 0.2]]), np.eye(2)).tolist()
    [[1, 0], [1, 0]]
    """
    n_classes = truth.shape[1]
    pairs = truth.argmax(axis=1) * n_classes + probabilities.argmax(axis=1)
    counts = np.bincount(pairs, minlength=n_classes**2).astype(np.int64)
    return counts.reshape(n_classes, n_classes)


def normalised(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Divide a confusion matrix by its row sums; rows of a class that never was stay 0."""
    sums = counts.sum(axis=1, keepdims=True)
    found: NDArray[np.float64] = np.divide(counts, sums, out=np.zeros(counts.shape), where=sums > 0)
    return found


def macro_f1(counts: NDArray[np.int64]) -> float:
    """Compute the mean F1 over the classes that occur in the truth or in the answers.

    Parameters
    ----------
    counts : ndarray of int64, shape (n_classes, n_classes)
        From `confusion`.

    Returns
    -------
    float
        In [0, 1]; 0 for an empty matrix.

    Examples
    --------
    >>> macro_f1(np.array([[2, 0], [0, 3]]))
    1.0
    """
    hits = np.diag(counts)
    seen = counts.sum(axis=0) + counts.sum(axis=1)
    if not seen.any():
        return 0.0
    return float((2 * hits[seen > 0] / seen[seen > 0]).mean())


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """What was said against what was so, in bins of what was said.

    Attributes
    ----------
    edges : ndarray of float64, shape (n_bins + 1,)
    said, was : ndarray of float64, shape (n_bins,)
        Mean probability and mean outcome; NaN where a bin is empty.
    counts : ndarray of int64, shape (n_bins,)
    """

    edges: NDArray[np.float64]
    said: NDArray[np.float64]
    was: NDArray[np.float64]
    counts: NDArray[np.int64]

    @property
    def error(self) -> float:
        """Mean distance of said and was, weighted by the counts."""
        held = self.counts > 0
        if not held.any():
            return 0.0
        gaps = np.abs(self.said[held] - self.was[held])
        return float(np.average(gaps, weights=self.counts[held]))

    def as_dict(self) -> dict[str, list[float | None] | list[int]]:
        """Give plain values for JSON; None where a bin is empty."""
        columns = {"edges": self.edges, "said": self.said, "was": self.was}
        found: dict[str, list[float | None] | list[int]] = {
            name: [None if np.isnan(value) else float(value) for value in column]
            for name, column in columns.items()
        }
        return found | {"counts": [int(count) for count in self.counts]}


def reliability(
    said: NDArray[np.floating], was: NDArray[np.floating], *, n_bins: int = 10
) -> Reliability:
    """Sort probabilities into bins of equal width and compare with what was so.

    Parameters
    ----------
    said : ndarray of float, shape (n,)
        In [0, 1].
    was : ndarray of float, shape (n,)
        The outcome, or its share.
    n_bins : int
    """
    edges = np.linspace(0, 1, n_bins + 1)
    number = np.clip(np.digitize(said, edges[1:-1]), 0, n_bins - 1)
    counts = np.bincount(number, minlength=n_bins).astype(np.int64)
    means = [
        np.divide(
            np.bincount(number, values, minlength=n_bins),
            counts,
            out=np.full(n_bins, np.nan),
            where=counts > 0,
        )
        for values in (np.asarray(said, np.float64), np.asarray(was, np.float64))
    ]
    return Reliability(edges, means[0], means[1], counts)


def top_reliability(
    probabilities: NDArray[np.floating], truth: NDArray[np.floating], *, n_bins: int = 10
) -> Reliability:
    """Compare the probability of the most probable class with that class's share.

    The error of the result is the expected calibration error (ECE).

    References
    ----------
    Guo et al., "On calibration of modern neural networks", ICML 2017.

    Examples
    --------
    >>> round(top_reliability(np.array([[0.8, 0.2]]), np.array([[1, 0]])).error, 4)
    0.2
    """
    best = probabilities.argmax(axis=1)[:, None]
    said = np.take_along_axis(probabilities, best, axis=1)[:, 0]
    was = np.take_along_axis(truth, best, axis=1)[:, 0]
    return reliability(said, was, n_bins=n_bins)


def class_reliability(
    probabilities: NDArray[np.floating], truth: NDArray[np.floating], *, n_bins: int = 10
) -> Reliability:
    """Compare every class's probability with its share, all classes together."""
    return reliability(probabilities.ravel(), truth.ravel(), n_bins=n_bins)


def grouped_interval(
    figure: Callable[[NDArray[np.intp]], float],
    groups: NDArray[np.generic] | tuple[str, ...],
    *,
    rng: np.random.Generator,
    n_resamples: int = 500,
) -> Estimate:
    """Estimate any figure of rows, drawing whole groups with replacement.

    Parameters
    ----------
    figure : callable
        From row numbers, which may repeat, to the figure.
    groups : sequence, length n
        Rows of one group, such as a person, are drawn together.
    rng : numpy.random.Generator
    n_resamples : int

    Returns
    -------
    Estimate
        With the 95% percentile interval.

    Raises
    ------
    ValueError
        If there is no row.

    Examples
    --------
    >>> values = np.array([1.0, 1.0])
    >>> grouped_interval(lambda rows: float(values[rows].mean()), ("a", "b"),
    ...                  rng=np.random.default_rng(0))
    Estimate(value=1.0, low=1.0, high=1.0)
    """
    n = len(groups)
    if not n:
        raise ValueError("there is no row to take a figure of")
    members = _members(groups)
    figures = []
    for _ in range(n_resamples):
        drawn = rng.integers(len(members), size=len(members))
        figures.append(figure(np.concatenate([members[i] for i in drawn.tolist()])))
    low, high = np.quantile(figures, (0.025, 0.975))
    return Estimate(figure(np.arange(n)), float(low), float(high))


def grouped_difference(
    figure: Callable[[NDArray[np.float64], NDArray[np.intp]], float],
    challenger: NDArray[np.float64],
    champion: NDArray[np.float64],
    groups: NDArray[np.generic] | tuple[str, ...],
    *,
    rng: np.random.Generator,
    n_resamples: int = 500,
    n_swaps: int = 500,
) -> Difference:
    """Compare any figure of two models' answers to the same rows.

    The interval draws whole groups with replacement; the p-value comes from
    exchanging the two models' answers to whole groups at random, with one added
    to both counts.

    Parameters
    ----------
    figure : callable
        From answers and row numbers, which may repeat, to the figure.
    challenger, champion : ndarray of float64, shape (n, ...)
    groups : sequence, length n
    rng : numpy.random.Generator
    n_resamples, n_swaps : int

    Raises
    ------
    ValueError
        If the answers differ in shape, or there is no row.

    Examples
    --------
    >>> right, wrong = np.ones(8), np.zeros(8)
    >>> found = grouped_difference(lambda answers, rows: float(answers[rows].mean()),
    ...     right, wrong, tuple("abcdefgh"), rng=np.random.default_rng(0))
    >>> found.value, found.low, found.p_value < 0.05
    (1.0, 1.0, True)
    """
    if challenger.shape != champion.shape or not len(groups):
        raise ValueError(f"answers of shape {challenger.shape} against {champion.shape}")
    members = _members(groups)
    everything = np.arange(len(groups))
    value = figure(challenger, everything) - figure(champion, everything)
    gains = []
    for _ in range(n_resamples):
        drawn = rng.integers(len(members), size=len(members))
        rows = np.concatenate([members[i] for i in drawn.tolist()])
        gains.append(figure(challenger, rows) - figure(champion, rows))
    extreme = 0
    for _ in range(n_swaps):
        swapped = np.zeros(len(groups), np.bool_)
        for number in np.flatnonzero(rng.random(len(members)) < 0.5).tolist():
            swapped[members[number]] = True
        mask = swapped.reshape(-1, *[1] * (challenger.ndim - 1))
        one, other = np.where(mask, champion, challenger), np.where(mask, challenger, champion)
        gain = figure(one, everything) - figure(other, everything)
        extreme += abs(gain) >= abs(value) - 1e-12
    low, high = np.quantile(gains, (0.025, 0.975))
    return Difference(value, float(low), float(high), (extreme + 1) / (n_swaps + 1))


def _members(groups: NDArray[np.generic] | tuple[str, ...]) -> list[NDArray[np.intp]]:
    """Row numbers of each group."""
    _, number = np.unique(np.asarray(groups), return_inverse=True)
    order = np.argsort(number, kind="stable")
    starts = np.searchsorted(number[order], np.arange(number.max() + 2))
    return [order[a:b] for a, b in pairwise(starts.tolist())]
