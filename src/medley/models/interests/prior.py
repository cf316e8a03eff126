"""Baseline: everybody's shares, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.data.interests import InterestsData
from medley.features.interests import Counts
from medley.models.interests.category_model import CategoryModel


@dataclass(frozen=True, slots=True)
class PriorConfig:
    """`Prior` has no settings."""


class Prior(CategoryModel):
    """Gives each category its share in all later likes.

    Parameters
    ----------
    config : PriorConfig, optional
    """

    def __init__(self, config: PriorConfig | None = None) -> None:
        super().__init__()
        self.config = config or PriorConfig()

    def _fit(
        self, data: InterestsData, rng: np.random.Generator, progress: Progress | None
    ) -> None:
        """Fitted with the shares of all."""

    def _probabilities(self, counts: Counts) -> NDArray[np.float64]:
        return np.tile(self.prior, (len(counts.liked), 1))

    def _state(self) -> Mapping[str, Array]:
        return {}

    def _restore(self, state: Mapping[str, Array], n_categories: int) -> None:
        """Everybody's shares are restored already."""
