"""Reading typed values out of a parsed document; whatever is wrong is noted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from medley.core.errors import ConfigError
from medley.serving.rules.faults import Fault
from medley.serving.rules.lines import Path, line_of

Settings = TypeVar("Settings")


class Values:
    """A parsed document with the places of its values.

    Every method notes a fault and gives the default when a value is wrong, so
    that one pass finds all that is wrong.

    Attributes
    ----------
    faults : list of Fault
    """

    def __init__(self, document: Mapping[str, Any], file: str, index: dict[Path, int]) -> None:
        self._document = document
        self._file = file
        self._index = index
        self.faults: list[Fault] = []

    def fault(self, path: Path, message: str) -> None:
        """Note what is wrong at a path."""
        self.faults.append(Fault(self._file, self.line(path), message))

    def line(self, path: Path) -> int:
        """Line of a path, from 1."""
        return line_of(self._index, path)

    def table(self, path: Path, allowed: Collection[str]) -> Mapping[str, Any]:
        """Read a table; empty when absent. Keys that are not allowed are faults."""
        found: Any = self._document
        for key in path:
            found = found.get(key, {}) if isinstance(found, Mapping) else found[int(key)]
        return self._checked(path, found, allowed)

    def tables(self, name: str, allowed: Collection[str]) -> list[tuple[int, Mapping[str, Any]]]:
        """Read the numbered tables of an array such as ``[[pins]]``; empty when absent."""
        found = self._document.get(name, [])
        if not isinstance(found, list):
            self.fault((name,), f"{name} must be written as [[{name}]], once for each of them")
            return []
        checked = [(i, self._checked((name, i), table, allowed)) for i, table in enumerate(found)]
        return [(i, table) for i, table in checked if isinstance(found[i], Mapping)]

    def _checked(self, path: Path, found: Any, allowed: Collection[str]) -> Mapping[str, Any]:
        if not isinstance(found, Mapping):
            self.fault(path, f"{dotted(path)} is {_said(found)}; it must be a table of settings")
            return {}
        for key in found:
            if key not in allowed:
                self.fault((*path, key), unknown(dotted(path) or self._file, key, allowed))
        return {key: value for key, value in found.items() if key in allowed}

    def number(self, path: Path, value: Any, low: float, high: float, default: float) -> float:
        """Read a number in a range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(path, f"{dotted(path)} is {_said(value)}; it must be a number")
        elif not low <= value <= high:
            self.fault(path, f"{dotted(path)} is {value}; it must lie between {low:g} and {high:g}")
        else:
            return float(value)
        return default

    def whole(self, path: Path, value: Any, low: int, high: int, default: int) -> int:
        """Read a whole number in a range."""
        if isinstance(value, float):
            self.fault(path, f"{dotted(path)} is {value}; it must be a whole number")
            return default
        return int(self.number(path, value, low, high, default))

    def flag(self, path: Path, value: Any, *, default: bool) -> bool:
        """Read true or false."""
        if isinstance(value, bool):
            return value
        self.fault(path, f"{dotted(path)} is {_said(value)}; it must be true or false")
        return default

    def name(self, path: Path, value: Any, known: Collection[str] | None = None) -> str:
        """Read a text, one of ``known`` where that is given; empty when wrong."""
        if not isinstance(value, str) or not value:
            self.fault(path, f"{dotted(path)} is {_said(value)}; it must be a text in quotes")
        elif known is not None and value not in known:
            self.fault(path, unknown(dotted(path), value, known))
        else:
            return value
        return ""

    def names(
        self, path: Path, value: Any, known: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Read a list of different texts."""
        if not isinstance(value, list):
            self.fault(path, f"{dotted(path)} is {_said(value)}; it must be a list of texts")
            return ()
        found: dict[str, None] = {}
        for i, element in enumerate(value):
            name = self.name((*path, i), element, known)
            if name in found:
                self.fault((*path, i), f"{dotted(path)} names {name!r} twice; take one out")
            if name:
                found[name] = None
        return tuple(found)

    def settings(self, name: str, default: Settings) -> Settings:
        """Read a table into a frozen dataclass of numbers and flags that checks itself."""
        known = {field.name: getattr(default, field.name) for field in fields(default)}  # type: ignore[arg-type]
        made = default
        for key, value in self.table((name,), known).items():
            path = (name, key)
            read: Any
            if isinstance(known[key], bool):
                read = self.flag(path, value, default=known[key])
            elif isinstance(known[key], int):
                read = self.whole(path, value, -(2**31), 2**31, known[key])
            else:
                read = self.number(path, value, float("-inf"), float("inf"), known[key])
            try:
                made = replace(made, **{key: read})  # type: ignore[type-var]
            except ConfigError as error:
                self.fault(path, str(error))
        return made


def dotted(path: Path) -> str:
    """Write a path as people do: ``pins[2].place``, counted from 1.

    Examples
    --------
    >>> dotted(("pins", 1, "place"))
    'pins[2].place'
    """
    text = ""
    for key in path:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def unknown(what: str, value: str, known: Collection[str]) -> str:
    """Say that a name is unknown, which one was perhaps meant, and which there are.

    Examples
    --------
    >>> unknown("filters.kinds[1]", "filn", ("film", "song"))
    "filters.kinds[1]: 'filn' is unknown; did you mean 'film'? (film, song)"
    """
    near = get_close_matches(value, known, n=1)
    meant = f"did you mean {near[0]!r}?" if near else "use one of these:"
    return f"{what}: {value!r} is unknown; {meant} ({', '.join(sorted(known))})"


def _said(value: Any) -> str:
    kind = {str: "a text", bool: "true or false", list: "a list", dict: "a table"}
    return f"{value!r}, {kind[type(value)]}" if type(value) in kind else repr(value)
