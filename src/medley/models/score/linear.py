"""Ridge regression on words, bent columns, pairs of genres and looks, summed up by fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.score.bends import Bends
from medley.models.score.facts import FACTS
from medley.models.score.pairs import GENRES, Pairs
from medley.models.score.rows import Rows
from medley.models.score.wording import N_BUCKETS
from medley.models.state import take_array

Values = NDArray[np.float64]

PLAIN_WEIGHT, PAIR_WEIGHT, POSTER_WEIGHT = 0.3, 0.15, 0.02
"""How large a column is beside the words of an overview, which are a unit long together."""
_TITLE, _OVERVIEW, _POSTER = (FACTS.index(name) for name in ("title", "overview", "poster"))
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A weighted sum.

    Attributes
    ----------
    bends : Bends
    pairs : Pairs
    fact_of : ndarray of int, shape (n_columns,)
    looks : ndarray of float64, shape (2, n_numbers)
        Mean and deviation of posters' descriptions.
    word_weights : ndarray of float32, shape (2 * N_BUCKETS,)
    weights : ndarray of float64, shape (7 * n_columns + n_pairs + n_numbers,)
    means : ndarray of float64, shape (n_facts,)
        What each fact added to the training films on average.
    base : float
        Mean of the training films.
    """

    bends: Bends
    pairs: Pairs
    fact_of: NDArray[np.intp]
    looks: Values
    word_weights: NDArray[np.float32]
    weights: Values
    means: Values
    base: float

    @classmethod
    def fitted(cls, rows: Rows, targets: Values, fact_of: NDArray[np.intp], reg: float) -> Linear:
        """Fit on squared errors with a ridge penalty on all weights."""
        from sklearn.linear_model import Ridge

        bends, looks = Bends.fitted(rows.plain), _looks(rows.posters)
        pairs = Pairs.fitted(rows.plain, fact_of)
        dense = _dense(rows, bends, pairs, looks)
        design = sparse.hstack([rows.words, sparse.csr_matrix(dense)], format="csr")
        ridge = Ridge(alpha=reg, solver="sparse_cg", tol=1e-4).fit(design, targets)
        n_words = rows.words.shape[1]
        found = cls(
            bends,
            pairs,
            fact_of,
            looks,
            ridge.coef_[:n_words].astype(np.float32),
            ridge.coef_[n_words:].astype(np.float64),
            np.zeros(len(FACTS)),
            0.0,
        )
        means = found.shares(rows).mean(axis=0)
        return cls(
            bends,
            pairs,
            fact_of,
            looks,
            found.word_weights,
            found.weights,
            means,
            float(ridge.intercept_) + float(means.sum()),
        )

    def values(self, rows: Rows) -> Values:
        """Sum up, shape (n,)."""
        found: Values = self.base + self.shares(rows).sum(axis=1)
        return found

    def shares(self, rows: Rows) -> Values:
        """Say what each fact adds to the mean film.

        Returns
        -------
        ndarray of float64, shape (n, n_facts)
            With `base` they sum to the values.
        """
        n_columns = len(self.fact_of)
        dense = _dense(rows, self.bends, self.pairs, self.looks) * self.weights
        found = np.zeros((len(rows), len(FACTS)))
        n_pairs = len(self.pairs)
        facts = np.append(self.fact_of[self.bends.owners], np.full(n_pairs, GENRES))
        for fact in range(len(FACTS)):
            found[:, fact] = dense[:, np.flatnonzero(facts == fact)].sum(axis=1)
        found[:, _POSTER] += dense[:, len(facts) :].sum(axis=1)
        if n_columns:
            found[:, _TITLE] += rows.words[:, :N_BUCKETS] @ self.word_weights[:N_BUCKETS]
            found[:, _OVERVIEW] += rows.words[:, N_BUCKETS:] @ self.word_weights[N_BUCKETS:]
        centred: Values = found - self.means
        return centred

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            **self.bends.state(f"{name}_bends"),
            **self.pairs.state(f"{name}_pairs"),
            f"{name}_looks": np.concatenate([[0.0], self.looks.ravel()]),
            f"{name}_words": self.word_weights,
            f"{name}_weights": self.weights,
            f"{name}_means": self.means,
            f"{name}_base": np.array([self.base]),
        }

    @classmethod
    def restored(
        cls, state: Mapping[str, Array], name: str, fact_of: NDArray[np.intp], n_numbers: int
    ) -> Linear:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        bends = Bends.restored(state, f"{name}_bends", len(fact_of))
        looks = take_array(state, f"{name}_looks", np.float64, (1 + 2 * n_numbers,))
        pairs = Pairs.restored(state, f"{name}_pairs", len(fact_of))
        n_dense = len(bends.owners) + len(pairs) + n_numbers
        found = cls(
            bends,
            pairs,
            fact_of,
            looks[1:].reshape(2, n_numbers),
            take_array(state, f"{name}_words", np.float32, (2 * N_BUCKETS,)),
            take_array(state, f"{name}_weights", np.float64, (n_dense,)),
            take_array(state, f"{name}_means", np.float64, (len(FACTS),)),
            float(take_array(state, f"{name}_base", np.float64, (1,))[0]),
        )
        arrays = (looks, found.word_weights, found.weights, found.means, found.base)
        if not all(np.isfinite(held).all() for held in arrays):
            raise ArtifactError(f"the saved model's {name} are corrupt; train it again")
        return found


def _looks(posters: Values) -> Values:
    known = posters[~np.isnan(posters).any(axis=1)]
    if not len(known):
        return np.stack([np.zeros(posters.shape[1]), np.ones(posters.shape[1])])
    spread = known.std(axis=0)
    return np.stack([known.mean(axis=0), np.where(spread > _LEAST, spread, 1.0)])


def _dense(rows: Rows, bends: Bends, pairs: Pairs, looks: Values) -> Values:
    # A film without a poster looks like the mean of all posters.
    seen = np.nan_to_num((rows.posters - looks[0]) / looks[1])
    bent, met = bends.bent(rows.plain), pairs.values(rows.plain)
    return np.hstack([bent * PLAIN_WEIGHT, met * PAIR_WEIGHT, seen * POSTER_WEIGHT])
