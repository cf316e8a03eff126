"""The saved model of exercises as the coach asks it: a recording in, windows out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from medley.artifacts.store import Store
from medley.coaching.recognition import Windows
from medley.coaching.repetition import Report
from medley.core.errors import ArtifactError, UnavailableError
from medley.data.exercise_data import window_times
from medley.data.poses import PoseTrack
from medley.serving.predictor import tell_fault

TASK = "exercise"
STANDS_IN = "previous-model"
"""What a report says where a former model had to answer, see `medley.coaching.coach`."""
AROUND = 1
"""Windows to each side that have a say: nobody exercises for half a second."""


class SavedRecogniser:
    """Tells exercises apart with a fitted model.

    Parameters
    ----------
    model : Model
        Of the task ``exercise``.
    version : str
    fallback : bool
        Whether it stands in for the champion, which cannot be loaded.
    """

    def __init__(self, model: Any, version: str, *, fallback: bool = False) -> None:
        self._model = model
        self._version = version
        self.fallback = fallback

    def windows(self, track: PoseTrack) -> Windows:
        """Give the probabilities of each exercise in each window of a recording."""
        starts, ends = window_times(track)
        found = smoothed(self._model.over_time(track, starts))
        return Windows(starts, ends, found, tuple(self._model.vocabulary), self._version)


def saved_recogniser(models: Path) -> SavedRecogniser:
    """Load the champion of exercises, or the one before it where it is damaged.

    Raises
    ------
    UnavailableError
        If none was trained.
    ArtifactError
        If neither can be loaded.
    """
    store = Store(models)
    champion = store.champion(TASK)
    if champion is None:
        raise UnavailableError("no model tells exercises apart yet; run `medley train exercise`")
    try:
        model, _ = store.load(TASK, champion)
    except ArtifactError as fault:
        tell_fault(TASK, champion, fault)
        previous = store.previous(TASK)
        if previous is None:
            raise
        model, _ = store.load(TASK, previous)
        return SavedRecogniser(model, previous, fallback=True)
    return SavedRecogniser(model, champion)


class StandsIn(Protocol):
    """A saved model that may stand in for the champion."""

    @property
    def fallback(self) -> bool:
        """Whether it does."""
        ...


def admitted(report: Report, *models: StandsIn | None) -> Report:
    """Say in a report that a former model had to answer."""
    if not any(one is not None and one.fallback for one in models):
        return report
    return replace(report, reasons=(*report.reasons, STANDS_IN))


def smoothed(probabilities: NDArray[np.float64], around: int = AROUND) -> NDArray[np.float64]:
    """Average each window's probabilities with its neighbours'.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (m, k)
    around : int
        Neighbours to each side.

    Examples
    --------
    >>> smoothed(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))[1].round(2).tolist()
    [0.67, 0.33]
    """
    m = len(probabilities)
    if not m:
        return probabilities
    sums = np.concatenate([np.zeros((1, probabilities.shape[1])), probabilities.cumsum(axis=0)])
    first = np.maximum(np.arange(m) - around, 0)
    last = np.minimum(np.arange(m) + around + 1, m)
    return np.asarray((sums[last] - sums[first]) / (last - first)[:, None])
