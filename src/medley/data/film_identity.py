"""Whether two rows tell of one film, and the joining of rows as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medley.data.film_rows import IDS, FilmRow, merged
from medley.data.film_series import plain_title
from medley.data.playlist_rows import folded

SAME_MINUTES = 0.1
"""Share by which two lists may differ over a film's length."""
LONG_OVERVIEW = 60


def same_film(first: FilmRow, second: FilmRow, *, only: bool) -> bool:
    """Judge whether two rows of equal title tell of one film.

    They do if they share an id. They do not if ids, years or lengths contradict each
    other, or the directors do. Otherwise the same overview, a shared director or the
    same year says yes; with nothing of the kind, half of the genres must be shared, and
    it must be the only film of its title.

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
    return _shares_genres(first, second) and (
        only or (first.year is not None and first.year == second.year)
    )


def _contradict(first: FilmRow, second: FilmRow) -> bool:
    if first.year and second.year and abs(first.year - second.year) > 1:
        return True
    lengths = sorted(one.runtime_min or 0.0 for one in (first, second))
    return lengths[0] > 0 and lengths[1] - lengths[0] > SAME_MINUTES * lengths[1]


def _people(names: Iterable[str]) -> set[str]:
    return {folded(name) for name in names}


def _shares_genres(first: FilmRow, second: FilmRow) -> bool:
    one, other = set(first.genres), set(second.genres)
    return not one or not other or 2 * len(one & other) >= min(len(one), len(other))


class FilmJoiner:
    """Films joined from rows of several files, in the order in which they first came.

    Rows that share an id, or are one film by `same_film`, become one.
    """

    def __init__(self) -> None:
        self._films: list[FilmRow | None] = []
        self._sources: list[set[str]] = []
        self._by_id: dict[tuple[str, str], int] = {}
        self._by_title: dict[str, list[int]] = {}
        self.n_joined = 0

    def add(self, row: FilmRow) -> None:
        """Take a row: it completes a film that is there, or is one more."""
        known = {self._by_id[one] for one in _ids(row) if one in self._by_id}
        alike = [at for at in self._alike(row) if at not in known]
        held = sorted(known) or self._like(row, alike)
        if not held:
            self._films.append(row)
            self._sources.append({row.source})
            self._index(len(self._films) - 1)
            return
        self.n_joined += 1
        first = held[0]
        self._set(first, row)
        for other in held[1:]:
            # The row says that two films that seemed different are one.
            self._absorb(first, other)
        self._meet_again(first)

    def __iter__(self) -> Iterator[FilmRow]:
        return (film for film in self._films if film is not None)

    def _alike(self, row: FilmRow) -> list[int]:
        if not row.title:
            return []
        found = self._by_title.get(plain_title(row.title), [])
        return [at for at in found if self._films[at] is not None]

    def _like(self, row: FilmRow, alike: list[int]) -> list[int]:
        for at in alike:
            film = self._films[at]
            only = len(alike) == 1 and row.source not in self._sources[at]
            if film is not None and same_film(film, row, only=only):
                return [at]
        return []

    def _meet_again(self, at: int) -> None:
        """Look once more for the same film: the row may have brought title or ids."""
        film = self._films[at]
        if film is None or not film.title:
            return
        alike = [other for other in self._alike(film) if other != at]
        for other in alike:
            twin = self._films[other]
            apart = self._sources[at].isdisjoint(self._sources[other])
            if twin is not None and same_film(film, twin, only=len(alike) == 1 and apart):
                self._absorb(*sorted((at, other)))
                self.n_joined += 1
                return

    def _set(self, at: int, row: FilmRow) -> None:
        film = self._films[at]
        self._films[at] = row if film is None else merged(film, row)
        self._sources[at].add(row.source)
        self._index(at)

    def _absorb(self, first: int, other: int) -> None:
        gone, self._films[other] = self._films[other], None
        if gone is not None:
            self._sources[first] |= self._sources[other]
            self._set(first, gone)

    def _index(self, at: int) -> None:
        film = self._films[at]
        if film is None:
            return
        for one in _ids(film):
            self._by_id[one] = at
        if film.title:
            places = self._by_title.setdefault(plain_title(film.title), [])
            if at not in places:
                places.append(at)


def _ids(row: FilmRow) -> list[tuple[str, str]]:
    return [(name, number) for name in IDS if (number := getattr(row, name))]
