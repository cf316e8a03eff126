"""A person's mix of categories, changed by what they asked for less of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LESS = 0.8
"""By this part a fresh "less like this" lowers its item's categories."""


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
