"""Boosted trees on what sums a window up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from medley.core.model import Array
from medley.features.pose.windows import NAMES
from medley.models.boosted_trees import BoostingSettings, TreeHead
from medley.models.exercise.exercise_model import (
    ExerciseModel,
    Labels,
    Rows,
    Scores,
    take_classes,
)

_MISSING = -9.0
"""Below all that is measured."""


@dataclass(frozen=True, slots=True)
class BoostingConfig:
    """Settings of `Boosting`.

    Attributes
    ----------
    boosting : BoostingSettings
    """

    boosting: BoostingSettings = field(
        default_factory=lambda: BoostingSettings(
            n_rounds=50, learning_rate=0.15, n_leaves=8, min_rows=20
        )
    )


class Boosting(ExerciseModel):
    """Boosts trees on the log loss of all exercises.

    Parameters
    ----------
    config : BoostingConfig, optional
    """

    config: BoostingConfig

    def __init__(self, config: BoostingConfig | None = None) -> None:
        super().__init__(config or BoostingConfig())

    def _learn(self, rows: Rows, labels: Labels, rng: np.random.Generator) -> None:
        self._known, places = np.unique(labels, return_inverse=True)
        seed = int(rng.integers(2**31))
        filled = np.nan_to_num(rows, nan=_MISSING)
        self._trees = TreeHead.fitted(filled, places.astype(np.int32), self.config.boosting, seed)

    def _classes(self) -> Labels:
        return self._known

    def _scores(self, rows: Rows) -> Scores:
        return self._trees.scores(np.nan_to_num(rows, nan=_MISSING))

    def _state(self) -> Mapping[str, Array]:
        return {
            **self._trees.state("trees"),
            "classes": self._known,
            "n_classes": np.array([len(self._known)], np.int64),
        }

    def _restore(self, state: Mapping[str, Array]) -> None:
        known = take_classes(state)
        self._trees = TreeHead.restored(state, "trees", len(NAMES), len(known))
        self._known = known
