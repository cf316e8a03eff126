"""What a measurement found: figures with intervals, and what pairs of models are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Progress
from medley.metrics.uncertainty import Difference, Estimate, paired_difference

LEAST_OF_A_GROUP = 20
"""Of fewer people nothing is said."""
LEAST_APART = 10
"""Nor of rows of which fewer can change by themselves, such as songs of so few artists."""
GROUP_SWAPS = 199
"""Exchanged for the p-value of a group, which nothing hangs on."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What was measured.

    Attributes
    ----------
    metrics : dict of str to Estimate
    by_person : dict of str to ndarray of float64, shape (n_people,)
        The metrics that are means over people, before the mean.
    groups_of : mapping of str to ndarray of bool, shape (n_people,)
        Who or what belongs to which group, see `medley.training.groups`; empty where
        nobody is told apart. Groups may overlap.
    """

    metrics: dict[str, Estimate]
    by_person: dict[str, NDArray[np.float64]]
    groups_of: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict, kw_only=True)

    @property
    def n_people(self) -> int:
        """How many people were asked about."""
        return len(next(iter(self.by_person.values())))

    def against(self, other: Evaluation, *, seed: int = 0) -> dict[str, Difference]:
        """Compare with another model on the same people in the same order.

        Parameters
        ----------
        other : Evaluation
        seed : int
            Of the resampling.

        Returns
        -------
        dict of str to Difference
            This minus the other, by metric.

        Raises
        ------
        ValueError
            If the two were measured on different numbers of people.
        """
        rng = np.random.default_rng(seed)
        return {
            name: paired_difference(values, other.by_person[name], rng=rng)
            for name, values in self.by_person.items()
            if name in other.by_person
        }

    def by_group(
        self, other: Evaluation, metric: str, *, seed: int = 0
    ) -> dict[str, tuple[int, Difference]]:
        """Compare with another model in each group that has enough people to tell.

        Parameters
        ----------
        other : Evaluation
            Of the same people in the same order.
        metric : str
        seed : int
            Of the resampling.

        Returns
        -------
        dict of str to (int, Difference)
            How many there are, and this minus the other; without the groups of which the
            metric cannot be told.
        """
        rng = np.random.default_rng(seed)
        found = {
            name: (int(held.sum()), self.change_among(other, metric, held, rng))
            for name, held in self.groups_of.items()
            if held.sum() >= LEAST_OF_A_GROUP
        }
        return {name: (n, change) for name, (n, change) in found.items() if change is not None}

    def change_among(
        self, other: Evaluation, metric: str, held: NDArray[np.bool_], rng: np.random.Generator
    ) -> Difference | None:
        """Compare with another model among some; None where it cannot be told."""
        mine, theirs = self.by_person.get(metric), other.by_person.get(metric)
        if mine is None or theirs is None:
            return None
        return paired_difference(mine[held], theirs[held], rng=rng)

    def value_among(self, metric: str, held: NDArray[np.bool_]) -> float:
        """Give a metric of which `change_among` tells something, among some."""
        return float(self.by_person[metric][held].mean())

    def as_dict(self) -> dict[str, dict[str, float]]:
        """Give the metrics as plain values for JSON."""
        return {name: estimate.as_dict() for name, estimate in self.metrics.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What an examination found of one model.

    Attributes
    ----------
    evaluation : Evaluation
    newcomers : Evaluation or None
        People without any history, where they are reported apart.
    details : mapping
        Plain values beyond figures, such as a confusion matrix.
    """

    evaluation: Evaluation
    newcomers: Evaluation | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class Examination(Protocol):
    """One split of a task's data, ready for every model of the task."""

    @property
    def train(self) -> Any:
        """What a model is fitted on, of the task's own type."""
        ...

    @property
    def facts(self) -> Mapping[str, Any]:
        """How the split was made, in plain values."""
        ...

    @property
    def n_test(self) -> int:
        """How many people are asked about; 0 where nothing can be measured."""
        ...

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a fitted model.

        Raises
        ------
        DataError
            If there is nobody to ask about.
        """
        ...
