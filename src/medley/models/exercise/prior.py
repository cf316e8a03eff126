"""Baseline: each exercise's share of the windows, whatever is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from medley.core.model import Array
from medley.data.exercise_data import CLASSES
from medley.models.exercise.exercise_model import ExerciseModel, Labels, Rows, Scores


@dataclass(frozen=True, slots=True)
class PriorConfig:
    """`Prior` has no settings."""


class Prior(ExerciseModel):
    """Gives each exercise its share of the windows that were fitted.

    Parameters
    ----------
    config : PriorConfig, optional
    """

    calibrates = False

    def __init__(self, config: PriorConfig | None = None) -> None:
        super().__init__(config or PriorConfig())

    def _learn(self, rows: Rows, labels: Labels, rng: np.random.Generator) -> None:
        """Fitted with the shares."""

    def _classes(self) -> Labels:
        return np.arange(len(CLASSES), dtype=np.int32)

    def _scores(self, rows: Rows) -> Scores:
        return np.zeros((len(rows), len(CLASSES)))

    def _state(self) -> Mapping[str, Array]:
        return {}

    def _restore(self, state: Mapping[str, Array]) -> None:
        """The shares are restored already."""
