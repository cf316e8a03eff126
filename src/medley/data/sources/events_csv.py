"""Events from a CSV file: one row an event, see docs/how-to/import.md for the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from medley.core.errors import DataError
from medley.data.rows import BadRow, EventRow, Row
from medley.data.signals import EVENT_KINDS
from medley.data.sources.columns import EVENT_FIELDS, CsvOptions, check_event_kind, getters
from medley.data.sources.movielens import kind_of_rating
from medley.data.sources.records import Records
from medley.data.sources.stream import RowStream
from medley.data.sources.text import Place, TextFile
from medley.data.times import parse_time
from medley.data.validation import fault_of

_UNDO = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}


def read_events_csv(path: Path, options: CsvOptions | None = None) -> RowStream:
    """Read what people did to items that the catalogue knows.

    Raises
    ------
    ConfigError
        If the file cannot be opened or an option cannot be used.
    DataError
        If the file is in another encoding or lacks a needed column.
    """
    options = options or CsvOptions()
    check_event_kind(options)
    place = Place()
    text = TextFile(path, options.encoding, place)
    text.verify()
    place.total = path.stat().st_size
    records = Records(text, options.separator())
    get = getters(records.header, EVENT_FIELDS, ("person", "item"), options.columns, path.name)
    held = {name for name in EVENT_FIELDS if options.columns.get(name, name) in records.header}
    if not options.kind and not held & {"kind", "rating"}:
        raise DataError(
            f"{path.name} has neither a column 'kind' nor 'rating'; add --kind finish if every row "
            "is the same event, or say which column it is, e.g. --map kind=action"
        )
    return RowStream(_read(records, get, options), "events", [path], options.written(), place)


def _read(
    records: Records, get: dict[str, Callable[[Sequence[str]], str]], options: CsvOptions
) -> Iterator[Row | BadRow]:
    width = len(records.header)
    for fields in records:
        if isinstance(fields, BadRow):
            yield fields
            continue
        if len(fields) != width:
            yield records.wrong_length(fields)
            continue
        try:
            undo = _UNDO.get(get["undo"](fields).lower())
            if undo is None:
                raise ValueError("undo must be 1 or 0, true or false, yes or no")
            person, item = get["person"](fields), get["item"](fields)
            event = EventRow(
                f"{options.namespace}:{person}",
                f"{options.namespace}:{item}",
                _kind(get["kind"](fields), get["rating"](fields), options.kind),
                parse_time(get["at"](fields)),
                undo,
            )
        except ValueError as error:
            yield records.bad(str(error))
            continue
        fault = fault_of(event)
        yield event if fault is None else records.bad(fault)


def _kind(kind: str, rating: str, default: str) -> str:
    if kind:
        return kind.lower()
    if not rating:
        if not default:
            raise ValueError(f"the event kind is empty; it must be one of {', '.join(EVENT_KINDS)}")
        return default
    found = kind_of_rating(rating)
    if not found:
        raise ValueError(f"the rating {rating[:40]!r} is not a number from 0.5 to 5")
    return found
