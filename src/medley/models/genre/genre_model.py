"""What the models of songs' genres share: sounds in, probabilities of all genres out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, DataError, UnavailableError
from medley.core.model import Array, Progress, part_of, silent
from medley.core.prediction import Prediction, likeliest
from medley.core.vocabulary import Vocabulary
from medley.data.song_split import inner_folds
from medley.data.songs import SongData, SongQuery
from medley.data.sound import FLOOR_DB, Sound
from medley.models.genre.calibration import Calibration, log_softmax
from medley.models.state import take_array, take_vocabulary

Scores = NDArray[np.float64]


class GenreModel(ABC):
    """A model that gives every genre a probability, summing to 1.

    A subclass learns in `_learn` and answers in `_scores` with one row of log
    probabilities a segment; it knows only genres that had songs, numbered anew. Here
    the rows become one answer, calibrated on songs that a model of the same kind
    did not hear: songs by one artist or of one album lie together on one side.
    Where fewer than two genres have songs, where nothing is heard and where all is
    silence, the genres' shares answer.

    Attributes
    ----------
    config : object
    vocabulary : Vocabulary
        Genres; empty before the fit.
    prior : ndarray of float64, shape (n_genres,)
    calibration : Calibration
    """

    calibration_folds: ClassVar[int] = 4
    """Parts of the training songs."""
    calibration_rounds: ClassVar[int] = 4
    """How many of them are answered by a model of the others; 1 saves time."""

    def __init__(self, config: Any = None) -> None:
        self.config = config
        self.vocabulary = Vocabulary(())
        self.calibration = Calibration()
        self._classes = np.empty(0, np.int32)

    @property
    def unsure_below(self) -> float:
        """Probability below which the answer is "unsure"."""
        return self.calibration.unsure_below

    def fit(
        self, data: SongData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Fit from scratch on the songs whose genre is known.

        Raises
        ------
        DataError
            If no song has a genre.
        """
        songs = data.labelled()
        if not len(songs):
            raise DataError("no song has a genre to learn; label some first")
        report = progress or silent
        counts = np.bincount(songs.labels, minlength=len(data.genres))
        # One song more, shared out, keeps a genre without songs possible.
        self.prior = (counts + 1 / len(counts)) / (counts.sum() + 1)
        self.calibration = Calibration()
        known, self._classes = compacted(songs)
        if len(self._classes) > 1:
            self._fit(known, rng, report)
        else:
            self._classes = np.empty(0, np.int32)
        self.vocabulary = data.genres
        report(1.0, "genres learned")

    def predict(self, queries: Sequence[SongQuery], k: int) -> list[Prediction]:
        """Give at most ``k`` genres for each query with their probabilities.

        What the query excludes is left out; the others keep their probabilities.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        found = []
        for query, row in self._answers(queries):
            found.append(likeliest(row, self.vocabulary, query.exclude, k))
        return found

    def probabilities(self, queries: Sequence[SongQuery]) -> Scores:
        """Give every genre its probability; sounds are read one at a time.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_genres)
            Above 0; rows sum to 1.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        rows = [row for _, row in self._answers(queries)]
        return np.array(rows, np.float64).reshape(len(rows), len(self.vocabulary))

    def over_time(self, query: SongQuery) -> Scores:
        """Give every genre its probability in each segment of a song.

        Returns
        -------
        ndarray of float64, shape (n_segments, n_genres)
            No row where nothing was heard.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._check_fitted()
        if query.sound is None:
            return np.empty((0, len(self.vocabulary)))
        if not self._hears(query.sound):
            return np.tile(self.prior, (len(query.sound), 1))
        scores = log_softmax(self._scores(query.sound))
        return self.calibration.apply(self._laid_out(scores), self.prior)

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        held = self.calibration
        return {
            "vocabulary": self.vocabulary.encode(),
            "prior": self.prior,
            "classes": self._classes,
            "n_classes": np.array([len(self._classes)], np.int64),
            "calibration": np.array([held.temperature, held.blend, held.unsure_below]),
            **(self._state() if len(self._classes) else {}),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        n_classes = int(take_array(state, "n_classes", np.int64, (1,))[0])
        prior = take_array(state, "prior", np.float64, (len(vocabulary),))
        classes = take_array(state, "classes", np.int32, (n_classes,))
        calibration = take_array(state, "calibration", np.float64, (3,))
        sound = (
            np.isfinite(prior).all()
            and (prior > 0).all()
            and (np.diff(classes) > 0).all()
            and (not n_classes or 0 <= classes[0] <= classes[-1] < len(vocabulary))
            and np.isfinite(calibration).all()
            and calibration[0] > 0
        )
        if not sound:
            raise ArtifactError("the saved model's genres are corrupt; train it again")
        if n_classes:
            self._restore(state, n_classes)
        self.prior, self._classes = prior, classes
        self.calibration = Calibration(*calibration.tolist())
        self.vocabulary = vocabulary

    def song_scores(self, sound: Sound) -> Scores:
        """Sum a song up before calibration: the mean log probability of its segments.

        Returns
        -------
        ndarray of float64, shape (n_classes,)
        """
        found: Scores = log_softmax(self._scores(sound)).mean(axis=0)
        return found

    def held_out(
        self, songs: SongData, rng: np.random.Generator, progress: Progress
    ) -> tuple[NDArray[np.intp], Scores]:
        """Answer songs by models of the same kind that did not hear them.

        Returns
        -------
        rows : ndarray of int, shape (n,)
            Which songs; all, or those of some folds.
        scores : ndarray of float64, shape (n, n_classes)
            Minus infinity for a genre that the model of the others never met.
        """
        folds = inner_folds(songs, self.calibration_folds, rng=rng)
        rounds = self.calibration_rounds
        scores = np.full((len(songs), len(songs.genres)), -np.inf)
        for number in range(rounds):
            out = np.flatnonzero(folds == number)
            rest, classes = compacted(songs.take(folds != number))
            if len(out) and len(classes) > 1:
                other = type(self)(self.config)
                step = part_of(progress, number / rounds, (number + 1) / rounds)
                other._learn(rest, rng, step)
                heard = [other.song_scores(songs.sounds[row]) for row in out.tolist()]
                scores[np.ix_(out, classes)] = heard
        rows = np.flatnonzero(np.isfinite(scores).any(axis=1))
        return rows, scores[rows]

    def _fit(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        share = self.calibration_rounds / (self.calibration_rounds + 1)
        self._calibrate(songs, rng, part_of(progress, 0.0, share))
        self._learn(songs, rng, part_of(progress, share, 1.0))

    def _calibrate(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        rows, scores = self.held_out(songs, rng, progress)
        if len(rows):
            prior = self.prior[self._classes]
            self.calibration = Calibration.fitted(scores, prior / prior.sum(), songs.labels[rows])

    def _answers(self, queries: Sequence[SongQuery]) -> list[tuple[SongQuery, Scores]]:
        self._check_fitted()
        found = []
        # One at a time: the sound of a query may be read from a cache only now.
        for query in queries:
            row = self.prior
            if query.sound is not None and self._hears(query.sound):
                scores = self._laid_out(self.song_scores(query.sound)[None])
                row = self.calibration.apply(scores, self.prior)[0]
            found.append((replace(query, sound=None), row))
        return found

    def _hears(self, sound: Sound) -> bool:
        return bool(len(self._classes)) and bool(sound.log_mel.max() > FLOOR_DB + 1)

    def _laid_out(self, scores: Scores) -> Scores:
        found = np.full((len(scores), len(self.vocabulary)), -np.inf)
        found[:, self._classes] = scores
        return found

    def _check_fitted(self) -> None:
        if not len(self.vocabulary):
            raise UnavailableError("the model is not fitted; call fit or restore first")

    @abstractmethod
    def _learn(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        """Learn from songs that all have one of at least two genres, each genre at least one."""

    @abstractmethod
    def _scores(self, sound: Sound) -> Scores:
        """Give log probabilities up to a constant a row, shape (n_segments, n_classes)."""

    @abstractmethod
    def _state(self) -> Mapping[str, Array]:
        """What `_learn` learned."""

    @abstractmethod
    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        """Take back what `_state` gave."""


def compacted(songs: SongData) -> tuple[SongData, NDArray[np.int32]]:
    """Leave out genres without songs.

    Returns
    -------
    SongData
        Its labels count only genres that have songs.
    ndarray of int32, shape (n_classes,)
        Those genres' positions before, ascending.
    """
    classes, labels = np.unique(songs.labels, return_inverse=True)
    genres = Vocabulary(songs.genres.ids[position] for position in classes.tolist())
    known = replace(songs, genres=genres, labels=labels.astype(np.int32))
    return known, classes.astype(np.int32)
