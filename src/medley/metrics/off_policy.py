r"""What a challenger would have earned, from a log that another policy wrote.

The log holds, for each place that was filled by chance, the reward and the
probability :math:`\mu` with which the shown item was chosen
(`medley.serving.exploration`). The challenger's probability :math:`\pi` of the
same item in the same situation gives it the weight :math:`w = \pi / \mu`.

References
----------
Horvitz and Thompson, "A generalization of sampling without replacement from a
finite universe", JASA 1952. Swaminathan and Joachims, "The self-normalized
estimator for counterfactual learning", NeurIPS 2015. Dudík, Langford and Li,
"Doubly robust policy evaluation and learning", ICML 2011.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from medley.core.errors import DataError

_EXPECTED_WEIGHT_SIGMAS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Logged:
    """What was shown by chance, and what came of it.

    Attributes
    ----------
    rewards : ndarray of float64, shape (n,)
        For instance 1 for a like, 0 for none.
    propensities : ndarray of float64, shape (n,)
        The logging policy's probability of what was shown, in (0, 1].
    challenger : ndarray of float64, shape (n,)
        The challenger's probability of the same, in [0, 1].
    groups : ndarray of int64, shape (n,), optional
        Who or which request a row belongs to: rows of one group are not
        independent, and the interval allows for that. Each row its own
        without it.

    Raises
    ------
    DataError
        If there is no row, a column is too short, a reward is missing, a
        propensity is missing or 0, or the challenger would never have shown
        anything of what was shown.
    """

    rewards: NDArray[np.float64]
    propensities: NDArray[np.float64]
    challenger: NDArray[np.float64]
    groups: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        n = len(self.rewards)
        if not n:
            raise DataError("the log holds no place that was filled by chance; turn exploration on")
        for name in ("propensities", "challenger", "groups"):
            column = getattr(self, name)
            if column is not None and column.shape != (n,):
                raise DataError(f"{n} rewards but {name} of shape {column.shape}")
        if not np.isfinite(self.rewards).all():
            raise DataError("a reward is missing or not finite; leave that row out")
        self._check_propensities(n)
        if not ((self.challenger >= 0) & (self.challenger <= 1)).all():
            raise DataError("a probability of the challenger lies outside 0 to 1")
        if not self.challenger.any():
            raise DataError(
                "the challenger would never have shown what was shown, so this log says "
                "nothing about it; explore among more items or with more chance"
            )

    def _check_propensities(self, n: int) -> None:
        missing = int(np.isnan(self.propensities).sum())
        if missing:
            raise DataError(
                f"{missing} of {n} rows have no propensity; take only rows logged with one"
            )
        wrong = int((~((self.propensities > 0) & (self.propensities <= 1))).sum())
        if wrong:
            raise DataError(
                f"{wrong} of {n} rows have a propensity that is not above 0 and at most 1; "
                "what was shown cannot have been impossible, so the log is wrong"
            )

    def weights(self, clip: float | None) -> NDArray[np.float64]:
        """Weights of the rows, at most ``clip``.

        Raises
        ------
        DataError
            If ``clip`` is not above 0.
        """
        if clip is not None and clip <= 0:
            raise DataError(f"weights cannot be clipped at {clip}; give a bound above 0")
        weights: NDArray[np.float64] = self.challenger / self.propensities
        return weights if clip is None else np.minimum(weights, clip)


@dataclass(frozen=True, slots=True)
class Value:
    """An estimated mean reward a place.

    Attributes
    ----------
    value, low, high : float
        With the 95% interval.
    n : int
        Rows.
    effective_n : float
        So many rows of the challenger's own would tell about as much (Kish).
    clipped : float
        Share of rows whose weight was cut.
    mean_weight : float
        1 but for chance; before clipping.
    warning : str
        Empty when there is nothing to say.
    """

    value: float
    low: float
    high: float
    n: int
    effective_n: float
    clipped: float
    mean_weight: float
    warning: str = ""


def replay_mean(logged: Logged) -> Value:
    """Estimate the *logging* policy's value: what the log earned as it was.

    The interval allows for groups. It says nothing of the challenger.
    """
    ones = np.ones(len(logged.rewards))
    low, value, high = _ratio_interval(logged.rewards, ones, logged.groups)
    n = len(ones)
    return Value(value, low, high, n, float(n), 0.0, 1.0)


def ips(logged: Logged, *, clip: float | None = None) -> Value:
    r"""Weigh each reward by inverse propensity.

    .. math:: \frac{1}{n} \sum_i w_i r_i

    Unbiased without clipping; clipping trades bias for variance.

    Parameters
    ----------
    logged : Logged
    clip : float, optional
        Weights above it are cut to it.

    Raises
    ------
    DataError
        If ``clip`` is not above 0.

    Examples
    --------
    >>> log = Logged(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array([1.0, 1.0]))
    >>> ips(log).value
    1.0
    """
    weights = logged.weights(clip)
    return _estimate(logged, weights * logged.rewards, np.ones(len(weights)), weights, clip)


def self_normalised(logged: Logged, *, clip: float | None = None) -> Value:
    r"""Weigh each reward by inverse propensity, and divide by the weights' sum.

    .. math:: \frac{\sum_i w_i r_i}{\sum_i w_i}

    A little biased, and far steadier than `ips`; never outside the rewards' range.

    Raises
    ------
    DataError
        If ``clip`` is not above 0.
    """
    weights = logged.weights(clip)
    return _estimate(logged, weights * logged.rewards, weights, weights, clip)


def doubly_robust(
    logged: Logged,
    predicted: NDArray[np.float64],
    expected: NDArray[np.float64],
    *,
    clip: float | None = None,
) -> Value:
    r"""Correct a reward model by what it missed.

    .. math:: \frac{1}{n} \sum_i \hat v_i + w_i (r_i - \hat r_i)

    Right when either the propensities or the reward model are.

    Parameters
    ----------
    logged : Logged
    predicted : ndarray of float64, shape (n,)
        The model's reward for what was shown. The model must not have been
        fitted on these rows.
    expected : ndarray of float64, shape (n,)
        The model's mean reward under the challenger's choice.
    clip : float, optional

    Raises
    ------
    DataError
        If a prediction is missing or ``clip`` is not above 0.
    """
    for name, column in (("predicted", predicted), ("expected", expected)):
        if column.shape != logged.rewards.shape or not np.isfinite(column).all():
            raise DataError(f"{name} rewards must be {len(logged.rewards)} finite numbers")
    weights = logged.weights(clip)
    terms = expected + weights * (logged.rewards - predicted)
    return _estimate(logged, terms, np.ones(len(weights)), weights, clip)


def bootstrap(
    logged: Logged,
    *,
    clip: float | None = None,
    normalised: bool = True,
    rng: np.random.Generator,
    n_resamples: int = 1000,
) -> tuple[float, float]:
    """Give the 95% percentile interval of `self_normalised` or `ips` over groups.

    For few groups or very uneven weights, where the normal interval is too
    narrow.

    Returns
    -------
    low, high : float
    """
    weights = logged.weights(clip)
    above, below = _by_group(
        weights * logged.rewards, weights if normalised else np.ones(len(weights)), logged.groups
    )
    even = np.full(len(above), 1 / len(above))
    figures = []
    for _ in range(n_resamples):
        drawn = rng.multinomial(len(above), even)
        total = float(drawn @ below)
        if total > 0:
            figures.append(float(drawn @ above) / total)
    low, high = np.quantile(figures, (0.025, 0.975))
    return float(low), float(high)


def _estimate(
    logged: Logged,
    above: NDArray[np.float64],
    below: NDArray[np.float64],
    weights: NDArray[np.float64],
    clip: float | None,
) -> Value:
    low, value, high = _ratio_interval(above, below, logged.groups)
    raw = logged.weights(None)
    least, mean, most = _ratio_interval(raw, np.ones(len(raw)), logged.groups)
    return Value(
        value=value,
        low=low,
        high=high,
        n=len(raw),
        effective_n=float(weights.sum() ** 2 / (weights**2).sum()),
        clipped=float((raw > clip).mean()) if clip is not None else 0.0,
        mean_weight=mean,
        warning=_doubt(least, mean, most),
    )


def _doubt(low: float, mean: float, high: float) -> str:
    """Say so when the weights do not average to 1: the log lacks what would be shown."""
    spread = (high - low) / 2 / 1.96
    if abs(mean - 1) <= _EXPECTED_WEIGHT_SIGMAS * spread + 1e-9:
        return ""
    return (
        f"the weights average to {mean:.2f} where 1 is expected: the logged chances are wrong, "
        "or the challenger shows items that the log could not have shown"
    )


def _ratio_interval(
    above: NDArray[np.float64], below: NDArray[np.float64], groups: NDArray[np.int64] | None
) -> tuple[float, float, float]:
    """Low end, value and high end of a ratio of sums, by the delta method over groups."""
    tops, bottoms = _by_group(above, below, groups)
    value = float(tops.sum() / bottoms.sum())
    n = len(tops)
    if n < 2:
        return float("-inf"), value, float("inf")
    influence = (tops - value * bottoms) / bottoms.mean()
    error = float(np.sqrt((influence**2).sum() / (n - 1) / n))
    reach = float(special.stdtrit(n - 1, 0.975)) * error
    return value - reach, value, value + reach


def _by_group(
    above: NDArray[np.float64], below: NDArray[np.float64], groups: NDArray[np.int64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if groups is None:
        return above, below
    _, number = np.unique(groups, return_inverse=True)
    sums = np.bincount(number, above), np.bincount(number, below)
    return sums[0].astype(np.float64), sums[1].astype(np.float64)
