"""Genres that meet: a horror comedy is neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.score.facts import FACTS
from medley.models.state import take_array

Values = NDArray[np.float64]

GENRES = FACTS.index("genres")
_LEAST_FILMS = 25
"""A pair counts from so many films on."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Products of two columns of genres, made comparable.

    Attributes
    ----------
    columns : ndarray of int32, shape (n_pairs, 2)
    centres, scales : ndarray of float64, shape (n_pairs,)
        Mean and deviation on the training films.
    """

    columns: NDArray[np.int32]
    centres: Values
    scales: Values

    @classmethod
    def fitted(cls, rows: Values, fact_of: NDArray[np.intp]) -> Pairs:
        """Take the pairs that enough films have, and some have not."""
        flags = [
            column
            for column in np.flatnonzero(fact_of == GENRES).tolist()
            if np.isin(rows[:, column], (0, 1)).all()
        ]
        counts = rows[:, flags].T @ rows[:, flags]
        found = [
            (flags[one], flags[other])
            for one, other in combinations(range(len(flags)), 2)
            if _LEAST_FILMS <= counts[one, other] < len(rows)
        ]
        columns = np.array(found, np.int32).reshape(-1, 2)
        products = rows[:, columns[:, 0]] * rows[:, columns[:, 1]]
        return cls(columns, products.mean(axis=0), products.std(axis=0))

    def __len__(self) -> int:
        return len(self.columns)

    def values(self, rows: Values) -> Values:
        """Multiply, shape (n, n_pairs)."""
        products = rows[:, self.columns[:, 0]] * rows[:, self.columns[:, 1]]
        found: Values = (products - self.centres) / self.scales
        return found

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_size": np.array([len(self)], np.int64),
            # A first row keeps no pairs at all from being nothing.
            f"{name}_columns": np.vstack([np.zeros((1, 2), np.int32), self.columns]),
            f"{name}_scaling": np.hstack([np.ones((2, 1)), [self.centres, self.scales]]),
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], name: str, n_columns: int) -> Pairs:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        size = int(take_array(state, f"{name}_size", np.int64, (1,))[0])
        columns = take_array(state, f"{name}_columns", np.int32, (1 + size, 2))[1:]
        scaling = take_array(state, f"{name}_scaling", np.float64, (2, 1 + size))[:, 1:]
        inside = ((columns >= 0) & (columns < n_columns)).all()
        if not inside or not np.isfinite(scaling).all() or (scaling[1] <= 0).any():
            raise ArtifactError(f"the saved model's {name} are corrupt; train it again")
        return cls(columns, scaling[0], scaling[1])
