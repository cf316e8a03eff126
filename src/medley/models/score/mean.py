"""Baseline: the mean of all scores, whatever the film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from medley.core.model import Array, Progress
from medley.data.films import FilmData, FilmQuery
from medley.models.score.conformal import Conformal, Missed
from medley.models.score.facts import FACTS
from medley.models.score.score_model import Answers, ScoreModel, Values, take_number


@dataclass(frozen=True, slots=True)
class MeanConfig:
    """`Mean` has no settings."""


class Mean(ScoreModel):
    """Gives every film the mean score of those fitted; its intervals are their quantiles.

    Parameters
    ----------
    config : MeanConfig, optional
    """

    def __init__(self, config: MeanConfig | None = None) -> None:
        super().__init__(config or MeanConfig())

    def _learn(self, films: FilmData, _rng: np.random.Generator, _progress: Progress) -> Conformal:
        self._mean = float(films.scores.mean())
        # A film moves the mean of the others hardly: its own error is that of an unseen one.
        others = (films.scores.sum() - films.scores) / max(len(films) - 1, 1)
        return Conformal.fitted([Missed(films.scores - others, np.ones(len(films)))])

    def _answers(self, queries: Sequence[FilmQuery]) -> Answers:
        n = len(queries)
        return Answers(np.full(n, self._mean), np.ones(n), np.zeros(n, np.int8))

    def _shares(self, _query: FilmQuery) -> tuple[float, Values]:
        return self._mean, np.zeros(len(FACTS))

    def _state(self) -> Mapping[str, Array]:
        return {"mean": np.array([self._mean])}

    def _restore(self, state: Mapping[str, Array]) -> None:
        self._mean = take_number(state, "mean")
