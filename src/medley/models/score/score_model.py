"""What the models of films' scores share: facts in, a value with an interval and shares out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, DataError, UnavailableError
from medley.core.model import Array, Progress, silent
from medley.core.prediction import Prediction
from medley.data.films import FilmData, FilmQuery
from medley.models.score.conformal import HIGHEST, LOWEST, Conformal
from medley.models.score.facts import FACTS
from medley.models.state import take_array

Values = NDArray[np.float64]

CANDIDATE = "score"
_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a model says of films.

    Attributes
    ----------
    values : ndarray of float64, shape (n,)
    spreads : ndarray of float64, shape (n,)
        Expected size of the error, above 0.
    kinds : ndarray of int8, shape (n,)
        Which errors the interval comes from.
    """

    values: Values
    spreads: Values
    kinds: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one fact adds to a film's score.

    Attributes
    ----------
    fact : str
        One of `FACTS`.
    points : float
    """

    fact: str
    points: float


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each fact adds to a film's score.

    Attributes
    ----------
    base : float
        What the model says of a film of which nothing is known: close to the mean.
    facts : tuple of Contribution
        All of `FACTS` in order. With the base they sum to the predicted value.
    """

    base: float
    facts: tuple[Contribution, ...]

    def __iter__(self) -> Iterator[Contribution]:
        return iter(self.facts)

    @property
    def value(self) -> float:
        """The predicted score."""
        return self.base + sum(one.points for one in self.facts)


class ScoreModel(ABC):
    """A model that gives every film one value from 0 to 100 with intervals that hold.

    A subclass learns in `_learn`, which also gives what models of the same kind missed
    on films that they had not seen: no film group and no director on both sides. The
    intervals come from these errors.

    Attributes
    ----------
    config : object
    """

    n_kinds: ClassVar[int] = 1
    """Kinds of films whose errors are held apart."""

    def __init__(self, config: Any = None) -> None:
        self.config = config
        self._conformal: Conformal | None = None

    def fit(
        self, data: FilmData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Fit from scratch on the films whose score is known.

        Raises
        ------
        DataError
            If too few films have a score.
        """
        films = data.take(~np.isnan(data.scores))
        if not len(films):
            raise DataError("no film has a score to learn from; a score of 0 means unrated")
        report = progress or silent
        self._conformal = self._learn(films, rng, report)
        report(1.0, "scores learned")

    def predict(self, queries: Sequence[FilmQuery], k: int) -> list[Prediction]:
        """Give each film's score as the only candidate, ``"score"``.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        values = self.values(queries)
        found = []
        for query, value in zip(queries, values.tolist(), strict=True):
            ids = (CANDIDATE,) if k > 0 and CANDIDATE not in query.exclude else ()
            scores = np.full(len(ids), value, np.float32)
            found.append(Prediction(ids, scores, "value"))
        return found

    def values(self, queries: Sequence[FilmQuery]) -> Values:
        """Expect the score of each film, from 0 to 100.

        Returns
        -------
        ndarray of float64, shape (n_queries,)

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return self._asked(queries).values

    def intervals(self, queries: Sequence[FilmQuery], coverage: float = 0.9) -> Values:
        """Bound the score of each film.

        Parameters
        ----------
        queries : sequence of FilmQuery
        coverage : float
            Share of films whose score is to lie within, above 0 and below 1.

        Returns
        -------
        ndarray of float64, shape (n_queries, 2)
            Lower and upper bound, within 0 to 100.

        Raises
        ------
        ConfigError
            If the coverage is no share.
        UnavailableError
            If the model is not fitted.
        """
        return self.values_and_intervals(queries, coverage)[1]

    def values_and_intervals(
        self, queries: Sequence[FilmQuery], coverage: float = 0.9
    ) -> tuple[Values, Values]:
        """Give `values` and `intervals` with every film read once."""
        answers = self._asked(queries)
        bounds = self._errors().intervals(answers.values, answers.spreads, answers.kinds, coverage)
        return answers.values, bounds

    def contributions(self, query: FilmQuery) -> Contributions:
        """Say what each fact adds to a film's score.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        self._errors()
        base, shares = self._shares(query)
        value = base + float(shares.sum())
        bounded = min(max(value, LOWEST), HIGHEST)
        if value != bounded:
            # What lies beyond the ends of the scale is taken off every fact alike.
            shares = shares * ((bounded - base) / (value - base))
        found = zip(FACTS, shares.tolist(), strict=True)
        return Contributions(base, tuple(Contribution(*one) for one in found))

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {**self._errors().state(), **self._state()}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        held = Conformal.restored(state, self.n_kinds)
        self._restore(state)
        self._conformal = held

    def _asked(self, queries: Sequence[FilmQuery]) -> Answers:
        self._errors()
        parts = [
            self._answers(list(queries[start : start + _AT_ONCE]))
            for start in range(0, len(queries), _AT_ONCE)
        ]
        if not parts:
            return Answers(np.empty(0), np.empty(0), np.empty(0, np.int8))
        return Answers(
            np.clip(np.concatenate([part.values for part in parts]), LOWEST, HIGHEST),
            np.concatenate([part.spreads for part in parts]),
            np.concatenate([part.kinds for part in parts]),
        )

    def _errors(self) -> Conformal:
        if self._conformal is None:
            raise UnavailableError("the model is not fitted; call fit or restore first")
        return self._conformal

    @abstractmethod
    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Conformal:
        """Learn from films that all have a score, and from what was missed on some unseen."""

    @abstractmethod
    def _answers(self, queries: Sequence[FilmQuery]) -> Answers:
        """Answer a few films."""

    @abstractmethod
    def _shares(self, query: FilmQuery) -> tuple[float, Values]:
        """Say what is told of nothing, and what each of `FACTS` adds."""

    @abstractmethod
    def _state(self) -> Mapping[str, Array]:
        """What `_learn` learned."""

    @abstractmethod
    def _restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `_state` gave."""


def take_number(state: Mapping[str, Array], name: str) -> float:
    """Take one finite number out of a saved state.

    Raises
    ------
    ArtifactError
        If it is missing or not finite.
    """
    found = float(take_array(state, name, np.float64, (1,))[0])
    if not np.isfinite(found):
        raise ArtifactError(f"the saved model's {name} is {found}; train it again")
    return found
