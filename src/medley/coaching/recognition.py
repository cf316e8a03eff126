"""Which exercise a recording shows, from what a model says of each window of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import NONE_OF_THESE, PoseTrack

LIKELY = 0.35
"""A window shows an exercise where none is less probable than this."""
SHORTEST_S = 3.0
"""Less of an exercise than this is none, in a recording that is not shorter itself."""
_NEARLY_ALL = 0.9
DOUBTED = 0.1
"""Probability, if this is any exercise at all, from which one is worth a second look."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Probabilities of the exercises through a recording.

    Attributes
    ----------
    starts_s, ends_s : ndarray of float64, shape (m,)
        Of the windows, which may overlap; in order of time.
    probabilities : ndarray of float64, shape (m, k)
        Rows add up to 1.
    exercises : tuple of str
        Names of the columns; `medley.data.poses.NONE_OF_THESE` among them.
    version : str
        Of the model.
    """

    starts_s: Numbers
    ends_s: Numbers
    probabilities: Numbers
    exercises: tuple[str, ...]
    version: str = ""

    def of(self, exercise: str) -> Numbers:
        """Probability of one exercise in each window, shape (m,); 0 for one unknown."""
        if exercise not in self.exercises:
            return np.zeros(len(self.starts_s))
        return self.probabilities[:, self.exercises.index(exercise)]

    def during(self, exercise: str, start_s: float, end_s: float) -> float:
        """Mean probability of an exercise over a time, by how far each window covers it.

        Where no window covers it, the nearest one answers; NaN without any window.
        """
        if not len(self.starts_s):
            return float("nan")
        shared = np.minimum(self.ends_s, end_s) - np.maximum(self.starts_s, start_s)
        weights = np.maximum(shared, 0.0)
        if weights.sum() <= 0:
            weights = (shared == shared.max()).astype(float)
        return float((weights * self.of(exercise)).sum() / weights.sum())


class Recogniser(Protocol):
    """What tells exercises apart."""

    def windows(self, track: PoseTrack) -> Windows:
        """Give the probabilities of each exercise in each window of a recording."""
        ...


def exercise_in(windows: Windows) -> tuple[str, float]:
    """Tell the one exercise that a recording shows.

    Returns
    -------
    exercise : str
        The one that is most probable over the longest time, or ``"none"``.
    confidence : float
        Its mean probability while something is exercised; of ``"none"``, its mean.
    """
    if not len(windows.starts_s):
        return NONE_OF_THESE, 0.0
    resting = windows.of(NONE_OF_THESE)
    moving = resting < LIKELY
    scores = {
        name: float(windows.of(name)[moving].sum())
        for name in windows.exercises
        if name != NONE_OF_THESE
    }
    best = max(scores, key=lambda name: scores[name])
    if _covered_s(windows, moving) < min(
        SHORTEST_S, _NEARLY_ALL * _covered_s(windows, moving | True)
    ):
        return NONE_OF_THESE, float(resting.mean())
    return best, float(windows.of(best)[moving].mean())


def likely_exercises(windows: Windows) -> list[tuple[str, float]]:
    """Tell what a recording may show if it shows an exercise, though perhaps it does not.

    Returns
    -------
    list of (str, float)
        Exercises and their probability over the recording, given that it is one of them;
        the most probable first.
    """
    means = {
        name: float(windows.of(name).mean())
        for name in windows.exercises
        if name != NONE_OF_THESE and len(windows.starts_s)
    }
    total = sum(means.values())
    if total <= 0:
        return []
    return sorted(((name, mean / total) for name, mean in means.items()), key=lambda pair: -pair[1])


def _covered_s(windows: Windows, chosen: NDArray[np.bool_]) -> float:
    total, until = 0.0, -np.inf
    for start, end in zip(windows.starts_s[chosen], windows.ends_s[chosen], strict=True):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return float(total)
