"""Boosted trees on statistics of the mel spectrum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.boosted_trees import BoostingSettings, TreeHead
from medley.models.genre.heads import Rows
from medley.models.genre.statistics import statistics
from medley.models.genre.window_model import WindowModel
from medley.models.genre.windows import Window


@dataclass(frozen=True, slots=True)
class MelBoostingConfig:
    """Settings of `MelBoosting`.

    Attributes
    ----------
    boosting : BoostingSettings
    """

    boosting: BoostingSettings = field(default_factory=BoostingSettings)


class MelBoosting(WindowModel):
    """Gradient boosting on the statistics of each window, changed copies left out.

    Parameters
    ----------
    config : MelBoostingConfig, optional
    """

    # Growing trees is slow: two parts of the songs kept apart must do.
    calibration_rounds = 2
    parts = ("trees",)

    def __init__(self, config: MelBoostingConfig | None = None) -> None:
        super().__init__(config or MelBoostingConfig())

    def _described(self, window: Window) -> Rows:
        return statistics(window)

    def _head(self, _name: str, rows: Rows, labels: NDArray[np.int32], seed: int) -> TreeHead:
        return TreeHead.fitted(rows, labels, self.config.boosting, seed)

    def _restored_head(
        self, name: str, state: Mapping[str, Array], n_columns: int, n_classes: int
    ) -> TreeHead:
        return TreeHead.restored(state, name, n_columns, n_classes)
