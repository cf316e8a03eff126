"""Whether two rows tell of one film, and the joining of rows as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from medley.data.film_rows import IDS, FilmRow, merged
from medley.data.film_series import plain_title
from medley.data.playlist_rows import folded
from medley.data.rows import BadRow

SAME_MINUTES = 0.1
"""Share by which two lists may differ over a film's length."""
LONG_OVERVIEW = 60


def same_film(first: FilmRow, second: FilmRow, *, only: bool) -> bool:
    """Judge whether two rows of equal title tell of one film.

    They do if they share an id. They do not if ids, years or lengths contradict each
    other, or the directors do. Otherwise the same overview or a shared director says
    yes, or the same year and a shared genre; with no date, half of all genres that they
    name must be shared, and it must be the only film of its title.

    Parameters
    ----------
    first, second : FilmRow
    only : bool
        No other film of that title is known, and the two come from different files.
    """
    pairs = [(getattr(first, name), getattr(second, name)) for name in IDS]
    if any(one and one == other for one, other in pairs):
        return True
    if any(one and other for one, other in pairs) or _contradict(first, second):
        return False
    if len(first.overview) >= LONG_OVERVIEW and folded(first.overview) == folded(second.overview):
        return True
    met = _people(first.directors), _people(second.directors)
    if all(met):
        return not met[0].isdisjoint(met[1])
    one, other = ({*film.genres, *film.hinted} for film in (first, second))
    if first.year is not None and first.year == second.year:
        return not one or not other or not one.isdisjoint(other)
    # Films of one title often share a genre such as drama; remakes share most of them.
    return only and bool(one & other) and 2 * len(one & other) >= len(one | other)


def disputed(film: FilmRow, row: FilmRow, *, same_file: bool) -> bool:
    """Judge whether a list gives one id to two films, as lists do by mistake.

    It does if one file gives it to two titles with overviews of their own, or two files
    to titles that are more than two years apart.
    """
    if not film.title or not row.title or plain_title(film.title) == plain_title(row.title):
        return False
    if film.overview and folded(film.overview) == folded(row.overview):
        return False
    years = (film.year, row.year) if film.year and row.year else (0, 0)
    return same_file or abs(years[0] - years[1]) > 2


def _contradict(first: FilmRow, second: FilmRow) -> bool:
    if first.year and second.year and abs(first.year - second.year) > 1:
        return True
    lengths = sorted(one.runtime_min or 0.0 for one in (first, second))
    return lengths[0] > 0 and lengths[1] - lengths[0] > SAME_MINUTES * lengths[1]


def _people(names: Iterable[str]) -> set[str]:
    return {folded(name) for name in names}


class FilmJoiner:
    """Films joined from rows of several files, in the order in which they first came.

    Rows that share a name (an id in some list, see `FilmRow.names`), or are one film by
    `same_film`, become one.

    Attributes
    ----------
    n_joined : int
        Rows that completed a film which was there.
    disputes : list of (FilmRow, FilmRow)
        Rows that came with the id of another film, which keeps it, and that film.
    """

    def __init__(self) -> None:
        self._films: list[FilmRow | None] = []
        self._sources: list[set[str]] = []
        self._went_to: dict[int, int] = {}
        self._fixed: set[int] = set()
        self._by_name: dict[str, int] = {}
        self._by_title: dict[str, list[int]] = {}
        self.n_joined = 0
        self.disputes: list[tuple[FilmRow, FilmRow]] = []

    def keep(self, film: FilmRow, sources: Iterable[str], names: Iterable[str]) -> int:
        """Take a film that stands by itself: rows may complete it, but two never become one.

        Parameters
        ----------
        film : FilmRow
        sources : iterable of str
            Files that told of it.
        names : iterable of str
            Under which it is known besides its own.

        Returns
        -------
        int
            Its position.
        """
        at = self._append(film, set(sources))
        self._fixed.add(at)
        for name in names:
            self._by_name.setdefault(name, at)
        return at

    def add(self, row: FilmRow) -> tuple[int, FilmRow]:
        """Take a row: it completes a film that is there, or is one more.

        A film that was kept under the row's alias is the row's, whatever has become
        known of it since.

        Returns
        -------
        int
            The film's position; see `place`.
        FilmRow
            The row as it was taken: without an id that is another film's.
        """
        row, known = self._named(row)
        held = sorted(known, key=lambda at: (at not in self._fixed, at)) or self._like(row)
        if not held:
            return self._append(row, {row.source}), row
        self.n_joined += 1
        first = held[0]
        self._set(first, row)
        for other in held[1:]:
            # The row says that two films that seemed different are one.
            first = self._absorb(first, other)
        return self._meet_again(first), row

    def _named(self, row: FilmRow) -> tuple[FilmRow, set[int]]:
        """Find films by the names of a row; a name that is disputed is taken off the row."""
        own = self._by_name.get(row.alias)
        found = set() if own is None else {self.place(own)}
        nothing: dict[str, Any] = {}
        for name in row.names:
            if name not in self._by_name:
                continue
            at = self.place(self._by_name[name])
            if at in found:
                continue
            film = self.film(at)
            same_file = row.source in self._sources[at]
            if own is not None or disputed(film, row, same_file=same_file):
                self.disputes.append((row, film))
                nothing[name.partition(":")[0]] = ""
            else:
                found.add(at)
        return replace(row, **nothing), found

    def place(self, at: int) -> int:
        """Where the film of a position is after others joined it."""
        while at in self._went_to:
            at = self._went_to[at]
        return at

    def film(self, at: int) -> FilmRow:
        """Everything that is known of the film at a place.

        Raises
        ------
        KeyError
            If it was joined to another, see `place`.
        """
        film = self._films[at]
        if film is None:
            raise KeyError(at)
        return film

    def complaints(self) -> Iterator[BadRow]:
        """Say which rows came with the id of another film."""
        for row, film in self.disputes:
            shared = next(name for name in row.names if name in film.names)
            reason = (
                f"taken without its id {shared}, which is that of {film.title[:80]!r} "
                f"({film.source}, line {film.line})"
            )
            yield BadRow(row.source, row.line, reason, row.title)

    def __iter__(self) -> Iterator[FilmRow]:
        return (film for film in self._films if film is not None)

    def _append(self, film: FilmRow, sources: set[str]) -> int:
        self._films.append(film)
        self._sources.append(sources)
        self._index(len(self._films) - 1)
        return len(self._films) - 1

    def _alike(self, row: FilmRow) -> list[int]:
        found = self._by_title.get(plain_title(row.title), []) if row.title else []
        return [at for at in found if self._films[at] is not None]

    def _like(self, row: FilmRow) -> list[int]:
        alike = self._alike(row)
        for at in alike:
            only = len(alike) == 1 and row.source not in self._sources[at]
            if same_film(self.film(at), row, only=only):
                return [at]
        return []

    def _meet_again(self, at: int) -> int:
        """Look once more for the same film: a row may have brought a title or an id."""
        film = self.film(at)
        alike = [other for other in self._alike(film) if other != at]
        for other in alike:
            only = len(alike) == 1 and self._sources[at].isdisjoint(self._sources[other])
            if not {at, other} <= self._fixed and same_film(film, self.film(other), only=only):
                self.n_joined += 1
                return self._absorb(at, other)
        return at

    def _set(self, at: int, row: FilmRow) -> None:
        self._films[at] = merged(self.film(at), row)
        self._sources[at].add(row.source)
        self._index(at)

    def _absorb(self, one: int, other: int) -> int:
        first, second = sorted((one, other), key=lambda at: (at not in self._fixed, at))
        if second in self._fixed:
            return one
        gone = self.film(second)
        self._films[second] = None
        self._went_to[second] = first
        self._sources[first] |= self._sources[second]
        self._set(first, gone)
        return first

    def _index(self, at: int) -> None:
        film = self.film(at)
        self._by_name.update(dict.fromkeys(film.names, at))
        if film.title:
            places = self._by_title.setdefault(plain_title(film.title), [])
            if at not in places:
                places.append(at)
