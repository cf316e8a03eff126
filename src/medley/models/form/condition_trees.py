"""What models of form share that grow trees for each condition, on what sums a repetition up."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.form_data import CONDITIONS, FormData, FormQuery
from medley.models.form.form_model import FormModel
from medley.models.state import take_array

MISSING = -999.0
"""Below all that is measured."""

Trees = TypeVar("Trees")
Rows = NDArray[np.float32]


class ConditionTrees(FormModel, Generic[Trees]):
    """Grows trees for each condition on all that is measured and on the rules' evidence."""

    def _begin(self, n_measured: int) -> None:
        self._n_columns = n_measured + len(CONDITIONS)
        self._trees: dict[int, Trees] = {}

    def _learn(
        self,
        place: int,
        data: FormData,
        broken: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> None:
        rows = filled(np.hstack([data.measured, data.evidence]))
        self._trees[place] = self._grow(rows, broken, data.sessions, int(rng.integers(2**31)))

    def _probability(self, place: int, query: FormQuery) -> float:
        trees = self._trees.get(place)
        if trees is None or query.measured is None or query.evidence is None:
            return float("nan")
        return self._asked(trees, filled(np.concatenate([query.measured, query.evidence]))[None])

    def _state(self) -> Mapping[str, Array]:
        found: dict[str, Array] = {
            "n_columns": np.array([self._n_columns], np.int64),
            "n_learned": np.array([len(self._trees)], np.int64),
            "learned": np.array(sorted(self._trees), np.int32),
        }
        for place, trees in self._trees.items():
            found |= self._saved(trees, f"trees{place}")
        return found

    def _restore(self, state: Mapping[str, Array]) -> None:
        (n_columns,) = take_array(state, "n_columns", np.int64, (1,)).tolist()
        (n,) = take_array(state, "n_learned", np.int64, (1,)).tolist()
        places = take_array(state, "learned", np.int32, (n,)).tolist()
        if any(not 0 <= place < len(CONDITIONS) for place in places):
            raise ArtifactError("the saved model's conditions are corrupt; train it again")
        self._n_columns = n_columns
        self._trees = {place: self._restored(state, f"trees{place}", n_columns) for place in places}

    @abstractmethod
    def _grow(
        self, rows: Rows, broken: NDArray[np.bool_], sessions: tuple[str, ...], seed: int
    ) -> Trees:
        """Grow the trees of a condition from repetitions, one a row."""

    @abstractmethod
    def _asked(self, trees: Trees, row: Rows) -> float:
        """How probably the repetition of shape (1, n_columns) breaks the condition."""

    @abstractmethod
    def _saved(self, trees: Trees, name: str) -> Mapping[str, Array]:
        """The arrays of a condition's trees, their names beginning with `name`."""

    @abstractmethod
    def _restored(self, state: Mapping[str, Array], name: str, n_columns: int) -> Trees:
        """Take back what `_saved` gave."""


def filled(rows: NDArray[np.floating]) -> Rows:
    """Put `MISSING` where nothing was measured."""
    return np.nan_to_num(np.asarray(rows, np.float32), nan=MISSING)
