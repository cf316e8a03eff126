"""Readers of other systems' files: one source a file, all of them lazy.

Each yields `Row` for what it understood and `BadRow`, with file, line and reason,
for what it did not; nothing is dropped in silence. Memory is bounded by a block,
whatever the size of the file.
"""

from medley.data.sources.columns import CsvOptions
from medley.data.sources.detect import read_csv, read_source
from medley.data.sources.events_csv import read_events_csv
from medley.data.sources.items_csv import read_items_csv
from medley.data.sources.movielens import read_movielens
from medley.data.sources.stream import RowStream

__all__ = [
    "CsvOptions",
    "RowStream",
    "read_csv",
    "read_events_csv",
    "read_items_csv",
    "read_movielens",
    "read_source",
]
