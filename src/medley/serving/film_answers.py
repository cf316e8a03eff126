"""Genres and a score for films, by the models that serve at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from medley.core.errors import UnavailableError
from medley.data.films import FilmQuery
from medley.serving.predictor import Predictor, ReadsModels, Serving

GENRES, SCORES = "film-genre", "film-score"
COVERAGE = 0.9
"""Share of scores that should lie within their intervals."""
_LEAST = 0.005
"""Points that show when they are written with two decimals."""


@dataclass(frozen=True, slots=True)
class FilmGenre:
    """One genre of an answer.

    Attributes
    ----------
    genre : str
        Slug.
    probability, threshold : float
    said : bool
        Whether the model says the genre outright: the probability reaches the threshold.
    """

    genre: str
    probability: float
    threshold: float
    said: bool


@dataclass(frozen=True, slots=True)
class FilmScore:
    """A score expected before the release.

    Attributes
    ----------
    value, low, high : float
        From 0 to 100; the interval holds the score in ``coverage`` of films.
    coverage : float
    base : float
        What would be said of a film of which nothing is known; 0 where nobody asked for
        contributions.
    contributions : tuple of (str, float)
        Facts, and by how many points each moves the score, the largest first; with the
        base they sum to the value. Facts that move nothing are left out.
    """

    value: float
    low: float
    high: float
    coverage: float
    base: float = 0.0
    contributions: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class FilmAnswer:
    """What the models say of one film.

    Attributes
    ----------
    genres : tuple of FilmGenre
        All that the model learned, the most probable first.
    score : FilmScore or None
        None while no model of scores is trained.
    genre_version, score_version : str
        Empty where there is no such model.
    fallback : str or None
        Why the genres, or the score, do not come from the usual model, in English, for
        gettext.
    """

    genres: tuple[FilmGenre, ...]
    score: FilmScore | None
    genre_version: str
    score_version: str
    fallback: str | None = None

    @property
    def confident(self) -> bool:
        """Whether any genre is said."""
        return any(genre.said for genre in self.genres)


class FilmAnswers:
    """Answers queries about films, a batch at a time.

    Parameters
    ----------
    store : ReadsModels
    """

    def __init__(self, store: ReadsModels) -> None:
        self._genres = Predictor(store, GENRES, _no_genres)
        self._scores = Predictor(store, SCORES, _no_scores)

    def answer(
        self,
        queries: Sequence[FilmQuery],
        *,
        contributions: bool = True,
        genres: Serving | None = None,
    ) -> list[FilmAnswer]:
        """Label and score films.

        A film whose genres are not known is scored with the genres that are said of it.

        Parameters
        ----------
        queries : sequence of FilmQuery
        contributions : bool
            Say what each fact contributes to the scores.
        genres : Serving, optional
            Another version than the champion to name the genres.

        Raises
        ------
        UnavailableError
            While no model of genres is trained, or none can be loaded.
        """
        serving = genres or self._genres.current()
        named = _genres(serving.model, queries)
        scoring = self._scoring()
        scores: Sequence[FilmScore | None] = [None] * len(queries)
        if scoring is not None:
            known = [_with_genres(*pair) for pair in zip(queries, named, strict=True)]
            scores = _scores(scoring.model, known, contributions=contributions)
        version = scoring.version if scoring is not None else ""
        fallback = serving.fallback or (scoring.fallback if scoring is not None else None)
        return [
            FilmAnswer(said, score, serving.version, version, fallback)
            for said, score in zip(named, scores, strict=True)
        ]

    def genre_serving(self) -> Serving:
        """The model of genres that answers at this moment.

        Raises
        ------
        UnavailableError
            While no model of genres is trained, or none can be loaded.
        """
        return self._genres.current()

    def score_serving(self) -> Serving | None:
        """The model of scores that answers at this moment; None while there is none."""
        return self._scoring()

    def _scoring(self) -> Serving | None:
        try:
            return self._scores.current()
        except UnavailableError:
            return None


def genres_said(model: Any, query: FilmQuery) -> tuple[str, ...]:
    """The genres that a model says of a film, the most probable one where it says none."""
    found = _genres(model, [query])[0]
    said = tuple(one.genre for one in found if one.said)
    return said or tuple(one.genre for one in found[:1])


def score_of(model: Any, query: FilmQuery, genres: tuple[FilmGenre, ...]) -> FilmScore:
    """The score that a model expects of a film, of which these genres are said."""
    return _scores(model, [_with_genres(query, genres)], contributions=False)[0]


def _genres(model: Any, queries: Sequence[FilmQuery]) -> list[tuple[FilmGenre, ...]]:
    rows = model.probabilities(queries)
    said, thresholds = model.said(rows, queries), model.thresholds_for(queries)
    learned = np.flatnonzero(model.frequent)

    def one(row: int, at: int) -> FilmGenre:
        slug, threshold = model.vocabulary.ids[at], float(thresholds[row, at])
        return FilmGenre(slug, float(rows[row, at]), threshold, bool(said[row, at]))

    return [
        tuple(
            one(row, at) for at in learned[np.argsort(-rows[row, learned], kind="stable")].tolist()
        )
        for row in range(len(rows))
    ]


def _with_genres(query: FilmQuery, genres: tuple[FilmGenre, ...]) -> FilmQuery:
    if query.facts.genres:
        return query
    said = tuple(genre.genre for genre in genres if genre.said)
    return replace(query, facts=replace(query.facts, genres=said))


def _scores(model: Any, queries: Sequence[FilmQuery], *, contributions: bool) -> list[FilmScore]:
    values, intervals = model.values_and_intervals(queries, COVERAGE)
    found = []
    for query, value, (low, high) in zip(queries, values.tolist(), intervals.tolist(), strict=True):
        score = FilmScore(value, low, high, COVERAGE)
        found.append(_explained(model, query, score) if contributions else score)
    return found


def _explained(model: Any, query: FilmQuery, score: FilmScore) -> FilmScore:
    shares = model.contributions(query)
    moved = [(one.fact, one.points) for one in shares if abs(one.points) >= _LEAST]
    ordered = tuple(sorted(moved, key=lambda pair: -abs(pair[1])))
    return replace(score, base=shares.base, contributions=ordered)


def _no_genres() -> Any:
    # The shares of the genres say nothing about one film; silence is more honest.
    raise UnavailableError(
        "no model of films' genres is trained yet; run `medley train film-genre` where Medley runs"
    )


def _no_scores() -> Any:
    raise UnavailableError(
        "no model of films' scores is trained yet; run `medley train film-score` where Medley runs"
    )
