"""Baseline: what was liked most will be liked most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.data.interests import InterestsData
from medley.features.interests import Counts, counted_shares
from medley.models.interests.category_model import CategoryModel


@dataclass(frozen=True, slots=True)
class MostLikedConfig:
    """Settings of `MostLiked`.

    Attributes
    ----------
    declared_weight, wished_weight : float
        What a declared category or a wish counts, where a like counts 1.
    prior_likes : float
        Everybody's shares count as so many likes; above 0.
    """

    declared_weight: float = 2.0
    wished_weight: float = 0.5
    prior_likes: float = 5.0


class MostLiked(CategoryModel):
    """Gives each category its share in what the person declared, wished and liked.

    Parameters
    ----------
    config : MostLikedConfig, optional
    """

    def __init__(self, config: MostLikedConfig | None = None) -> None:
        super().__init__()
        self.config = config or MostLikedConfig()

    def _fit(
        self, data: InterestsData, rng: np.random.Generator, progress: Progress | None
    ) -> None:
        """Fitted with the shares of all."""

    def _probabilities(self, counts: Counts) -> NDArray[np.float64]:
        return counted_shares(
            counts,
            self.prior,
            declared_weight=self.config.declared_weight,
            wished_weight=self.config.wished_weight,
            prior_likes=self.config.prior_likes,
        )

    def _state(self) -> Mapping[str, Array]:
        return {}

    def _restore(self, state: Mapping[str, Array], n_categories: int) -> None:
        """Everybody's shares are restored already."""
