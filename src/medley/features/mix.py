"""A person's mix of categories from what they declared and did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DECLARED_ITEMS = 8.0
"""All that is declared counts together like so many items liked this moment."""
HALF_LIFE_DAYS = 180.0
LESS = 0.8
"""By this part a fresh "less like this" lowers its item's categories."""


def category_mix(
    shares: NDArray[np.float32],
    weights: NDArray[np.float32],
    ages_days: NDArray[np.float64],
    declared: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Blend declared interests with what was done; they fade as behaviour arrives.

    Parameters
    ----------
    shares : ndarray of float32, shape (n, n_categories)
        Each item of the history as one, shared over its categories.
    weights : ndarray of float32, shape (n,)
        In [-1, 1]; what is not above 0 says nothing here.
    ages_days : ndarray of float64, shape (n,)
        At least 0; an event counts half after 180 days.
    declared : ndarray of bool, shape (n_categories,)

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        Sums to 1; all zeros when nothing is known.

    Examples
    --------
    >>> none = np.zeros((0, 2), np.float32)
    >>> category_mix(none, none[:, 0], np.zeros(0), np.array([True, False])).tolist()
    [1.0, 0.0]
    """
    counted = np.maximum(weights, 0.0) * np.exp2(-ages_days / HALF_LIFE_DAYS)
    mix: NDArray[np.float64] = counted @ shares.astype(np.float64)
    if declared.any():
        mix = mix + DECLARED_ITEMS * declared / declared.sum()
    total = mix.sum()
    return mix / total if total > 0 else mix


def lowered(
    mix: NDArray[np.float64], shares: NDArray[np.float32], strengths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lower the categories of items that the person wants less of.

    Parameters
    ----------
    mix : ndarray of float64, shape (n_categories,)
    shares : ndarray of float32, shape (n, n_categories)
    strengths : ndarray of float64, shape (n,)
        In [0, 1]: 1 just after it was said, falling with time.

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        Sums to what ``mix`` sums to, unless nothing is left of it.
    """
    if not len(shares):
        return mix
    largest = shares.max(axis=1, keepdims=True)
    against = np.divide(shares, largest, out=np.zeros_like(shares), where=largest > 0)
    kept: NDArray[np.float64] = np.prod(1 - LESS * against * strengths[:, None], axis=0)
    left: NDArray[np.float64] = mix * kept
    total = float(left.sum())
    return left * (float(mix.sum()) / total) if total > 0 else left
