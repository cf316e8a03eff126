"""Models of films' scores are examined on later films, or on films by other directors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from tests.models.score import made

from medley.artifacts.store import Store
from medley.core.errors import DataError
from medley.data.film_directors import with_directors
from medley.data.films import FilmData
from medley.training.compare import compare
from medley.training.report import markdown, save_report
from medley.training.score_examination import (
    SCORE_METRICS,
    examine_films,
    examine_same,
    examine_time,
    measure_scores,
)
from medley.training.train import train


def directors(films: FilmData) -> set[str]:
    return {name for facts in films.facts for name in facts.directors}


class Says:
    """Answers every film alike, or with its own score."""

    def __init__(self, values: np.ndarray, half: float) -> None:
        self.values, self.half = values, half

    def values_and_intervals(self, queries: list, coverage: float) -> tuple:
        bounds = np.column_stack([self.values - self.half, self.values + self.half])
        return self.values, bounds


def rated() -> FilmData:
    films = made.films()
    return films.take(~np.isnan(films.scores))


def test_films_of_a_director_lie_on_one_side() -> None:
    films = made.films()
    whole = with_directors(films)
    assert len(set(whole.groups.tolist())) == made.N_FILMS // 3
    for held in (examine_films(films), examine_same(films)):
        assert held.n_test
        assert not directors(held.train) & directors(held.test)
        assert not np.isnan(held.test.scores).any()


def test_a_score_that_is_corrected_moves_no_film() -> None:
    films = made.films()
    corrected = replace(films, scores=np.where(np.isnan(films.scores), 50.0, films.scores))
    before, after = examine_same(films).test, examine_same(corrected).test
    assert set(before.ids) <= set(after.ids)
    assert not set(examine_same(films).train.ids) & set(after.ids)


def test_by_time_everything_asked_about_is_later() -> None:
    for cutoff in (None, int(datetime(2015, 6, 1, tzinfo=UTC).timestamp() * 1000)):
        held = examine_time(made.films(), cutoff_ms=cutoff)
        last = max((f.year or 0, f.month or 0) for f in held.train.facts)
        first = min((f.year or 0, f.month or 0) for f in held.test.facts)
        assert last < first
        assert held.facts["from"] == f"{first[0]}-{first[1]:02}"


def test_the_truth_has_no_error_and_is_always_held() -> None:
    films = rated()
    found = measure_scores(Says(films.scores, 1.0), films).evaluation.metrics
    assert tuple(found) == SCORE_METRICS
    assert found["mae"].value == found["rmse"].value == 0
    assert found["r2"].value == found["rank_correlation"].value == found["coverage"].value == 1
    assert found["coverage_gap"].value == pytest.approx(0.1)
    assert found["width"].value == pytest.approx(2)


def test_the_mean_explains_nothing() -> None:
    films = rated()
    mean = np.full(len(films), films.scores.mean())
    found = measure_scores(Says(mean, 5.0), films)
    assert found.evaluation.metrics["r2"].value == pytest.approx(0)
    assert {row["genre"] for row in found.details["genres"]} == set(made.GENRES)


def test_unrated_films_cannot_be_asked_about() -> None:
    with pytest.raises(DataError, match="0 means unrated"):
        measure_scores(Says(np.empty(0), 1.0), made.unrated())
    with pytest.raises(DataError):
        examine_films(made.unrated())


def test_a_comparison_ranks_by_error_and_writes_its_report(tmp_path: Path) -> None:
    films = made.films()
    held = examine_films(films)
    found = compare("film-score", films, held, models=["mean", "ridge-text"])
    assert [entrant.model for entrant in found.entrants] == ["ridge-text", "mean"]
    gain = found.entrants[0].against_baseline["mae"]
    assert gain.high < 0
    text = markdown(found)
    assert "by film and director" in text
    assert "By genre, `ridge-text`" in text
    names = {path.name for path in save_report(found, tmp_path).iterdir()}
    assert {"figures.png", "scores-mean.png", "coverage-ridge-text.svg"} <= names


def test_a_trained_version_says_how_its_intervals_hold(tmp_path: Path) -> None:
    store = Store(tmp_path)
    done = train("film-score", "ridge-text", made.films(), store)
    assert done.decision.promote
    manifest = store.load("film-score", done.version)[1]
    assert 0 < manifest.metrics["coverage"]["value"] <= 1
