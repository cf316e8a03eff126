"""The models that this process labels and scores films with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from medley.artifacts.store import Store
from medley.core.errors import UnavailableError
from medley.data.films import FilmQuery
from medley.serving.film_answers import (
    GENRES,
    SCORES,
    FilmAnswer,
    FilmAnswers,
    genres_said,
    score_of,
)
from medley.serving.predictor import Serving
from medley.web.catalog.models import Item
from medley.web.learning.beside import answer_beside, forget_versions, shown_instead
from medley.web.learning.outcomes import ITEM

TRAIN = "medley train film-genre"
TRAIN_SCORE = "medley train film-score"
UNTRAINED = f"no model of films' genres is trained yet; run `{TRAIN}` where Medley runs"


def answer(
    query: FilmQuery, about: str = "", *, person: int | None = None, unscored: bool = False
) -> FilmAnswer:
    """Label and score a film; a version on trial may label it instead, or answer too.

    Parameters
    ----------
    query : FilmQuery
    about : str
        Which film it is, as `medley.web.learning.outcomes` names it.
    person : int, optional
        Primary key of whoever sent it.
    unscored : bool
        Whether its score is not known yet, so that it will judge versions of scores.

    Raises
    ------
    UnavailableError
        While no model of genres is trained, or none can be loaded.
    """
    found = answers().answer([query], genres=shown_instead(GENRES, about))[0]
    _beside(query, found, about, person, unscored=unscored, at_once=False)
    return found


def answer_many(asked: Sequence[tuple[Item, FilmQuery]]) -> list[FilmAnswer]:
    """Label and score films of the catalogue, all of them at once; nobody waits for it.

    Raises
    ------
    UnavailableError
        While no model of genres is trained, or none can be loaded.
    """
    queries = [query for _item, query in asked]
    found = answers().answer(queries, contributions=False)
    for place, (item, query) in enumerate(asked):
        about = f"{ITEM}{item.pk}"
        if (instead := shown_instead(GENRES, about)) is not None:
            found[place] = answers().answer([query], contributions=False, genres=instead)[0]
        _beside(query, found[place], about, None, unscored=False, at_once=True)
    return found


def _beside(
    query: FilmQuery,
    found: FilmAnswer,
    about: str,
    person: int | None,
    *,
    unscored: bool,
    at_once: bool,
) -> None:
    answer_beside(
        GENRES,
        about,
        shown_by=found.genre_version,
        shown=said_slugs(found),
        ask=lambda serving: list(genres_said(serving.model, query)),
        person=person,
        at_once=at_once,
    )
    if not unscored or found.score is None:
        return
    answer_beside(
        SCORES,
        about,
        shown_by=found.score_version,
        shown=[found.score.value, found.score.low, found.score.high],
        ask=lambda serving: _score(serving.model, query, found),
        person=person,
        at_once=at_once,
    )


def said_slugs(found: FilmAnswer) -> list[str]:
    """The genres that are said of a film; the most probable one where none is."""
    said = [one.genre for one in found.genres if one.said]
    return said or [one.genre for one in found.genres[:1]]


def _score(model: Any, query: FilmQuery, found: FilmAnswer) -> list[Any]:
    score = score_of(model, query, found.genres)
    return [score.value, score.low, score.high]


def answers() -> FilmAnswers:
    """What answers at this moment, for many films at once."""
    global _in_use
    if _in_use is None:
        _in_use = FilmAnswers(Store(settings.MEDLEY_MODELS))
    return _in_use


def current() -> Serving:
    """The model of genres that answers at this moment.

    Raises
    ------
    UnavailableError
        While no model of genres is trained, or none can be loaded.
    """
    return answers().genre_serving()


def is_trained() -> bool:
    """Whether a model can answer."""
    try:
        current()
    except UnavailableError:
        return False
    return True


def forget_models() -> None:
    """Load afresh at the next call."""
    global _in_use
    _in_use = None
    forget_versions()


_in_use: FilmAnswers | None = None
