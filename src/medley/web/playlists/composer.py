"""The model that this process makes playlists with."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_noop

from medley.artifacts.store import Store
from medley.core.errors import UnavailableError
from medley.core.model import Explains, NearestPlaylists, PredictsTags
from medley.core.prediction import BecausePopular, Prediction, Reason
from medley.core.registry import model_class, task
from medley.data.playlists import PlaylistQuery
from medley.serving.predictor import (
    BASELINE_VERSION,
    NOTHING_LOADS,
    PREVIOUS_ANSWERS,
    Predictor,
    Serving,
)
from medley.web.learning.beside import forget_versions, shown_instead
from medley.web.people.models import Person
from medley.web.playlists.models import Playlist

TASK = "playlist"
LOOK_EVERY_S = 1.0
TELLING = 0.1
EMPTY = gettext_noop("There are no playlists yet to learn from: make the demo, or import some.")
_WORDS = {
    PREVIOUS_ANSWERS: PREVIOUS_ANSWERS,
    NOTHING_LOADS: gettext_noop("No saved model can be loaded, so these are popular songs."),
}
NOTHING_TRAINED = gettext_noop("No playlist model is trained yet, so these are popular songs.")


@dataclass(frozen=True, slots=True, eq=False)
class Composer:
    """A fitted playlist model, and why it is not the usual one.

    Attributes
    ----------
    model : Model
    version : str
    fallback : str or None
        In English, for gettext; None when the champion answers.
    """

    model: Any
    version: str
    fallback: str | None

    @property
    def nearest_known(self) -> bool:
        """Whether the model can say which playlists are alike."""
        return isinstance(self.model, NearestPlaylists)

    def tracks(self, query: PlaylistQuery, k: int) -> Prediction:
        """Rank at most ``k`` tracks."""
        return self.model.predict([query], k)[0]

    def tags(self, query: PlaylistQuery, k: int) -> Prediction | None:
        """Rank at most ``k`` tags, None where the model knows nothing of tags."""
        model = self.model
        return model.predict_tags([query], k)[0] if isinstance(model, PredictsTags) else None

    def nearest(self, query: PlaylistQuery, k: int) -> Prediction | None:
        """Rank at most ``k`` playlists, None where the model knows no likeness."""
        model = self.model
        return model.nearest([query], k)[0] if isinstance(model, NearestPlaylists) else None

    def reasons(self, query: PlaylistQuery, keys: Sequence[str]) -> list[Reason | None]:
        """Give the reason to tell of each track, None where the model gives none."""
        if not keys or not isinstance(self.model, Explains):
            return [None] * len(keys)
        return [telling_reason(found) for found in self.model.explain(query, keys)]


def telling_reason(reasons: Sequence[Reason]) -> Reason | None:
    """Choose the reason to tell of a track.

    That a song is popular is true of most that come and tells a reader little, so the
    largest other reason goes before, where it brought a real part of the score.

    Examples
    --------
    >>> from medley.core.prediction import BecauseArtist
    >>> telling_reason([BecausePopular(0.8), BecauseArtist("IU", 0.2)])
    BecauseArtist(artist='IU', contribution=0.2)
    >>> telling_reason([BecausePopular(0.99), BecauseArtist("IU", 0.01)])
    BecausePopular(contribution=0.99)
    """
    if not reasons:
        return None
    enough = TELLING * sum(one.contribution for one in reasons)
    own = (one for one in reasons if not isinstance(one, BecausePopular))
    return next((one for one in own if one.contribution >= enough), reasons[0])


def fit_baseline() -> Any:
    """Fit the baseline on the playlists of the database."""
    from medley.web.playlists.dataset import playlist_data

    model = model_class("playlist", task("playlist").baseline)()
    model.fit(playlist_data(), rng=np.random.default_rng(0))
    return model


class _InUse:
    def __init__(self) -> None:
        self._predictor = Predictor(Store(settings.MEDLEY_MODELS), "playlist", fit_baseline)
        self._lock = threading.Lock()
        self._n_imported: int | None = None
        self._since = float("-inf")

    def composer(self) -> Composer:
        serving = self._predictor.current()
        if serving.version == BASELINE_VERSION and self._is_stale():
            self._predictor.refresh()
            serving = self._predictor.current()
        return Composer(serving.model, serving.version, _said(serving))

    def _is_stale(self) -> bool:
        """Whether there are other imported playlists than the baseline was fitted on."""
        with self._lock:
            if time.monotonic() - self._since < LOOK_EVERY_S:
                return False
            held = Playlist.objects.exclude(source="person").count()
            stale = self._n_imported is not None and held != self._n_imported
            self._n_imported, self._since = held, time.monotonic()
            return stale


def _said(serving: Serving) -> str | None:
    if serving.fallback is None:
        return None
    return _WORDS.get(serving.fallback, NOTHING_TRAINED)


_in_use = _InUse()


def composer(person: Person | None = None) -> Composer:
    """The model that answers a person at this moment: the usual one, or one on trial.

    Raises
    ------
    UnavailableError
        While there is no playlist to learn from.
    """
    if not has_playlists():
        raise UnavailableError(EMPTY)
    instead = shown_instead(TASK, person.key) if person is not None else None
    if instead is not None:
        return Composer(instead.model, instead.version, None)
    return _in_use.composer()


def has_playlists() -> bool:
    """Whether anything was imported that playlists can be made from."""
    return Playlist.objects.filter(hidden=False, draft=False).exists()


def forget_models() -> None:
    """Load afresh at the next call."""
    global _in_use
    _in_use = _InUse()
    forget_versions()
