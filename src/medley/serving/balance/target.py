"""The mix of categories that a page should have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError

TOP = 3
"""A person's main categories: so many of the largest."""


def open_up(
    target: NDArray[np.floating],
    share: float,
    prior: NDArray[np.floating] | None = None,
) -> NDArray[np.float64]:
    """Keep at least ``share`` of a mix outside its three largest categories.

    Where the person's own mix leaves more room than that, it stays as it is.

    Parameters
    ----------
    target : ndarray of float, shape (n_categories,)
        At least 0; brought to sum to 1.
    share : float
        In [0, 1].
    prior : ndarray of float, shape (n_categories,), optional
        What fills the room when the person has nothing outside the three, for
        instance everybody's mix; even without it.

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        Sums to 1; all zeros when nothing is wanted of anything.

    Raises
    ------
    DataError
        If a share is negative or not finite.

    Examples
    --------
    >>> open_up(np.array([0.6, 0.3, 0.1, 0.0, 0.0]), 0.3).round(2).tolist()
    [0.42, 0.21, 0.07, 0.15, 0.15]
    """
    wanted: NDArray[np.float64] = np.asarray(target, np.float64)
    if not np.isfinite(wanted).all() or (wanted < 0).any():
        raise DataError("a wanted mix has a negative or missing share; each must be at least 0")
    total = wanted.sum()
    if total <= 0:
        return np.zeros_like(wanted)
    wanted = wanted / total
    outside = np.ones(len(wanted), np.bool_)
    outside[np.argsort(-wanted, kind="stable")[:TOP]] = False
    room = float(wanted[outside].sum())
    if room >= share or not outside.any():
        return wanted
    filler = wanted if room > 0 else _filler(outside, prior)
    opened = np.where(outside, 0.0, wanted * (1 - share) / max(1 - room, 1e-12))
    opened[outside] = share * filler[outside] / filler[outside].sum()
    return opened


def _filler(outside: NDArray[np.bool_], prior: NDArray[np.floating] | None) -> NDArray[np.float64]:
    if prior is not None:
        given = np.asarray(prior, np.float64)
        if given[outside].sum() > 0:
            return given
    return outside.astype(np.float64)
