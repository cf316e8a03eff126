"""How good the answers are where several labels may be true of one thing, or none.

Throughout, ``probabilities`` is a float array of shape (n, n_labels), each entry in
[0, 1] on its own; ``truth`` and ``said`` are bool arrays of the same shape: what is so,
and what the model said outright. Label-wise accuracy is not among the figures: with
rare labels, saying nothing at all would be right nearly always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.metrics.uncertainty import Difference, Estimate

MULTILABEL_METRICS: tuple[str, ...] = (
    "map",
    "macro_f1",
    "micro_f1",
    "sample_f1",
    "log_loss",
    "ece",
    "coverage",
)
"""Log loss in nats a label and the calibration error (ECE) are better when smaller; coverage
is the share of things of which any label was said."""

_CELLS = 1 << 18
"""Weights of one step of a resampling: 2 MB, which a core's cache holds."""
_LEAST = 1e-12

Weights = NDArray[np.float64]
_Figures = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class LabelCounts:
    """How often each label was said, was so, and both, by weighting.

    Attributes
    ----------
    hits, said, true : ndarray of float64, shape (m, n_labels)
    """

    hits: NDArray[np.float64]
    said: NDArray[np.float64]
    true: NDArray[np.float64]

    @property
    def f1(self) -> NDArray[np.float64]:
        """F1 of each label, NaN where it neither was so nor was said."""
        return _ratio(2 * self.hits, self.said + self.true)

    @property
    def precision(self) -> NDArray[np.float64]:
        """Share of what was said that is so, NaN where nothing was said."""
        return _ratio(self.hits, self.said)

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of what is so that was said, NaN where nothing is so."""
        return _ratio(self.hits, self.true)

    @property
    def micro_f1(self) -> NDArray[np.float64]:
        """F1 of all labels thrown together, shape (m,); 0 where nothing was so or said."""
        sums = (self.said + self.true).sum(axis=1)
        return np.nan_to_num(_ratio(2 * self.hits.sum(axis=1), sums))


class Judged:
    """Answers made ready once, so that any weighting of their rows has its figures at once.

    A bootstrap draw is a weighting by whole numbers, so no draw is sorted or counted anew.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n, n_labels)
    truth, said : ndarray of bool, shape (n, n_labels)
    n_bins : int
        Of equal width, for the calibration error.

    Attributes
    ----------
    by_row : dict of str to ndarray of float64, shape (n,)
        The metrics that are means over rows, before the mean.

    Raises
    ------
    ValueError
        If the three differ in shape, or there is no row or no label.

    Examples
    --------
    >>> truth = np.array([[1, 0], [0, 1]], bool)
    >>> judged = Judged(np.array([[0.9, 0.2], [0.1, 0.7]]), truth, truth)
    >>> {name: round(float(v[0]), 2) for name, v in judged.figures().items()}["map"]
    1.0
    """

    def __init__(
        self,
        probabilities: NDArray[np.floating],
        truth: NDArray[np.bool_],
        said: NDArray[np.bool_],
        *,
        n_bins: int = 10,
    ) -> None:
        shapes = {probabilities.shape, truth.shape, said.shape}
        if len(shapes) > 1 or not truth.size:
            raise ValueError(f"probabilities, truth and answers of shapes {sorted(shapes)}")
        self.truth, self.said = truth.astype(np.float64), said.astype(np.float64)
        self.probabilities = np.asarray(probabilities, np.float64)
        self._order = np.argsort(-self.probabilities, axis=0, kind="stable")
        self._ends = _tie_ends(np.take_along_axis(self.probabilities, self._order, axis=0))
        self.by_row: dict[str, NDArray[np.float64]] = {
            "sample_f1": _row_f1(truth, said),
            "log_loss": _row_loss(self.probabilities, truth),
            "coverage": np.asarray(said.any(axis=1), np.float64),
        }
        self._gaps = _gap_matrix(self.probabilities, self.truth, n_bins)
        self._n_bins = n_bins

    def __len__(self) -> int:
        return len(self.truth)

    def only(self, rows: NDArray[np.bool_]) -> Judged:
        """Keep some rows."""
        return Judged(
            self.probabilities[rows],
            self.truth[rows] > 0,
            self.said[rows] > 0,
            n_bins=self._n_bins,
        )

    def figures(self, weights: Weights | None = None) -> _Figures:
        """Compute `MULTILABEL_METRICS`, each of shape (m,).

        Parameters
        ----------
        weights : ndarray of float64, shape (m, n), optional
            Each row a weighting with a sum above 0; all ones, once, without it.
        """
        held = self._ones() if weights is None else weights
        sums = held.sum(axis=1)
        counts = self.counts(held)
        found = {
            "map": _mean(self.average_precision(held)),
            "macro_f1": _mean(counts.f1),
            "micro_f1": counts.micro_f1,
            "ece": self.calibration_errors(held).mean(axis=1),
            **{name: held @ values / sums for name, values in self.by_row.items()},
        }
        return {name: found[name] for name in MULTILABEL_METRICS}

    def average_precision(self, weights: Weights | None = None) -> NDArray[np.float64]:
        """Average precision of each label, NaN where nothing is so, shape (m, n_labels).

        The mean, over what is so, of the precision among all that are at least as
        probable; equal probabilities are one step, whatever the order of the rows.
        """
        held = self._ones() if weights is None else weights
        found = np.empty((len(held), self.truth.shape[1]))
        for label in range(found.shape[1]):
            order, ends = self._order[:, label], self._ends[:, label]
            drawn = held[:, order]
            right = drawn * self.truth[order, label]
            hits, n_above = right.cumsum(axis=1), drawn.cumsum(axis=1)
            precision = hits[:, ends] / np.maximum(n_above[:, ends], _LEAST)
            found[:, label] = _ratio((precision * right).sum(axis=1), hits[:, -1])
        return found

    def counts(self, weights: Weights | None = None) -> LabelCounts:
        """Count each label's hits, answers and truths."""
        held = self._ones() if weights is None else weights
        return LabelCounts(held @ (self.truth * self.said), held @ self.said, held @ self.truth)

    def calibration_errors(self, weights: Weights | None = None) -> NDArray[np.float64]:
        """Expected calibration error of each label, shape (m, n_labels).

        How far the mean probability is from the share that is so, averaged over bins of
        probability by how many fall there.
        """
        held = self._ones() if weights is None else weights
        # A sparse matrix from the left only: dense @ sparse would make it dense.
        gaps = np.abs((self._gaps @ held.T).T).reshape(len(held), -1, self._n_bins)
        found: NDArray[np.float64] = gaps.sum(axis=2) / held.sum(axis=1)[:, None]
        return found

    def beside(self, other: Judged) -> Judged:
        """Put another model's answers below these: then an exchange of answers is a weighting."""
        return Judged(
            np.concatenate([self.probabilities, other.probabilities]),
            np.concatenate([self.truth, other.truth]) > 0,
            np.concatenate([self.said, other.said]) > 0,
            n_bins=self._n_bins,
        )

    def _ones(self) -> Weights:
        return np.ones((1, len(self)))


def multilabel_intervals(
    judged: Judged,
    groups: NDArray[np.integer],
    *,
    rng: np.random.Generator,
    n_resamples: int = 500,
) -> dict[str, Estimate]:
    """Estimate `MULTILABEL_METRICS`, drawing whole groups with replacement.

    A draw repeats rows, which flatters the average precision and worsens the calibration
    error; the percentiles are moved by that bias, the mean of the draws less the figure.

    Parameters
    ----------
    judged : Judged
    groups : ndarray of int, shape (n,)
        Rows of one group, such as a film and its remake, are drawn together.
    rng : numpy.random.Generator
    n_resamples : int

    Returns
    -------
    dict of str to Estimate
        With the 95% percentile interval.
    """
    drawn = _collect(judged.figures, _draws(groups, n_resamples, rng))
    found = {}
    for name, value in judged.figures().items():
        low, high = _ends_of(drawn[name] - drawn[name].mean() + value[0])
        found[name] = Estimate(float(value[0]), max(0.0, low), high)
    return found


def multilabel_differences(
    challenger: Judged,
    champion: Judged,
    groups: NDArray[np.integer],
    *,
    rng: np.random.Generator,
    n_resamples: int = 500,
    n_swaps: int = 500,
) -> dict[str, Difference]:
    """Compare two models' answers to the same rows.

    The interval draws whole groups with replacement; the p-value comes from exchanging
    the two models' answers to whole groups at random, with one added to both counts.

    Parameters
    ----------
    challenger, champion : Judged
    groups : ndarray of int, shape (n,)
    rng : numpy.random.Generator
    n_resamples, n_swaps : int

    Raises
    ------
    ValueError
        If the two were asked about different things.
    """
    if challenger.truth.shape != champion.truth.shape or (challenger.truth != champion.truth).any():
        raise ValueError("the two models were not asked about the same things")

    def gains(weights: Weights) -> _Figures:
        one, other = challenger.figures(weights), champion.figures(weights)
        return {name: one[name] - other[name] for name in one}

    both = challenger.beside(champion)

    def exchanged(swapped: Weights) -> _Figures:
        one = both.figures(np.concatenate([1 - swapped, swapped], axis=1))
        other = both.figures(np.concatenate([swapped, 1 - swapped], axis=1))
        return {name: one[name] - other[name] for name in one}

    drawn = _collect(gains, _draws(groups, n_resamples, rng))
    swapped = _collect(exchanged, _swaps(groups, n_swaps, rng))
    found = {}
    for name, value in gains(np.ones((1, len(challenger)))).items():
        gain = float(value[0])
        extreme = int((np.abs(swapped[name]) >= abs(gain) - 1e-12).sum())
        p_value = (extreme + 1) / (n_swaps + 1)
        found[name] = Difference(gain, *_ends_of(drawn[name]), p_value)
    return found


def errors_together(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count which label was said wrongly where which other was missed.

    Returns
    -------
    ndarray of int64, shape (n_labels, n_labels)
        Rows are what was missed, columns what was said instead; the diagonal is 0.

    Examples
    --------
    >>> errors_together(np.array([[1, 0]], bool), np.array([[0, 1]], bool)).tolist()
    [[0, 1], [0, 0]]
    """
    missed, wrong = (truth & ~said).astype(np.int64), (said & ~truth).astype(np.int64)
    return missed.T @ wrong


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.divide(
        above, below, out=np.full(np.shape(above), np.nan), where=below > 0
    )
    return found


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of the labels that have a figure; 0 where none has."""
    held = np.isfinite(values)
    found: NDArray[np.float64] = np.nan_to_num(
        _ratio(np.where(held, values, 0).sum(axis=1), held.sum(axis=1).astype(np.float64))
    )
    return found


def _tie_ends(ordered: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each place the last place with the same value, column by column."""
    n = len(ordered)
    ends = np.full(ordered.shape, n - 1, np.intp)
    last = np.diff(ordered, axis=0) != 0
    ends[:-1] = np.where(last, np.arange(n - 1)[:, None], n - 1)
    found: NDArray[np.intp] = np.minimum.accumulate(ends[::-1], axis=0)[::-1]
    return found


def _row_f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> NDArray[np.float64]:
    """F1 of each row; nothing said where nothing is so is right."""
    sums = (truth.sum(axis=1) + said.sum(axis=1)).astype(np.float64)
    found = _ratio(2.0 * (truth & said).sum(axis=1), sums)
    found[sums == 0] = 1.0
    return found


def _row_loss(probabilities: NDArray[np.float64], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    given = np.where(truth, probabilities, 1 - probabilities)
    losses: NDArray[np.float64] = -np.log(np.maximum(given, _LEAST))
    found: NDArray[np.float64] = losses.mean(axis=1)
    return found


def _gap_matrix(
    probabilities: NDArray[np.float64], truth: NDArray[np.float64], n_bins: int
) -> sparse.csr_array:
    """What was said less what is so, shape (n_labels * n_bins, n), each in its bin."""
    n, n_labels = truth.shape
    edges = np.linspace(0, 1, n_bins + 1)[1:-1]
    bins = np.digitize(probabilities, edges) + n_bins * np.arange(n_labels)
    rows = np.broadcast_to(np.arange(n)[:, None], truth.shape)
    gaps = (probabilities - truth).ravel()
    shape = (n_labels * n_bins, n)
    return sparse.csr_array((gaps, (bins.ravel(), rows.ravel())), shape=shape)


def _ends_of(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def _collect(figures: Callable[[Weights], _Figures], weights: Iterator[Weights]) -> _Figures:
    parts = [figures(block) for block in weights]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _draws(
    groups: NDArray[np.integer], n_draws: int, rng: np.random.Generator
) -> Iterator[Weights]:
    """How often each row is drawn, whole groups at a time, a block of draws at a time."""
    _, number = np.unique(groups, return_inverse=True)
    n_groups = int(number.max()) + 1
    even = np.full(n_groups, 1 / n_groups)
    for size in _blocks(n_draws, len(groups)):
        yield rng.multinomial(n_groups, even, size=size)[:, number].astype(np.float64)


def _swaps(
    groups: NDArray[np.integer], n_swaps: int, rng: np.random.Generator
) -> Iterator[Weights]:
    """1 where a row's two answers are exchanged, whole groups at a time."""
    _, number = np.unique(groups, return_inverse=True)
    n_groups = int(number.max()) + 1
    for size in _blocks(n_swaps, len(groups)):
        yield (rng.random((size, n_groups)) < 0.5)[:, number].astype(np.float64)


def _blocks(n_draws: int, n_rows: int) -> Iterator[int]:
    step = max(1, _CELLS // n_rows)
    for start in range(0, n_draws, step):
        yield min(step, n_draws - start)
