"""How far a distribution has moved from what it was.

References
----------
Siddiqi, "Credit Risk Scorecards", 2006, chapter 9 (the index and its usual bounds).
Yurdakul, "Statistical properties of population stability index", Western Michigan
University, 2018 (how large it is by chance).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SOME = 0.1
STRONG = 0.25
_PSEUDO = 0.5


@dataclass(frozen=True, slots=True)
class Drift:
    """How far counts have moved.

    Attributes
    ----------
    psi : float
        Population stability index: 0 where both are alike, without an upper bound.
    noise : float
        What 95% of pairs of samples of these sizes stay below where nothing moved.
    before, after : int
        How many there were in each.
    """

    psi: float
    noise: float
    before: int
    after: int

    @property
    def grade(self) -> str:
        """``"unknown"``, ``"none"``, ``"some"`` or ``"strong"``; within the noise is none."""
        if not self.before or not self.after:
            return "unknown"
        if self.psi < SOME or self.psi <= self.noise:
            return "none"
        return "strong" if self.psi >= STRONG else "some"

    def as_dict(self) -> dict[str, float | int | str]:
        """Give plain values for JSON."""
        return {
            "psi": self.psi,
            "noise": self.noise,
            "before": self.before,
            "after": self.after,
            "grade": self.grade,
        }


def drift(before: NDArray[np.int64], after: NDArray[np.int64]) -> Drift:
    """Compare two counts of the same bins.

    The index is the sum over bins of ``(a - b) * log(a / b)`` of the shares ``a`` after and
    ``b`` before, each count raised by a half so that an empty bin says something finite.

    Parameters
    ----------
    before, after : ndarray of int64, shape (n_bins,)

    Raises
    ------
    ValueError
        If the two differ in length or hold a negative count.

    Examples
    --------
    >>> drift(np.array([50, 50]), np.array([500, 500])).grade
    'none'
    >>> drift(np.array([500, 500]), np.array([900, 100])).grade
    'strong'
    """
    if before.shape != after.shape:
        raise ValueError(f"{len(before)} bins against {len(after)}: not the same ones")
    if before.min(initial=0) < 0 or after.min(initial=0) < 0:
        raise ValueError("a count is negative; give how often each bin came")
    n_before, n_after = int(before.sum()), int(after.sum())
    if not n_before or not n_after:
        return Drift(0.0, 0.0, n_before, n_after)
    was, became = _shares(before), _shares(after)
    psi = float(((became - was) * np.log(became / was)).sum())
    free = max(int(((before + after) > 0).sum()) - 1, 1)
    # Imported here: what only names drift does not wait for it.
    from scipy.special import chdtri

    noise = float(chdtri(free, 0.05)) * (1 / n_before + 1 / n_after)
    return Drift(psi, noise, n_before, n_after)


def drift_of_counts(before: Mapping[str, int], after: Mapping[str, int]) -> Drift:
    """Compare two counts by name; a name that only one knows counts 0 in the other.

    Examples
    --------
    >>> drift_of_counts({"like": 90, "skip": 10}, {"like": 9, "skip": 1}).grade
    'none'
    """
    names = sorted(before.keys() | after.keys())
    first = np.array([before.get(name, 0) for name in names], np.int64)
    second = np.array([after.get(name, 0) for name in names], np.int64)
    return drift(first, second)


def _shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    raised = counts + _PSEUDO
    shares: NDArray[np.float64] = raised / raised.sum()
    return shares
