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
ACTIVITY = {"under 10": (0, 10), "10 to 49": (10, 50), "50 or more": (50, np.inf)}
"""Groups of people by how much is known of them: at least, and less than."""


def activity_groups(amounts: NDArray[np.floating[Any]]) -> dict[str, NDArray[np.bool_]]:
    """Divide people by how much they did.

    Parameters
    ----------
    amounts : ndarray of float, shape (n_people,)
    """
    return {name: (amounts >= low) & (amounts < high) for name, (low, high) in ACTIVITY.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What was measured.

    Attributes
    ----------
    metrics : dict of str to Estimate
    by_person : dict of str to ndarray of float64, shape (n_people,)
        The metrics that are means over people, before the mean.
    groups_of : mapping of str to ndarray of bool, shape (n_people,)
        Who belongs to which group of people with as much history; empty where nobody
        is told apart.
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
            How many people there are, and this minus the other; empty for a metric that
            is no mean over people.
        """
        mine, theirs = self.by_person.get(metric), other.by_person.get(metric)
        if mine is None or theirs is None:
            return {}
        rng = np.random.default_rng(seed)
        return {
            name: (int(held.sum()), paired_difference(mine[held], theirs[held], rng=rng))
            for name, held in self.groups_of.items()
            if held.sum() >= LEAST_OF_A_GROUP
        }

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
