"""What a person's earlier films tell: by how much they were better than their facts said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.data.films import FilmFacts
from medley.models.state import take_array, take_vocabulary

Values = NDArray[np.float64]

Genres = NDArray[np.uint8]

_SHRINKAGES = (1.0, 2.0, 3.0, 4.0, 8.0, 16.0, 64.0, np.inf)
"""Films without any error that are added to a person's own."""
_CUT = 2.4
"""Larger errors, in deviations of all, count as so large: one film proves little."""
_OF_ANY, _REACH = 0.2, 2.0
"""How much films of quite other genres tell; genres that differ at which the rest has fallen."""
_UNDATED = 0


@dataclass(frozen=True, slots=True, eq=False)
class EarlierFilms:
    """Errors of the films that people made, and how far they are believed.

    A person's films count that are dated before the film asked about; where either
    has no date, they count, too. They count the more the more genres they share with it.

    Attributes
    ----------
    people : Vocabulary
        Names, case-folded.
    starts : ndarray of int64, shape (n_people + 1,)
    months : ndarray of int32, shape (n_entries,)
        Counted from year 0; 0 for a film without a year.
    errors : ndarray of float64, shape (n_entries,)
        Score minus what the film's other facts said, the largest ones cut.
    genres : ndarray of uint8, shape (n_entries, n_genres)
        1 for a genre that the film has.
    shrinkage : float
    """

    people: Vocabulary
    starts: NDArray[np.int64]
    months: NDArray[np.int32]
    errors: Values
    genres: Genres
    shrinkage: float

    @classmethod
    def fitted(
        cls,
        named: Sequence[Sequence[str]],
        months: NDArray[np.int32],
        errors: Values,
        groups: NDArray[np.int32],
        genres: Genres,
    ) -> tuple[EarlierFilms, Values, NDArray[np.bool_]]:
        """Learn how much people's earlier films tell about another one.

        Parameters
        ----------
        named : sequence of sequence of str, length n
            Who made each film, case-folded.
        months : ndarray of int32, shape (n,)
        errors : ndarray of float64, shape (n,)
            By models that had not seen the film.
        groups : ndarray of int32, shape (n,)
            Films of one group tell nothing about one another.
        genres : ndarray of uint8, shape (n, n_genres)

        Returns
        -------
        EarlierFilms
        effects : ndarray of float64, shape (n,)
            What the others of its makers' films tell about each film.
        known : ndarray of bool, shape (n,)
            Whether there are any.
        """
        by_person: dict[str, list[int]] = {}
        for row, people in enumerate(named):
            for person in dict.fromkeys(people):
                by_person.setdefault(person, []).append(row)
        reach = _CUT * float(errors.std()) if len(errors) else 0.0
        cut = np.clip(errors, -reach, reach)
        told = _Told.of_others(named, by_person, months, cut, groups, genres)
        known = np.array([any(len(one.errors) for one in held) for held in told], np.bool_)
        tried = [_effects(told, shrinkage) for shrinkage in _SHRINKAGES]
        losses = [float(((cut - effects) ** 2).sum()) for effects in tried]
        best = int(np.argmin(losses))
        held = cls._held(by_person, months, cut, genres, _SHRINKAGES[best])
        return held, tried[best], known

    @classmethod
    def _held(
        cls,
        by_person: Mapping[str, list[int]],
        months: NDArray[np.int32],
        errors: Values,
        genres: Genres,
        shrinkage: float,
    ) -> EarlierFilms:
        rows = np.array([row for held in by_person.values() for row in held], np.intp)
        starts = np.cumsum([0, *(len(held) for held in by_person.values())])
        return cls(
            Vocabulary(by_person),
            starts.astype(np.int64),
            months[rows].astype(np.int32),
            errors[rows],
            genres[rows],
            shrinkage,
        )

    def effect(self, people: Sequence[str], month: int, genres: Genres) -> tuple[float, bool]:
        """Tell by how much a film should be better for its makers, and whether they are known.

        Parameters
        ----------
        people : sequence of str
            Case-folded.
        month : int
            As `month_of` counts.
        genres : ndarray of uint8, shape (n_genres,)
            Of the film.
        """
        found, n_known = 0.0, 0
        for person in people:
            at = self.people.position(person)
            if at is not None:
                held = slice(self.starts[at], self.starts[at + 1])
                before = _before(self.months[held], month)
                errors, theirs = self.errors[held][before], self.genres[held][before]
                found += _Told.of(errors, theirs, genres).effect(self.shrinkage)
                n_known += len(errors)
        return found / max(len(people), 1), n_known > 0

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_people": self.people.encode(),
            f"{name}_starts": self.starts,
            f"{name}_months": self.months,
            f"{name}_errors": self.errors,
            f"{name}_genres": self.genres,
            f"{name}_shrinkage": np.array([self.shrinkage]),
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], name: str, n_genres: int) -> EarlierFilms:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        people = take_vocabulary(state, f"{name}_people")
        starts = take_array(state, f"{name}_starts", np.int64, (len(people) + 1,))
        months = take_array(state, f"{name}_months", np.int32, (int(starts[-1]),))
        errors = take_array(state, f"{name}_errors", np.float64, (len(months),))
        genres = take_array(state, f"{name}_genres", np.uint8, (len(months), n_genres))
        shrinkage = float(take_array(state, f"{name}_shrinkage", np.float64, (1,))[0])
        sound = starts[0] == 0 and (np.diff(starts) > 0).all() and np.isfinite(errors).all()
        if not sound or not shrinkage > 0:
            raise ArtifactError(f"the saved model's {name} are corrupt; train it again")
        return cls(people, starts, months, errors, genres, shrinkage)


def names_of(people: Sequence[str]) -> tuple[str, ...]:
    """Case-fold names, each once.

    Examples
    --------
    >>> names_of(["Bong Joon-ho", " bong joon-ho"])
    ('bong joon-ho',)
    """
    return tuple(dict.fromkeys(name.casefold().strip() for name in people if name.strip()))


def month_of(facts: FilmFacts) -> int:
    """Count the month of the release from year 0; 0 without a year.

    A film with a year only counts as of January: what may be later is left out.
    """
    return _UNDATED if facts.year is None else 12 * facts.year + (facts.month or 1) - 1


def _before(months: NDArray[np.int32], month: int) -> NDArray[np.bool_]:
    if month == _UNDATED:
        return np.ones(len(months), np.bool_)
    found: NDArray[np.bool_] = months < month
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Errors of a person's films, and how alike in genres they are to one another and another."""

    errors: Values
    among: Values
    asked: Values

    @classmethod
    def of(cls, errors: Values, genres: Genres, asked: Genres) -> _Told:
        return cls(errors, _alike(genres, genres), _alike(asked[None], genres)[0])

    @classmethod
    def of_others(
        cls,
        named: Sequence[Sequence[str]],
        by_person: Mapping[str, list[int]],
        months: NDArray[np.int32],
        errors: Values,
        groups: NDArray[np.int32],
        genres: Genres,
    ) -> list[list[_Told]]:
        """For each film and each of its makers, their earlier films in other groups."""
        found = []
        for row, people in enumerate(named):
            held = []
            for person in people:
                rows = np.array(by_person[person])
                before = _before(months[rows], int(months[row]))
                own = rows[(groups[rows] != groups[row]) & before]
                held.append(cls.of(errors[own], genres[own], genres[row]))
            found.append(held)
        return found

    def effect(self, shrinkage: float) -> float:
        """Expect the other film's error: a Gaussian process over the person's films."""
        if not len(self.errors) or not np.isfinite(shrinkage):
            return 0.0
        drawn = self.among + shrinkage * np.eye(len(self.errors))
        return float(self.asked @ np.linalg.solve(drawn, self.errors))


def _alike(one: Genres, other: Genres) -> Values:
    apart = (one[:, None] != other[None]).sum(axis=2)
    found: Values = _OF_ANY + (1 - _OF_ANY) * np.exp(-apart / _REACH)
    return found


def _effects(told: Sequence[Sequence[_Told]], shrinkage: float) -> Values:
    return np.array(
        [sum(one.effect(shrinkage) for one in held) / max(len(held), 1) for held in told]
    )
