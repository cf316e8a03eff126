"""Limbs hidden at random, as the picture's edge, a bench or another body hides them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.features.pose.windows import NAMES

_LIMBS: dict[str, tuple[str, ...]] = {
    "arms": ("wrist", "elbow", "arm", "shoulder angle"),
    "legs": ("knee", "ankle", "shin", "thigh", "hip angle"),
    "feet": ("ankle", "shin", "knee angle"),
}
_OF: tuple[NDArray[np.intp], ...] = tuple(
    np.flatnonzero([any(word in name for word in words) for name in NAMES])
    for words in _LIMBS.values()
)


def with_hidden_limbs(
    rows: NDArray[np.float32],
    labels: NDArray[np.int32],
    share: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Add copies of some windows in which a pair of limbs is missing.

    Parameters
    ----------
    rows : ndarray of float32, shape (n, n_columns)
        As `medley.features.pose.windows.describe` gives them.
    labels : ndarray of int32, shape (n,)
    share : float
        Of the windows that are copied.
    rng : numpy.random.Generator

    Returns
    -------
    rows, labels : ndarray
    """
    chosen = np.flatnonzero(rng.random(len(rows)) < share)
    copies = rows[chosen]
    hidden = rng.integers(len(_OF), size=len(chosen))
    for number, columns in enumerate(_OF):
        copies[np.ix_(hidden == number, columns)] = np.nan
    return np.concatenate([rows, copies]), np.concatenate([labels, labels[chosen]])
