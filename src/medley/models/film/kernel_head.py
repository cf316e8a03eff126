"""Scoring rows by their likeness to rows of the training films, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve

from medley.core.model import Array
from medley.models.state import take_array

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]

_ROWS_AT_ONCE = 512
_FAR = 4.0
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class KernelHead:
    r"""Ridge regression with a mean of Gaussian kernels, one a part of the columns.

    .. math:: k(x, z) = \frac{1}{P} \sum_p \exp(-\gamma \lVert x_p - z_p \rVert^2 / d_p)

    Beside few thousand films all are compared with; of more, so many by chance, and
    all are still learned from (a subset of regressors).

    Attributes
    ----------
    width : float
        *gamma*.
    parts : tuple of int
        Widths *d_p* of the parts.
    centre, scale : ndarray of float32, shape (n_columns,)
    landmarks : ndarray of float16, shape (n_landmarks, n_columns)
        Standardised rows.
    duals : ndarray of float64, shape (n_landmarks, n_classes)

    References
    ----------
    Rasmussen and Williams, "Gaussian processes for machine learning", 2006, section 8.3.1.
    """

    width: float
    parts: tuple[int, ...]
    centre: Rows
    scale: Rows
    landmarks: NDArray[np.float16]
    duals: Scores

    @classmethod
    def fitted(
        cls,
        rows: Rows,
        labels: NDArray[np.bool_],
        parts: Sequence[int],
        *,
        width: float,
        reg: float,
        most_landmarks: int,
        rng: np.random.Generator,
    ) -> KernelHead:
        """Fit on rows; every class must have a row, and a row without it.

        Parameters
        ----------
        rows : ndarray of float32, shape (n_rows, n_columns)
        labels : ndarray of bool, shape (n_rows, n_classes)
        parts : sequence of int
        width, reg : float
            The ridge penalty is ``reg``, above 0.
        most_landmarks : int
        rng : numpy.random.Generator
        """
        spread = rows.std(axis=0, dtype=np.float64)
        scale = (spread + 1e-3 * float(rows.std(dtype=np.float64)) + _LEAST).astype(np.float32)
        centre = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        chosen = np.sort(rng.permutation(len(rows))[:most_landmarks])
        landmarks = _standard(rows[chosen], centre, scale).astype(np.float16)
        bare = np.empty((len(landmarks), 0))
        head = cls(width, tuple(parts), centre, scale, landmarks, bare)
        share = labels.mean(axis=0)
        # Steps of log odds from the share, so that genres are on one scale.
        target = (labels - share) / (share * (1 - share))
        return cls(width, head.parts, centre, scale, landmarks, head._solved(rows, target, reg))

    def scores(self, rows: Rows) -> Scores:
        """Score rows, shape (n_rows, n_classes); about log odds less their mean."""
        found = np.empty((len(rows), self.duals.shape[1]))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            held = rows[start : start + _ROWS_AT_ONCE]
            found[start : start + len(held)] = self._kernel(held) @ self.duals
        return found

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_width": np.array([self.width]),
            f"{name}_sizes": np.array([len(self.landmarks)], np.int64),
            f"{name}_centre": self.centre,
            f"{name}_scale": self.scale,
            f"{name}_landmarks": self.landmarks,
            f"{name}_duals": self.duals,
        }

    @classmethod
    def restored(
        cls, state: Mapping[str, Array], name: str, parts: Sequence[int], n_classes: int
    ) -> KernelHead:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit.
        """
        n_columns = int(sum(parts))
        n_landmarks = int(take_array(state, f"{name}_sizes", np.int64, (1,))[0])
        return cls(
            float(take_array(state, f"{name}_width", np.float64, (1,))[0]),
            tuple(parts),
            take_array(state, f"{name}_centre", np.float32, (n_columns,)),
            take_array(state, f"{name}_scale", np.float32, (n_columns,)),
            take_array(state, f"{name}_landmarks", np.float16, (n_landmarks, n_columns)),
            take_array(state, f"{name}_duals", np.float64, (n_landmarks, n_classes)),
        )

    def _solved(self, rows: Rows, target: Scores, reg: float) -> Scores:
        n = len(self.landmarks)
        inner, wanted = np.zeros((n, n)), np.zeros((n, target.shape[1]))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            kernel = self._kernel(rows[start : start + _ROWS_AT_ONCE])
            inner += kernel.T @ kernel
            wanted += kernel.T @ target[start : start + _ROWS_AT_ONCE]
        inner += reg * self._kernel_of(self.landmarks.astype(np.float32))
        inner[np.diag_indices(n)] += _LEAST * np.trace(inner) / n
        return np.asarray(solve(inner, wanted, assume_a="pos"), np.float64)

    def _kernel(self, rows: Rows) -> Scores:
        return self._kernel_of(_standard(rows, self.centre, self.scale))

    def _kernel_of(self, standard: Rows) -> Scores:
        found = np.zeros((len(standard), len(self.landmarks)), np.float32)
        landmarks, start = self.landmarks.astype(np.float32), 0
        for part in self.parts:
            one, other = standard[:, start : start + part], landmarks[:, start : start + part]
            squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)
            away = np.maximum(squares - 2 * (one @ other.T), 0)
            found += np.exp(away * np.float32(-self.width / part))
            start += part
        return found.astype(np.float64) / len(self.parts)


def _standard(rows: Rows, centre: Rows, scale: Rows) -> Rows:
    found: Rows = np.clip((rows - centre) / scale, -_FAR, _FAR)
    return found
