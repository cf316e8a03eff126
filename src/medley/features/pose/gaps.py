"""What is missing for a moment is bridged; what is missing for long stays missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST_GAP_S = 0.5
"""Longer than this a limb may have gone anywhere."""


def bridge_gaps(
    times_s: NDArray[np.float64], values: NDArray[np.float64], *, longest_s: float = LONGEST_GAP_S
) -> NDArray[np.float64]:
    """Interpolate over gaps in each column, where they are short.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n,)
    values : ndarray of float64, shape (n,) or (n, k)
        NaN where missing.
    longest_s : float
        A gap lasts from the value before it to the value after it.

    Returns
    -------
    ndarray of float64, the shape of `values`
        NaN stays in long gaps, before the first value and after the last.
    """
    bridged = np.array(values, np.float64, copy=True)
    columns = bridged.reshape(len(bridged), -1)
    for column in columns.T:
        known = np.flatnonzero(np.isfinite(column))
        if 0 < len(known) < len(column):
            column[:] = _bridged(times_s, column, known, longest_s)
    return columns.reshape(bridged.shape)


def _bridged(
    times_s: NDArray[np.float64],
    column: NDArray[np.float64],
    known: NDArray[np.intp],
    longest_s: float,
) -> NDArray[np.float64]:
    filled = np.interp(times_s, times_s[known], column[known], left=np.nan, right=np.nan)
    after = np.clip(np.searchsorted(known, np.arange(len(column))), 1, len(known) - 1)
    if len(known) > 1:
        long = times_s[known[after]] - times_s[known[after - 1]] > longest_s
        filled[long & ~np.isfinite(column)] = np.nan
    return filled


def at_even_times(
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    even_s: NDArray[np.float64],
    *,
    longest_s: float = LONGEST_GAP_S,
) -> NDArray[np.float64]:
    """Bring columns to other times, averaging where frames are denser than those.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n,)
    values : ndarray of float64, shape (n, k)
        NaN where missing.
    even_s : ndarray of float64, shape (m,)
        Evenly spaced and increasing.
    longest_s : float
        Frames or values further apart than this are not joined; at rates below two
        frames in this time, frames next to each other still are.

    Returns
    -------
    ndarray of float64, shape (m, k)
    """
    step = even_s[1] - even_s[0] if len(even_s) > 1 else 1.0
    gap = np.median(np.diff(times_s)) if len(times_s) > 1 else 0.0
    if gap < 0.6 * step:
        times_s, values = _averaged(times_s, values, even_s, step)
    reach = max(longest_s, 1.5 * float(gap))
    found = np.full((len(even_s), values.shape[1]), np.nan)
    for column, values_of in zip(found.T, values.T, strict=True):
        known = np.flatnonzero(np.isfinite(values_of))
        if not len(known):
            continue
        at, of = times_s[known], values_of[known]
        column[:] = np.interp(even_s, at, of)
        after = np.searchsorted(at, even_s)
        before = at[np.clip(after - 1, 0, len(at) - 1)]
        following = at[np.clip(after, 0, len(at) - 1)]
        outside = (even_s < at[0] - step) | (even_s > at[-1] + step)
        column[outside | (following - before > reach)] = np.nan
    return found


def _averaged(
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    even_s: NDArray[np.float64],
    step: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nearest = np.clip(np.rint((times_s - even_s[0]) / step).astype(int), 0, len(even_s) - 1)
    known = np.isfinite(values)
    sums = np.zeros((len(even_s), values.shape[1]))
    counts = np.zeros_like(sums)
    np.add.at(sums, nearest, np.where(known, values, 0.0))
    np.add.at(counts, nearest, known)
    return even_s, np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def known_median(values: NDArray[np.floating] | Sequence[float]) -> float:
    """Give the median of what is known; NaN where nothing is.

    Examples
    --------
    >>> known_median([1.0, float("nan"), 3.0])
    2.0
    """
    held = np.asarray(values, np.float64)
    known = held[np.isfinite(held)]
    return float(np.median(known)) if len(known) else float("nan")
