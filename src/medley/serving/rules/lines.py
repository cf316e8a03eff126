"""On which line of a TOML file each key and each array element stands.

`tomllib` gives values without their places, so that a wrong value could not be
pointed at. This walks a document that `tomllib` has accepted, and only notes
places: it need not judge.

References
----------
TOML 1.0.0, https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
import tomllib
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PLAIN_VALUE = re.compile(r"[^,\]}\n#]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


def line_index(text: str) -> dict[Path, int]:
    """Note the line of every key, table and array element.

    Parameters
    ----------
    text : str
        A document that `tomllib.loads` accepts.

    Returns
    -------
    dict
        Path of keys and positions -> line number from 1. A table opened by
        several headers has the line of the first.

    Examples
    --------
    >>> line_index('[filters]\\nkinds = [\\n  "film",\\n]\\n')[("filters", "kinds", 0)]
    3
    """
    # `tomllib` does the same, so that both see one kind of line end.
    return _Walk(text.replace("\r\n", "\n")).document()


def line_of(index: dict[Path, int], path: Path) -> int:
    """Find the line of a path, or of the nearest thing around it; 1 at the least."""
    for end in range(len(path), 0, -1):
        line = index.get(path[:end])
        if line is not None:
            return line
    return 1


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._index: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}

    def document(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._index

    def _header(self) -> Path:
        line = self._line
        repeated = self._text.startswith("[[", self._at)
        self._at += 2 if repeated else 1
        keys = self._keys()
        self._at += 2 if repeated else 1
        around: Path = ()
        for key in keys[:-1]:
            around = self._inside((*around, key))
        path: Path = (*around, keys[-1])
        self._note(path, line)
        if repeated:
            self._tables[path] = self._tables.get(path, -1) + 1
        path = self._inside(path) if repeated else path
        self._note(path, line)
        return path

    def _inside(self, path: Path) -> Path:
        """Step into the latest table of an array of tables."""
        return (*path, self._tables[path]) if path in self._tables else path

    def _pair(self, table: Path) -> None:
        line = self._line
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path, line)
        self._at += 1
        self._skip(_SPACE)
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            quoted = self._text[self._at] in "\"'"
            found = self._skip(_STRING if quoted else _BARE_KEY)
            keys.append(str(tomllib.loads(f"key = {found}")["key"]) if quoted else found)
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        first = self._text[self._at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_STRING if first in "\"'" else _PLAIN_VALUE)

    def _array(self, path: Path) -> None:
        self._at += 1
        position = 0
        self._skip(_BLANK)
        while self._text[self._at] != "]":
            self._note((*path, position), self._line)
            self._value((*path, position))
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
                self._skip(_BLANK)
            position += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
                self._skip(_BLANK)
        self._at += 1

    def _note(self, path: Path, line: int) -> None:
        self._index.setdefault(path, line)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        self._line += found.group().count("\n")
        return found.group()
