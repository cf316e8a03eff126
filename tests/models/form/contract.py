"""The contract of models of the task `form`: what is probably broken in a repetition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.models.contract import ModelContract
from tests.models.form import made

from medley.core.errors import DataError
from medley.data.form_data import CONDITIONS, FormData, FormQuery, columns_of
from medley.training.form_examination import measure_form


class FormContract(ModelContract):
    """What the models of form share; quality is the mean AUC on sets never met."""

    task = "form"

    @classmethod
    def data(cls) -> FormData:
        return made.repetitions(160, seed=1)

    def queries(self) -> list[FormQuery]:
        return made.repetitions(12, seed=2).queries()

    def empty_query(self) -> FormQuery:
        return FormQuery()

    def unknown_query(self) -> FormQuery:
        return FormQuery("no-such-exercise", exclude=frozenset({"no-such-condition"}))

    def n_candidates(self) -> int:
        return len(CONDITIONS)

    def excluding(self, query: FormQuery, ids: frozenset[str]) -> FormQuery:
        return replace(query, exclude=ids)

    def quality(self, model: Any) -> float:
        found = measure_form(model, made.repetitions(120, seed=3))
        return found.evaluation.metrics["auc"].value

    def test_only_the_own_exercise_can_be_broken(self, model: Any) -> None:
        queries = self.queries()
        for query, row in zip(queries, model.probabilities(queries), strict=True):
            own = columns_of(query.exercise)
            assert ((row[own] > 0) & (row[own] < 1)).all()
            assert np.delete(row, own).max() == 0

    def test_hidden_limbs_leave_an_answer(self, model: Any) -> None:
        (query, *_) = self.queries()
        assert query.measured is not None
        assert query.evidence is not None
        nothing = replace(
            query,
            measured=np.full_like(query.measured, np.nan),
            evidence=np.full_like(query.evidence, np.nan),
        )
        assert np.isfinite(model.probabilities([nothing])).all()

    def test_each_condition_has_a_verdict(self, model: Any) -> None:
        verdicts = model.verdicts(self.queries()[0])
        assert set(verdicts) == {"depth", "knees", "trunk", "heels", "head"}
        assert set(verdicts.values()) <= {"held", "broken", "unclear"}

    def test_nothing_to_learn_from_is_refused(self, model: Any) -> None:
        with pytest.raises(DataError, match="no repetition"):
            type(model)().fit(self.data().take_groups([]), rng=np.random.default_rng(0))
