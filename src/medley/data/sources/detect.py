"""Finds out what a path holds, and reads it."""

from __future__ import annotations

from pathlib import Path

from medley.core.errors import ConfigError, DataError
from medley.data.sources.columns import CsvOptions, looks_like
from medley.data.sources.events_csv import read_events_csv
from medley.data.sources.items_csv import read_items_csv
from medley.data.sources.movielens import EXPECTED, read_movielens
from medley.data.sources.records import Records
from medley.data.sources.stream import RowStream
from medley.data.sources.text import TextFile


def read_source(path: Path, options: CsvOptions | None = None) -> RowStream:
    """Read a MovieLens folder, or a CSV file of items or of events.

    Raises
    ------
    ConfigError
        If there is nothing at the path, or nothing that Medley can read.
    DataError
        If a file is malformed.
    """
    if not path.exists():
        raise ConfigError(f"{path} does not exist; expected a MovieLens folder or a CSV file")
    if path.is_dir():
        return read_movielens(path)
    return read_csv(path, "", options)


def read_csv(path: Path, what: str = "", options: CsvOptions | None = None) -> RowStream:
    """Read a CSV file of items or of events.

    Parameters
    ----------
    path : Path
    what : {"", "items", "events"}
        Empty: told by the columns.
    options : CsvOptions, optional

    Raises
    ------
    ConfigError
        If the file cannot be opened or an option cannot be used.
    DataError
        If the file is malformed, or its columns are neither.
    """
    options = options or CsvOptions()
    if what not in ("", "items", "events"):
        raise ConfigError(f"a CSV file holds items or events, not {what!r}")
    if not what:
        header = Records(TextFile(path, options.encoding), options.separator()).header
        what = looks_like(header, options.columns)
        if not what:
            raise DataError(
                f"{path.name} has the columns {', '.join(header)[:200]}; items need 'item' and "
                "'title', events 'person' and 'item' (name yours with --map title=COLUMN), "
                f"and a MovieLens set is the folder with {EXPECTED}"
            )
    return (read_items_csv if what == "items" else read_events_csv)(path, options)
