"""Boosted and drawn trees on facts and on what words tell, likeness, and a weighted sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.models.score.fact_model import N_FOLDS, FactModel, Learned
from medley.models.score.facts import FACTS
from medley.models.score.likeness import Likeness, LikenessSettings
from medley.models.score.linear import Linear
from medley.models.score.rows import Reader, Rows
from medley.models.score.score_model import Values
from medley.models.score.trees import DrawnSettings, Trees, TreeSettings

_TOLD = tuple(FACTS.index(name) for name in ("title", "overview", "poster"))
"""Facts of which the weighted sum's share is a column of the trees."""


@dataclass(frozen=True, slots=True)
class BoostingConfig:
    """Settings of `Boosting`.

    Attributes
    ----------
    reg : float
        Ridge penalty of the weighted sum.
    trees : TreeSettings
        Boosted once on these, and once more on absolute errors.
    drawn : DrawnSettings
        Trees whose thresholds are drawn.
    likeness : LikenessSettings
    boosted_share, drawn_share, likeness_share : float
        How much these trees, those and likeness count; the weighted sum counts the rest.
    facts : tuple of str
        What may be told from, of `FACTS`.
    """

    reg: float = 4.0
    trees: TreeSettings = field(default_factory=TreeSettings)
    drawn: DrawnSettings = field(default_factory=DrawnSettings)
    likeness: LikenessSettings = field(default_factory=LikenessSettings)
    boosted_share: float = 0.27
    drawn_share: float = 0.21
    likeness_share: float = 0.4
    facts: tuple[str, ...] = FACTS


@dataclass(frozen=True, slots=True)
class MixedCore:
    """The weighted mean of several forests, likeness and a weighted sum.

    Attributes
    ----------
    linear : Linear
    likeness : Likeness
    forests : tuple of Trees
    shares : tuple of float
        Of likeness and of each forest; the weighted sum has the rest.
    """

    linear: Linear
    likeness: Likeness
    forests: tuple[Trees, ...]
    shares: tuple[float, ...]

    def values(self, rows: Rows) -> Values:
        """Expect the scores."""
        columns = with_told(rows, self.linear.shares(rows))
        found = (1 - sum(self.shares)) * self.linear.values(rows)
        found += self.shares[0] * self.likeness.values(rows)
        for share, trees in zip(self.shares[1:], self.forests, strict=True):
            found += share * trees.values(columns)
        return found

    def row_shares(self, rows: Rows) -> tuple[float, Values]:
        """Say what each fact adds to a single row."""
        told, rest = self.linear.shares(rows), 1 - sum(self.shares)
        row, fact_of = with_told(rows, told)[0], np.append(self.linear.fact_of, _TOLD)
        parts = [self.likeness.row_shares(rows)]
        parts += [trees.shares(row, fact_of, len(FACTS)) for trees in self.forests]
        base, mixed = rest * self.linear.base, rest * told[0]
        for share, (start, gained) in zip(self.shares, parts, strict=True):
            base, mixed = base + share * start, mixed + share * gained
        return base, mixed

    def state(self) -> dict[str, Array]:
        """All arrays."""
        found = self.linear.state("linear") | self.likeness.state("likeness")
        for number, trees in enumerate(self.forests):
            found |= trees.state(f"trees{number}")
        return found


class Boosting(FactModel):
    """Mean of boosted trees, trees with drawn thresholds, likeness, and ridge regression.

    The trees read the facts, and of the title, the overview and the poster what the
    ridge regression makes of them. While they are fitted it has seen neither the film
    nor, where a fold is kept apart, that fold.

    Parameters
    ----------
    config : BoostingConfig, optional
    """

    def __init__(self, config: BoostingConfig | None = None) -> None:
        super().__init__(config or BoostingConfig())

    def _learned(
        self,
        rows: Rows,
        scores: Values,
        folds: NDArray[np.int32],
        seed: int,
        progress: Progress,
    ) -> Learned:
        sums = self._sums(rows, scores, folds, progress)
        unseen = np.empty(len(scores))
        for fold in (*range(N_FOLDS), None):
            out = np.zeros(len(scores), np.bool_) if fold is None else folds == fold
            told = np.empty((len(scores), len(FACTS)))
            for other in range(N_FOLDS):
                there = folds == other
                told[there] = sums[_pair(fold, other)].shares(rows.take(there))
            columns = with_told(rows, told)[~out]
            forests = self._forests(columns, scores[~out], seed)
            alike = self._alike(rows.take(~out), scores[~out], seed)
            core = MixedCore(sums[_pair(fold, fold)], alike, forests, self._weights())
            if fold is not None:
                unseen[out] = core.values(rows.take(out))
                progress(0.5 + 0.4 * fold / N_FOLDS, "growing trees")
        return Learned(core, unseen)

    def _forests(self, columns: Values, scores: Values, seed: int) -> tuple[Trees, ...]:
        settings = self.config.trees
        absolute = replace(settings, loss="absolute_error")
        return (
            Trees.fitted(columns, scores, settings, seed),
            Trees.fitted(columns, scores, absolute, seed + 1),
            Trees.drawn(columns, scores, self.config.drawn, seed),
        )

    def _alike(self, rows: Rows, scores: Values, seed: int) -> Likeness:
        fact_of = self._reader.columns.fact_of
        return Likeness.fitted(rows, scores, fact_of, self.config.likeness, seed)

    def _weights(self) -> tuple[float, ...]:
        config, half = self.config, self.config.boosted_share / 2
        return config.likeness_share, half, half, config.drawn_share

    def _sums(
        self, rows: Rows, scores: Values, folds: NDArray[np.int32], progress: Progress
    ) -> dict[frozenset[int], Linear]:
        """Fit a weighted sum for each pair of folds left out, each fold, and none."""
        pairs = {_pair(one, other) for one in range(N_FOLDS) for other in range(N_FOLDS)}
        found = {}
        for number, left in enumerate(sorted({*pairs, frozenset[int]()}, key=sorted)):
            progress(0.5 * number / (len(pairs) + 1), "weighing words and facts")
            seen = ~np.isin(folds, sorted(left))
            fact_of = self._reader.columns.fact_of
            found[left] = Linear.fitted(rows.take(seen), scores[seen], fact_of, self.config.reg)
        return found

    def _restored_core(self, state: Mapping[str, Array], reader: Reader) -> MixedCore:
        fact_of = reader.columns.fact_of
        n_columns = len(fact_of) + len(_TOLD)
        return MixedCore(
            Linear.restored(state, "linear", fact_of, reader.n_numbers),
            Likeness.restored(state, "likeness", fact_of),
            tuple(
                Trees.restored(state, f"trees{number}", n_columns)
                for number in range(len(self._weights()) - 1)
            ),
            self._weights(),
        )


def with_told(rows: Rows, shares: Values) -> Values:
    """Set what the weighted sum makes of words and posters beside the columns."""
    return np.hstack([rows.plain, shares[:, list(_TOLD)]])


def _pair(*folds: int | None) -> frozenset[int]:
    return frozenset(fold for fold in folds if fold is not None)
