"""The file of rows that an import set aside: file, line, reason, text."""

from __future__ import annotations

import csv
import os
from dataclasses import astuple
from itertools import islice
from pathlib import Path
from typing import IO

from medley.data.playlist_rows import ListRow
from medley.data.rows import BadRow, Row

Spot = tuple[str, int]
"""File name and line of a row in its source."""
COLUMNS = ("file", "line", "reason", "text")


class BadRowFile:
    """Appends bad rows to a CSV file; makes it with the first one.

    Parameters
    ----------
    path : Path
    keep : int
        How many rows of an existing file to keep. What a killed run wrote after
        its last checkpoint comes again, so it is cut off.
    append : bool
        Keep all of them.
    """

    def __init__(self, path: Path, *, keep: int = 0, append: bool = False) -> None:
        self.path = path
        self.count = 0
        self._file: IO[str] | None = None
        if append:
            return
        if keep and path.exists():
            self._keep(keep)
        else:
            path.unlink(missing_ok=True)

    def add(self, row: BadRow) -> None:
        """Write one row down."""
        if self._file is None:
            self._open()
        csv.writer(self._file).writerow((row.source, row.line, row.reason, row.text))  # type: ignore[arg-type]
        self.count += 1

    def set_aside(self, spot: Spot, reason: str, row: Row | ListRow) -> None:
        """Write down a row that was read well but cannot be taken."""
        text = ",".join(str(value) for value in astuple(row) if value not in (None, "", (), False))
        self.add(BadRow(*spot, reason, text[:500]))

    def flush(self) -> None:
        """Bring what was written to the disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not self.path.exists()
        # A lone surrogate cannot be written as UTF-8; the file must take any text.
        self._file = self.path.open("a", encoding="utf-8", errors="backslashreplace", newline="")
        if fresh:
            csv.writer(self._file).writerow(COLUMNS)

    def _keep(self, rows: int) -> None:
        beside = self.path.with_suffix(".part")
        with (
            self.path.open(encoding="utf-8", newline="") as old,
            beside.open("w", encoding="utf-8", newline="") as new,
        ):
            writer = csv.writer(new)
            for number, row in enumerate(islice(csv.reader(old), rows + 1)):
                writer.writerow(row)
                self.count = number
        beside.replace(self.path)
