"""From what the database holds of films to the rows that importers hand over, and back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from medley.data.film_rows import IDS, FilmRow
from medley.data.playlist_rows import short_hash
from medley.data.sources.film_titles import parse_title
from medley.web.catalog.ingest_keys import in_batches
from medley.web.catalog.models import Item, ItemKind
from medley.web.labels.models import FilmName, FilmRecord, Label, Provenance
from medley.web.labels.models_films import title_key

COLUMNS = (
    "title",
    "overview",
    "year",
    "month",
    "day",
    "runtime_min",
    "language",
    "directors",
    "writers",
    "collection",
    "score",
)
"""What a record and a row call alike."""
_UNTITLED = re.compile(r"(imdb|tmdb|movielens)[: ]|tt\d+$")


@dataclass(frozen=True, slots=True)
class KnownFilm:
    """A film of the database.

    Attributes
    ----------
    record : FilmRecord
        With its item.
    row : FilmRow
        The same as a row; the picture is its path in the media folder.
    names : frozenset of str
        Keys under which lists name it.
    """

    record: FilmRecord
    row: FilmRow
    names: frozenset[str]


def known_films(rows: Iterable[FilmRow]) -> list[KnownFilm]:
    """Find the films of the database that could be those of some rows, by name or title."""
    held = list(rows)
    names = {name for row in held for name in (*row.names, row.alias)}
    titles = {title_key(row.title) for row in held} - {""}
    items: set[int] = set()
    for batch in in_batches(sorted(names)):
        items.update(FilmName.objects.filter(key__in=batch).values_list("item_id", flat=True))
    for batch in in_batches(sorted(titles)):
        found = FilmRecord.objects.filter(title_key__in=batch)
        items.update(found.values_list("item_id", flat=True))
    return [film for batch in in_batches(sorted(items)) for film in _load(batch)]


def known_rows(items: list[int]) -> Iterator[tuple[int, str, FilmRow]]:
    """Give films as rows, with the primary key and the key of each item.

    A row's ``hinted`` are the genres that the catalogue has of films of which no file
    of films named any.
    """
    for film in _load(items):
        yield film.record.item_id, film.record.item.key, film.row


def record_films() -> None:
    """Give the films that came by other ways a record and names, so that rows find them."""
    bare = Item.objects.filter(kind=ItemKind.FILM, film__isnull=True).order_by("pk")
    while batch := list(bare[:500]):
        FilmRecord.objects.bulk_create([_bare_record(item) for item in batch])
        FilmName.objects.bulk_create(
            [FilmName(key=name, item=item) for item in batch for name in _names(item)],
            ignore_conflicts=True,
        )


def shown_title(row: FilmRow) -> str:
    """What the catalogue calls a film: its id where no list says its title."""
    return row.title or row.imdb or row.key.replace(":", " ", 1)


def said_hash(row: FilmRow) -> str:
    """Hash what a row says, wherever it stands in its file."""
    return short_hash(repr(replace(row, source="", line=0, picture="")))


def _load(items: list[int]) -> Iterator[KnownFilm]:
    names: dict[int, set[str]] = defaultdict(set)
    for item, key in FilmName.objects.filter(item_id__in=items).values_list("item_id", "key"):
        names[item].add(key)
    genres: dict[int, list[str]] = defaultdict(list)
    labels: Any = Label.objects.filter(item_id__in=items, provenance=Provenance.FILE)
    for item, slug in labels.order_by("position", "pk").values_list("item_id", "genre__slug"):
        genres[item].append(slug)
    hints: dict[int, list[str]] = defaultdict(list)
    through = Item.categories.through.objects.filter(item_id__in=items)
    for item, slug in through.values_list("item_id", "category__slug"):
        hints[item].append(slug)
    records = FilmRecord.objects.filter(item_id__in=items).select_related("item")
    for record in records.order_by("item_id"):
        item = record.item_id
        hinted = () if genres[item] else tuple(hints[item])
        yield KnownFilm(
            record,
            _row(record, names[item], tuple(genres[item]), hinted),
            frozenset(names[item]),
        )


def _row(
    record: FilmRecord, names: set[str], genres: tuple[str, ...], hinted: tuple[str, ...]
) -> FilmRow:
    said: dict[str, Any] = {name: getattr(record, name) for name in COLUMNS}
    said |= {name: tuple(said[name]) for name in ("directors", "writers")}
    for one in IDS:
        number = min((name for name in names if name.startswith(f"{one}:")), default="")
        said[one] = number.partition(":")[2]
    return FilmRow(
        **said,
        genres=genres,
        hinted=hinted,
        picture=record.item.picture,
        source=record.sources[0] if record.sources else "",
    )


def _bare_record(item: Item) -> FilmRecord:
    title, year = parse_title(item.title)
    if _UNTITLED.match(item.title):
        title = ""
    return FilmRecord(item=item, title=title, title_key=title_key(title), year=item.year or year)


def _names(item: Item) -> list[str]:
    links = {f"{one}:{item.links[one]}" for one in IDS if item.links.get(one)}
    return sorted(links | {item.key})
