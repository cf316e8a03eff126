"""A weighted sum of words and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.models.score.fact_model import N_FOLDS, FactModel, Learned
from medley.models.score.facts import FACTS
from medley.models.score.linear import Linear
from medley.models.score.rows import Reader, Rows
from medley.models.score.score_model import Values


@dataclass(frozen=True, slots=True)
class RidgeTextConfig:
    """Settings of `RidgeText`.

    Attributes
    ----------
    reg : float
        Ridge penalty on the weights.
    facts : tuple of str
        What may be told from, of `FACTS`.
    """

    reg: float = 4.0
    facts: tuple[str, ...] = FACTS


@dataclass(frozen=True, slots=True)
class LinearCore:
    """A weighted sum by itself."""

    linear: Linear

    def values(self, rows: Rows) -> Values:
        """Expect the scores."""
        return self.linear.values(rows)

    def row_shares(self, rows: Rows) -> tuple[float, Values]:
        """Say what each fact adds to a single row."""
        return self.linear.base, self.linear.shares(rows)[0]

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return self.linear.state("linear")


class RidgeText(FactModel):
    """Ridge regression on the words of titles and overviews and on all other facts.

    Parameters
    ----------
    config : RidgeTextConfig, optional
    """

    def __init__(self, config: RidgeTextConfig | None = None) -> None:
        super().__init__(config or RidgeTextConfig())

    def _learned(
        self,
        rows: Rows,
        scores: Values,
        folds: NDArray[np.int32],
        _seed: int,
        progress: Progress,
    ) -> Learned:
        fact_of, reg = self._reader.columns.fact_of, self.config.reg
        unseen = np.empty(len(scores))
        for fold in range(N_FOLDS):
            progress(fold / (N_FOLDS + 1), "weighing words and facts")
            out = folds == fold
            held = Linear.fitted(rows.take(~out), scores[~out], fact_of, reg)
            unseen[out] = held.values(rows.take(out))
        return Learned(LinearCore(Linear.fitted(rows, scores, fact_of, reg)), unseen)

    def _restored_core(self, state: Mapping[str, Array], reader: Reader) -> LinearCore:
        fact_of = reader.columns.fact_of
        return LinearCore(Linear.restored(state, "linear", fact_of, reader.n_numbers))
