"""The contract of models of the task `film-score`: a value, its interval, its contributions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.models.contract import ModelContract
from tests.models.score import made

from medley.core.errors import ConfigError, DataError
from medley.data.films import FilmData, FilmFacts, FilmQuery
from medley.models.score.facts import FACTS


class ScoreContract(ModelContract):
    """What the models of scores share; quality is 1 less the error in tenths of the scale."""

    task = "film-score"

    @classmethod
    def data(cls) -> FilmData:
        return made.split()[0]

    def queries(self) -> list[FilmQuery]:
        return list(made.split()[1].score_queries())[:6]

    def empty_query(self) -> FilmQuery:
        return FilmQuery()

    def unknown_query(self) -> FilmQuery:
        facts = FilmFacts(genres=("no-such-genre",), directors=("Nobody",), language="xx")
        return FilmQuery(facts=facts)

    def n_candidates(self) -> int:
        return 1

    def excluding(self, query: FilmQuery, ids: frozenset[str]) -> FilmQuery:
        return replace(query, exclude=ids)

    def quality(self, model: Any) -> float:
        test = made.split()[1]
        return 1 - float(np.abs(model.values(test.score_queries()) - test.scores).mean()) / 10

    def test_a_prediction_is_the_score_itself(self, model: Any) -> None:
        for found in model.predict([*self.queries(), self.empty_query()], 5):
            assert found.ids == ("score",)
            assert found.scale == "value"
            assert 0 <= found.scores[0] <= 100

    def test_contributions_sum_to_the_prediction(self, model: Any) -> None:
        asked = [*self.queries(), self.empty_query(), self.unknown_query()]
        for query, value in zip(asked, model.values(asked).tolist(), strict=True):
            found = model.contributions(query)
            assert [one.fact for one in found] == list(FACTS)
            assert found.value == pytest.approx(value, abs=1e-4)
            assert found.base + sum(one.points for one in found) == pytest.approx(value, abs=1e-4)

    def test_the_base_is_about_the_mean(self, model: Any) -> None:
        mean = np.nanmean(self.data().scores)
        assert model.contributions(self.queries()[0]).base == pytest.approx(mean, abs=2)

    def test_intervals_hold_about_as_often_as_they_say(self, model: Any) -> None:
        test = made.split()[1]
        for coverage in (0.5, 0.9):
            bounds = model.intervals(test.score_queries(), coverage)
            held = (test.scores >= bounds[:, 0]) & (test.scores <= bounds[:, 1])
            assert held.mean() == pytest.approx(coverage, abs=0.16)

    def test_a_wider_interval_holds_the_narrower_one(self, model: Any) -> None:
        narrow, wide = (model.intervals(self.queries(), share) for share in (0.5, 0.95))
        assert (wide[:, 0] <= narrow[:, 0]).all()
        assert (narrow[:, 1] <= wide[:, 1]).all()
        assert (wide >= 0).all()
        assert (wide <= 100).all()

    @pytest.mark.parametrize("coverage", [0.0, 1.0, 90.0])
    def test_a_coverage_that_is_no_share_is_refused(self, model: Any, coverage: float) -> None:
        with pytest.raises(ConfigError, match="coverage"):
            model.intervals(self.queries(), coverage)

    def test_restored_it_bounds_and_explains_the_same(self, model: Any) -> None:
        restored = type(model)(model.config)
        restored.restore(model.state())
        query = self.queries()[0]
        np.testing.assert_array_equal(restored.intervals([query]), model.intervals([query]))
        assert restored.contributions(query) == model.contributions(query)

    def test_unrated_films_teach_nothing(self, model: Any) -> None:
        with pytest.raises(DataError, match="no film has a score"):
            type(model)(model.config).fit(made.unrated(), rng=np.random.default_rng(0))
