"""What the models of form share: a repetition in numbers in, what is broken out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, DataError, UnavailableError
from medley.core.model import Array, Progress, silent
from medley.core.prediction import Prediction, likeliest
from medley.core.vocabulary import Vocabulary
from medley.data.form_data import (
    ALL_IN_ALL,
    CONDITIONS,
    FormData,
    FormQuery,
    Verdict,
    columns_of,
    verdict_of,
)
from medley.models.state import take_array, take_vocabulary

Scores = NDArray[np.float64]

FEWEST = 8
"""Repetitions of either kind, held and broken, from which a condition can be learned."""
SMALLEST = 0.01
"""No condition is ever surer than this."""


class FormModel(ABC):
    """A model that says how probably each condition is broken in a repetition.

    A subclass learns one condition at a time in `_learn` and answers in `_probability`.
    Where a condition was seldom shown, or nothing is known of a repetition, the share of
    the training repetitions that break it answers.

    Attributes
    ----------
    config : object
    vocabulary : Vocabulary
        `medley.data.form_data.CONDITIONS`; empty before the fit.
    prior : ndarray of float64, shape (n_conditions,)
    """

    def __init__(self, config: Any = None) -> None:
        self.config = config
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: FormData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Fit from scratch.

        Raises
        ------
        DataError
            If there is no repetition.
        """
        if not len(data):
            raise DataError("there is no repetition to learn from")
        report = progress or silent
        known = np.isfinite(data.broken)
        counts = known.sum(axis=0)
        self.prior = (np.nansum(data.broken, axis=0) + 0.5) / (counts + 1.0)
        self._begin(data.measured.shape[1])
        for place, name in enumerate(CONDITIONS):
            report(place / len(CONDITIONS), f"learning {name}")
            rows = known[:, place]
            broken = data.broken[rows, place] > 0
            if min(broken.sum(), (~broken).sum()) >= FEWEST:
                self._learn(place, data.take(rows), broken, rng)
        self.vocabulary = CONDITIONS
        report(1.0, "form learned")

    def predict(self, queries: Sequence[FormQuery], k: int) -> list[Prediction]:
        """Give at most ``k`` conditions for each repetition, those probably broken first.

        Conditions of other exercises come last. What the query excludes is left out.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        found = []
        for query, row in zip(queries, self.probabilities(queries), strict=True):
            found.append(likeliest(row, self.vocabulary, query.exclude, k))
        return found

    def probabilities(self, queries: Sequence[FormQuery]) -> Scores:
        """Give each condition its probability of being broken.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_conditions)
            0 for conditions of other exercises, and in (0, 1) for all others; they do not
            add up to anything.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        if not len(self.vocabulary):
            raise UnavailableError("the model is not fitted; call fit or restore first")
        found = np.tile(self.prior, (len(queries), 1))
        for row, query in enumerate(queries):
            own = columns_of(query.exercise)
            if not own or query.measured is None or query.evidence is None:
                continue
            others = np.ones(len(CONDITIONS), np.bool_)
            others[own] = False
            found[row, others] = 0.0
            for place in own:
                said = self._probability(place, query)
                if np.isfinite(said):
                    found[row, place] = np.clip(said, SMALLEST, 1 - SMALLEST)
        return found

    def verdicts(self, query: FormQuery) -> dict[str, Verdict]:
        """Judge each condition of one repetition, by its name; unclear between."""
        (row,) = self.probabilities([query])
        places = columns_of(query.exercise)
        names = (self.vocabulary[place].split("/")[1] for place in places)
        return {
            name: verdict_of(row[place])
            for name, place in zip(names, places, strict=True)
            if name != ALL_IN_ALL
        }

    def told(self, query: FormQuery) -> dict[str, float]:
        """Give the probabilities that were learned: how many repetitions break a condition is none.

        Returns
        -------
        dict of str to float
            Of being broken, by the names of the exercise's conditions, and under
            `ALL_IN_ALL` that anything is; those that were seldom shown, or are hidden, are
            left out.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        if not len(self.vocabulary):
            raise UnavailableError("the model is not fitted; call fit or restore first")
        if query.measured is None or query.evidence is None:
            return {}
        found = {
            self.vocabulary[place].split("/")[1]: self._probability(place, query)
            for place in columns_of(query.exercise)
        }
        return {
            name: float(np.clip(said, SMALLEST, 1 - SMALLEST))
            for name, said in found.items()
            if np.isfinite(said)
        }

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {"vocabulary": self.vocabulary.encode(), "prior": self.prior, **self._state()}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        prior = take_array(state, "prior", np.float64, (len(vocabulary),))
        if vocabulary != CONDITIONS:
            raise ArtifactError("the saved model judges other conditions; train it again")
        if not ((prior > 0) & (prior < 1)).all():
            raise ArtifactError("the saved model's shares are corrupt; train it again")
        self._restore(state)
        self.prior = prior
        self.vocabulary = vocabulary

    @abstractmethod
    def _begin(self, n_measured: int) -> None:
        """Forget all conditions."""

    @abstractmethod
    def _learn(
        self,
        place: int,
        data: FormData,
        broken: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> None:
        """Learn one condition from repetitions of its exercise."""

    @abstractmethod
    def _probability(self, place: int, query: FormQuery) -> float:
        """How probably a condition is broken; NaN where nothing was learned or is seen."""

    @abstractmethod
    def _state(self) -> Mapping[str, Array]:
        """What `_learn` learned."""

    @abstractmethod
    def _restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `_state` gave."""
