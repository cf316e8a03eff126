"""The models that this process labels and scores films with."""

from __future__ import annotations

from django.conf import settings

from medley.artifacts.store import Store
from medley.core.errors import UnavailableError
from medley.data.films import FilmQuery
from medley.serving.film_answers import FilmAnswer, FilmAnswers
from medley.serving.predictor import Serving

TRAIN = "medley train film-genre"
TRAIN_SCORE = "medley train film-score"
UNTRAINED = f"no model of films' genres is trained yet; run `{TRAIN}` where Medley runs"


def answer(query: FilmQuery) -> FilmAnswer:
    """Label and score a film.

    Raises
    ------
    UnavailableError
        While no model of genres is trained, or none can be loaded.
    """
    return answers().answer([query])[0]


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


_in_use: FilmAnswers | None = None
