"""A CSV table of films: TMDB exports, Kaggle's, MovieLens links, or a list of posters.

| column                         | what becomes of it                                  |
|--------------------------------|-----------------------------------------------------|
| title, overview                | plain text; a year in brackets is taken off a title |
| genres, genre_ids              | names with ``|`` or commas, JSON objects, numbers   |
| runtime                        | ``2h 47m`` or minutes; 0 is unknown                 |
| release_date                   | year, month and day                                 |
| score                          | 0-100; 0 is unrated                                 |
| vote_average                   | 0-10, times ten; 0 is unrated                       |
| director, writers, crew        | names; directors and writers of TMDB's JSON         |
| imdb_id, tmdb_id, movielens_id | join a film with other tables                       |
| vote_count, popularity, ...    | refused: known only after the release               |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from medley.core.errors import DataError
from medley.data.film_rows import FilmRow
from medley.data.rows import BadRow, CategoryRow
from medley.data.sources.film_columns import BUDGETS, EARNINGS, EXPECTED, FilmColumns
from medley.data.sources.film_genres import film_categories
from medley.data.sources.film_money import BudgetWatch
from medley.data.sources.film_titles import parse_title
from medley.data.sources.film_values import (
    crew_names,
    date_of,
    id_of,
    imdb_of,
    is_empty,
    language_of,
    listed,
    minutes_of,
    names_in,
    number_of,
    overview_of,
    people,
    structured,
)
from medley.data.sources.records import Records
from medley.data.sources.text import Place, TextFile
from medley.data.validation import MAX_DESCRIPTION, MAX_TITLE

_DATED = re.compile(r"\(\d{4}(?:\s*[-–]\s*(?:\d{4})?)?\)\s*$")


class Pictures(Protocol):
    """Names of pictures, without their endings."""

    def __contains__(self, stem: str) -> bool: ...


class FilmTable:
    """The films of one CSV file, read lazily.

    Parameters
    ----------
    path : Path
        CSV, or gzip of it; parted by commas, semicolons or tabs.
    pictures : Pictures, optional
        Posters that lie with the table.
    place : Place, optional
        Told where the reader is.
    encoding : str

    Attributes
    ----------
    refused : dict of str to str
        Columns that are not taken because they come after the release, with the reason.
    categories : dict of str to CategoryRow
        Genres of the rows read so far, by slug.

    Raises
    ------
    ConfigError
        If the file cannot be opened.
    DataError
        If it has no header, or not the columns of films.
    """

    def __init__(
        self,
        path: Path,
        pictures: Pictures | None = None,
        *,
        place: Place | None = None,
        encoding: str = "utf-8",
    ) -> None:
        self.path = path
        self._pictures = pictures
        self._records = Records(TextFile(path, encoding, place), _delimiter(path, encoding))
        header = self._records.header
        self._columns = FilmColumns.of(header)
        if not self._columns.is_film_table(with_pictures=pictures is not None):
            raise DataError(
                f"{path.name} has the columns {', '.join(header)[:200]}; expected {EXPECTED}"
            )
        self.refused = self._columns.refused
        self.categories: dict[str, CategoryRow] = {}
        self._money = BudgetWatch()
        self._highest = 0.0
        lower = [name.casefold() for name in header]
        self._budget = next((lower.index(name) for name in BUDGETS if name in lower), None)
        self._earned = next((lower.index(name) for name in EARNINGS if name in lower), None)

    def __iter__(self) -> Iterator[FilmRow | BadRow]:
        records = self._records
        for fields in records:
            if isinstance(fields, BadRow):
                yield fields
            elif len(fields) != len(records.header):
                yield records.wrong_length(fields)
            else:
                self._watch(fields)
                try:
                    yield self._film(fields)
                except ValueError as error:
                    yield records.bad(str(error))

    def suspicions(self) -> Iterator[str]:
        """Say which columns do not hold what they are called; call it after the rows are read."""
        found = self._money.suspicion()
        if self._budget is not None and found:
            column = self._records.header[self._budget]
            yield f"{self.path.name}: the column {column} is no budget: {found}"
        if 0 < self._highest <= 10:
            yield (
                f"{self.path.name}: no score is above {self._highest:g}; if it is out of ten, call "
                "the column vote_average"
            )

    def _watch(self, fields: Sequence[str]) -> None:
        if self._budget is not None:
            earned = fields[self._earned] if self._earned is not None else ""
            self._money.see(fields[self._budget], earned)

    def _film(self, fields: Sequence[str]) -> FilmRow:
        def said(name: str) -> str:
            at = self._columns.at.get(name)
            return "" if at is None or is_empty(fields[at]) else fields[at].strip()

        title, year = title_of(said("title"))
        released = date_of(said("released")) or (year, None, None)
        crew = crew_names(structured(said("crew"))) if said("crew")[:1] == "[" else ((), ())
        named = film_categories(names_in(listed(said("genres"))))
        slugs = tuple(one.slug for one in named)
        self.categories.update(zip(slugs, named, strict=True))
        # MovieLens sorts films by a list of its own; here it only joins the other tables.
        own = self._columns.movielens
        row = FilmRow(
            title=title,
            overview=overview_of(said("overview")),
            genres=() if own else slugs,
            hinted=slugs if own else (),
            runtime_min=minutes_of(said("runtime")),
            year=released[0],
            month=released[1],
            day=released[2],
            language=language_of(said("language")),
            directors=people(listed(said("directors"))) or crew[0],
            writers=people(listed(said("writers"))) or crew[1],
            score=self._score(said("score"), said("vote_average")),
            imdb=imdb_of(said("imdb")),
            tmdb=id_of(said("tmdb"), "TMDB id"),
            movielens=id_of(said("movielens"), "MovieLens id"),
            collection=_collection(said("collection")),
            source=self.path.name,
            line=self._records.place.line,
        )
        return checked(row, self._picture(row, said("picture")))

    def _score(self, of_hundred: str, of_ten: str) -> float | None:
        if of_hundred:
            value = number_of(of_hundred, "score")
            self._highest = max(self._highest, value or 0.0)
            return score_of(value, 100)
        return score_of(number_of(of_ten, "vote average"), 10)

    def _picture(self, row: FilmRow, named: str) -> str:
        if self._pictures is None:
            return ""
        stem = re.sub(r"\.\w{3,4}$", "", named.replace("\\", "/").rsplit("/", 1)[-1])
        stems = (stem, row.imdb, row.tmdb, row.movielens)
        return next((name for name in stems if name and name in self._pictures), "")


def title_of(text: str) -> tuple[str, int | None]:
    """Bring a title to one line, and take a year in brackets off it."""
    line = overview_of(text)
    return parse_title(line) if _DATED.search(line) else (line, None)


def score_of(value: float | None, full: int) -> float | None:
    """Bring a mean audience score to 0-100; None for 0, which means that nobody voted.

    Raises
    ------
    ValueError
        If it lies outside 0 to ``full``.
    """
    if value is not None and not 0 <= value <= full:
        raise ValueError(f"the score {value:g} lies outside 0 to {full}")
    return round(value * 100 / full, 4) if value else None


def checked(row: FilmRow, picture: str) -> FilmRow:
    """Give a row its picture, and refuse it if it names no film.

    Raises
    ------
    ValueError
        If it has neither title nor id nor picture, or a text is too long.
    """
    if not (row.title or row.imdb or row.tmdb or row.movielens or picture):
        raise ValueError("it has neither a title nor an id")
    if len(row.title) > MAX_TITLE:
        raise ValueError(f"the title has {len(row.title)} characters; {MAX_TITLE} are allowed")
    if len(row.overview) > MAX_DESCRIPTION:
        raise ValueError(
            f"the overview has {len(row.overview):,} characters; {MAX_DESCRIPTION:,} are allowed"
        )
    return replace(row, picture=picture) if picture else row


def _collection(text: str) -> str:
    value = structured(text) if text[:1] in ("{", "[") else text
    if isinstance(value, dict):
        value = value.get("id") or value.get("name") or ""
    return str(value)[:100]


def _delimiter(path: Path, encoding: str) -> str:
    """Tell by the first line what parts the fields."""
    first = next(TextFile(path, encoding).texts(), "").partition("\n")[0]
    return max(",;\t", key=first.count)
