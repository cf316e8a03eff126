"""The contract of models of the task `interests`: probabilities of every category."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.models.contract import ModelContract
from tests.models.interests import made

from medley.data.interests import InterestsData, InterestsQuery
from medley.metrics.labelling import correct


class InterestsContract(ModelContract):
    """What the models of interests share; quality is top-1 accuracy on other people."""

    task = "interests"

    @classmethod
    def data(cls) -> InterestsData:
        return made.split()[0]

    def queries(self) -> list[InterestsQuery]:
        return made.split()[1].queries()[:12]

    def empty_query(self) -> InterestsQuery:
        return InterestsQuery()

    def unknown_query(self) -> InterestsQuery:
        return InterestsQuery(("no-such",), {"nothing": 2.0}, {"else": 1.0})

    def n_candidates(self) -> int:
        return made.N_CATEGORIES

    def excluding(self, query: InterestsQuery, ids: frozenset[str]) -> InterestsQuery:
        return replace(query, exclude=ids)

    def quality(self, model: Any) -> float:
        test = made.split()[1]
        return float(correct(model.probabilities(test.queries()), test.later).mean())

    def test_every_category_has_a_probability_and_they_sum_to_one(self, model: Any) -> None:
        asked = [*self.queries(), self.empty_query(), self.unknown_query()]
        found = model.probabilities(asked)
        assert found.shape == (len(asked), made.N_CATEGORIES)
        assert (found > 0).all()
        assert found.sum(axis=1) == pytest.approx(1)
        for prediction in model.predict(asked, made.N_CATEGORIES):
            assert prediction.scale == "probability"
            assert prediction.scores.sum() == pytest.approx(1, abs=1e-5)

    @pytest.mark.parametrize(
        "query",
        [
            InterestsQuery(declared=("taste-1",)),
            InterestsQuery(wished={"taste-1": 1.0}),
            InterestsQuery(liked={"taste-1": 4.0}),
            InterestsQuery(declared=("taste-1",), liked={"taste-2": 1e6}),
            InterestsQuery(declared=made.SLUGS.ids, wished={"taste-0": 1e-9}),
        ],
        ids=["declared", "wished", "liked", "much", "little"],
    )
    def test_missing_parts_are_no_obstacle(self, model: Any, query: InterestsQuery) -> None:
        found = model.probabilities([query])[0]
        assert np.isfinite(found).all()
        assert found.sum() == pytest.approx(1)

    def test_nothing_known_gets_the_shares_of_all(self, model: Any) -> None:
        assert model.probabilities([self.empty_query()])[0] == pytest.approx(model.prior)

    def test_one_category_alone_still_gives_an_answer(self, model: Any) -> None:
        data = self.data()
        later = np.zeros_like(data.later)
        later[:, 2] = 1
        fitted = type(model)(model.config)
        fitted.fit(replace(data, later=later), rng=np.random.default_rng(0))
        assert fitted.predict(self.queries()[:2], 1)[1].ids == ("taste-2",)
        restored = type(model)(model.config)
        restored.restore(fitted.state())
        given = restored.probabilities(self.queries())
        np.testing.assert_array_equal(given, fitted.probabilities(self.queries()))

    def test_few_people_are_enough(self, model: Any) -> None:
        fitted = type(model)(model.config)
        fitted.fit(self.data().take(np.arange(4)), rng=np.random.default_rng(0))
        assert fitted.probabilities(self.queries()).sum(axis=1) == pytest.approx(1)
