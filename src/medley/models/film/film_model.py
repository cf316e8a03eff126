"""What the models of films' genres share: films in, a probability of every genre out."""

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
from medley.data.film_split import grouped_folds
from medley.data.films import FilmData, FilmQuery
from medley.models.film.label_calibration import LabelCalibration
from medley.models.state import take_array, take_vocabulary

Scores = NDArray[np.float64]

LEAST_FILMS, ENOUGH_FILMS, LEAST_SHARE = 5, 100, 0.017
"""A genre is learned from the share of the films on, within these numbers of films."""
_AT_ONCE = 64
_NEVER = 1.0
_LEAST = 1e-6


class FilmAnswers(ABC):
    """Answers with a probability of every genre, and says those above their thresholds.

    Attributes
    ----------
    config : object
    vocabulary : Vocabulary
        Genres; empty before the fit.
    prior : ndarray of float64, shape (n_genres,)
    """

    prior: Scores

    def __init__(self, config: Any = None) -> None:
        self.config = config
        self.vocabulary = Vocabulary(())

    @property
    @abstractmethod
    def thresholds(self) -> Scores:
        """From which probability on each genre is said, shape (n_genres,)."""

    @property
    @abstractmethod
    def frequent(self) -> NDArray[np.bool_]:
        """Which genres had enough films to be learned, shape (n_genres,)."""

    @abstractmethod
    def probabilities(self, queries: Sequence[FilmQuery]) -> Scores:
        """Give every genre its probability, shape (n_queries, n_genres)."""

    def thresholds_for(self, queries: Sequence[FilmQuery]) -> Scores:
        """From which probability on each genre is said of films that show so much.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_genres)
        """
        return np.tile(self.thresholds, (len(queries), 1))

    def predict(self, queries: Sequence[FilmQuery], k: int) -> list[Prediction]:
        """Give at most ``k`` genres for each query with their probabilities.

        What the query excludes is left out; the others keep their probabilities.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        found = []
        for start in range(0, len(queries), _AT_ONCE):
            held = list(queries[start : start + _AT_ONCE])
            for query, row in zip(held, self.probabilities(held), strict=True):
                found.append(likeliest(row, self.vocabulary, query.exclude, k))
        return found

    def said(
        self, probabilities: Scores, queries: Sequence[FilmQuery] | None = None
    ) -> NDArray[np.bool_]:
        """Which genres are likely enough to be said; none is an answer, too.

        Parameters
        ----------
        probabilities : ndarray of float64, shape (..., n_genres)
            As `probabilities` gave them.
        queries : sequence of FilmQuery, optional
            What they were given for, where the thresholds depend on it.

        Returns
        -------
        ndarray of bool, shape (..., n_genres)
        """
        asked = self.thresholds if queries is None else self.thresholds_for(queries)
        found: NDArray[np.bool_] = probabilities >= asked
        return found

    def _check_fitted(self) -> None:
        if not len(self.vocabulary):
            raise UnavailableError("the model is not fitted; call fit or restore first")


class FilmModel(FilmAnswers):
    """A model that gives every genre a probability of its own; they need not sum to 1.

    A subclass learns in `_learn` and answers in `_scores` with one row a film, the
    higher the likelier; it knows only genres with enough films, numbered anew. Here
    the rows become probabilities, calibrated genre by genre on films that a model of
    the same kind did not see, and thresholds are chosen on the same films. Groups lie
    together on one side. Other genres, and films of which the model can read nothing,
    get the genres' shares.

    Attributes
    ----------
    config : object
    vocabulary : Vocabulary
        Genres; empty before the fit.
    prior : ndarray of float64, shape (n_genres,)
    thresholds : ndarray of float64, shape (n_genres,)
        A genre is said from this probability on; 1 for a genre with too few films.
    """

    calibration_folds: ClassVar[int] = 4
    """Parts of the training films."""
    calibration_rounds: ClassVar[int] = 4
    """How many of them are answered by a model of the others; 1 saves time."""

    def __init__(self, config: Any = None) -> None:
        super().__init__(config)
        self._classes = np.empty(0, np.int32)
        self._calibration = LabelCalibration.plain(0)

    @property
    def thresholds(self) -> Scores:
        """From which probability on each genre is said."""
        found = np.full(len(self.vocabulary), _NEVER)
        found[self._classes] = self._calibration.thresholds
        return found

    @property
    def frequent(self) -> NDArray[np.bool_]:
        """Which genres had enough films to be learned, shape (n_genres,)."""
        found = np.zeros(len(self.vocabulary), np.bool_)
        found[self._classes] = True
        return found

    def fit(
        self, data: FilmData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Fit from scratch on the films whose genres are known and that can be read.

        Raises
        ------
        DataError
            If no film has genres.
        """
        self.fit_and_answer(data, rng=rng, progress=progress)

    def fit_and_answer(
        self, data: FilmData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> Scores:
        """Fit, and answer each film as a model of the same kind would that did not see it.

        Returns
        -------
        ndarray of float64, shape (n, n_genres)
            Calibrated log odds; NaN for films that were not fitted on, and for genres
            with too few.

        Raises
        ------
        DataError
            If no film has genres.
        """
        known = data.take(data.labelled)
        if not len(known):
            raise DataError("no film has genres to learn; label some first")
        report = progress or silent
        # Half a film more keeps a genre without films possible, and one with all uncertain.
        self.prior = (known.labels.sum(axis=0) + 0.5) / (len(known) + 1)
        readable = self._readable(known)
        films = known.take(readable)
        films, self._classes = compacted(films, self._least_films(films.labels))
        self._calibration = LabelCalibration.plain(len(self._classes))
        found = np.full(data.labels.shape, np.nan)
        if len(self._classes):
            rows = np.flatnonzero(data.labelled)[readable]
            found[np.ix_(rows, self._classes)] = self._fit(films, rng, report)
        self.vocabulary = data.genres
        report(1.0, "genres learned")
        return found

    def probabilities(self, queries: Sequence[FilmQuery]) -> Scores:
        """Give every genre its probability; posters are read a few at a time.

        Returns
        -------
        ndarray of float64, shape (n_queries, n_genres)
            Above 0 and below 1.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._check_fitted()
        found = np.tile(self.prior, (len(queries), 1))
        for start in range(0, len(queries), _AT_ONCE):
            held = list(queries[start : start + _AT_ONCE])
            read = [at for at, query in enumerate(held) if self.reads(query)]
            if read:
                scores = self._scores([held[at] for at in read])
                rows = start + np.array(read)
                found[np.ix_(rows, self._classes)] = self._calibration.apply(scores)
        answers: Scores = np.clip(found, _LEAST, 1 - _LEAST)
        return answers

    def reads(self, query: FilmQuery) -> bool:
        """Whether a film shows anything that the fitted model can judge."""
        return bool(len(self._classes)) and self._reads(query)

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "prior": self.prior,
            "classes": self._classes,
            "n_classes": np.array([len(self._classes)], np.int64),
            **self._calibration.state(),
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
        sound = (
            ((prior > 0) & (prior < 1)).all()
            and (np.diff(classes) > 0).all()
            and (not n_classes or 0 <= classes[0] <= classes[-1] < len(vocabulary))
        )
        if not sound:
            raise ArtifactError("the saved model's genres are corrupt; train it again")
        calibration = LabelCalibration.restored(state, n_classes)
        if n_classes:
            self._restore(state, n_classes)
        self.prior, self._classes, self._calibration = prior, classes, calibration
        self.vocabulary = vocabulary

    def held_out(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Scores:
        """Score films by models of the same kind that did not see them.

        Parameters
        ----------
        films : FilmData
            Can all be read; every genre has a film, and a film without it.
        rng : numpy.random.Generator
        progress : Progress

        Returns
        -------
        ndarray of float64, shape (n, n_genres)
            NaN where a model did not know the genre, and in folds left out.
        """
        folds = grouped_folds(films, self.calibration_folds, rng=rng)
        rounds = self.calibration_rounds
        scores = np.full((len(films), len(films.genres)), np.nan)
        for number in range(rounds):
            out = np.flatnonzero(folds == number)
            rest, classes = compacted(films.take(folds != number), 1)
            if len(out) and len(classes):
                other = type(self)(self.config)
                other._learn(rest, rng, part_of(progress, number / rounds, (number + 1) / rounds))
                for start in range(0, len(out), _AT_ONCE):
                    rows = out[start : start + _AT_ONCE]
                    asked = list(films.take(rows).genre_queries())
                    scores[np.ix_(rows, classes)] = other._scores(asked)
        return scores

    def _fit(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Scores:
        share = self.calibration_rounds / (self.calibration_rounds + 1)
        scores = self.held_out(films, rng, part_of(progress, 0.0, share))
        self._calibrate(scores, films.labels)
        self._learn(films, rng, part_of(progress, share, 1.0))
        return self._calibration.log_odds(scores)

    def _least_films(self, labels: NDArray[np.bool_]) -> int:
        """How many films a genre needs to be learned."""
        return frequent_genres(labels)

    def _calibrate(self, scores: Scores, labels: NDArray[np.bool_]) -> None:
        self._calibration = LabelCalibration.fitted(scores, labels)

    @abstractmethod
    def _readable(self, films: FilmData) -> NDArray[np.bool_]:
        """Which films have what the model reads, shape (n,); no poster is read for it."""

    @abstractmethod
    def _reads(self, query: FilmQuery) -> bool:
        """Whether the query has what the model reads."""

    @abstractmethod
    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> None:
        """Learn from films that can be read; every genre has a film, and a film without it."""

    @abstractmethod
    def _scores(self, queries: Sequence[FilmQuery]) -> Scores:
        """Score films that can be read, shape (n_queries, n_classes); higher is likelier."""

    @abstractmethod
    def _state(self) -> Mapping[str, Array]:
        """What `_learn` learned."""

    @abstractmethod
    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        """Take back what `_state` gave."""


class PosterModel(FilmModel):
    """A model that reads posters alone."""

    def _readable(self, films: FilmData) -> NDArray[np.bool_]:
        return films.has_poster

    def _reads(self, query: FilmQuery) -> bool:
        return query.poster is not None


def frequent_genres(labels: NDArray[np.bool_]) -> int:
    """How many films a genre needs to be learned from these.

    Examples
    --------
    >>> frequent_genres(np.zeros((200, 3), bool)), frequent_genres(np.zeros((9000, 3), bool))
    (5, 100)
    """
    return max(LEAST_FILMS, min(ENOUGH_FILMS, int(LEAST_SHARE * len(labels))))


def compacted(films: FilmData, least: int) -> tuple[FilmData, NDArray[np.int32]]:
    """Leave out genres of fewer films, and those that every film has.

    Returns
    -------
    FilmData
        Its labels hold only the genres kept.
    ndarray of int32, shape (n_classes,)
        Those genres' positions before, ascending.
    """
    counts = films.labels.sum(axis=0)
    classes = np.flatnonzero((counts >= max(1, least)) & (counts < len(films)))
    genres = Vocabulary(films.genres.ids[position] for position in classes.tolist())
    kept = replace(films, genres=genres, labels=films.labels[:, classes])
    return kept, classes.astype(np.int32)
