"""A saved model of exercises as the coach asks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from medley.artifacts.store import Store
from medley.coaching.recognition import Windows
from medley.core.errors import UnavailableError
from medley.data.exercise_data import CLASSES, window_times
from medley.data.poses import PoseTrack

TASK = "exercise"
UNTRAINED = "no model tells exercises apart yet; name the exercise, or run `medley train exercise`"


class ModelRecogniser:
    """What a model of the task ``exercise`` says of a recording.

    Parameters
    ----------
    model : Model
        Of the task.
    version : str
    """

    def __init__(self, model: Any, version: str) -> None:
        self._model = model
        self._version = version

    def windows(self, track: PoseTrack) -> Windows:
        """Give the probabilities of each exercise in each window of a recording."""
        starts_s, ends_s = window_times(track)
        found = self._model.over_time(track, starts_s)
        return Windows(starts_s, ends_s, found, tuple(CLASSES.ids), self._version)


def saved_recogniser(models: Path) -> ModelRecogniser:
    """Load the model that answers.

    Parameters
    ----------
    models : Path
        The folder of saved models.

    Raises
    ------
    UnavailableError
        While none is trained.
    ArtifactError
        If it cannot be loaded.
    """
    store = Store(models)
    version = store.champion(TASK)
    if version is None:
        raise UnavailableError(UNTRAINED)
    model, _ = store.load(TASK, version)
    return ModelRecogniser(model, version)
