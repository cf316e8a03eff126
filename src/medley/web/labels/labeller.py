"""The model that this process names genres with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from medley.artifacts.store import Store
from medley.core.errors import UnavailableError
from medley.data.songs import SongQuery
from medley.data.sound import Sound
from medley.serving.predictor import Predictor, Serving
from medley.web.learning.beside import answer_beside, forget_versions, shown_instead

TASK = "song-genre"
TRAIN = "medley train song-genre"
UNTRAINED = f"no model of genres is trained yet; run `{TRAIN}` where Medley runs"


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a model hears in a song.

    Attributes
    ----------
    genres : tuple of str
        Slugs, the most probable first.
    probabilities : ndarray of float64, shape (n_genres,)
        In the order of ``genres``.
    over_time : ndarray of float64, shape (n_segments, n_genres)
        In the order of ``genres``.
    unsure_below : float
    version : str
    fallback : str or None
        Why this is not the usual model, in English, for gettext.
    """

    genres: tuple[str, ...]
    probabilities: NDArray[np.float64]
    over_time: NDArray[np.float64]
    unsure_below: float
    version: str
    fallback: str | None

    @property
    def unsure(self) -> bool:
        """Whether no genre is probable enough to be called the answer."""
        return float(self.probabilities[0]) < self.unsure_below


def answer(
    sound: Sound, about: str = "", *, person: int | None = None, at_once: bool = False
) -> Answer:
    """Name the genres of a sound; a version on trial may answer instead, or too.

    Parameters
    ----------
    sound : Sound
    about : str
        Whose sound it is, as `medley.web.learning.outcomes` names it.
    person : int, optional
        Primary key of whoever sent it.
    at_once : bool
        See `medley.web.learning.beside.answer_beside`.

    Raises
    ------
    UnavailableError
        While no model is trained.
    """
    found = _answer_of(shown_instead(TASK, about) or current(), sound)
    answer_beside(
        TASK,
        about,
        shown_by=found.version,
        shown=[found.genres[0]],
        ask=lambda serving: [_first_genre(serving.model, sound)],
        person=person,
        at_once=at_once,
    )
    return found


def _first_genre(model: Any, sound: Sound) -> str:
    row = model.probabilities([SongQuery(sound)])[0]
    return str(model.vocabulary.ids[int(row.argmax())])


def _answer_of(serving: Serving, sound: Sound) -> Answer:
    model = serving.model
    query = SongQuery(sound)
    row = model.probabilities([query])[0]
    order = np.argsort(-row, kind="stable")
    return Answer(
        genres=tuple(model.vocabulary.ids[at] for at in order.tolist()),
        probabilities=row[order],
        over_time=model.over_time(query)[:, order],
        unsure_below=model.unsure_below,
        version=serving.version,
        fallback=serving.fallback,
    )


def current() -> Serving:
    """The model that answers at this moment.

    Raises
    ------
    UnavailableError
        While no model is trained, or none can be loaded.
    """
    return _predictor().current()


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


_in_use: Predictor | None = None


def _predictor() -> Predictor:
    global _in_use
    if _in_use is None:
        _in_use = Predictor(Store(settings.MEDLEY_MODELS), TASK, _no_baseline)
    return _in_use


def _no_baseline() -> Any:
    # The shares of the genres say nothing about one song; silence is more honest.
    raise UnavailableError(UNTRAINED)
