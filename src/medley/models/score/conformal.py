"""Intervals that hold: quantiles of what models missed on films that they had not seen.

Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, "Distribution-free predictive inference
for regression", JASA 2018, section 5.2 (errors divided by their expected size); both
ends have a quantile of their own, as errors downwards are larger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, ConfigError
from medley.core.model import Array
from medley.models.state import take_array

Values = NDArray[np.float64]

LOWEST, HIGHEST = 0.0, 100.0
_ENOUGH = 200
"""Films from which on a kind of film has quantiles of its own."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What a model missed on films that it had not seen.

    Attributes
    ----------
    errors : ndarray of float64, shape (n,)
        Score minus prediction.
    spreads : ndarray of float64, shape (n,)
        Expected size of the error, above 0.
    """

    errors: Values
    spreads: Values


@dataclass(frozen=True, slots=True, eq=False)
class Conformal:
    """Sorted errors in units of their expected size, by kind of film.

    Attributes
    ----------
    ratios : tuple of ndarray of float64
        One array a kind, ascending.
    """

    ratios: tuple[Values, ...]

    @classmethod
    def fitted(cls, missed: Sequence[Missed]) -> Conformal:
        """Learn from errors of each kind; a kind with few films takes those of the first."""
        found = [np.sort(one.errors / one.spreads) for one in missed]
        return cls(tuple(own if len(own) >= _ENOUGH else found[0] for own in found))

    def intervals(
        self, values: Values, spreads: Values, kinds: NDArray[np.int8], coverage: float
    ) -> Values:
        """Bound the scores of films.

        Parameters
        ----------
        values, spreads : ndarray of float64, shape (n,)
        kinds : ndarray of int8, shape (n,)
        coverage : float
            Share of films whose score is to lie within, above 0 and below 1.

        Returns
        -------
        ndarray of float64, shape (n, 2)
            Within 0 to 100, which is also the answer where too few films are known.

        Raises
        ------
        ConfigError
            If the coverage is no share.
        """
        if not 0 < coverage < 1:
            raise ConfigError(f"the coverage {coverage} must lie between 0 and 1, such as 0.9")
        ends = np.array([_ends(ratios, coverage) for ratios in self.ratios])[kinds]
        # A spread of 0 beside an infinite end never meets: spreads are above 0.
        bounds: Values = np.clip(values[:, None] + spreads[:, None] * ends, LOWEST, HIGHEST)
        return bounds

    def state(self) -> dict[str, Array]:
        """All arrays."""
        sizes = np.array([len(ratios) for ratios in self.ratios], np.int64)
        return {"missed_sizes": sizes, "missed": np.concatenate(self.ratios)}

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_kinds: int) -> Conformal:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        sizes = take_array(state, "missed_sizes", np.int64, (n_kinds,))
        whole = int(sizes.sum()) if (sizes >= 0).all() else -1
        held = take_array(state, "missed", np.float64, (whole,))
        ratios = tuple(np.split(held, np.cumsum(sizes)[:-1]))
        if not all(np.isfinite(own).all() and (np.diff(own) >= 0).all() for own in ratios):
            raise ArtifactError("the saved model's errors are corrupt; train it again")
        return cls(ratios)


def _ends(ratios: Values, coverage: float) -> tuple[float, float]:
    """Lower and upper quantile, each corrected for how many errors are known."""
    n, tail = len(ratios), (1 - coverage) / 2
    # The share (1 - tail) of n + 1 films, the one asked about among them.
    place = int(np.ceil((n + 1) * (1 - tail) - 1e-9))
    if place > n:
        return -np.inf, np.inf
    return float(ratios[n - place]), float(ratios[place - 1])
