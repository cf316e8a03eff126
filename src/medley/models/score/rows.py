"""Films as all that the models of scores read of them, facts left out that are not asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.model import Array
from medley.data.films import FilmFacts, FilmQuery, PosterPixels
from medley.features.image.description import describe_poster, parts_of
from medley.models.score.columns import Columns
from medley.models.score.wording import Wording
from medley.models.state import take_array

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Films in numbers.

    Attributes
    ----------
    plain : ndarray of float64, shape (n, n_columns)
        See `Columns`.
    words : csr_matrix of float32, shape (n, 2 * N_BUCKETS)
    posters : ndarray of float64, shape (n, n_numbers)
        Descriptions; NaN where there is no poster, of width 0 where none is read.
    """

    plain: Values
    words: sparse.csr_matrix
    posters: Values

    def __len__(self) -> int:
        return len(self.plain)

    def take(self, chosen: NDArray[np.bool_]) -> Rows:
        """Keep some films."""
        return Rows(self.plain[chosen], self.words[chosen], self.posters[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """How films become rows.

    Attributes
    ----------
    columns : Columns
    wording : Wording
    n_numbers : int
        Of a poster's description; 0 where posters are not read.
    """

    columns: Columns
    wording: Wording
    n_numbers: int

    @classmethod
    def fitted(cls, films: Iterable[FilmQuery], facts: Sequence[str]) -> tuple[Reader, Rows]:
        """Learn the columns, and read the films; each poster is read once, by itself."""
        held, posters = [], []
        for film in films:
            told = only_facts(film, facts)
            posters.append(None if told.poster is None else _look(told.poster))
            held.append(replace(told, poster=None))
        titles = [film.title for film in held]
        overviews = [film.overview for film in held]
        n_numbers = max((len(numbers) for numbers in posters if numbers is not None), default=0)
        wording = Wording.fitted(titles, overviews)
        reader = cls(Columns.fitted(held), wording, n_numbers)
        return reader, reader._rows(held, posters)

    def read(self, films: Sequence[FilmQuery], facts: Sequence[str]) -> Rows:
        """Read films."""
        told = [only_facts(film, facts) for film in films]
        posters = [
            _look(film.poster) if self.n_numbers and film.poster is not None else None
            for film in told
        ]
        return self._rows(told, posters)

    def _rows(
        self, films: Sequence[FilmQuery], posters: Sequence[NDArray[np.float32] | None]
    ) -> Rows:
        nothing = np.full(self.n_numbers, np.nan)
        looks = [nothing if numbers is None else numbers for numbers in posters]
        words = self.wording.rows([f.title for f in films], [f.overview for f in films])
        return Rows(
            np.array([self.columns.row(film) for film in films]).reshape(
                len(films), len(self.columns.fact_of)
            ),
            words,
            np.array(looks, np.float64).reshape(len(films), self.n_numbers),
        )

    def state(self) -> dict[str, Array]:
        """All arrays."""
        n_numbers = np.array([self.n_numbers], np.int64)
        return {**self.columns.state(), **self.wording.state(), "n_poster_numbers": n_numbers}

    @classmethod
    def restored(cls, state: Mapping[str, Array]) -> Reader:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        n_numbers = int(take_array(state, "n_poster_numbers", np.int64, (1,))[0])
        return cls(Columns.restored(state), Wording.restored(state), n_numbers)


def _look(poster: PosterPixels) -> NDArray[np.float32]:
    """Describe colours and composition; all numbers would be more than scored posters."""
    parts = parts_of(describe_poster(poster))
    return np.concatenate([parts[1], parts[-1]])


def only_facts(film: FilmQuery, facts: Sequence[str]) -> FilmQuery:
    """Leave out what is not among the facts."""
    told, given = film.facts, frozenset(facts)
    dated = "date" in given
    kept = FilmFacts(
        genres=told.genres if "genres" in given else (),
        runtime_min=told.runtime_min if "runtime" in given else None,
        year=told.year if dated else None,
        month=told.month if dated else None,
        language=told.language if "language" in given else "",
        directors=told.directors if "director" in given else (),
        writers=told.writers if "writers" in given else (),
    )
    return FilmQuery(
        poster=film.poster if "poster" in given else None,
        title=film.title if "title" in given else "",
        overview=film.overview if "overview" in given else "",
        facts=kept,
        exclude=film.exclude,
    )
