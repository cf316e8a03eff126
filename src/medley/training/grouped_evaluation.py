"""What was measured of answers to rows that hang together, such as windows of one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.metrics.labelling import grouped_difference, grouped_interval
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import GROUP_SWAPS, LEAST_APART, Evaluation

Numbers: TypeAlias = NDArray[np.float64]
Figure: TypeAlias = Callable[[Numbers, Numbers], float]
"""From answers and the truth of the same rows to one number."""
Groups: TypeAlias = NDArray[np.int32] | tuple[str, ...]
N_RESAMPLES = 500


@dataclass(frozen=True, slots=True, eq=False)
class GroupedEvaluation(Evaluation):
    """What was measured, with the answers that it was measured on.

    Attributes
    ----------
    groups : ndarray of int32 or tuple of str, length n
        Rows of one group are drawn together.
    answers, truth : ndarray of float64, shape (n, ...)
    figures : mapping of str to callable
        The metrics.
    n_resamples : int
        Drawn for an interval, and exchanged for a p-value.
    """

    groups: Groups
    answers: Numbers
    truth: Numbers
    figures: Mapping[str, Figure]
    n_resamples: int

    @classmethod
    def of(
        cls,
        figures: Mapping[str, Figure],
        answers: Numbers,
        truth: Numbers,
        groups: Groups,
        by_row: dict[str, Numbers],
        *,
        seed: int,
        n_resamples: int = N_RESAMPLES,
        groups_of: Mapping[str, NDArray[np.bool_]] | None = None,
    ) -> GroupedEvaluation:
        """Estimate every figure.

        Parameters
        ----------
        figures : mapping of str to callable
        answers, truth : ndarray of float64, shape (n, ...)
        groups : ndarray of int32 or tuple of str, length n
        by_row : dict of str to ndarray of float64, shape (n,)
            The metrics that are means over rows, before the mean.
        seed : int
            Of the resampling.
        n_resamples : int
        groups_of : mapping of str to ndarray of bool, shape (n,), optional
            See `Evaluation`.
        """
        rng = np.random.default_rng(seed)

        def of_rows(figure: Figure) -> Callable[[NDArray[np.intp]], float]:
            return lambda rows: figure(answers[rows], truth[rows])

        estimates = {
            name: grouped_interval(of_rows(figure), groups, rng=rng, n_resamples=n_resamples)
            for name, figure in figures.items()
        }
        return cls(
            estimates,
            by_row,
            groups,
            answers,
            truth,
            figures,
            n_resamples,
            groups_of=groups_of or {},
        )

    def against(self, other: Evaluation, *, seed: int = 0) -> dict[str, Difference]:
        """Compare with another model on the same rows; see `Evaluation.against`."""
        if not isinstance(other, GroupedEvaluation):
            return Evaluation.against(self, other, seed=seed)
        return {name: self._gain(other, figure, seed) for name, figure in self.figures.items()}

    def change_among(
        self, other: Evaluation, metric: str, held: NDArray[np.bool_], rng: np.random.Generator
    ) -> Difference | None:
        """Compare with another model among some rows; see `Evaluation.change_among`."""
        figure, apart = self.figures.get(metric), np.asarray(self.groups)[held]
        if not isinstance(other, GroupedEvaluation) or figure is None:
            return None
        if len(np.unique(apart)) < LEAST_APART:
            return None
        truth = self.truth[held]
        return grouped_difference(
            lambda answers, rows: figure(answers[rows], truth[rows]),
            self.answers[held],
            other.answers[held],
            apart,
            rng=rng,
            n_resamples=self.n_resamples,
            n_swaps=min(GROUP_SWAPS, self.n_resamples),
        )

    def value_among(self, metric: str, held: NDArray[np.bool_]) -> float:
        """Give a metric among some rows."""
        return float(self.figures[metric](self.answers[held], self.truth[held]))

    def _gain(self, other: GroupedEvaluation, figure: Figure, seed: int) -> Difference:
        return grouped_difference(
            lambda answers, rows: figure(answers[rows], self.truth[rows]),
            self.answers,
            other.answers,
            self.groups,
            rng=np.random.default_rng(seed),
            n_resamples=self.n_resamples,
            n_swaps=self.n_resamples,
        )
