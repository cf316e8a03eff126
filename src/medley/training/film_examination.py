"""How models of films' genres are examined: on films that they never met, nor remakes of them.

Figures are about the frequent genres, those with enough training films to be learned at
all, and are the same genres for every model of a split. What is drawn for their
intervals are groups of films: a film, its remakes, its franchise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress, silent
from medley.data.film_holdout import KnownFilms, held_changes, stable_films
from medley.data.film_snapshot import load_films
from medley.data.film_split import grouped_folds
from medley.data.films import FilmData, NoPosters
from medley.metrics.labelling import class_reliability
from medley.metrics.multilabel import (
    MULTILABEL_METRICS,
    Judged,
    errors_together,
    multilabel_differences,
    multilabel_intervals,
)
from medley.metrics.uncertainty import Difference
from medley.models.film.film_model import frequent_genres
from medley.training.evaluation import GROUP_SWAPS, LEAST_APART, Evaluation, Measured
from medley.training.film_single import single_genre, single_genres
from medley.training.groups import film_groups

SPLIT_SEED = 42
FILM_METRICS = MULTILABEL_METRICS
N_BINS = 10
GROUP_RESAMPLES = 300

Part = Literal["poster", "overview", "both"]
PARTS: tuple[Part, ...] = ("poster", "overview", "both")


@dataclass(frozen=True, slots=True, eq=False)
class FilmEvaluation(Evaluation):
    """What was measured, with the answers that it was measured on.

    Attributes
    ----------
    groups : ndarray of int32, shape (n_films,)
    judged : Judged
        Of the frequent genres.
    """

    groups: NDArray[np.int32]
    judged: Judged

    def against(self, other: Evaluation, *, seed: int = 0) -> dict[str, Difference]:
        """Compare with another model on the same films; see `Evaluation.against`."""
        if not isinstance(other, FilmEvaluation):
            return Evaluation.against(self, other, seed=seed)
        rng = np.random.default_rng(seed)
        return multilabel_differences(self.judged, other.judged, self.groups, rng=rng)

    def change_among(
        self, other: Evaluation, metric: str, held: NDArray[np.bool_], rng: np.random.Generator
    ) -> Difference | None:
        """Compare with another model among some films; see `Evaluation.change_among`."""
        groups = self.groups[held]
        if not isinstance(other, FilmEvaluation) or len(np.unique(groups)) < LEAST_APART:
            return None
        one, two = self.judged.only(held), other.judged.only(held)
        found = multilabel_differences(
            one, two, groups, rng=rng, n_resamples=GROUP_RESAMPLES, n_swaps=GROUP_SWAPS
        )
        return found.get(metric)

    def value_among(self, metric: str, held: NDArray[np.bool_]) -> float:
        """Give a metric among some films."""
        return float(self.judged.only(held).figures()[metric][0])


@dataclass(frozen=True, slots=True, eq=False)
class FilmExamination:
    """One split, ready for every model of films' genres.

    Attributes
    ----------
    train, test : FilmData
        Genres are known of all; no group is on both sides; ``test`` may be empty.
    facts : mapping
        Plain values: how the split was made.
    frequent : tuple of str
        Genres that the figures are about.
    single : tuple of str
        Genres of the question which one of few a film has, see `single_genres`.
    """

    train: FilmData
    test: FilmData
    facts: Mapping[str, Any]
    frequent: tuple[str, ...]
    single: tuple[str, ...]

    @property
    def n_test(self) -> int:
        """How many films are asked about; 0 where no genre has enough films to count."""
        return len(self.test) if self.frequent else 0

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a fitted model for the probabilities of every genre.

        Raises
        ------
        DataError
            If there is no film to ask about.
        """
        return measure_films(model, self.test, self.frequent, single=self.single, progress=progress)


def measure_films(
    model: Any,
    films: FilmData,
    frequent: Sequence[str],
    *,
    single: Sequence[str] = (),
    seed: int = 0,
    progress: Progress | None = None,
) -> Measured:
    """Measure a model on films whose genres are known.

    Parameters
    ----------
    model : Model
        Fitted, with a ``vocabulary``, ``probabilities``, ``thresholds`` and ``said``. A
        genre that it does not know has the probability 0 and is never said.
    films : FilmData
    frequent : sequence of str
        Genres that the figures are about.
    single : sequence of str
        Genres of the question which one of few a film has; not asked without them.
    seed : int
        Of the resampling behind the intervals.
    progress : callable, optional

    Returns
    -------
    Measured
        The details hold ``labels`` (a row for each frequent genre, see `_label_rows`),
        the ``reliability`` of all of them together, ``errors`` (how often each was said
        where which was missed), ``shown`` (the figures by what is shown of films that
        have a poster and an overview; empty without such films) and ``single``.

    Raises
    ------
    DataError
        If there is no film to ask about, or none of its genres counts.
    """
    films = films.take(films.labelled)
    columns = [at for slug in frequent if (at := films.genres.position(slug)) is not None]
    if not len(films) or not columns:
        raise DataError(
            f"there is nothing to evaluate on: {len(films):,} films whose genres are known, "
            f"{len(columns)} frequent genres; give more films with genres"
        )
    report = progress or silent
    asked = _Asked(films, [films.genres.ids[at] for at in columns], seed)
    given, said = asked.answers(model, films)
    report(0.5, "asking about films")
    judged = asked.judged(given, said)
    truth = films.labels[:, columns]
    details = {
        "labels": _label_rows(asked.genres, judged, asked.thresholds(model)),
        "reliability": class_reliability(given, judged.truth, n_bins=N_BINS).as_dict(),
        "errors": errors_together(truth, said).tolist(),
        "shown": asked.shown(model, report),
        "single": single_genre(model, films, single, seed=seed) if single else {},
    }
    report(1.0, "asking about films")
    rng = np.random.default_rng(seed)
    metrics = multilabel_intervals(judged, films.groups, rng=rng)
    found = FilmEvaluation(
        metrics, dict(judged.by_row), films.groups, judged, groups_of=film_groups(films)
    )
    return Measured(found, details=details)


def only(films: FilmData, part: Part) -> FilmData:
    """Keep films that have a part, or both, and show nothing else of them.

    Parameters
    ----------
    films : FilmData
    part : {"poster", "overview", "both"}
        With the overview its title is shown.
    """
    has_overview = np.array([bool(text.strip()) for text in films.overviews], np.bool_)
    if part == "poster":
        held = films.take(films.has_poster)
        nothing = ("",) * len(held)
        return replace(held, titles=nothing, overviews=nothing)
    if part == "overview":
        held = films.take(has_overview)
        bare = np.zeros(len(held), np.bool_)
        return replace(held, posters=NoPosters(len(held)), has_poster=bare)
    return films.take(films.has_poster & has_overview)


def examine_films(data: FilmData, *, n_test: int | None = None) -> FilmExamination:
    """Hold the films out that every training holds out, or about so many of others.

    Parameters
    ----------
    data : FilmData
    n_test : int, optional
        About how many films to hold out, drawn with seed 42, groups whole.

    Raises
    ------
    DataError
        If there are too few films with genres.
    """
    films = data.take(data.labelled)
    if n_test is None:
        held, kind = stable_films(data)[data.labelled], "by a hash of the film"
    else:
        n_folds = max(2, round(len(films) / n_test))
        rng = np.random.default_rng(SPLIT_SEED)
        held, kind = grouped_folds(films, n_folds, rng=rng) == 0, "by film"
    if not held.any() or held.all():
        raise DataError(
            f"cannot hold films out: {len(films):,} films with genres make one group; give "
            "films of more titles"
        )
    facts = {"kind": "films", "how": kind, "seed": SPLIT_SEED}
    return _examination(films.take(~held), films.take(held), facts)


def examine_same(data: FilmData) -> FilmExamination:
    """Hold out the same films in every training, see `stable_films`.

    The side of a film depends on nothing that a person may correct, so a film whose
    genres are corrected stays where it was.
    """
    held = stable_films(data)
    facts = {"split": "films held out by a hash of the film, remakes with it"}
    train, test = data.take(~held & data.labelled), data.take(held & data.labelled)
    return _examination(train, test, facts)


def changes_since(examination: FilmExamination, folder: Path) -> dict[str, int]:
    """Count what changed about the films held out since the training of a snapshot.

    Raises
    ------
    DataError
        If the snapshot is gone.
    """
    return held_changes(examination.test, load_films(folder)).as_dict()


def frequent_of(films: KnownFilms) -> tuple[str, ...]:
    """Name the genres with enough films to count, in the order of the vocabulary."""
    least, n_films = frequent_genres(films.labels), len(films.labels)
    counts = films.labels.sum(axis=0).tolist()
    return tuple(g for g, n in zip(films.genres, counts, strict=True) if least <= n < n_films)


def _examination(train: FilmData, test: FilmData, facts: Mapping[str, Any]) -> FilmExamination:
    frequent = frequent_of(train)
    sizes = {
        "films": len(train),
        "groups": len(set(train.groups.tolist())),
        "genres": len(frequent),
        "test_films": len(test),
        "test_groups": len(set(test.groups.tolist())),
    }
    return FilmExamination(train, test, {**facts, **sizes}, frequent, single_genres(train))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Films, and the genres that they are asked about."""

    films: FilmData
    genres: list[str]
    seed: int

    def answers(self, model: Any, films: FilmData) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Probabilities and what is said outright, shape (n, n_frequent)."""
        queries = films.genre_queries()
        own = model.probabilities(queries)
        own_said = model.said(own, queries)
        given = np.zeros((len(films), len(self.genres)))
        said = np.zeros(given.shape, np.bool_)
        for column, slug in enumerate(self.genres):
            place = model.vocabulary.position(slug)
            if place is not None:
                given[:, column], said[:, column] = own[:, place], own_said[:, place]
        return given, said

    def judged(self, given: NDArray[np.float64], said: NDArray[np.bool_]) -> Judged:
        columns = self.films.genres.positions(self.genres)
        return Judged(given, self.films.labels[:, columns], said, n_bins=N_BINS)

    def thresholds(self, model: Any) -> list[float]:
        held = np.asarray(model.thresholds, np.float64)
        places = [model.vocabulary.position(slug) for slug in self.genres]
        return [1.0 if place is None else float(held[place]) for place in places]

    def shown(self, model: Any, report: Progress) -> dict[str, Any]:
        """Ask about the films that have both with only a part of them shown."""
        both = only(self.films, "both")
        found: dict[str, Any] = {}
        for number, part in enumerate(PARTS if len(both) else ()):
            films = only(both, part)
            asked = _Asked(films, self.genres, self.seed)
            judged = asked.judged(*asked.answers(model, films))
            rng = np.random.default_rng(self.seed)
            metrics = multilabel_intervals(judged, films.groups, rng=rng)
            found[part] = {
                "films": len(films),
                "metrics": {name: estimate.as_dict() for name, estimate in metrics.items()},
            }
            report(0.5 + 0.5 * (number + 1) / len(PARTS), "asking about parts of films")
        return found


def _label_rows(
    genres: Sequence[str], judged: Judged, thresholds: Sequence[float]
) -> list[dict[str, Any]]:
    """Say how each genre fares: how many films have it, and its figures, None where undefined."""
    counts = judged.counts()
    columns = {
        "films": counts.true[0],
        "said": counts.said[0],
        "right": counts.hits[0],
        "ap": judged.average_precision()[0],
        "precision": counts.precision[0],
        "recall": counts.recall[0],
        "f1": counts.f1[0],
        "ece": judged.calibration_errors()[0],
        "threshold": np.array(thresholds),
    }
    whole = ("films", "said", "right")
    return [
        {"genre": genre}
        | {
            name: int(values[at])
            if name in whole
            else None
            if np.isnan(values[at])
            else float(values[at])
            for name, values in columns.items()
        }
        for at, genre in enumerate(genres)
    ]
