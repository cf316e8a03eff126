"""CSV records with the lines they came from; what cannot be read is set aside.

Quoting follows RFC 4180. A quote that is never closed costs the line it stands
on, not the rest of the file: the lines after it are read again as rows.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow
from medley.data.sources.text import MAX_LINE, OverlongLine, TextFile

MAX_TEXT = 500
_REASONS = {
    "unexpected end of data": "a quote is opened and never closed",
    "field larger": "a field is longer than 131,072 characters, or a quote is never closed",
    "expected after": "text follows a closing quote; a quote inside a field is written twice",
}


class _LineTooLong(csv.Error):
    pass


class Records:
    """The records of one CSV file, header first.

    Parameters
    ----------
    text : TextFile
        Its `Place` is told the file and the line of each record.
    delimiter : str
        One character.

    Raises
    ------
    ConfigError
        If the delimiter cannot be used.
    DataError
        If the file has no header.
    """

    def __init__(self, text: TextFile, delimiter: str = ",") -> None:
        if len(delimiter) != 1 or delimiter in '"\r\n ':
            raise ConfigError(
                f"the delimiter is {delimiter!r}; it must be one character such as , ; | or tab"
            )
        self.text = text
        self.place = text.place
        self._delimiter = delimiter
        self._blocks = text.blocks()
        self._block: Iterator[str] = iter(())
        self._waiting: deque[str] = deque()
        self._overlong: OverlongLine | None = None
        self._held: list[str] = []
        self._done = 0
        self._records = self._read()
        self.header = self._read_header()

    def __iter__(self) -> Iterator[list[str] | BadRow]:
        """Yield the fields of each record after the header; blank lines are passed over."""
        return self._records

    def bad(self, reason: str) -> BadRow:
        """Set the present record aside."""
        text = "".join(self._held)[:MAX_TEXT].rstrip("\n")
        return BadRow(self.text.path.name, self.place.line, reason, text)

    def wrong_length(self, fields: list[str]) -> BadRow:
        """Set the present record aside because its fields are too few or too many."""
        return self.bad(f"has {len(fields)} fields, but the header has {len(self.header)}")

    def _read_header(self) -> list[str]:
        name = self.text.path.name
        first = next(self._records, None)
        if first is None:
            raise DataError(f"{name} is empty; its first line must name the columns")
        if isinstance(first, BadRow):
            raise DataError(f"the first line of {name} cannot be read: {first.reason}")
        header = [column.strip() for column in first]
        twice = next((column for column in header if header.count(column) > 1), None)
        if twice is not None:
            raise DataError(f"{name} has two columns called {twice!r}; rename one")
        return header

    def _read(self) -> Iterator[list[str] | BadRow]:
        held, place = self._held, self.place
        place.file = self.text.path.name
        while True:
            reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)
            try:
                for fields in reader:
                    place.line = self._done + 1
                    if fields:
                        yield fields
                    self._done += len(held)
                    held.clear()
                return
            except csv.Error as error:
                place.line = self._done + 1
                yield self._set_aside(error)

    def _feed(self) -> Iterator[str]:
        """Hand lines to the parser, and hold those of the present record."""
        held = self._held
        while True:
            while self._waiting:
                held.append(self._waiting.popleft())
                yield held[-1]
            for line in self._block:
                held.append(line)
                yield line
            if sum(map(len, held)) > MAX_LINE:
                raise csv.Error("field larger")
            self._check_overlong()
            block = next(self._blocks, None)
            if block is None:
                return
            if isinstance(block, OverlongLine):
                self._overlong = block
                self._check_overlong()
            else:
                self._block = block

    def _check_overlong(self) -> None:
        if self._overlong is not None:
            # A record that was open before the long line is set aside first.
            raise csv.Error("unexpected end of data") if self._held else _LineTooLong

    def _set_aside(self, error: csv.Error) -> BadRow:
        if isinstance(error, _LineTooLong) and self._overlong is not None:
            start, self._overlong = self._overlong.start, None
            self._done += 1
            reason = f"the line is longer than {MAX_LINE:,} characters"
            return BadRow(self.text.path.name, self.place.line, reason, start[:MAX_TEXT])
        self._waiting.extendleft(reversed(self._held[1:]))
        del self._held[1:]
        words = str(error)
        bad = self.bad(next((said for mark, said in _REASONS.items() if mark in words), words))
        self._done += 1
        self._held.clear()
        return bad
