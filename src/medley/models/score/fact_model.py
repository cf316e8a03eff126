"""Models that tell a score from a film's facts and from its makers' earlier films."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.core.model import Array, Progress, part_of
from medley.data.film_directors import with_directors
from medley.data.film_refused import why_refused
from medley.data.film_split import grouped_folds
from medley.data.films import FilmData, FilmQuery
from medley.models.score.conformal import Conformal, Missed
from medley.models.score.earlier_films import EarlierFilms, month_of, names_of
from medley.models.score.facts import FACTS
from medley.models.score.rows import Reader, Rows
from medley.models.score.score_model import Answers, ScoreModel, Values
from medley.models.score.spread import Spread
from medley.models.score.stretch import Stretch

N_FOLDS = 5
LEAST_FILMS = 50
_DIRECTOR, _WRITERS = FACTS.index("director"), FACTS.index("writers")
_PEOPLE = ("director", "writers")
_ALONE, _KNOWN = 0, 1
"""Kinds of films: nothing by their makers is known, and something is."""


class Core(Protocol):
    """What tells a score from rows, makers left aside."""

    def values(self, rows: Rows) -> Values:
        """Expect the scores, shape (n,)."""
        ...

    def row_shares(self, rows: Rows) -> tuple[float, Values]:
        """Say what is told of nothing, and what each fact adds to a single row."""
        ...

    def state(self) -> dict[str, Array]:
        """All arrays."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A core fitted on all films, and what others of its kind said of films not seen.

    Attributes
    ----------
    core : Core
    unseen : ndarray of float64, shape (n,)
    """

    core: Core
    unseen: Values


class FactModel(ScoreModel):
    """Reads facts into rows; a core learns them, then makers' earlier films what is left.

    The sum is stretched about the mean, as means of careful models are too careful.

    Whatever is measured inside (what earlier films tell, how large errors are, where
    intervals end) is measured on films answered by a core that saw neither them, nor
    their remakes and series, nor another film of their directors.

    Films of which nothing by their makers is known and others have errors of their own.
    """

    n_kinds: ClassVar[int] = 2

    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Conformal:
        _check_facts(self.config.facts)
        folds = grouped_folds(with_directors(films), N_FOLDS, rng=rng)
        if len(films) < LEAST_FILMS or len(np.unique(folds)) < N_FOLDS:
            raise DataError(
                f"{len(films):,} films with a score in {len(np.unique(folds))} groups apart are "
                f"too few to learn from; {LEAST_FILMS} by several directors are needed"
            )
        queries = films.score_queries()
        self._reader, rows = Reader.fitted(_telling(queries, progress), self.config.facts)
        seed = int(rng.integers(2**31))
        learned = self._learned(rows, films.scores, folds, seed, part_of(progress, 0.4, 1.0))
        self._core = learned.core
        errors = films.scores - learned.unseen
        effects, known = self._learn_makers(
            films, errors, self._reader.columns.genres_of(rows.plain)
        )
        self._stretch = Stretch.fitted(learned.unseen + effects, films.scores)
        left = films.scores - self._stretch.apply(learned.unseen)
        self._spread, spreads = _spreads(rows.plain, left, folds)
        missed = films.scores - self._stretch.apply(learned.unseen + effects)
        return Conformal.fitted([Missed(left, spreads), Missed(missed[known], spreads[known])])

    def _learn_makers(
        self, films: FilmData, errors: Values, genres: NDArray[np.uint8]
    ) -> tuple[Values, NDArray[np.bool_]]:
        """Learn what directors' and then writers' earlier films tell of what is left."""
        months = np.array([month_of(facts) for facts in films.facts], np.int32)
        self._makers: dict[str, EarlierFilms] = {}
        total, anything = np.zeros(len(films)), np.zeros(len(films), np.bool_)
        for role in _PEOPLE:
            named = [self._named(role, query) for query in _without_posters(films)]
            found = EarlierFilms.fitted(named, months, errors - total, films.groups, genres)
            self._makers[role], effects, known = found
            total, anything = total + effects, anything | known
        return total, anything

    def _named(self, role: str, query: FilmQuery) -> tuple[str, ...]:
        if role not in self.config.facts:
            return ()
        facts = query.facts
        return names_of(facts.directors if role == "director" else facts.writers)

    def _answers(self, queries: Sequence[FilmQuery]) -> Answers:
        rows = self._reader.read(queries, self.config.facts)
        genres = self._reader.columns.genres_of(rows.plain)
        told = [self._of_makers(*film) for film in zip(queries, genres, strict=True)]
        effects = np.array([sum(effect for effect, _ in held) for held in told])
        kinds = [_KNOWN if any(known for _, known in held) else _ALONE for held in told]
        return Answers(
            self._stretch.apply(self._core.values(rows) + effects),
            self._spread.values(rows.plain),
            np.array(kinds, np.int8),
        )

    def _of_makers(self, query: FilmQuery, genres: NDArray[np.uint8]) -> list[tuple[float, bool]]:
        month = month_of(query.facts)
        return [
            self._makers[role].effect(self._named(role, query), month, genres) for role in _PEOPLE
        ]

    def _shares(self, query: FilmQuery) -> tuple[float, Values]:
        rows = self._reader.read([query], self.config.facts)
        base, shares = self._core.row_shares(rows)
        genres = self._reader.columns.genres_of(rows.plain)[0]
        (of_director, _), (of_writers, _) = self._of_makers(query, genres)
        shares[_DIRECTOR] += of_director
        shares[_WRITERS] += of_writers
        return float(self._stretch.apply(base)), self._stretch.factor * shares

    def _state(self) -> Mapping[str, Array]:
        makers = {
            key: array for role in _PEOPLE for key, array in self._makers[role].state(role).items()
        }
        return {
            **self._reader.state(),
            **self._core.state(),
            **makers,
            **self._stretch.state(),
            **self._spread.state(),
        }

    def _restore(self, state: Mapping[str, Array]) -> None:
        reader = Reader.restored(state)
        spread = Spread.restored(state, len(reader.columns.fact_of))
        n_genres = len(reader.columns.genres)
        makers = {role: EarlierFilms.restored(state, role, n_genres) for role in _PEOPLE}
        self._core = self._restored_core(state, reader)
        self._stretch = Stretch.restored(state)
        self._reader, self._spread, self._makers = reader, spread, makers

    @abstractmethod
    def _learned(
        self,
        rows: Rows,
        scores: Values,
        folds: NDArray[np.int32],
        seed: int,
        progress: Progress,
    ) -> Learned:
        """Fit a core on all rows, and answer each fold by one fitted on the others."""

    @abstractmethod
    def _restored_core(self, state: Mapping[str, Array], reader: Reader) -> Any:
        """Take a core back."""


def _check_facts(facts: Sequence[str]) -> None:
    for name in facts:
        why = why_refused(name)
        if why is not None:
            raise ConfigError(f"{name!r} may not tell a score: {why}; leave it out")
    if not facts or not set(facts) <= set(FACTS):
        raise ConfigError(
            f"facts are {', '.join(facts) or 'none'}; expected some of {', '.join(FACTS)}"
        )


def _spreads(rows: Values, errors: Values, folds: NDArray[np.int32]) -> tuple[Spread, Values]:
    found = np.empty(len(errors))
    for fold in range(N_FOLDS):
        out = folds == fold
        found[out] = Spread.fitted(rows[~out], errors[~out]).values(rows[out])
    return Spread.fitted(rows, errors), found


def _telling(queries: Sequence[FilmQuery], progress: Progress) -> Any:
    for number, query in enumerate(queries):
        if number % 100 == 0:
            progress(0.4 * number / len(queries), "reading films")
        yield query


def _without_posters(films: FilmData) -> list[FilmQuery]:
    return [FilmQuery(facts=facts) for facts in films.facts]
