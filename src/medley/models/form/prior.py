"""Baseline: how often each condition is broken, whatever is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.data.form_data import FormData, FormQuery
from medley.models.form.form_model import FormModel


@dataclass(frozen=True, slots=True)
class PriorConfig:
    """`Prior` has no settings."""


class Prior(FormModel):
    """Gives each condition the share of the fitted repetitions that break it.

    Parameters
    ----------
    config : PriorConfig, optional
    """

    def __init__(self, config: PriorConfig | None = None) -> None:
        super().__init__(config or PriorConfig())

    def _begin(self, n_measured: int) -> None:
        """Fitted with the shares."""

    def _learn(
        self,
        place: int,
        data: FormData,
        broken: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> None:
        """Fitted with the shares."""

    def _probability(self, _place: int, _query: FormQuery) -> float:
        return float("nan")

    def _state(self) -> Mapping[str, Array]:
        return {}

    def _restore(self, state: Mapping[str, Array]) -> None:
        """The shares are restored already."""
