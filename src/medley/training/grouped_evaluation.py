"""What was measured of answers to rows that hang together, such as windows of one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.metrics.labelling import grouped_difference, grouped_interval
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import Evaluation

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
        """
        rng = np.random.default_rng(seed)

        def of_rows(figure: Figure) -> Callable[[NDArray[np.intp]], float]:
            return lambda rows: figure(answers[rows], truth[rows])

        estimates = {
            name: grouped_interval(of_rows(figure), groups, rng=rng, n_resamples=n_resamples)
            for name, figure in figures.items()
        }
        return cls(estimates, by_row, groups, answers, truth, figures, n_resamples)

    def against(self, other: Evaluation, *, seed: int = 0) -> dict[str, Difference]:
        """Compare with another model on the same rows; see `Evaluation.against`."""
        if not isinstance(other, GroupedEvaluation):
            return Evaluation.against(self, other, seed=seed)
        return {name: self._gain(other, figure, seed) for name, figure in self.figures.items()}

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
