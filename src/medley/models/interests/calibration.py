"""Making a classifier's probabilities mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SHARPNESS = np.array([0.25, 0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 4.0, 8.0, 16.0, 32.0])
"""AdaBoost's votes come out nearly even and need much sharpening."""

_BLENDS = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Calibration:
    r"""Sharpens or flattens probabilities, and mixes the person's counted shares in.

    .. math:: p' = (1 - b)\,\frac{p^s}{\sum p^s} + b\,\text{counted}

    What was counted keeps every category possible, also those that the
    classifier never met, and a classifier that learned nothing falls back on it.

    Attributes
    ----------
    sharpness : float
        *s*, above 0; 1 leaves the probabilities alone.
    blend : float
        *b*, in (0, 1].
    """

    sharpness: float = 1.0
    blend: float = 0.05

    def apply(self, raw: NDArray[np.float64], counted: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrate rows of probabilities; both are of shape (n, n_categories)."""
        powered = np.where(raw > 0, np.maximum(raw, _LEAST) ** self.sharpness, 0.0)
        sums = powered.sum(axis=1, keepdims=True)
        shares = np.where(sums > 0, powered / np.maximum(sums, 1e-300), counted)
        found: NDArray[np.float64] = (1 - self.blend) * shares + self.blend * counted
        return found

    @classmethod
    def fitted(
        cls,
        raw: NDArray[np.float64],
        counted: NDArray[np.float64],
        truth: NDArray[np.float32],
    ) -> Calibration:
        """Choose what loses least on examples that the classifier did not see.

        Parameters
        ----------
        raw : ndarray of float64, shape (n, n_categories)
            Out-of-fold probabilities.
        counted : ndarray of float64, shape (n, n_categories)
            See `medley.features.interests.counted_shares`; above 0.
        truth : ndarray of float32, shape (n, n_categories)
            Shares of the later likes.
        """
        return min(
            (cls(float(s), float(b)) for s in _SHARPNESS for b in _BLENDS),
            key=lambda c: float(-(truth * np.log(c.apply(raw, counted))).sum(axis=1).mean()),
        )
