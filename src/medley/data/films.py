"""The data and the queries of the film tasks: which genres, and what score?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary

POSTER_HEIGHT, POSTER_WIDTH = 144, 96
"""Every poster is brought to this size once, when it is read."""

PosterPixels: TypeAlias = NDArray[np.uint8]
"""sRGB, shape (`POSTER_HEIGHT`, `POSTER_WIDTH`, 3)."""


class Posters(Protocol):
    """Posters of films by position, None where a film has none; read at each access."""

    def __len__(self) -> int: ...

    def __getitem__(self, position: int, /) -> PosterPixels | None: ...


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What is known of a film before its release, beside its title, overview and poster.

    Attributes
    ----------
    genres : tuple of str
        Slugs; asked for by the score, never shown to a model of genres.
    runtime_min : float or None
        Minutes.
    year, month : int or None
        Of the release; the month from 1.
    language : str
        ISO 639-1 code of the original, such as ``"ko"``; empty where unknown.
    directors, writers : tuple of str
        As they are written in the credits.
    """

    genres: tuple[str, ...] = ()
    runtime_min: float | None = None
    year: int | None = None
    month: int | None = None
    language: str = ""
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FilmQuery:
    """A film to be labelled or scored; each part may be missing.

    Attributes
    ----------
    poster : PosterPixels or None
    title, overview : str
        Empty where unknown.
    facts : FilmFacts
    exclude : frozenset of str
        Genres that must not come back.
    """

    poster: PosterPixels | None = None
    title: str = ""
    overview: str = ""
    facts: FilmFacts = FilmFacts()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NoPosters:
    """Films without any poster.

    Attributes
    ----------
    n : int
    """

    n: int

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, position: int, /) -> None:
        if not 0 <= position < self.n:
            raise IndexError(position)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Some of the posters, none of them read yet."""

    posters: Posters
    rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, position: int, /) -> PosterPixels | None:
        return self.posters[self.rows[position]]


@dataclass(frozen=True, slots=True, eq=False)
class FilmData:
    """Films with what is known of them.

    Attributes
    ----------
    ids : Vocabulary of length n
    titles, overviews : tuple of str, length n
        Titles without the year; empty where unknown.
    posters : Posters of length n
    has_poster : ndarray of bool, shape (n,)
        Known without a poster being read.
    facts : tuple of FilmFacts, length n
    genres : Vocabulary
    labels : ndarray of bool, shape (n, n_genres)
    labelled : ndarray of bool, shape (n,)
        Whether the film's genres are known; a row of `labels` without any is then
        none of them.
    scores : ndarray of float64, shape (n,)
        Mean audience score, from above 0 to 100; NaN where unrated or unknown.
    groups : ndarray of int32, shape (n,)
        Equal for films that must not lie on two sides of a split: a film's remakes
        of the same title, and a franchise where it can be told.
    """

    ids: Vocabulary
    titles: tuple[str, ...]
    overviews: tuple[str, ...]
    posters: Posters
    has_poster: NDArray[np.bool_]
    facts: tuple[FilmFacts, ...]
    genres: Vocabulary
    labels: NDArray[np.bool_]
    labelled: NDArray[np.bool_]
    scores: NDArray[np.float64]
    groups: NDArray[np.int32]

    def __post_init__(self) -> None:
        n = len(self.ids)
        parts = ("titles", "overviews", "posters", "has_poster", "facts", "labelled", "scores")
        for name in (*parts, "groups"):
            held = len(getattr(self, name))
            if held != n:
                raise DataError(f"{name} has {held} entries, expected {n}")
        if self.labels.shape != (n, len(self.genres)):
            raise DataError(
                f"labels have the shape {self.labels.shape}, expected {(n, len(self.genres))}"
            )
        if np.isinf(self.scores).any() or (self.scores <= 0).any() or (self.scores > 100).any():
            raise DataError("a score lies outside 0 to 100; unrated is NaN, not 0")

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> FilmData:
        """Keep some films; their posters are not read."""
        chosen = np.arange(len(self))[rows].tolist()
        return replace(
            self,
            ids=Vocabulary(self.ids.ids[i] for i in chosen),
            titles=tuple(self.titles[i] for i in chosen),
            overviews=tuple(self.overviews[i] for i in chosen),
            posters=_Chosen(self.posters, tuple(chosen)),
            has_poster=self.has_poster[chosen],
            facts=tuple(self.facts[i] for i in chosen),
            labels=self.labels[chosen],
            labelled=self.labelled[chosen],
            scores=self.scores[chosen],
            groups=self.groups[chosen],
        )

    def genre_queries(self) -> Sequence[FilmQuery]:
        """Ask for every film's genres, its own left out; a poster is read when its query is."""
        return _Queries(self, with_genres=False)

    def score_queries(self) -> Sequence[FilmQuery]:
        """Ask for every film's score, with its genres."""
        return _Queries(self, with_genres=True)


@dataclass(frozen=True, slots=True)
class _Queries(Sequence[FilmQuery]):
    films: FilmData
    with_genres: bool

    def __len__(self) -> int:
        return len(self.films)

    @overload
    def __getitem__(self, position: int) -> FilmQuery: ...
    @overload
    def __getitem__(self, position: slice) -> list[FilmQuery]: ...
    def __getitem__(self, position: int | slice) -> FilmQuery | list[FilmQuery]:
        if isinstance(position, slice):
            return [self[at] for at in range(*position.indices(len(self)))]
        if not -len(self) <= position < len(self):
            raise IndexError(position)
        films, at = self.films, position % len(self)
        facts = films.facts[at]
        return FilmQuery(
            poster=films.posters[at],
            title=films.titles[at],
            overview=films.overviews[at],
            facts=facts if self.with_genres else replace(facts, genres=()),
        )
