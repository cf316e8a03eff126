"""Baseline: each genre's share of the films, whatever the film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.data.films import FilmData, FilmQuery
from medley.models.film.film_model import FilmModel, Scores


@dataclass(frozen=True, slots=True)
class PriorConfig:
    """`Prior` has no settings."""


class Prior(FilmModel):
    """Gives each genre its share of the films that were fitted.

    Parameters
    ----------
    config : PriorConfig, optional
    """

    def __init__(self, config: PriorConfig | None = None) -> None:
        super().__init__(config or PriorConfig())

    def held_out(self, films: FilmData, _rng: np.random.Generator, _progress: Progress) -> Scores:
        """Score all films alike."""
        return np.zeros(films.labels.shape)

    def _readable(self, films: FilmData) -> NDArray[np.bool_]:
        return np.ones(len(films), np.bool_)

    def _reads(self, _query: FilmQuery) -> bool:
        return False

    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> None:
        """Fitted with the shares."""

    def _scores(self, queries: Sequence[FilmQuery]) -> Scores:
        return np.zeros((len(queries), len(self._classes)))

    def _state(self) -> Mapping[str, Array]:
        return {}

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        """The shares are restored already."""
