"""Filling one page place by place: the item that is worth most where it would stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.serving.balance.settings import Balance

_SHARED_CREATOR = 0.5
"""Of the alikeness of two items without vectors: the part that their creator makes."""


class Traits:
    """What balancing looks at, prepared once for all pages.

    Parameters
    ----------
    mixes : ndarray of float32, shape (n, n_categories)
        Rows sum to 1, see `Candidates.mixes`.
    target : ndarray of float64, shape (n_categories,)
        Sums to 1, or all zeros: then nothing is calibrated.
    creators : ndarray of int32, shape (n,)
    vectors : ndarray of float32, shape (n, n_factors), or None
    """

    def __init__(
        self,
        mixes: NDArray[np.float32],
        target: NDArray[np.float64],
        creators: NDArray[np.int32],
        vectors: NDArray[np.float32] | None,
    ) -> None:
        wanted = target > 0
        self.target = target[wanted].astype(np.float32)
        self.mixes = np.ascontiguousarray(mixes[:, wanted])
        self.creators = creators
        self._by_creator = vectors is None
        alike = mixes if vectors is None else vectors
        lengths = np.linalg.norm(alike, axis=1, keepdims=True)
        self.units = (alike / np.maximum(lengths, 1e-12)).astype(np.float32)

    def alikeness(self, pool: NDArray[np.intp], item: int) -> NDArray[np.float32]:
        """Say how alike each item of the pool is to one item, in [-1, 1]."""
        found: NDArray[np.float32] = self.units[pool] @ self.units[item]
        if self._by_creator and self.creators[item] >= 0:
            found *= np.float32(1 - _SHARED_CREATOR)
            found[self.creators[pool] == self.creators[item]] += np.float32(_SHARED_CREATOR)
        return found


class PageMix:
    r"""The mix of a page as it fills, and what an item would do to it.

    The page's mix is smoothed with the wanted mix *p* as if ``prior_items``
    (:math:`\kappa`) items of it stood there already:

    .. math:: \tilde q_g = \frac{\kappa\,p_g + \sum_i x_{ig}}{\kappa + r}

    which is Steck's smoothing with :math:`\alpha = \kappa / (\kappa + r)`. The
    gain of an item is by how much it lowers
    :math:`(\kappa + r)\,KL(p \,\|\, \tilde q)`, up to a constant that all items
    share. The factor keeps the pull even: without it a page's first places
    would be ruled by their category and its last ones not at all.

    Parameters
    ----------
    mixes : ndarray of float32, shape (n_pool, n_wanted)
    target : ndarray of float32, shape (n_wanted,)
        All above 0.
    prior_items : float

    References
    ----------
    Steck, "Calibrated recommendations", RecSys 2018.
    """

    def __init__(
        self, mixes: NDArray[np.float32], target: NDArray[np.float32], prior_items: float
    ) -> None:
        self._rows, self._columns = np.nonzero(mixes)
        self._amounts = mixes[self._rows, self._columns]
        self._weights = target[self._columns]
        self._n = len(mixes)
        self._filled = np.float32(prior_items) * target
        self._size = prior_items

    def gains(self) -> NDArray[np.float64]:
        """Say how well each item of the pool would fit, shape (n_pool,)."""
        raised = self._amounts / self._filled[self._columns]
        np.log1p(raised, out=raised)
        raised *= self._weights
        # With nothing to count the sums are integers.
        summed = np.bincount(self._rows, raised, minlength=self._n).astype(np.float64)
        return summed * (self._size + 1)

    def add(self, mix: NDArray[np.float32]) -> None:
        """Put an item of this mix on the page."""
        self._filled += mix
        self._size += 1


class PageFiller:
    """The page being filled and the pool that it is filled from.

    Parameters
    ----------
    traits : Traits
    settings : Balance
    pool : ndarray of intp, shape (n_pool,)
        Candidate positions.
    worth : ndarray of float32, shape (n_pool,)
        What each is worth wherever it stands.
    chosen : sequence of int
        Candidate positions that stand on this page already.
    """

    def __init__(
        self,
        traits: Traits,
        settings: Balance,
        pool: NDArray[np.intp],
        worth: NDArray[np.float32],
        chosen: list[int],
    ) -> None:
        self._traits = traits
        self._settings = settings
        self.pool = pool
        self._worth = worth.astype(np.float64)
        self._creators = traits.creators[pool]
        self._alike = np.zeros(len(pool), np.float32)
        calibrates = settings.calibration > 0 and len(traits.target) > 0
        self._mix = (
            PageMix(traits.mixes[pool], traits.target, settings.prior_items) if calibrates else None
        )
        self.calibration = np.zeros(len(pool))
        self.values = self._worth
        for item in chosen:
            self._stand(item)

    def pick(
        self, last_creator: int, *, apart: bool, among: NDArray[np.bool_] | None = None
    ) -> int | None:
        """Choose the pool's most worthy item for the next place.

        Parameters
        ----------
        last_creator : int
        apart : bool
            Leave out what is by ``last_creator``.
        among : ndarray of bool, shape (n_pool,), optional
            Leave out what it does not mark.

        Returns
        -------
        int or None
            Place in the pool; None when it holds nothing but items of
            ``last_creator``, or nothing.
        """
        values = self._worth
        if self._mix is not None:
            gains = self._mix.gains()
            gains -= gains.mean()
            self.calibration = gains * self._settings.calibration
            values = values + self.calibration
        if self._settings.diversity > 0:
            values = values - self._settings.diversity * self._alike
        if apart and last_creator >= 0:
            values = np.where(self._creators == last_creator, -np.inf, values)
        self.values = values
        if among is not None:
            values = np.where(among, values, -np.inf)
        best = int(values.argmax()) if len(values) else 0
        return best if len(values) and values[best] > -np.inf else None

    def terms(self, place: int) -> tuple[float, float]:
        """Calibration and diversity term of a pool item at the moment it was picked."""
        return float(self.calibration[place]), -self._settings.diversity * float(self._alike[place])

    def take(self, place: int) -> int:
        """Put a pool item on the page; returns its candidate position."""
        item = int(self.pool[place])
        self._worth[place] = -np.inf
        self._stand(item)
        return item

    def _stand(self, item: int) -> None:
        if self._mix is not None:
            self._mix.add(self._traits.mixes[item])
        if self._settings.diversity > 0:
            np.maximum(self._alike, self._traits.alikeness(self.pool, item), out=self._alike)
