"""Items from a CSV file: one row an item, see docs/how-to/import.md for the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

from medley.data.category_names import FAMILY_OF_KIND, category_for
from medley.data.rows import BadRow, CategoryRow, CreatorRow, ItemRow, Kind, Row
from medley.data.sources.columns import ITEM_FIELDS, CsvOptions, check_item_kind, getters
from medley.data.sources.records import Records
from medley.data.sources.stream import RowStream
from medley.data.sources.text import Place, TextFile
from medley.data.times import parse_time
from medley.data.validation import fault_of

Get = dict[str, Callable[[Sequence[str]], str]]
MAX_REMEMBERED = 50_000


def read_items_csv(path: Path, options: CsvOptions | None = None) -> RowStream:
    """Read items, with the categories and creators that they name.

    Raises
    ------
    ConfigError
        If the file cannot be opened or an option cannot be used.
    DataError
        If the file is in another encoding or lacks a needed column.
    """
    options = options or CsvOptions()
    check_item_kind(options)
    place = Place()
    text = TextFile(path, options.encoding, place)
    text.verify()
    place.total = path.stat().st_size
    records = Records(text, options.separator())
    get = getters(records.header, ITEM_FIELDS, ("item", "title"), options.columns, path.name)
    rows = _read(records, get, options)
    return RowStream(rows, "items", [path], options.written(), place)


def _read(records: Records, get: Get, options: CsvOptions) -> Iterator[Row | BadRow]:
    seen: set[str] = set()
    for fields in records:
        if isinstance(fields, BadRow):
            yield fields
            continue
        if len(fields) != len(records.header):
            yield records.wrong_length(fields)
            continue
        try:
            rows = _rows(fields, get, options)
        except ValueError as error:
            yield records.bad(str(error))
            continue
        fault = next(filter(None, map(fault_of, rows)), None)
        yield from _unseen(rows, seen) if fault is None else [records.bad(fault)]


def _unseen(rows: list[Row], seen: set[str]) -> Iterator[Row]:
    """Leave out categories and creators named before."""
    if len(seen) > MAX_REMEMBERED:
        # Naming one again costs a look-up; remembering all would cost memory.
        seen.clear()
    for row in rows:
        if isinstance(row, ItemRow):
            yield row
            continue
        name = f"category {row.slug}" if isinstance(row, CategoryRow) else f"creator {row}"
        if name not in seen:
            seen.add(name)
            yield row


def _rows(fields: Sequence[str], get: Get, options: CsvOptions) -> list[Row]:
    """Make the categories, the creator if there is one, and the item, in this order."""
    kind = get["kind"](fields).lower() or options.kind or "video"
    family = FAMILY_OF_KIND.get(kind, "club")
    names = (name.strip() for name in get["categories"](fields).split("|"))
    categories = [category_for(name, family) for name in names if name]
    creator = get["creator"](fields)
    creator_key = f"{options.namespace}:{creator}" if creator else ""
    links = ((name, get[name](fields)) for name in ("imdb", "tmdb"))
    item = ItemRow(
        key=f"{options.namespace}:{get['item'](fields)}",
        kind=cast(Kind, kind),
        title=get["title"](fields),
        title_ko=get["title_ko"](fields),
        title_en=get["title_en"](fields),
        description=get["description"](fields),
        categories=tuple(dict.fromkeys(category.slug for category in categories)),
        creator=creator_key,
        year=_whole(get["year"](fields), "year"),
        duration_s=_number(get["duration_s"](fields), "duration"),
        picture=get["picture"](fields),
        media=get["media"](fields),
        published_ms=parse_time(get["published"](fields)),
        links=tuple((name, other) for name, other in links if other),
    )
    makers = [CreatorRow(creator_key, creator)] if creator else []
    return [*categories, *makers, item]


def _whole(text: str, what: str) -> int | None:
    try:
        return int(text) if text else None
    except ValueError:
        raise ValueError(f"the {what} {text[:40]!r} is not a whole number") from None


def _number(text: str, what: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise ValueError(f"the {what} {text[:40]!r} is not a number of seconds") from None
