"""MovieLens folders: the small set with ratings and times, and implicit pairs.

| rating      | event   |
|-------------|---------|
| 4 and above | like    |
| 2 and below | dislike |
| in between  | view    |
| a bare pair | finish, at no known time |
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from medley.core.errors import ConfigError, DataError
from medley.data.category_names import category_for
from medley.data.rows import BadRow, EventRow, ItemRow, Row
from medley.data.sources.film_titles import parse_title
from medley.data.sources.records import Records
from medley.data.sources.stream import RowStream
from medley.data.sources.text import Place, TextFile

HEADERS = {
    "movies": ("movieId,title,genres", "movie_id,title,genres"),
    "ratings": ("userId,movieId,rating,timestamp",),
    "interactions": ("user_id,movie_id", "userId,movieId"),
    "links": ("movieId,imdbId,tmdbId",),
    "tags": ("userId,movieId,tag,timestamp",),
}
NO_GENRE = "(no genres listed)"
MAX_TAGS = 12
EXPECTED = "movies.csv and ratings.csv (or interactions.csv), each plain or .gz"


def find_movielens(folder: Path) -> dict[str, Path]:
    """Find the tables of a MovieLens folder, by name without the ending.

    Returns
    -------
    dict of str to Path
        Empty if the folder is no MovieLens set.
    """
    found = {
        name: path
        for name in HEADERS
        for path in (folder / f"{name}.csv.gz", folder / f"{name}.csv")
        if path.is_file()
    }
    whole = "movies" in found and ("ratings" in found or "interactions" in found)
    return found if whole else {}


def read_movielens(path: Path, *, what: str = "all") -> RowStream:
    """Read films with genres, links and tags, and what people thought of them.

    The films' keys are ``movielens:<movieId>`` in every MovieLens set. People are
    ``movielens:<userId>`` in sets with ratings and ``movielens-1m:<user_id>`` in
    implicit ones, because their numbers count different people.

    Parameters
    ----------
    path : Path
        Folder with the CSV files, plain or gzip.
    what : {"all", "items", "events"}
        Leave the events or the films out.

    Raises
    ------
    ConfigError
        If the folder holds no MovieLens set.
    DataError
        If a file is not UTF-8, or its columns are others.
    """
    tables = find_movielens(path) if path.is_dir() else {}
    if not tables:
        trouble = "is no MovieLens folder" if path.exists() else "does not exist"
        raise ConfigError(f"{path} {trouble}; expected a folder with {EXPECTED}")
    place = Place(total=sum(tables[name].stat().st_size for name in tables))
    for name, table in tables.items():
        # Refused whole before the first row is handed over, not half-way through.
        _open(table, HEADERS[name], Place()).text.verify()
    parts: list[Iterator[Row | BadRow]] = []
    if what in ("all", "items"):
        parts.append(_read_films(tables, place))
    if what in ("all", "events"):
        parts.append(_read_events(tables, place))
    return RowStream(chain.from_iterable(parts), "movielens", list(tables.values()), what, place)


def _open(path: Path, headers: tuple[str, ...], place: Place) -> Records:
    records = Records(TextFile(path, place=place))
    if ",".join(records.header) not in headers:
        raise DataError(
            f"{path.name} has the columns {', '.join(records.header)[:120]}; "
            f"a MovieLens file has {' or '.join(headers)}"
        )
    return records


def _read_films(tables: dict[str, Path], place: Place) -> Iterator[Row | BadRow]:
    links: dict[str, tuple[tuple[str, str], ...]] = {}
    tags: dict[str, list[str]] = {}
    if "links" in tables:
        yield from _collect_links(_open(tables["links"], HEADERS["links"], place), links)
    if "tags" in tables:
        yield from _collect_tags(_open(tables["tags"], HEADERS["tags"], place), tags)
    seen: set[str] = set()
    records = _open(tables["movies"], HEADERS["movies"], place)
    for fields in records:
        if isinstance(fields, BadRow):
            yield fields
        elif len(fields) != 3:
            yield records.wrong_length(fields)
        elif not fields[0].isdecimal():
            yield records.bad(f"the film id {fields[0][:40]!r} is not a number")
        else:
            yield from _film(fields, links, tags, seen)


def _film(
    fields: list[str],
    links: dict[str, tuple[tuple[str, str], ...]],
    tags: dict[str, list[str]],
    seen: set[str],
) -> Iterator[Row]:
    number, text, genres = fields
    title, year = parse_title(text)
    names = [] if genres == NO_GENRE else [name for name in genres.split("|") if name.strip()]
    categories = [category_for(name, "film") for name in names]
    for category in categories:
        if category.slug not in seen:
            seen.add(category.slug)
            yield category
    words = tags.get(number)
    yield ItemRow(
        key=f"movielens:{number}",
        kind="film",
        title=title,
        description=f"Tags: {', '.join(words)}" if words else "",
        categories=tuple(dict.fromkeys(category.slug for category in categories)),
        year=year,
        links=links.get(number, ()),
    )


def _collect_links(
    records: Records, links: dict[str, tuple[tuple[str, str], ...]]
) -> Iterator[BadRow]:
    for fields in records:
        if isinstance(fields, BadRow):
            yield fields
        elif len(fields) != 3:
            yield records.wrong_length(fields)
        elif not all(field.isdecimal() for field in fields if field) or not fields[0]:
            yield records.bad("a film id is not a number")
        else:
            film, imdb, tmdb = fields
            pairs = (("imdb", f"tt{imdb}" if imdb else ""), ("tmdb", tmdb))
            links[film] = tuple(pair for pair in pairs if pair[1])


def _collect_tags(records: Records, tags: dict[str, list[str]]) -> Iterator[BadRow]:
    """Keep the first tags of each film: enough to describe it, and bounded."""
    for fields in records:
        if isinstance(fields, BadRow):
            yield fields
        elif len(fields) != 4:
            yield records.wrong_length(fields)
        elif not fields[2].strip() or len(fields[2]) > 100 or not fields[2].isprintable():
            yield records.bad("the tag is empty, longer than 100 characters or unprintable")
        else:
            held = tags.setdefault(fields[1], [])
            tag = fields[2].strip()
            if len(held) < MAX_TAGS and tag.casefold() not in map(str.casefold, held):
                held.append(tag)


def _read_events(tables: dict[str, Path], place: Place) -> Iterator[Row | BadRow]:
    # A generator, so that the table is opened when its turn comes: `place` is shared.
    if "ratings" in tables:
        yield from _read_ratings(_open(tables["ratings"], HEADERS["ratings"], place))
    else:
        yield from _read_pairs(_open(tables["interactions"], HEADERS["interactions"], place))


def _read_ratings(records: Records) -> Iterator[Row | BadRow]:
    for fields in records:
        if fields.__class__ is BadRow:
            yield fields
            continue
        try:
            person, film, rating, stamp = fields  # type: ignore[misc]
        except ValueError:
            yield records.wrong_length(fields)  # type: ignore[arg-type]
            continue
        kind = kind_of_rating(rating)
        if kind and stamp.isdecimal() and len(stamp) < 11 and person.isdecimal():
            yield EventRow("movielens:" + person, "movielens:" + film, kind, int(stamp) * 1000)
        else:
            yield records.bad(_fault_of_rating(person, rating, kind, stamp))


def _read_pairs(records: Records) -> Iterator[Row | BadRow]:
    for fields in records:
        if isinstance(fields, BadRow):
            yield fields
        elif len(fields) != 2:
            yield records.wrong_length(fields)
        elif not fields[0].isdecimal():
            yield records.bad(f"the user id {fields[0][:40]!r} is not a number")
        else:
            yield EventRow("movielens-1m:" + fields[0], "movielens:" + fields[1], "finish")


@lru_cache(maxsize=1024)
def kind_of_rating(text: str) -> str:
    """Turn a rating of 0.5 to 5 stars into an event kind; empty if it is none.

    Examples
    --------
    >>> kind_of_rating("4.0"), kind_of_rating("3"), kind_of_rating("0.5"), kind_of_rating("-1")
    ('like', 'view', 'dislike', '')
    """
    try:
        rating = float(text)
    except ValueError:
        return ""
    if not 0.5 <= rating <= 5:
        return ""
    return "like" if rating >= 4 else "dislike" if rating <= 2 else "view"


def _fault_of_rating(person: str, rating: str, kind: str, stamp: str) -> str:
    if not kind:
        return f"the rating {rating[:40]!r} is not a number from 0.5 to 5"
    if not person.isdecimal():
        return f"the user id {person[:40]!r} is not a number"
    return f"the timestamp {stamp[:40]!r} is not a number of seconds since 1970"
