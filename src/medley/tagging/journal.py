"""The journal of written tags: one line of JSON a file, on the disk before the file changes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from medley.core.errors import ConfigError, DataError
from medley.tagging.difference import Piece

FORMAT = "medley-tags-1"
_HEAD = json.dumps({"format": FORMAT}).encode("ascii")[:-1]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one file.

    Attributes
    ----------
    file : str
        Absolute path.
    at : str
        ISO 8601, UTC.
    old_hash, new_hash : str
        Of the whole file, before and after.
    old_genres : list of str
    genre : str
        What was written.
    pieces : list of Piece
        The old file, from parts of the new one and the old tags' bytes.
    """

    file: str
    at: str
    old_hash: str
    new_hash: str
    old_genres: list[str]
    genre: str
    pieces: list[Piece]


class Journal:
    """Appends entries to a file; makes it with the first one.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, entry: Entry) -> None:
        """Bring an entry to the disk.

        Raises
        ------
        DataError
            If it cannot be written; the file is then left as it is.
        """
        # Names that are no UTF-8 go as escapes, so that they come back the same.
        line = json.dumps({"format": FORMAT} | asdict(entry)) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(line.encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise DataError(f"the journal cannot be written: {error.strerror}") from None


def read_journal(path: Path) -> Iterator[Entry]:
    """Read the entries of a journal in their order.

    A last line that was cut off by a kill names a file that was not changed yet, so it
    is passed over.

    Raises
    ------
    ConfigError
        If there is no such file.
    DataError
        If it is no journal.
    """
    if not path.is_file():
        raise ConfigError(f"{path} does not exist; expected a journal of `medley label --apply`")
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n") and line[: len(_HEAD)] == _HEAD[: len(line)]:
                return
            yield _entry(line, f"{path.name}:{number}")


def _entry(line: bytes, place: str) -> Entry:
    try:
        held: dict[str, Any] = json.loads(line)
        if held.pop("format") != FORMAT:
            raise ValueError
        entry = Entry(**held)
        if not all(isinstance(piece, (str, list)) for piece in entry.pieces):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        raise DataError(f"{place} is no line of a journal of `medley label --apply`") from None
    return entry
