"""Films as TMDB's API answers them: one film, pages of results, or lines of either."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from medley.core.errors import DataError
from medley.data.film_rows import FilmRow
from medley.data.rows import BadRow, CategoryRow
from medley.data.sources.film_columns import REFUSED
from medley.data.sources.film_genres import film_categories
from medley.data.sources.film_table import Pictures, checked, score_of, title_of
from medley.data.sources.film_values import (
    crew_names,
    date_of,
    id_of,
    imdb_of,
    language_of,
    minutes_of,
    names_in,
    number_of,
    overview_of,
)
from medley.data.sources.json_stream import MAX_ELEMENT, JsonElements
from medley.data.sources.text import OverlongLine, Place, TextFile

ENDINGS = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
TELLING = ("overview", "vote_average", "genre_ids", "original_title")
EXPECTED = "films as TMDB's API gives them, with title, overview, genres or genre_ids"


class FilmJson:
    """The films of one JSON file, read lazily.

    Parameters
    ----------
    path : Path
        An object of one film, a list of films, an object with ``results``, or one of
        these a line (``.jsonl``); also gzip.
    pictures : Pictures, optional
        Posters by film id or by the name in ``poster_path``.
    place : Place, optional

    Attributes
    ----------
    refused : dict of str to str
        Members that are not taken, as far as they were met, with the reason.
    categories : dict of str to CategoryRow
        Genres of the films read so far, by slug.
    """

    def __init__(
        self, path: Path, pictures: Pictures | None = None, *, place: Place | None = None
    ) -> None:
        self.path = path
        self.refused: dict[str, str] = {}
        self.categories: dict[str, CategoryRow] = {}
        self._pictures = pictures
        self._place = place or Place()
        self._text = TextFile(path, place=self._place)

    def __iter__(self) -> Iterator[FilmRow | BadRow]:
        self._place.file, self._place.line = self.path.name, 0
        by_line = ".json" not in (self.path.suffix.lower(), self.path.with_suffix("").suffix)
        for element in self._lines() if by_line else self._elements():
            if isinstance(element, BadRow):
                yield element
                continue
            films = element.get("results", element) if isinstance(element, dict) else element
            for film in films if isinstance(films, list) else [films]:
                yield self._row(film)

    def suspicions(self) -> Iterator[str]:
        """Nothing in this format is other than it is called."""
        return iter(())

    def holds_films(self) -> bool:
        """Whether the first element is a film, by its members."""
        try:
            first = next(iter(self._probe()), None)
        except DataError:
            return False
        return isinstance(first, dict) and not set(TELLING).isdisjoint(first)

    def _probe(self) -> Iterator[Any]:
        probe = FilmJson(self.path)
        by_line = ".json" not in (self.path.suffix.lower(), self.path.with_suffix("").suffix)
        for element in islice(probe._lines() if by_line else probe._elements(), 1):
            results = element.get("results") if isinstance(element, dict) else None
            yield from islice(results, 1) if isinstance(results, list) else [element]

    def _elements(self) -> Iterator[Any]:
        """Yield the elements of a list, or of a page's ``results``; else the one object."""
        texts = self._text.texts()
        held: list[str] = []
        for text in texts:
            held.append(text)
            if held[0].lstrip()[:1] == "[" or sum(map(len, held)) > MAX_ELEMENT:
                whole = chain(held, texts)
                yield from JsonElements(whole, self.path.name, self._place).under("results")
                return
        yield self._object("".join(held))

    def _object(self, text: str) -> dict[str, Any]:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{self.path.name} is not JSON: {str(error)[:100]}") from None
        if not isinstance(value, dict):
            raise DataError(f"{self.path.name} holds no object; expected {EXPECTED}")
        return value

    def _lines(self) -> Iterator[Any]:
        for block in self._text.blocks():
            if isinstance(block, OverlongLine):
                self._place.line += 1
                yield self._bad("the line is too long", block.start)
                continue
            for line in block:
                self._place.line += 1
                if line.strip():
                    try:
                        yield json.loads(line)
                    except (ValueError, RecursionError):
                        yield self._bad("the line is not JSON", line)

    def _bad(self, reason: str, text: str) -> BadRow:
        return BadRow(self.path.name, self._place.line, reason, text.strip()[:500])

    def _row(self, film: Any) -> FilmRow | BadRow:
        if not isinstance(film, dict):
            return self._bad("it is no object", str(film))
        self.refused |= {name: REFUSED[name] for name in film if name in REFUSED}
        try:
            return self._film(film)
        except ValueError as error:
            return self._bad(str(error), json.dumps(film, ensure_ascii=False))

    def _film(self, film: dict[str, Any]) -> FilmRow:
        def said(name: str) -> str:
            value = film.get(name)
            return "" if value is None or isinstance(value, dict | list) else str(value)

        title, year = title_of(said("title") or said("original_title") or said("name"))
        released = date_of(said("release_date")) or (year, None, None)
        credits_ = film.get("credits")
        directors, writers = crew_names(credits_.get("crew") if isinstance(credits_, dict) else [])
        collection = film.get("belongs_to_collection")
        genres = film.get("genres") or film.get("genre_ids") or []
        named = film_categories(names_in(genres) if isinstance(genres, list) else [])
        self.categories.update({one.slug: one for one in named})
        row = FilmRow(
            title=title,
            overview=overview_of(said("overview")),
            genres=tuple(one.slug for one in named),
            runtime_min=minutes_of(said("runtime")),
            year=released[0],
            month=released[1],
            day=released[2],
            language=language_of(said("original_language")),
            directors=directors,
            writers=writers,
            score=score_of(number_of(said("vote_average"), "vote average"), 10),
            imdb=imdb_of(said("imdb_id")),
            tmdb=id_of(said("id"), "TMDB id"),
            collection=str(collection.get("id", "")) if isinstance(collection, dict) else "",
            source=self.path.name,
            line=self._place.line,
        )
        stems = (row.tmdb, row.imdb, said("poster_path").strip("/").rpartition(".")[0])
        held = self._pictures
        picture = next((one for one in stems if one and held is not None and one in held), "")
        return checked(row, picture)
