"""Scoring rows by their likeness to rows of the training films, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.spatial.distance import cdist

from medley.core.model import Array
from medley.models.state import take_array

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]

_ROWS_AT_ONCE = 512
_FAR = 4.0
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class KernelHead:
    r"""Ridge regression with Laplacian kernels, one a part of the columns, beside products.

    .. math:: k(x, z) = \sum_p w_p \exp(-\gamma \lVert x_p - z_p \rVert_1 / d_p) + w x_q^T z_q

    Sums of absolute differences suit histograms better than squared ones, in which few
    columns decide (Chapelle, Haffner and Vapnik, "Support vector machines for
    histogram-based image classification", 1999). Columns that follow the parts, *q*, are
    compared by their product: what all landmarks say by it is one number a column, so
    a row may have many of them.

    Beside few thousand films all are compared with; of more, so many by chance, and
    all are still learned from (a subset of regressors).

    Attributes
    ----------
    width : float
        *gamma*.
    parts : tuple of int
        Widths *d_p* of the parts.
    weights : tuple of float
        *w_p*.
    centre, scale : ndarray of float32, shape (n_columns,)
        Of the parts' columns.
    landmarks : ndarray of float16, shape (n_landmarks, n_columns)
        Standardised rows.
    duals : ndarray of float64, shape (n_landmarks, n_classes)
    direct : ndarray of float16, shape (n_products, n_classes)
        What the other columns say of the classes.

    References
    ----------
    Rasmussen and Williams, "Gaussian processes for machine learning", 2006, section 8.3.1.
    """

    width: float
    parts: tuple[int, ...]
    weights: tuple[float, ...]
    centre: Rows
    scale: Rows
    landmarks: NDArray[np.float16]
    duals: Scores
    direct: NDArray[np.float16]
    _cut: list[Scores] = field(init=False, repr=False)
    _direct: Rows = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # As they are compared, once: to cut and widen them takes as long as comparing.
        object.__setattr__(self, "_cut", _parts(self.landmarks, self.parts))
        object.__setattr__(self, "_direct", self.direct.astype(np.float32))

    @classmethod
    def fitted(
        cls,
        rows: Rows,
        labels: NDArray[np.bool_],
        parts: Sequence[int],
        *,
        weights: Sequence[float],
        products: float = 0.0,
        width: float,
        reg: float,
        most_landmarks: int,
        rng: np.random.Generator,
    ) -> tuple[KernelHead, Scores]:
        """Fit on rows; every class must have a row, and a row without it.

        Parameters
        ----------
        rows : ndarray of float32, shape (n_rows, n_columns + n_products)
        labels : ndarray of bool, shape (n_rows, n_classes)
        parts : sequence of int
            Widths; columns that follow are compared by products.
        weights : sequence of float
            Of the parts; made to sum to what is left.
        products : float
            In [0, 1): *w*, the share of products.
        width, reg : float
            The ridge penalty is ``reg``, above 0.
        most_landmarks : int
        rng : numpy.random.Generator

        Returns
        -------
        KernelHead
        ndarray of float64, shape (n_rows, n_classes)
            Scores of each row by a head that was fitted without it.
        """
        told, others = _divided(rows, parts)
        spread = told.std(axis=0, dtype=np.float64)
        scale = (spread + 1e-3 * float(told.std(dtype=np.float64)) + _LEAST).astype(np.float32)
        centre = told.mean(axis=0, dtype=np.float64).astype(np.float32)
        chosen = np.sort(rng.permutation(len(rows))[:most_landmarks])
        # All as exact as landmarks are kept: else the kernel among them is none.
        rounded = _standard(told, centre, scale).astype(np.float16)
        landmarks = rounded[chosen]
        bare = np.empty((len(landmarks), 0)), np.empty((others.shape[1], 0), np.float16)
        shares = tuple(((1 - products) * np.array(weights) / np.sum(weights)).tolist())
        head = cls(width, tuple(parts), shares, centre, scale, landmarks, *bare)
        known = np.float32(products) * others[chosen].T
        share = labels.mean(axis=0)
        # Steps of log odds from the share, so that genres are on one scale.
        target = (labels - share) / (share * (1 - share))
        kernel = head._kernel_of(_parts(rounded, parts)) + others @ known
        duals, unseen = _solved(kernel, kernel[chosen], target, reg)
        return replace(head, duals=duals, direct=(known @ duals).astype(np.float16)), unseen

    def scores(self, rows: Rows) -> Scores:
        """Score rows, shape (n_rows, n_classes); about log odds less their mean."""
        found = np.empty((len(rows), self.duals.shape[1]))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            held = rows[start : start + _ROWS_AT_ONCE]
            told, others = _divided(held, self.parts)
            likely = self._kernel(told) @ self.duals
            found[start : start + len(held)] = likely + others @ self._direct
        return found

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        direct = {f"{name}_direct": self.direct} if len(self.direct) else {}
        return {
            f"{name}_width": np.array([self.width]),
            f"{name}_weights": np.array(self.weights),
            f"{name}_sizes": np.array([len(self.landmarks)], np.int64),
            f"{name}_centre": self.centre,
            f"{name}_scale": self.scale,
            f"{name}_landmarks": self.landmarks,
            f"{name}_duals": self.duals,
            **direct,
        }

    @classmethod
    def restored(
        cls,
        state: Mapping[str, Array],
        name: str,
        parts: Sequence[int],
        n_classes: int,
        n_products: int = 0,
    ) -> KernelHead:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit.
        """
        n_columns = int(sum(parts))
        n_landmarks = int(take_array(state, f"{name}_sizes", np.int64, (1,))[0])
        direct = np.empty((0, n_classes), np.float16)
        if n_products:
            direct = take_array(state, f"{name}_direct", np.float16, (n_products, n_classes))
        return cls(
            float(take_array(state, f"{name}_width", np.float64, (1,))[0]),
            tuple(parts),
            tuple(take_array(state, f"{name}_weights", np.float64, (len(parts),)).tolist()),
            take_array(state, f"{name}_centre", np.float32, (n_columns,)),
            take_array(state, f"{name}_scale", np.float32, (n_columns,)),
            take_array(state, f"{name}_landmarks", np.float16, (n_landmarks, n_columns)),
            take_array(state, f"{name}_duals", np.float64, (n_landmarks, n_classes)),
            direct,
        )

    def _kernel(self, rows: Rows) -> Scores:
        return self._kernel_of(_parts(_standard(rows, self.centre, self.scale), self.parts))

    def _kernel_of(self, cut: Sequence[Scores]) -> Scores:
        found = np.zeros((len(cut[0]), len(self.landmarks)))
        for own, other, part, weight in zip(cut, self._cut, self.parts, self.weights, strict=True):
            away = cdist(own, other, "cityblock")
            found += weight * np.exp(away * (-self.width / part))
        return found


def _solved(kernel: Scores, among: Scores, target: Scores, reg: float) -> tuple[Scores, Scores]:
    """Weigh the landmarks, and score each row as if it had not been there."""
    n = len(among)
    inner = kernel.T @ kernel
    inner += reg * among
    inner[np.diag_indices(n)] += _LEAST * np.trace(inner) / n
    factor = cho_factor(inner, lower=True, overwrite_a=True, check_finite=False)
    duals: Scores = cho_solve(factor, kernel.T @ target)
    # What a row's own target has to say of its score (Rasmussen and Williams, 2.6.3).
    own = np.einsum("ij,ji->i", kernel, cho_solve(factor, kernel.T))[:, None]
    unseen: Scores = (kernel @ duals - own * target) / np.maximum(1 - own, _LEAST)
    return duals, unseen


def _divided(rows: Rows, parts: Sequence[int]) -> tuple[Rows, Rows]:
    """Columns of the parts, and those after them."""
    n_told = int(sum(parts))
    return rows[:, :n_told], rows[:, n_told:]


def _parts(rows: NDArray[np.floating], parts: Sequence[int]) -> list[Scores]:
    cut = np.split(rows.astype(np.float64), np.cumsum(parts)[:-1], axis=1)
    return [np.ascontiguousarray(part) for part in cut]


def _standard(rows: Rows, centre: Rows, scale: Rows) -> Rows:
    found: Rows = np.clip((rows - centre) / scale, -_FAR, _FAR)
    return found
