"""The contract of models of the task `exercise`: probabilities in windows of movement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.models.contract import ModelContract
from tests.models.exercise import made

from medley.core.errors import DataError
from medley.data.exercise_data import CLASSES, ExerciseData, ExerciseQuery


class ExerciseContract(ModelContract):
    """What the models of exercises share; quality is accuracy on bodies never met."""

    task = "exercise"

    @classmethod
    def data(cls) -> ExerciseData:
        return made.split()[0]

    def queries(self) -> list[ExerciseQuery]:
        return made.split()[1].queries()[::40]

    def empty_query(self) -> ExerciseQuery:
        return ExerciseQuery()

    def unknown_query(self) -> ExerciseQuery:
        return ExerciseQuery(made.nobody(), exclude=frozenset({"no-such-exercise"}))

    def n_candidates(self) -> int:
        return len(CLASSES)

    def excluding(self, query: ExerciseQuery, ids: frozenset[str]) -> ExerciseQuery:
        return replace(query, exclude=ids)

    def quality(self, model: Any) -> float:
        test = made.split()[1]
        said = model.probabilities(test.queries()).argmax(axis=1)
        return float((said == test.labels).mean())

    def test_probabilities_add_up_to_one(self, model: Any) -> None:
        found = model.probabilities([*self.queries(), self.empty_query(), self.unknown_query()])
        assert (found > 0).all()
        np.testing.assert_allclose(found.sum(axis=1), 1.0)

    def test_nothing_to_learn_from_is_refused(self, model: Any) -> None:
        with pytest.raises(DataError, match="no window"):
            type(model)().fit(self.data().take_groups([]), rng=np.random.default_rng(0))
