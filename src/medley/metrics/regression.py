"""How close predicted values are, and whether their intervals hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def mean_absolute_error(predicted: Values, truth: Values) -> float:
    """Average of how far off predictions are.

    Examples
    --------
    >>> mean_absolute_error(np.array([50.0, 70.0]), np.array([60.0, 70.0]))
    5.0
    """
    return float(np.abs(predicted - truth).mean())


def root_mean_square(predicted: Values, truth: Values) -> float:
    """Like the mean absolute error, but large errors count more.

    Examples
    --------
    >>> round(root_mean_square(np.array([50.0, 70.0]), np.array([56.0, 78.0])) ** 2, 6)
    50.0
    """
    return float(np.sqrt(np.square(predicted - truth).mean()))


def r_squared(predicted: Values, truth: Values, mean: float | None = None) -> float:
    """Share of the variance that predictions take away; 0 for a constant, below for worse.

    Parameters
    ----------
    predicted, truth : ndarray of float64, shape (n,)
    mean : float, optional
        What to compare with; the mean of ``truth`` without it.

    Returns
    -------
    float
        0 where the truth does not vary.

    Examples
    --------
    >>> r_squared(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    1.0
    """
    centre = float(truth.mean()) if mean is None else mean
    whole = float(np.square(truth - centre).sum())
    return 1 - float(np.square(predicted - truth).sum()) / whole if whole else 0.0


def rank_correlation(predicted: Values, truth: Values) -> float:
    """Spearman's correlation, ties sharing their mean rank; 0 where either does not vary.

    Examples
    --------
    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([10.0, 40.0, 90.0]))
    1.0
    """
    from scipy.stats import rankdata

    ranks = [rankdata(values) for values in (predicted, truth)]
    centred = [held - held.mean() for held in ranks]
    size = np.sqrt(np.square(centred[0]).sum() * np.square(centred[1]).sum())
    return float(round((centred[0] * centred[1]).sum() / size, 12)) if size else 0.0


def within(intervals: Values, truth: Values) -> NDArray[np.bool_]:
    """Which values lie in their intervals, the ends with them.

    Parameters
    ----------
    intervals : ndarray of float64, shape (n, 2)
    truth : ndarray of float64, shape (n,)

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> within(np.array([[40.0, 60.0], [40.0, 60.0]]), np.array([60.0, 61.0])).tolist()
    [True, False]
    """
    found: NDArray[np.bool_] = (truth >= intervals[:, 0]) & (truth <= intervals[:, 1])
    return found
