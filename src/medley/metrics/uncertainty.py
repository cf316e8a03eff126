"""How sure a figure is: bootstrap intervals, and paired tests between two models.

People are what is drawn: a test set is a sample of the people who might come.

References
----------
Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 10 and
13. Smucker, Allan and Carterette, "A comparison of statistical significance
tests for information retrieval evaluation", CIKM 2007.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.metrics.catalogue import shown_counts

_BLOCK = 1 << 22
"""Cells of the largest array that one step of a resampling makes: 32 MB."""
_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Give plain values for JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Difference:
    """What one model gains over another on the same people.

    Attributes
    ----------
    value, low, high : float
        Mean gain and its 95% interval.
    p_value : float
        Two-sided, of no difference at all.
    """

    value: float
    low: float
    high: float
    p_value: float

    def as_dict(self) -> dict[str, float]:
        """Give plain values for JSON."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "p_value": self.p_value,
        }


def mean_interval(
    values: NDArray[np.float64], *, rng: np.random.Generator, n_resamples: int = 1000
) -> Estimate:
    """Estimate a mean over people with the percentile bootstrap.

    Parameters
    ----------
    values : ndarray of float64, shape (n_people,)
        One figure a person; at least one.
    rng : numpy.random.Generator
    n_resamples : int

    Raises
    ------
    ValueError
        If ``values`` is empty.

    Examples
    --------
    >>> mean_interval(np.array([0.5, 0.5]), rng=np.random.default_rng(0))
    Estimate(value=0.5, low=0.5, high=0.5)
    """
    if not len(values):
        raise ValueError("there is nobody to take a mean over")
    means = np.concatenate(
        [draw @ values / len(values) for draw in _draws(len(values), n_resamples, rng)]
    )
    low, high = np.quantile(means, (0.025, 0.975))
    return Estimate(float(values.mean()), float(low), float(high))


def ratio_interval(
    parts: NDArray[np.float64],
    wholes: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    n_resamples: int = 1000,
) -> Estimate:
    """Estimate a ratio of sums over people, such as likes per item shown.

    People are drawn whole, with all that they were shown: one of them who likes
    everything makes the interval wide, as it should.

    Parameters
    ----------
    parts, wholes : ndarray of float64, shape (n_people,)
        Of each person; the wholes are not negative and not all 0.
    rng : numpy.random.Generator
    n_resamples : int

    Raises
    ------
    ValueError
        If the wholes sum to 0.

    Examples
    --------
    >>> ratio_interval(np.array([1.0, 2.0]), np.array([2.0, 4.0]), rng=np.random.default_rng(0))
    Estimate(value=0.5, low=0.5, high=0.5)
    """
    columns = parts[:, None], wholes[:, None]
    return ratio_intervals(*columns, rng=rng, n_resamples=n_resamples)[0]


def ratio_intervals(
    parts: NDArray[np.float64],
    wholes: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    n_resamples: int = 1000,
) -> list[Estimate]:
    """Estimate several ratios over the same people, who are drawn once for all of them.

    Parameters
    ----------
    parts, wholes : ndarray of float64, shape (n_people, n_ratios)
        As of `ratio_interval`.
    rng : numpy.random.Generator
    n_resamples : int

    Raises
    ------
    ValueError
        If the wholes of a ratio sum to 0.
    """
    if not wholes.sum(axis=0).all():
        raise ValueError("there is nothing to take a share of")
    both = np.hstack([parts, wholes])
    sums = np.concatenate([draw @ both for draw in _draws(len(both), n_resamples, rng)])
    found = []
    for part, whole in zip(
        range(parts.shape[1]), range(parts.shape[1], both.shape[1]), strict=True
    ):
        some = sums[sums[:, whole] > 0]
        low, high = np.quantile(some[:, part] / some[:, whole], (0.025, 0.975))
        value = both[:, part].sum() / both[:, whole].sum()
        found.append(Estimate(float(value), float(low), float(high)))
    return found


def wilson_interval(hits: int, n: int) -> Estimate:
    """Estimate a share of independent trials.

    Parameters
    ----------
    hits, n : int
        With ``0 <= hits <= n`` and ``n`` at least 1.

    Raises
    ------
    ValueError
        If there are no trials, or more hits than trials.

    References
    ----------
    Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 1927.

    Examples
    --------
    >>> wilson_interval(0, 10).low, round(wilson_interval(0, 10).high, 3)
    (0.0, 0.278)
    """
    if not 0 <= hits <= n or not n:
        raise ValueError(f"{hits} of {n} is no share")
    share, reach = hits / n, _NORMAL_95**2 / n
    middle = (share + reach / 2) / (1 + reach)
    half = (reach * share * (1 - share) + reach**2 / 4) ** 0.5 / (1 + reach)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def catalogue_interval(
    ranked: NDArray[np.int32],
    n_items: int,
    k: int,
    figure: Callable[[NDArray[np.int64]], NDArray[np.float64]],
    *,
    rng: np.random.Generator,
    n_resamples: int = 1000,
) -> Estimate:
    """Estimate a figure of the whole catalogue, such as `coverage` or `gini`.

    A resample repeats people and so shows fewer different items than the real
    test set; the percentiles are moved by that bias, the difference between the
    figure and the mean of its resamples.

    Parameters
    ----------
    ranked : ndarray of int32, shape (n_people, at least k)
    n_items, k : int
    figure : callable
        From counts of shape (..., n_items) to figures of shape (...) in [0, 1].
    rng : numpy.random.Generator
    n_resamples : int
    """
    value = float(figure(shown_counts(ranked, n_items, k)))
    first = ranked[:, :k]
    rows, places = np.nonzero(first >= 0)
    ones = np.ones(len(rows), np.float32)
    shape = (len(ranked), n_items)
    shown = sparse.csr_matrix((ones, (rows, first[rows, places])), shape=shape)
    width = max(len(ranked), n_items)
    drawn = [
        figure((draw.astype(np.float32) @ shown).astype(np.int64))
        for draw in _draws(len(ranked), n_resamples, rng, width=width)
    ]
    figures = np.concatenate(drawn)
    low, high = np.quantile(figures, (0.025, 0.975)) + (value - figures.mean())
    return Estimate(value, max(0.0, float(low)), min(1.0, float(high)))


def paired_difference(
    challenger: NDArray[np.float64],
    champion: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    n_resamples: int = 1000,
    n_flips: int = 10_000,
) -> Difference:
    """Compare two models on the same people.

    The interval is the percentile bootstrap of the mean gain over people; the
    p-value comes from flipping the sign of each person's gain at random
    (Fisher's randomisation test), with one added to both counts.

    Parameters
    ----------
    challenger, champion : ndarray of float64, shape (n_people,)
        The same metric for the same people in the same order.
    rng : numpy.random.Generator
    n_resamples, n_flips : int

    Raises
    ------
    ValueError
        If the two differ in length or are empty.
    """
    if challenger.shape != champion.shape:
        raise ValueError(f"{len(challenger)} people against {len(champion)}: not the same ones")
    gain = challenger - champion
    interval = mean_interval(gain, rng=rng, n_resamples=n_resamples)
    observed = abs(float(gain.sum()))
    # Sums of the same terms in another order may differ in the last bits.
    bar = observed - 1e-9 * max(1.0, observed)
    extreme = 0
    for size in _block_sizes(n_flips, len(gain)):
        signs = rng.integers(0, 2, (size, len(gain)), dtype=np.int8) * 2 - 1
        extreme += int((np.abs(signs @ gain) >= bar).sum())
    p_value = (extreme + 1) / (n_flips + 1)
    return Difference(interval.value, interval.low, interval.high, p_value)


def unpaired_difference(one: Estimate, other: Estimate) -> Estimate:
    """Estimate a difference of two figures that were not measured in pairs.

    The interval joins the two (MOVER); where both were measured on the same people it
    is wider than a paired one would be.

    Parameters
    ----------
    one, other : Estimate

    Returns
    -------
    Estimate
        ``one - other``.

    References
    ----------
    Zou and Donner, "Construction of confidence limits about effect measures: a general
    approach", Statistics in Medicine 27, 2008.

    Examples
    --------
    >>> unpaired_difference(Estimate(5, 2, 9), Estimate(1, -2, 5))
    Estimate(value=4, low=-1.0, high=9.0)
    """
    value = one.value - other.value
    low = ((one.value - one.low) ** 2 + (other.high - other.value) ** 2) ** 0.5
    high = ((one.high - one.value) ** 2 + (other.value - other.low) ** 2) ** 0.5
    return Estimate(value, value - low, value + high)


def _draws(
    n_people: int, n_resamples: int, rng: np.random.Generator, *, width: int = 0
) -> Iterator[NDArray[np.int64]]:
    """Yield blocks of (resample, person) arrays: how often each person is drawn."""
    even = np.full(n_people, 1 / n_people)
    for size in _block_sizes(n_resamples, max(width, n_people)):
        yield rng.multinomial(n_people, even, size=size)


def _block_sizes(n: int, width: int) -> Iterator[int]:
    step = max(1, _BLOCK // max(width, 1))
    for start in range(0, n, step):
        yield min(step, n - start)
