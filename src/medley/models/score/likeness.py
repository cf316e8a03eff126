"""Scores of films that are alike: a Gaussian process over facts and words.

Two films are alike by a fact as far as their columns lie close together, and by several
facts at once as far as the product of these likenesses. Words count as a weighted sum. As
every part is a product over facts, what a fact adds is exact here too: where it is not
known, the mean of its likenesses stands for it, and its Shapley value is the integral that
`trees` speaks of.

References
----------
Rasmussen and Williams, "Gaussian processes for machine learning", 2006, chapter 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.score.columns import MISSING
from medley.models.score.facts import FACTS
from medley.models.score.rows import Rows
from medley.models.score.wording import N_BUCKETS
from medley.models.state import take_array

Values = NDArray[np.float64]
Kernels = dict[int, NDArray[np.float32]]
Terms = list[tuple[float, tuple[int, ...]]]

_LENGTHS = {
    "genres": 4.0,
    "runtime": 1.0,
    "language": 2.0,
    "date": 1.0,
    "title": 2.0,
    "overview": 2.0,
}
"""Squared distance at which likeness has fallen to 1/e, by fact."""
_ALONE = {
    "genres": 0.1,
    "runtime": 0.1,
    "language": 0.05,
    "date": 0.1,
    "title": 0.04,
    "overview": 0.04,
}
"""Shares of the scores' variance that facts account for by themselves."""
_TOGETHER = ((0.1, ("genres", "runtime")), (0.1, ("genres", "date")))
_ALL = 0.08
_TITLE_WORDS, _OVERVIEW_WORDS = 0.2, 0.25
_TITLE, _OVERVIEW = FACTS.index("title"), FACTS.index("overview")
_ROWS_AT_ONCE = 512
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class LikenessSettings:
    """Settings of `Likeness`.

    Attributes
    ----------
    noise : float
        Share of the scores' variance that no fact accounts for.
    most_films : int
        New films are compared with so many, drawn at random; bounds time and file.
    """

    noise: float = 0.6
    most_films: int = 8_000


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """How columns are made comparable, missing values taken as the mean.

    Attributes
    ----------
    ends : ndarray of float64, shape (3, n_columns)
        Lowest value, highest, and the mean.
    scales : ndarray of float64, shape (n_columns,)
        0 for a column that does not count.
    """

    ends: Values
    scales: Values

    @classmethod
    def fitted(cls, rows: Values, fact_of: NDArray[np.intp]) -> Scaling:
        """Scale so that squared distances within a fact are means over its columns."""
        known = np.where(rows == MISSING, np.nan, rows)
        known[:, np.isnan(known).all(axis=0)] = 0.0
        flags = np.isin(rows, (0, 1)).all(axis=0)
        low, high = np.nanquantile(known, (0.01, 0.99), axis=0)
        low, high = np.where(flags, 0.0, low), np.where(flags, 1.0, high)
        mean = np.nanmean(np.clip(known, low, high), axis=0)
        spread = np.where(np.isnan(known), mean, np.clip(known, low, high)).std(axis=0)
        scales = np.zeros(rows.shape[1])
        for name, length in _LENGTHS.items():
            held = (fact_of == FACTS.index(name)) & (spread > _LEAST)
            if name in ("genres", "language"):
                scales[held & flags] = 1 / np.sqrt(length)
            else:
                scales[held] = 1 / (spread[held] * np.sqrt(length * max(held.sum(), 1)))
        return cls(np.stack([low, high, mean]), scales)

    def apply(self, rows: Values) -> NDArray[np.float32]:
        """Scale rows, shape (n, n_columns)."""
        low, high, mean = self.ends
        filled = np.where(rows == MISSING, mean, np.clip(rows, low, high))
        found: NDArray[np.float32] = ((filled - mean) * self.scales).astype(np.float32)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """A score as the sum of likenesses to the training films, each with a weight.

    Attributes
    ----------
    scaling : Scaling
    fact_of : ndarray of int, shape (n_columns,)
    films : ndarray of float32, shape (n, n_columns)
        Scaled.
    duals : ndarray of float64, shape (n,)
    means : ndarray of float32, shape (n_facts, n)
        How alike a training film is to all of them, on average, by each fact.
    word_weights : ndarray of float32, shape (2 * N_BUCKETS,)
    word_means : ndarray of float64, shape (2,)
        What the words of title and overview added to the training films on average.
    centre : float
        Mean of the training films.
    """

    scaling: Scaling
    fact_of: NDArray[np.intp]
    films: NDArray[np.float32]
    duals: Values
    means: NDArray[np.float32]
    word_weights: NDArray[np.float32]
    word_means: Values
    centre: float

    @classmethod
    def fitted(
        cls,
        rows: Rows,
        scores: Values,
        fact_of: NDArray[np.intp],
        settings: LikenessSettings,
        seed: int,
    ) -> Likeness:
        """Fit on rows; of more than `LikenessSettings.most_films` on so many, drawn at random."""
        if len(rows) > settings.most_films:
            drawn = np.random.default_rng(seed).permutation(len(rows))[: settings.most_films]
            chosen = np.isin(np.arange(len(rows)), drawn)
            rows, scores = rows.take(chosen), scores[chosen]
        scaling = Scaling.fitted(rows.plain, fact_of)
        films = scaling.apply(rows.plain)
        centre, spread = float(scores.mean()), max(float(scores.std()), _LEAST)
        kernel, means = _among(films, _facts(scaling, fact_of), fact_of)
        for half, amount in _halves(_TITLE_WORDS, _OVERVIEW_WORDS):
            words = rows.words[:, half]
            kernel += np.float32(amount) * (words @ words.T).toarray()
        kernel[np.diag_indices(len(kernel))] += np.float32(settings.noise)
        factor = linalg.cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
        duals = spread * linalg.cho_solve(factor, (scores - centre) / spread)
        weights = np.concatenate(
            [
                amount * (rows.words[:, half].T @ duals)
                for half, amount in _halves(_TITLE_WORDS, _OVERVIEW_WORDS)
            ]
        ).astype(np.float32)
        told = _words_told(rows, weights)
        held = (films, duals.astype(np.float64), means, weights, told.mean(axis=0), centre)
        return cls(scaling, fact_of, *held)

    def values(self, rows: Rows) -> Values:
        """Expect the scores, shape (n,)."""
        films, terms = self.scaling.apply(rows.plain), self._terms()
        found: Values = self.centre + _words_told(rows, self.word_weights).sum(axis=1)
        for start in range(0, len(films), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            alike = _alike(films[part], self.films, self._facts(), self.fact_of)
            found[part] += _joined(alike, terms, self.duals)
        return found

    def row_shares(self, rows: Rows) -> tuple[float, Values]:
        """Say what is told of nothing, and what each fact adds to a single row."""
        facts, terms = self._facts(), self._terms()
        alike = _alike(self.scaling.apply(rows.plain), self.films, facts, self.fact_of)
        shares = np.zeros(len(FACTS))
        shares[[_TITLE, _OVERVIEW]] = _words_told(rows, self.word_weights)[0] - self.word_means
        nodes, weights = np.polynomial.legendre.leggauss(len(FACTS) // 2 + 1)
        for amount, members in terms:
            for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
                mixed = {
                    fact: self.means[fact] + node * (alike[fact][0] - self.means[fact])
                    for fact in members
                }
                for fact in members:
                    moved = alike[fact][0] - self.means[fact]
                    others = [mixed[other] for other in members if other != fact]
                    product = np.prod([moved, *others], axis=0)
                    shares[fact] += amount * weight * float(product @ self.duals)
        unknown = {fact: self.means[fact][None] for fact in facts}
        base = self.centre + self.word_means.sum() + _joined(unknown, terms, self.duals)[0]
        return float(base), shares

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_scaling": np.vstack([self.scaling.ends, self.scaling.scales]),
            f"{name}_films": self.films,
            f"{name}_duals": self.duals,
            f"{name}_likeness": self.means,
            f"{name}_words": self.word_weights,
            f"{name}_means": np.append(self.word_means, self.centre),
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], name: str, fact_of: NDArray[np.intp]) -> Likeness:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        scaling = take_array(state, f"{name}_scaling", np.float64, (4, len(fact_of)))
        films = take_array(state, f"{name}_films", np.float32, (None, len(fact_of)))
        duals = take_array(state, f"{name}_duals", np.float64, (len(films),))
        means = take_array(state, f"{name}_likeness", np.float32, (len(FACTS), len(films)))
        words = take_array(state, f"{name}_words", np.float32, (2 * N_BUCKETS,))
        told = take_array(state, f"{name}_means", np.float64, (3,))
        if not all(np.isfinite(held).all() for held in (scaling, films, duals, means, words, told)):
            raise ArtifactError(f"the saved model's {name} is corrupt; train it again")
        scaled = Scaling(scaling[:3], scaling[3])
        return cls(scaled, fact_of, films, duals, means, words, told[:2], float(told[2]))

    def _facts(self) -> tuple[int, ...]:
        return _facts(self.scaling, self.fact_of)

    def _terms(self) -> Terms:
        return _terms(self._facts())


def _facts(scaling: Scaling, fact_of: NDArray[np.intp]) -> tuple[int, ...]:
    """Facts that differ among the training films."""
    return tuple(np.unique(fact_of[scaling.scales > 0]).tolist())


def _terms(facts: tuple[int, ...]) -> Terms:
    """How much each product of likenesses counts; one with a fact that never differs does not."""
    named = [(amount, (name,)) for name, amount in _ALONE.items()] + list(_TOGETHER)
    terms = [(amount, tuple(FACTS.index(name) for name in names)) for amount, names in named]
    whole = [(_ALL, facts)] if facts else []
    return [term for term in terms if set(term[1]) <= set(facts)] + whole


def _halves(title: float, overview: float) -> tuple[tuple[slice, float], tuple[slice, float]]:
    return (slice(0, N_BUCKETS), title), (slice(N_BUCKETS, 2 * N_BUCKETS), overview)


def _words_told(rows: Rows, weights: NDArray[np.float32]) -> Values:
    """What the words of title and overview add, shape (n, 2)."""
    told = [rows.words[:, half] @ weights[half] for half, _ in _halves(0.0, 0.0)]
    return np.column_stack(told).astype(np.float64)


def _alike(
    one: NDArray[np.float32],
    other: NDArray[np.float32],
    facts: tuple[int, ...],
    fact_of: NDArray[np.intp],
) -> Kernels:
    """How alike rows are by each fact, shape (n_one, n_other) each."""
    found = {}
    for fact in facts:
        columns = fact_of == fact
        left, right = one[:, columns], other[:, columns]
        squares = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)
        found[fact] = np.exp(-np.maximum(squares - 2 * (left @ right.T), 0))
    return found


def _product(amount: float, members: tuple[int, ...], alike: Kernels) -> NDArray[np.float32]:
    found = np.float32(amount) * alike[members[0]]
    for fact in members[1:]:
        found = found * alike[fact]
    return found


def _joined(alike: Kernels, terms: Terms, duals: Values) -> Values:
    """What all terms tell of each row, shape (n,); 0 without any."""
    found: Values = np.zeros(1)
    for amount, members in terms:
        found = found + _product(amount, members, alike) @ duals
    return found


def _among(
    films: NDArray[np.float32], facts: tuple[int, ...], fact_of: NDArray[np.intp]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Compare films with each other; also by each fact how alike each is to all on average."""
    kernel = np.zeros((len(films), len(films)), np.float32)
    means = np.ones((len(FACTS), len(films)))
    means[list(facts)] = 0
    terms = _terms(facts)
    for start in range(0, len(films), _ROWS_AT_ONCE):
        alike = _alike(films[start : start + _ROWS_AT_ONCE], films, facts, fact_of)
        for amount, members in terms:
            kernel[start : start + _ROWS_AT_ONCE] += _product(amount, members, alike)
        for fact, held in alike.items():
            means[fact] += held.sum(axis=0, dtype=np.float64) / len(films)
    return kernel, means.astype(np.float32)
