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


def answer(sound: Sound) -> Answer:
    """Name the genres of a sound.

    Raises
    ------
    UnavailableError
        While no model is trained.
    """
    serving = current()
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


_in_use: Predictor | None = None


def _predictor() -> Predictor:
    global _in_use
    if _in_use is None:
        _in_use = Predictor(Store(settings.MEDLEY_MODELS), TASK, _no_baseline)
    return _in_use


def _no_baseline() -> Any:
    # The shares of the genres say nothing about one song; silence is more honest.
    raise UnavailableError(UNTRAINED)
