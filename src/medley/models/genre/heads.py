"""What turns rows of numbers into scores of classes; fitted, kept and answered as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]
_LEAST = 1e-6
_ROWS_AT_ONCE = 512


class Head(Protocol):
    """Scores rows of numbers."""

    def scores(self, rows: Rows) -> Scores:
        """Give log probabilities up to a constant a row, shape (n_rows, n_classes)."""
        ...

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class LinearHead:
    """Fisher's discriminant with a covariance shrunk towards even variances.

    Attributes
    ----------
    weights : ndarray of float32, shape (n_columns, n_classes)
    bias : ndarray of float64, shape (n_classes,)

    References
    ----------
    Friedman, "Regularized discriminant analysis", JASA 1989.
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float64]

    @classmethod
    def fitted(cls, rows: Rows, labels: NDArray[np.int32], *, shrinkage: float) -> LinearHead:
        """Fit on standardised columns; every class from 0 on must occur.

        Parameters
        ----------
        rows : ndarray of float32, shape (n_rows, n_columns)
        labels : ndarray of int32, shape (n_rows,)
        shrinkage : float
            In (0, 1]; 1 leaves variances out.
        """
        centre, scale = _standard(rows)
        held = (rows - centre) / scale
        counts = np.bincount(labels)
        means = np.zeros((len(counts), held.shape[1]))
        np.add.at(means, labels, held)
        means /= counts[:, None]
        within = held - means[labels].astype(np.float32)
        weights = _solved(within, means.T, shrinkage)
        bias = np.log(counts / len(held)) - 0.5 * (means.T * weights).sum(axis=0)
        weights /= scale[:, None]
        return cls(weights.astype(np.float32), bias - centre @ weights)

    def scores(self, rows: Rows) -> Scores:
        """Give each class's log probability up to a constant a row."""
        found: Scores = rows.astype(np.float64) @ self.weights + self.bias
        return found

    def state(self, name: str) -> dict[str, Array]:
        """All arrays."""
        return {f"{name}_weights": self.weights, f"{name}_bias": self.bias}

    @classmethod
    def restored(
        cls, state: Mapping[str, Array], name: str, n_columns: int, n_classes: int
    ) -> LinearHead:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit.
        """
        return cls(
            take_array(state, f"{name}_weights", np.float32, (n_columns, n_classes)),
            take_array(state, f"{name}_bias", np.float64, (n_classes,)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class KernelHead:
    """A support vector machine with Gaussian kernels, one against one.

    Fitted by scikit-learn (LIBSVM) and answered from its arrays.

    Attributes
    ----------
    centre, scale : ndarray of float32, shape (n_columns,)
    gamma : float
        Of the kernel, on standardised columns.
    vectors : ndarray of float32, shape (n_vectors, n_columns)
        Support vectors, class by class.
    duals : ndarray of float64, shape (n_classes - 1, n_vectors)
    starts : ndarray of int64, shape (n_classes + 1,)
        Where each class's vectors begin.
    intercepts : ndarray of float64, shape (n_classes * (n_classes - 1) / 2,)

    References
    ----------
    Chang and Lin, "LIBSVM: a library for support vector machines", 2011.
    """

    centre: NDArray[np.float32]
    scale: NDArray[np.float32]
    gamma: float
    vectors: NDArray[np.float32]
    duals: NDArray[np.float64]
    starts: NDArray[np.int64]
    intercepts: NDArray[np.float64]

    @classmethod
    def fitted(
        cls, rows: Rows, labels: NDArray[np.int32], *, reg: float, width: float
    ) -> KernelHead:
        """Fit on standardised columns; every class from 0 on must occur.

        Parameters
        ----------
        rows : ndarray of float32, shape (n_rows, n_columns)
        labels : ndarray of int32, shape (n_rows,)
        reg : float
            LIBSVM's C.
        width : float
            The kernel's gamma times the number of columns.
        """
        from sklearn.svm import SVC

        centre, scale = _standard(rows)
        gamma = width / rows.shape[1]
        machine = SVC(C=reg, gamma=gamma, cache_size=400).fit((rows - centre) / scale, labels)
        starts = np.concatenate([[0], np.cumsum(machine.n_support_)]).astype(np.int64)
        # scikit-learn turns the sign of both for two classes.
        sign = -1.0 if len(machine.classes_) == 2 else 1.0
        return cls(
            centre,
            scale,
            gamma,
            machine.support_vectors_.astype(np.float32),
            sign * machine.dual_coef_,
            starts,
            sign * machine.intercept_,
        )

    def scores(self, rows: Rows) -> Scores:
        """Count the pairs that a class wins, and by how much, as scikit-learn does."""
        parts = [
            self._scored(rows[start : start + _ROWS_AT_ONCE])
            for start in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        return np.concatenate(parts)

    def _scored(self, rows: Rows) -> Scores:
        kernel = self._kernel((rows - self.centre) / self.scale)
        n_classes = len(self.starts) - 1
        votes, margins = np.zeros((2, len(rows), n_classes))
        pair = 0
        for one in range(n_classes):
            for other in range(one + 1, n_classes):
                margin = self._margin(kernel, one, other) + self.intercepts[pair]
                votes[:, one] += margin > 0
                votes[:, other] += margin <= 0
                margins[:, one] += margin
                margins[:, other] -= margin
                pair += 1
        # Margins only break ties among votes.
        found: Scores = votes + margins / (3 * (np.abs(margins) + 1))
        return found

    def _margin(self, kernel: Scores, one: int, other: int) -> NDArray[np.float64]:
        (a, b), (c, d) = self.starts[one : one + 2], self.starts[other : other + 2]
        found: NDArray[np.float64] = kernel[:, a:b] @ self.duals[other - 1, a:b]
        found += kernel[:, c:d] @ self.duals[one, c:d]
        return found

    def _kernel(self, rows: Rows) -> Scores:
        squares = (rows**2).sum(axis=1)[:, None] + (self.vectors**2).sum(axis=1)
        away = squares - 2 * (rows @ self.vectors.T)
        found: Scores = np.exp(-self.gamma * np.maximum(away.astype(np.float64), 0))
        return found

    def state(self, name: str) -> dict[str, Array]:
        """All arrays."""
        return {
            f"{name}_centre": self.centre,
            f"{name}_scale": self.scale,
            f"{name}_gamma": np.array([self.gamma]),
            f"{name}_vectors": self.vectors,
            f"{name}_duals": self.duals,
            f"{name}_starts": self.starts,
            f"{name}_intercepts": self.intercepts,
        }

    @classmethod
    def restored(
        cls, state: Mapping[str, Array], name: str, n_columns: int, n_classes: int
    ) -> KernelHead:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit.
        """
        starts = take_array(state, f"{name}_starts", np.int64, (n_classes + 1,))
        n_vectors = int(starts[-1])
        if starts[0] or (np.diff(starts) < 0).any():
            raise ArtifactError(f"the saved model's vectors {name!r} are corrupt; train it again")
        n_pairs = n_classes * (n_classes - 1) // 2
        return cls(
            take_array(state, f"{name}_centre", np.float32, (n_columns,)),
            take_array(state, f"{name}_scale", np.float32, (n_columns,)),
            float(take_array(state, f"{name}_gamma", np.float64, (1,))[0]),
            take_array(state, f"{name}_vectors", np.float32, (n_vectors, n_columns)),
            take_array(state, f"{name}_duals", np.float64, (n_classes - 1, n_vectors)),
            starts,
            take_array(state, f"{name}_intercepts", np.float64, (n_pairs,)),
        )


def _solved(within: Rows, means: Scores, shrinkage: float) -> Scores:
    """Divide means by the shrunk covariance of rows, by whichever side is smaller.

    Parameters
    ----------
    within : ndarray of float32, shape (n_rows, n_columns)
        Around their classes' means.
    means : ndarray of float64, shape (n_columns, n_classes)
    shrinkage : float
    """
    n_rows, n_columns = within.shape
    level = max(float((within.astype(np.float64) ** 2).sum()) / (n_rows * n_columns), _LEAST)
    floor, held = shrinkage * level, within * np.float32(np.sqrt((1 - shrinkage) / n_rows))
    if n_columns <= n_rows:
        covariance = (held.T @ held).astype(np.float64)
        covariance[np.diag_indices(n_columns)] += floor
        return np.asarray(np.linalg.solve(covariance, means), np.float64)
    # Woodbury's identity: a system as large as there are rows.
    gram = (held @ held.T).astype(np.float64)
    gram[np.diag_indices(n_rows)] += floor
    inner = held.T @ np.linalg.solve(gram, held @ means)
    return np.asarray((means - inner) / floor, np.float64)


def _standard(rows: Rows) -> tuple[Rows, Rows]:
    """Mean and deviation of each column; a column that never varies is left as it is."""
    spread = rows.std(axis=0, dtype=np.float64)
    scale = np.where(spread > _LEAST, spread, 1.0)
    return rows.mean(axis=0, dtype=np.float64).astype(np.float32), scale.astype(np.float32)
