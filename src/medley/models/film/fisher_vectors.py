"""A picture told by how what is seen at its places departs from what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

Rows = NDArray[np.float32]

_ROUNDS = 15
_ROWS_AT_ONCE = 8_192
_SPREAD = 0.5
"""What a place's position counts beside the most that its surroundings vary."""
_LEAST_VARIANCE = 0.01
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Normal distributions that most rows lie near, without covariances.

    Attributes
    ----------
    means, variances : ndarray of float32, shape (n_kinds, n_columns)
    shares : ndarray of float32, shape (n_kinds,)
    """

    means: Rows
    variances: Rows
    shares: Rows

    @classmethod
    def fitted(cls, rows: Rows, n_kinds: int, rng: np.random.Generator) -> Mixture:
        """Fit by expectation and maximisation, beginning at rows drawn by chance."""
        spread = rows.var(axis=0) + np.float32(_LEAST)
        means = rows[rng.choice(len(rows), n_kinds, replace=len(rows) < n_kinds)]
        even = np.full(n_kinds, 1 / n_kinds, np.float32)
        found = cls(means, np.tile(spread, (n_kinds, 1)), even)
        for _ in range(_ROUNDS):
            found = found._nearer(rows, np.float32(_LEAST_VARIANCE) * spread)
        return found

    def log_odds(self, rows: Rows) -> tuple[Rows, Rows]:
        """Say how likely each kind is of each row, in log odds up to a constant.

        Returns
        -------
        even : ndarray of float32, shape (n, n_kinds)
            What stays when a row changes its sign.
        straight : ndarray of float32, shape (n_columns, n_kinds)
            Coefficients of the rest.
        """
        sharp: Rows = np.float32(1) / self.variances
        constant = np.log(self.shares) - np.float32(0.5) * (
            np.log(self.variances).sum(axis=1) + (self.means**2 * sharp).sum(axis=1)
        )
        even: Rows = rows**2 @ (np.float32(-0.5) * sharp.T) + constant
        straight: Rows = (self.means * sharp).T
        return even, straight

    def _nearer(self, rows: Rows, least: Rows) -> Mixture:
        n_kinds, n_columns = self.means.shape
        counts = np.zeros(n_kinds)
        sums, squares = np.zeros((n_kinds, n_columns)), np.zeros((n_kinds, n_columns))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            held = rows[start : start + _ROWS_AT_ONCE]
            even, straight = self.log_odds(held)
            said = softmax(even + held @ straight)
            counts += said.sum(axis=0)
            sums += said.T @ held
            squares += said.T @ held**2
        divisor = np.maximum(counts, _LEAST)[:, None]
        means = sums / divisor
        variances = np.maximum(squares / divisor - means**2, 0) + least
        shares = np.maximum(counts, _LEAST) / np.maximum(counts, _LEAST).sum()
        return Mixture(*(part.astype(np.float32) for part in (means, variances, shares)))


@dataclass(frozen=True, slots=True, eq=False)
class FisherVectors:
    """Turns what is seen at places of a picture into one row, the same for its mirror image.

    Rows are reduced to their main components, of which each is either the same in a mirror or
    the opposite; so both pictures are looked at for the price of one. A mixture of
    normal distributions says what is usual; the row is the way in which each of its means
    and variances would have to move to suit the picture better.

    Attributes
    ----------
    axes : ndarray of float32, shape (n_columns, n_axes)
    centre : ndarray of float32, shape (n_axes,)
    signs : ndarray of float32, shape (n_axes,)
        Of components in a mirror: 1, or -1 where they are the opposite.
    mixture : Mixture
        Of components and places.

    References
    ----------
    Perronnin, Sánchez and Mensink, "Improving the Fisher kernel for large-scale image
    classification", ECCV 2010. Sánchez, Perronnin and de Campos, "Modeling the spatial
    layout of images beyond spatial pyramids", 2012.
    """

    axes: Rows
    centre: Rows
    signs: Rows
    mixture: Mixture

    @classmethod
    def fitted(
        cls,
        rows: Rows,
        places: Rows,
        across: NDArray[np.intp],
        *,
        n_axes: int,
        n_kinds: int,
        rng: np.random.Generator,
    ) -> FisherVectors:
        """Fit on rows of many pictures.

        Parameters
        ----------
        rows : ndarray of float32, shape (n, n_columns)
        places : ndarray of float32, shape (n, 2)
            From 0 to 1, the same in a mirror.
        across : ndarray of int, shape (n_columns,)
            Where each column lies in a mirror.
        n_axes, n_kinds : int
        rng : numpy.random.Generator
        """
        mean, axes, signs = _components(rows, across, n_axes)
        bare = Mixture(*(np.empty((0, 0), np.float32) for _ in range(3)))
        found = cls(axes, (mean @ axes).astype(np.float32), signs, bare)
        seen = found._reduced(rows, places)
        seen = np.concatenate((seen, seen * np.append(signs, np.ones(2, np.float32))))
        return cls(axes, found.centre, signs, Mixture.fitted(seen, n_kinds, rng))

    @property
    def width(self) -> int:
        """How many numbers a picture becomes."""
        return 2 * self.mixture.means.size

    def row(self, rows: Rows, places: Rows) -> Rows:
        """Tell a picture, shape (width,), of length 1.

        Parameters
        ----------
        rows : ndarray of float32, shape (n, n_columns)
        places : ndarray of float32, shape (n, 2)
        """
        held, opposite, usual = self._reduced(rows, places), self._opposite(), self.mixture
        even, straight = usual.log_odds(held)
        even += held[:, ~opposite] @ straight[~opposite]
        odd = held[:, opposite] @ straight[opposite]
        half = np.float32(0.5 / len(held))
        own, other = softmax(even + odd) * half, softmax(even - odd) * half
        both = own + other
        counts = both.sum(axis=0)[:, None]
        sums = both.T @ held
        sums[:, opposite] = (own - other).T @ held[:, opposite]
        squares = both.T @ held**2
        means, variances = usual.means, usual.variances
        share = np.sqrt(usual.shares)[:, None]
        moved = (sums - counts * means) / (np.sqrt(variances) * share)
        spread = squares - 2 * sums * means + counts * (means**2 - variances)
        spread /= variances * share * np.float32(np.sqrt(2))
        found = np.concatenate((moved.ravel(), spread.ravel()))
        found = np.sign(found) * np.sqrt(np.abs(found))
        told: Rows = found / (np.linalg.norm(found) + np.float32(_LEAST))
        return told

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_sizes": np.array([len(self.centre), len(self.mixture.means)], np.int64),
            f"{name}_axes": self.axes,
            f"{name}_centre": self.centre,
            f"{name}_signs": self.signs,
            f"{name}_means": self.mixture.means,
            f"{name}_variances": self.mixture.variances,
            f"{name}_shares": self.mixture.shares,
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], name: str, n_columns: int) -> FisherVectors:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit.
        """
        n_axes, n_kinds = take_array(state, f"{name}_sizes", np.int64, (2,)).tolist()
        kinds = (n_kinds, n_axes + 2)
        mixture = Mixture(
            take_array(state, f"{name}_means", np.float32, kinds),
            take_array(state, f"{name}_variances", np.float32, kinds),
            take_array(state, f"{name}_shares", np.float32, (n_kinds,)),
        )
        if not (mixture.variances > 0).all() or not (mixture.shares > 0).all():
            raise ArtifactError("what the saved model takes for usual is corrupt; train it again")
        return cls(
            take_array(state, f"{name}_axes", np.float32, (n_columns, n_axes)),
            take_array(state, f"{name}_centre", np.float32, (n_axes,)),
            take_array(state, f"{name}_signs", np.float32, (n_axes,)),
            mixture,
        )

    def _reduced(self, rows: Rows, places: Rows) -> Rows:
        components = rows @ self.axes - self.centre
        return np.concatenate((components, (places - np.float32(0.5)) * _SPREAD), axis=1)

    def _opposite(self) -> NDArray[np.bool_]:
        return np.append(self.signs < 0, (False, False))


def softmax(scores: Rows) -> Rows:
    """Shares of kinds from their log odds, shape (n, n_kinds)."""
    held = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Rows = held / held.sum(axis=1, keepdims=True)
    return shares


def _components(rows: Rows, across: NDArray[np.intp], n_axes: int) -> tuple[Rows, Rows, Rows]:
    """Mean and main axes of rows and their mirror images, and signs in a mirror."""
    mean = rows.mean(axis=0, dtype=np.float64)
    mean = (mean + mean[across]) / 2
    held = (rows - mean).astype(np.float32)
    inner = (held.T @ held / len(held)).astype(np.float64)
    inner = (inner + inner[np.ix_(across, across)]) / 2
    # What a mirror leaves and what it turns do not vary together: each has axes of its own.
    order, own = np.arange(len(mean)), np.eye(len(mean))
    held_still = (own + own[across])[:, order <= across]
    turned = (own - own[across])[:, order < across]
    found = [_axes(inner, basis) for basis in (held_still, turned)]
    values, vectors = (np.concatenate(part, axis=-1) for part in zip(*found, strict=True))
    chosen = np.argsort(-values, kind="stable")[:n_axes]
    reach = np.sqrt(max(values[chosen[0]], _LEAST))
    axes = (vectors[:, chosen] / reach).astype(np.float32)
    signs = np.where(chosen < held_still.shape[1], 1, -1).astype(np.float32)
    return mean.astype(np.float32), axes, signs


def _axes(inner: NDArray[np.float64], basis: NDArray[np.float64]) -> tuple[Any, Any]:
    """Variances along, and main axes within, what a basis of orthogonal columns spans."""
    basis = basis / np.linalg.norm(basis, axis=0)
    values, vectors = np.linalg.eigh(basis.T @ inner @ basis)
    return values, basis @ vectors
