"""Several measures of one movement become one, by how far they can be trusted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.features.pose.one_euro import one_euro

ROUNDS = 3
_LOW = 10
"""Percentile that stands for the start position."""
_MEDIAN = 5
"""Frames; a landmark that jumps for less than half of them is mended."""
_LEAST = 1e-6

Numbers = NDArray[np.float64]


def fused(times_s: Numbers, values: Numbers, visible: Numbers) -> tuple[Numbers, float]:
    """Join measures of one movement.

    A measure counts by its visibility, by how much it moves beside how much it trembles,
    and by its correlation with what the others say together.

    Parameters
    ----------
    times_s : ndarray of float64, shape (m,)
        Evenly spaced.
    values : ndarray of float64, shape (m, k)
        About 0 at the start position and 1 at the turning point; NaN where unseen.
    visible : ndarray of float64, shape (k,)
        Mean visibility of each, in [0, 1].

    Returns
    -------
    joined : ndarray of float64, shape (m,)
        Smoothed and about 0 at the start position; NaN where nothing is seen.
    quality : float
        In [0, 1].
    """
    known = np.isfinite(values)
    usable = (known.mean(axis=0) > 0.5 * known.any(axis=1).mean()) & known.any(axis=0)
    if not usable.any():
        return np.full(len(times_s), np.nan), 0.0
    values, visible = values[:, usable], visible[usable]
    values = _steadied(values - np.nanpercentile(values, _LOW, axis=0))
    smooth = one_euro(times_s, values)
    smooth[~np.isfinite(values)] = np.nan
    trust = visible**2 * _clearness(values, smooth)
    weights = trust
    agreement = np.ones(len(visible))
    for _ in range(ROUNDS if len(visible) > 2 else 0):
        agreement = _agreement(smooth, weights)
        weights = trust * agreement
    if weights.sum() < _LEAST:
        weights = trust + _LEAST
    share = weights / weights.sum()
    quality = float((share * visible * (0.5 + 0.5 * agreement)).sum())
    return _mean(smooth, weights), min(1.0, quality)


def _steadied(values: Numbers) -> Numbers:
    half = _MEDIAN // 2
    padded = np.pad(values, ((half, half), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN, axis=0)
    steadied = np.median(windows, axis=-1)
    return np.asarray(np.where(np.isfinite(steadied), steadied, values), np.float64)


def _clearness(values: Numbers, smooth: Numbers) -> Numbers:
    """How much of a measure's movement is slow, in (0, 1)."""
    moved = np.nanvar(smooth, axis=0)
    trembled = np.nanvar(np.diff(values - smooth, axis=0), axis=0)
    return np.asarray((moved + _LEAST) / (moved + 10 * trembled + 1e-3))


def _agreement(smooth: Numbers, weights: Numbers) -> Numbers:
    """Squared correlation of each with the mean of the others, 0 where they oppose."""
    found = np.zeros(smooth.shape[1])
    for column in range(smooth.shape[1]):
        others = weights.copy()
        others[column] = 0
        together = _mean(smooth, others)
        both = np.isfinite(together) & np.isfinite(smooth[:, column])
        if others.sum() > _LEAST and both.sum() > 2:
            a, b = together[both] - together[both].mean(), smooth[both, column]
            b = b - b.mean()
            size = float(np.sqrt((a @ a) * (b @ b)))
            found[column] = max(0.0, float(a @ b) / size) ** 2 if size > _LEAST else 0.0
    return found


def _mean(values: Numbers, weights: Numbers) -> Numbers:
    known = np.isfinite(values)
    total = known @ weights
    sums = np.where(known, values, 0.0) @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0.3 * weights.sum(), sums / total, np.nan))
