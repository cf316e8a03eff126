"""Each model of films' scores holds the contract and reaches its bound."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.models.score import made
from tests.models.score.contract import ScoreContract

from medley.core.errors import ConfigError, DataError
from medley.data.films import FilmQuery
from medley.models.score.boosting import Boosting, BoostingConfig
from medley.models.score.ridge_text import RidgeText, RidgeTextConfig


class TestMean(ScoreContract):
    name = "mean"
    quality_bound = 0.2


class KnowsMakers(ScoreContract):
    """What the models that read facts share."""

    def test_a_directors_earlier_films_move_the_score(self, model: Any) -> None:
        known = made.split()[0]
        left = known.scores - model.values(
            [
                FilmQuery(facts=replace(f, directors=(), writers=()), title=t, overview=o)
                for f, t, o in zip(known.facts, known.titles, known.overviews, strict=True)
            ]
        )
        row = int(np.nanargmax(left))
        query = FilmQuery(facts=replace(known.facts[row], year=2100))
        without = FilmQuery(facts=replace(query.facts, directors=(), writers=()))
        gain = model.values([query])[0] - model.values([without])[0]
        found = {one.fact: one.points for one in model.contributions(query)}
        nothing = {one.fact: one.points for one in model.contributions(without)}
        moved = sum(found[fact] - nothing[fact] for fact in ("director", "writers"))
        assert gain == pytest.approx(moved, abs=1e-6)
        assert gain != 0

    def test_later_films_of_a_director_tell_nothing(self, model: Any) -> None:
        known = made.split()[0]
        facts = next(facts for facts in known.facts if facts.year is not None)
        early = FilmQuery(facts=replace(facts, year=1950))
        alone = FilmQuery(facts=replace(early.facts, directors=("Nobody",), writers=("Nobody",)))
        undated = {name for fact in known.facts if fact.year is None for name in fact.directors}
        if not undated & set(facts.directors):
            of_early, of_alone = (
                {one.fact: one.points for one in model.contributions(query)}
                for query in (early, alone)
            )
            assert of_early["director"] == pytest.approx(of_alone["director"])

    def test_a_film_of_the_training_does_not_hear_its_own_score_in_calibration(self) -> None:
        # Were it heard, errors that are half a director's would vanish from the intervals.
        train, test = made.split()
        model = RidgeText()
        model.fit(train, rng=np.random.default_rng(0))
        bounds = model.intervals(test.score_queries(), 0.9)
        held = (test.scores >= bounds[:, 0]) & (test.scores <= bounds[:, 1])
        assert held.mean() > 0.8

    def test_few_films_are_refused_with_the_number_needed(self, model: Any) -> None:
        few = made.films().take(np.arange(30))
        with pytest.raises(DataError, match="24 films with a score"):
            type(model)(model.config).fit(few, rng=np.random.default_rng(0))


class TestRidgeText(KnowsMakers):
    name = "ridge-text"
    quality_bound = 0.45


class TestBoosting(KnowsMakers):
    name = "boosting"
    quality_bound = 0.45


@pytest.mark.parametrize("facts", [(), ("colour",)])
def test_facts_that_do_not_exist_are_refused(facts: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="expected some of genres"):
        RidgeText(RidgeTextConfig(facts=facts)).fit(made.films(), rng=np.random.default_rng(0))


@pytest.mark.parametrize("name", ["vote_count", "popularity", "revenue", "metascore"])
def test_what_is_known_after_the_release_is_refused_with_the_reason(name: str) -> None:
    model = RidgeText(RidgeTextConfig(facts=("genres", name)))
    with pytest.raises(ConfigError, match=f"'{name}' may not tell a score: .* release|film"):
        model.fit(made.films(), rng=np.random.default_rng(0))


def test_what_is_not_among_the_facts_moves_nothing() -> None:
    model = Boosting(BoostingConfig(facts=("overview",)))
    model.fit(made.films(), rng=np.random.default_rng(0))
    query = made.films().score_queries()[4]
    bare = FilmQuery(overview=query.overview)
    assert model.values([query])[0] == model.values([bare])[0]
    moved = {one.fact for one in model.contributions(query) if one.points}
    assert moved == {"overview"}


def test_a_poster_alone_tells_a_score() -> None:
    train, test = made.split()
    model = Boosting(BoostingConfig(facts=("poster",)))
    model.fit(train, rng=np.random.default_rng(0))
    query = test.score_queries()[int(np.flatnonzero(test.has_poster)[0])]
    assert model.values([query])[0] != model.values([FilmQuery()])[0]


def test_answering_does_not_load_scikit_learn() -> None:
    code = (
        "from medley.core.registry import model_class\n"
        "for name in ('mean', 'ridge-text', 'boosting'):\n"
        "    model_class('film-score', name)()\n"
        "import sys; assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
