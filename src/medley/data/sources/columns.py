"""Which column of a CSV file holds which field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from medley.core.errors import ConfigError, DataError
from medley.data.rows import KINDS
from medley.data.signals import EVENT_KINDS
from medley.data.validation import OWN_NAMESPACES

ITEM_FIELDS = (
    "item",
    "title",
    "kind",
    "title_ko",
    "title_en",
    "description",
    "categories",
    "creator",
    "year",
    "duration_s",
    "picture",
    "media",
    "published",
    "imdb",
    "tmdb",
)
EVENT_FIELDS = ("person", "item", "kind", "at", "undo", "rating")

_NAMESPACE = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """How to read a CSV file.

    Attributes
    ----------
    columns : mapping of str to str
        Field -> column; a field left out is looked for under its own name.
    encoding : str
    delimiter : str
        One character, or ``"tab"``.
    namespace : str
        In front of ids: item ``1`` becomes ``csv:1``.
    kind : str
        Kind of an item, or of an event, where the file has no such column.

    Raises
    ------
    ConfigError
        If the namespace cannot be used.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    namespace: str = "csv"
    kind: str = ""

    def __post_init__(self) -> None:
        if not _NAMESPACE.fullmatch(self.namespace) or self.namespace in OWN_NAMESPACES:
            raise ConfigError(
                f"the namespace is {self.namespace!r}; use up to 32 of a-z, 0-9, dot, hyphen and "
                f"underscore, and neither {' nor '.join(OWN_NAMESPACES)}"
            )

    def separator(self) -> str:
        """The delimiter as one character."""
        return "\t" if self.delimiter in ("tab", "\\t") else self.delimiter

    def check_kind(self, kinds: Sequence[str]) -> None:
        """Refuse a kind that is not among ``kinds``.

        Raises
        ------
        ConfigError
            If it is none of them and not empty.
        """
        if self.kind and self.kind not in kinds:
            raise ConfigError(f"the kind is {self.kind!r}; use one of {', '.join(kinds)}")

    def written(self) -> str:
        """All options in one line, the same for the same options."""
        columns = sorted(self.columns.items())
        return repr((columns, self.encoding, self.separator(), self.namespace, self.kind))


def looks_like(header: Sequence[str], columns: Mapping[str, str]) -> str:
    """Tell an events file from an items file by its columns.

    Returns
    -------
    str
        ``"events"``, ``"items"``, or empty if it is neither.
    """
    held = {name for name in (*ITEM_FIELDS, *EVENT_FIELDS) if columns.get(name, name) in header}
    if {"person", "item"} <= held:
        return "events"
    return "items" if {"item", "title"} <= held else ""


def getters(
    header: Sequence[str],
    fields: Sequence[str],
    needed: Sequence[str],
    columns: Mapping[str, str],
    file: str,
) -> dict[str, Callable[[Sequence[str]], str]]:
    """Make a function for each field that takes it, stripped, out of a record.

    Raises
    ------
    ConfigError
        If ``columns`` maps an unknown field.
    DataError
        If a mapped or needed column is absent.
    """
    unknown = next((name for name in columns if name not in fields), None)
    if unknown is not None:
        raise ConfigError(f"there is no field {unknown!r} to map; fields: {', '.join(fields)}")
    shown = ", ".join(header)[:200]
    for name in fields:
        column = columns.get(name, name)
        if column not in header and (name in columns or name in needed):
            raise DataError(
                f"{file} has no column {column!r} for the field {name!r}; it has: {shown}. "
                f"Say which one it is, e.g. --map {name}={header[0][:40]}"
            )
    places = {name: columns.get(name, name) for name in fields}
    return {
        name: _getter(header.index(column) if column in header else None)
        for name, column in places.items()
    }


def _getter(position: int | None) -> Callable[[Sequence[str]], str]:
    if position is None:
        return lambda _fields: ""
    return lambda fields: fields[position].strip()


def check_item_kind(options: CsvOptions) -> None:
    """Refuse a default kind that no item can have.

    Raises
    ------
    ConfigError
    """
    options.check_kind(KINDS)


def check_event_kind(options: CsvOptions) -> None:
    """Refuse a default kind that no event can have.

    Raises
    ------
    ConfigError
    """
    options.check_kind(EVENT_KINDS)
