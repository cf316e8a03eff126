"""What the models of exercises share: windows of movement in, probabilities out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, DataError, UnavailableError
from medley.core.model import Array, Progress, silent
from medley.core.prediction import Prediction, likeliest
from medley.core.vocabulary import Vocabulary
from medley.data.exercise_data import CLASSES, ExerciseData, ExerciseQuery
from medley.data.poses import PoseTrack
from medley.features.pose.windows import describe
from medley.models.exercise.calibration import Calibration
from medley.models.state import take_array, take_vocabulary

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]
Labels = NDArray[np.int32]

CALIBRATED_ON = 5
"""One group in so many is kept from the fit and calibrated on."""
_RARE = -12.0
"""Score of an exercise that nobody showed."""
_LEAST_SEEN = 0.2
"""Share of a window's description without which nothing can be told."""


class ExerciseModel(ABC):
    """A model that gives every exercise, and none of them, a probability in each window.

    A subclass learns in `_learn` from the rows that `rows_of` makes of windows and
    answers in `_scores`. One group in five is kept from it: the probabilities are
    calibrated on people that it did not meet, and so is the threshold of "none of these".
    Where nobody is seen the shares of the training windows answer.

    Attributes
    ----------
    config : object
    vocabulary : Vocabulary
        Exercises and ``none``, which is last; empty before the fit.
    prior : ndarray of float64, shape (n_classes,)
    calibration : Calibration
    """

    calibrates: ClassVar[bool] = True

    def __init__(self, config: Any = None) -> None:
        self.config = config
        self.vocabulary = Vocabulary(())
        self.calibration = Calibration()

    def rows_of(self, track: PoseTrack, starts_s: NDArray[np.float64]) -> Rows:
        """Describe windows as the model takes them; NaN throughout where nobody is seen."""
        return describe(track, starts_s)

    def fit(
        self, data: ExerciseData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Fit from scratch.

        Raises
        ------
        DataError
            If there is no window.
        """
        if not len(data):
            raise DataError("there is no window of a recording to learn from")
        report = progress or silent
        counts = np.bincount(data.labels, minlength=len(CLASSES))
        # One window more, shared out, keeps an exercise that nobody showed possible.
        self.prior = (counts + 1 / len(counts)) / (counts.sum() + 1)
        self.calibration = Calibration()
        if self.calibrates:
            rows = self._rows(data, report)
            seen = _seen(rows)
            held = seen & _held(data, rng)
            fitted = seen & ~held
            report(0.5, "learning the exercises")
            if fitted.any():
                self._learn(rows[fitted], data.labels[fitted], rng)
                report(0.95, "calibrating")
                scores = self._full(rows[held])
                self.calibration = Calibration.fitted(scores, self.prior, data.labels[held])
        else:
            self._learn(np.empty((0, 0), np.float32), data.labels[:0], rng)
        self.vocabulary = CLASSES
        report(1.0, "exercises learned")

    def predict(self, queries: Sequence[ExerciseQuery], k: int) -> list[Prediction]:
        """Give at most ``k`` exercises for each window with their probabilities.

        What the query excludes is left out; the others keep their probabilities.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        found = []
        for query, row in zip(queries, self.probabilities(queries), strict=True):
            found.append(likeliest(row, self.vocabulary, query.exclude, k))
        return found

    def probabilities(self, queries: Sequence[ExerciseQuery]) -> Scores:
        """Give every exercise its probability in each window.

        Windows of one recording that follow one another share their work.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_classes)
            Above 0; rows sum to 1.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._check_fitted()
        found = [np.empty((0, len(self.vocabulary)))]
        for _, group in groupby(queries, key=lambda query: id(query.track)):
            asked = list(group)
            track = asked[0].track
            if track is None or not len(track):
                found.append(np.tile(self.prior, (len(asked), 1)))
                continue
            first = float(track.times_s[0])
            starts = [first if one.start_s is None else one.start_s for one in asked]
            found.append(self.over_time(track, np.array(starts)))
        return np.concatenate(found)

    def over_time(self, track: PoseTrack, starts_s: NDArray[np.float64]) -> Scores:
        """Give every exercise its probability in windows of one recording.

        Parameters
        ----------
        track : PoseTrack
        starts_s : ndarray of float64, shape (m,)

        Returns
        -------
        ndarray of float64, shape (m, n_classes)

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._check_fitted()
        found = np.tile(self.prior, (len(starts_s), 1))
        if not self.calibrates:
            return found
        rows = self.rows_of(track, starts_s)
        seen = np.flatnonzero(_seen(rows))
        if len(seen):
            found[seen] = self.calibration.apply(self._full(rows[seen]), self.prior)
        return found

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        held = self.calibration
        return {
            "vocabulary": self.vocabulary.encode(),
            "prior": self.prior,
            "calibration": np.array([held.temperature, held.none_bias, held.blend]),
            **self._state(),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        prior = take_array(state, "prior", np.float64, (len(vocabulary),))
        calibration = take_array(state, "calibration", np.float64, (3,))
        if vocabulary != CLASSES:
            raise ArtifactError("the saved model tells other exercises apart; train it again")
        if not (np.isfinite(calibration).all() and calibration[0] > 0 and (prior > 0).all()):
            raise ArtifactError("the saved model's calibration is corrupt; train it again")
        self._restore(state)
        self.prior = prior
        self.calibration = Calibration(*calibration.tolist())
        self.vocabulary = vocabulary

    def _rows(self, data: ExerciseData, report: Progress) -> Rows:
        found = []
        for number, track in enumerate(data.tracks):
            report(0.5 * number / len(data.tracks), "looking at movements")
            starts = data.starts_s[data.of == number]
            if len(starts):
                found.append(self.rows_of(track, starts))
        return np.concatenate(found)

    def _full(self, rows: Rows) -> Scores:
        """Scores of all classes, also of those that had no window."""
        known = self._classes()
        found = np.full((len(rows), len(CLASSES)), _RARE)
        found[:, known] = self._scores(rows)
        return found

    def _check_fitted(self) -> None:
        if not len(self.vocabulary):
            raise UnavailableError("the model is not fitted; call fit or restore first")

    @abstractmethod
    def _learn(self, rows: Rows, labels: Labels, rng: np.random.Generator) -> None:
        """Learn from windows in which somebody is seen."""

    @abstractmethod
    def _classes(self) -> Labels:
        """The classes that had windows, ascending."""

    @abstractmethod
    def _scores(self, rows: Rows) -> Scores:
        """Give log probabilities up to a constant a row, shape (n, len(classes))."""

    @abstractmethod
    def _state(self) -> Mapping[str, Array]:
        """What `_learn` learned."""

    @abstractmethod
    def _restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `_state` gave."""


def _seen(rows: Rows) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(rows).mean(axis=1) > _LEAST_SEEN)


def _held(data: ExerciseData, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Windows of the groups that are calibrated on; none where groups are few."""
    names = sorted(set(data.groups))
    n = len(names) // CALIBRATED_ON
    chosen = {names[row] for row in rng.permutation(len(names))[:n].tolist()}
    return np.array([group in chosen for group in data.window_groups], np.bool_)


def take_classes(state: Mapping[str, Array]) -> Labels:
    """Take the classes that had windows out of a saved state.

    Raises
    ------
    ArtifactError
        If they are missing or corrupt.
    """
    (n,) = take_array(state, "n_classes", np.int64, (1,)).tolist()
    found = take_array(state, "classes", np.int32, (n,))
    if not n or (np.diff(found) <= 0).any() or not 0 <= found[0] <= found[-1] < len(CLASSES):
        raise ArtifactError("the saved model's exercises are corrupt; train it again")
    return found
