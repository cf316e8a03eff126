"""How models of films' scores are examined: on later films, or on films by other directors.

Split by time, a film's director may have made films before, as in life. Without dates
groups of films are held out whole together with all other films of their directors.
What is drawn for intervals are those groups.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.film_directors import with_directors
from medley.data.film_holdout import stable_films
from medley.data.film_split import HELD_SHARE, by_time, grouped_folds
from medley.data.films import FilmData
from medley.metrics.labelling import grouped_difference, grouped_interval
from medley.metrics.regression import (
    mean_absolute_error,
    r_squared,
    rank_correlation,
    root_mean_square,
    within,
)
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import GROUP_SWAPS, LEAST_APART, Evaluation, Measured
from medley.training.groups import film_groups

SPLIT_SEED = 42
COVERAGE = 0.9
"""Share of films whose score the intervals are asked to hold."""
LEAST_OF_GENRE = 20
"""Films of a genre from which on its coverage is told."""
SCORE_METRICS: tuple[str, ...] = (
    "mae",
    "rmse",
    "r2",
    "rank_correlation",
    "coverage",
    "coverage_gap",
    "width",
)
"""Errors and widths in points of 100. R2 compares with the mean of the films asked about."""

_Values = NDArray[np.float64]
_Figure = Callable[[_Values], float]


@dataclass(frozen=True, slots=True, eq=False)
class ScoreEvaluation(Evaluation):
    """What was measured, with the answers that it was measured on.

    Attributes
    ----------
    groups : ndarray of int32, shape (n_films,)
    answers : ndarray of float64, shape (n_films, 4)
        Value, lower and upper bound, and the true score.
    """

    groups: NDArray[np.int32]
    answers: _Values

    def against(self, other: Evaluation, *, seed: int = 0) -> dict[str, Difference]:
        """Compare with another model on the same films; see `Evaluation.against`."""
        if not isinstance(other, ScoreEvaluation):
            return Evaluation.against(self, other, seed=seed)
        return {
            name: grouped_difference(
                lambda answers, rows, figure=figure: figure(answers[rows]),  # type: ignore[misc]
                self.answers,
                other.answers,
                self.groups,
                rng=np.random.default_rng(seed),
            )
            for name, figure in _FIGURES.items()
        }

    def change_among(
        self, other: Evaluation, metric: str, held: NDArray[np.bool_], rng: np.random.Generator
    ) -> Difference | None:
        """Compare with another model among some films; see `Evaluation.change_among`."""
        groups = self.groups[held]
        if not isinstance(other, ScoreEvaluation) or len(np.unique(groups)) < LEAST_APART:
            return None
        return grouped_difference(
            lambda answers, rows: _FIGURES[metric](answers[rows]),
            self.answers[held],
            other.answers[held],
            groups,
            rng=rng,
            n_swaps=GROUP_SWAPS,
        )

    def value_among(self, metric: str, held: NDArray[np.bool_]) -> float:
        """Give a metric among some films."""
        return _FIGURES[metric](self.answers[held])


@dataclass(frozen=True, slots=True, eq=False)
class ScoreExamination:
    """One split, ready for every model of films' scores.

    Attributes
    ----------
    train, test : FilmData
        Scores are known of all; ``test`` may be empty.
    facts : mapping
        Plain values: how the split was made.
    """

    train: FilmData
    test: FilmData
    facts: Mapping[str, Any]

    @property
    def n_test(self) -> int:
        """How many films are asked about."""
        return len(self.test)

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a fitted model for values and intervals.

        Raises
        ------
        DataError
            If there is no film to ask about.
        """
        return measure_scores(model, self.test, progress=progress)


def measure_scores(
    model: Any, films: FilmData, *, seed: int = 0, progress: Progress | None = None
) -> Measured:
    """Measure a model on films whose score is known.

    Parameters
    ----------
    model : ScoreModel
        Fitted.
    films : FilmData
    seed : int
        Of the resampling behind the intervals of the figures.
    progress : callable, optional

    Returns
    -------
    Measured
        The details hold ``genres``: of each genre with enough films how many there are,
        the error, and the share of scores within the intervals and its own interval.

    Raises
    ------
    DataError
        If there is no film to ask about.
    """
    films = with_directors(films.take(~np.isnan(films.scores)))
    if not len(films):
        raise DataError("there is no film with a score to evaluate on; 0 means unrated")
    values, bounds = model.values_and_intervals(films.score_queries(), COVERAGE)
    answers = np.column_stack([values, bounds, films.scores])
    rng = np.random.default_rng(seed)
    metrics = {
        name: grouped_interval(_of_rows(figure, answers), films.groups, rng=rng)
        for name, figure in _FIGURES.items()
    }
    if progress is not None:
        progress(1.0, "asking about films")
    by_film = {
        "mae": np.abs(values - films.scores),
        "coverage": within(bounds, films.scores).astype(np.float64),
        "width": bounds[:, 1] - bounds[:, 0],
    }
    details = {
        "nominal_coverage": COVERAGE,
        "genres": _by_genre(films, answers, rng),
        "shown": [[round(float(v), 2) for v in pair] for pair in answers[:, [0, 3]]],
    }
    found = ScoreEvaluation(metrics, by_film, films.groups, answers, groups_of=film_groups(films))
    return Measured(found, details=details)


def examine_films(data: FilmData, *, n_test: int | None = None) -> ScoreExamination:
    """Hold groups and directors out whole, a fifth of the films without a number (seed 42).

    Raises
    ------
    DataError
        If there are too few films with a score.
    """
    films = data.take(~np.isnan(data.scores))
    share = HELD_SHARE if n_test is None else n_test / max(len(films), 1)
    n_folds = max(2, round(1 / min(max(share, 1e-9), 0.5)))
    rng = np.random.default_rng(SPLIT_SEED)
    held = grouped_folds(with_directors(films), n_folds, rng=rng) == 0
    facts = {"kind": "films", "how": "by film and director", "seed": SPLIT_SEED}
    return _examination(films, ~held, held, facts)


def examine_time(data: FilmData, *, cutoff_ms: int | None = None) -> ScoreExamination:
    """Ask about films from a date on, the latest fifth without one, fitted on earlier ones.

    Parameters
    ----------
    data : FilmData
    cutoff_ms : int, optional
        Milliseconds since 1970; its month is the first that is asked about.

    Raises
    ------
    DataError
        If there are no dates, or too few films with a score.
    """
    films = data.take(~np.isnan(data.scores))
    if cutoff_ms is None:
        train, test = by_time(films)
    else:
        day = datetime.fromtimestamp(cutoff_ms / 1000, tz=UTC)
        train, test = _before(films, day.year, day.month)
    latest = [fact for fact, held in zip(films.facts, test, strict=True) if held]
    first = min(((fact.year or 0, fact.month or 1) for fact in latest), default=(0, 1))
    facts = {"kind": "time", "how": "by time", "from": f"{first[0]}-{first[1]:02}"}
    return _examination(films, train, test, facts)


def _before(films: FilmData, year: int, month: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    dates = [(fact.year or 0, fact.month or 1) for fact in films.facts]
    dated = np.array([fact.year is not None for fact in films.facts], np.bool_)
    test = dated & np.array([date >= (year, month) for date in dates], np.bool_)
    return dated & ~test & ~np.isin(films.groups, films.groups[test]), test


def examine_same(data: FilmData) -> ScoreExamination:
    """Hold out the same films in every training, with all films of their directors.

    A score that is corrected moves no film.
    """
    held = stable_films(with_directors(data))
    rated = ~np.isnan(data.scores)
    facts = {"split": "films held out by a hash of the film, its directors' films with it"}
    return _examination(data, ~held & rated, held & rated, facts, empty=True)


def _examination(
    films: FilmData,
    train: NDArray[np.bool_],
    test: NDArray[np.bool_],
    facts: Mapping[str, Any],
    *,
    empty: bool = False,
) -> ScoreExamination:
    if not empty and not (train.any() and test.any()):
        raise DataError(
            f"cannot hold films out: {len(films):,} films with a score are too few or of one "
            "director; give more"
        )
    fitted, asked = films.take(train), films.take(test)
    sizes = {
        "films": len(fitted),
        "groups": len(set(with_directors(fitted).groups.tolist())),
        "test_films": len(asked),
        "test_groups": len(set(with_directors(asked).groups.tolist())),
    }
    return ScoreExamination(fitted, asked, {**facts, **sizes})


def _by_genre(films: FilmData, answers: _Values, rng: np.random.Generator) -> list[dict[str, Any]]:
    found = []
    for slug, has in zip(films.genres, films.labels.T, strict=True):
        if has.sum() >= LEAST_OF_GENRE:
            held, groups = answers[has], films.groups[has]
            coverage = grouped_interval(_of_rows(_coverage, held), groups, rng=rng)
            found.append(
                {
                    "genre": slug,
                    "films": int(has.sum()),
                    "mae": _FIGURES["mae"](held),
                    "width": _FIGURES["width"](held),
                    "coverage": coverage.as_dict(),
                }
            )
    return found


def _of_rows(figure: _Figure, answers: _Values) -> Callable[[NDArray[np.intp]], float]:
    return lambda rows: figure(answers[rows])


def _coverage(answers: _Values) -> float:
    return float(within(answers[:, 1:3], answers[:, 3]).mean())


_FIGURES: dict[str, _Figure] = {
    "mae": lambda a: mean_absolute_error(a[:, 0], a[:, 3]),
    "rmse": lambda a: root_mean_square(a[:, 0], a[:, 3]),
    "r2": lambda a: r_squared(a[:, 0], a[:, 3]),
    "rank_correlation": lambda a: rank_correlation(a[:, 0], a[:, 3]),
    "coverage": _coverage,
    "coverage_gap": lambda a: abs(_coverage(a) - COVERAGE),
    "width": lambda a: float((a[:, 2] - a[:, 1]).mean()),
}
