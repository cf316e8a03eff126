"""Boosted trees on what sums a repetition up, one set of trees for each condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.boosted_trees import BoostingSettings, TreeHead
from medley.models.form.condition_trees import ConditionTrees, Rows


@dataclass(frozen=True, slots=True)
class BoostingConfig:
    """Settings of `Boosting`.

    Attributes
    ----------
    boosting : BoostingSettings
    """

    boosting: BoostingSettings = field(
        default_factory=lambda: BoostingSettings(
            n_rounds=60, learning_rate=0.1, n_leaves=5, min_rows=6, columns=0.3
        )
    )


class Boosting(ConditionTrees[TreeHead]):
    """Boosts trees on all that is measured and on the rules' evidence.

    Parameters
    ----------
    config : BoostingConfig, optional
    """

    config: BoostingConfig

    def __init__(self, config: BoostingConfig | None = None) -> None:
        super().__init__(config or BoostingConfig())

    def _grow(
        self,
        rows: Rows,
        broken: NDArray[np.bool_],
        sessions: tuple[str, ...],  # noqa: ARG002
        seed: int,
    ) -> TreeHead:
        return TreeHead.fitted(rows, broken.astype(np.int32), self.config.boosting, seed)

    def _asked(self, trees: TreeHead, row: Rows) -> float:
        (scores,) = trees.scores(row)
        return float(1 / (1 + np.exp(scores[0] - scores[1])))

    def _saved(self, trees: TreeHead, name: str) -> Mapping[str, Array]:
        return trees.state(name)

    def _restored(self, state: Mapping[str, Array], name: str, n_columns: int) -> TreeHead:
        return TreeHead.restored(state, name, n_columns, 2)
