"""A folder of film posters: posters.csv, and the pictures in images.zip or images/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow
from medley.data.sources.picture_archive import PictureArchive
from medley.data.sources.records import Records
from medley.data.sources.text import Place, TextFile

NEEDED = ("imdb_id", "movielens_id")
_IMDB = re.compile(r"tt\d{5,10}")


@dataclass(frozen=True, slots=True)
class PosterRow:
    """A poster's line in posters.csv: whose picture it is, by either of two ids.

    Attributes
    ----------
    imdb_id : str
        E.g. ``"tt0114709"``; also the stem of the picture's file name.
    movielens_id : str
        Empty where the film is not in MovieLens.
    line : int
    """

    imdb_id: str
    movielens_id: str
    line: int


class PosterFolder:
    """The posters of a folder, read lazily.

    Parameters
    ----------
    path : Path
        With ``posters.csv`` (columns imdb_id, movielens_id; others are ignored) and
        ``images.zip``, or a folder ``images``, or the pictures beside posters.csv.

    Raises
    ------
    ConfigError
        If one of them is missing.
    DataError
        If one of them is damaged.
    """

    def __init__(self, path: Path) -> None:
        table = path / "posters.csv"
        if not table.is_file():
            trouble = "has no posters.csv" if path.is_dir() else "is no folder"
            raise ConfigError(
                f"{path} {trouble}; expected a folder with posters.csv and images.zip"
            )
        text = TextFile(table, place=Place(total=table.stat().st_size))
        text.verify()
        self._records = Records(text)
        missing = next((name for name in NEEDED if name not in self._records.header), None)
        if missing is not None:
            shown = ", ".join(self._records.header)[:200]
            raise DataError(f"posters.csv has no column {missing!r}; it has: {shown}")
        whole = (path / "images.zip", path / "images")
        self.pictures = PictureArchive(next((place for place in whole if place.exists()), path))

    @property
    def fraction(self) -> float:
        """How much of posters.csv has been read, in [0, 1]."""
        return self._records.place.fraction

    def rows(self) -> Iterator[PosterRow | BadRow]:
        """Yield the posters whose picture is there; refused pictures first."""
        yield from self.pictures.bad
        records = self._records
        imdb, movielens = (records.header.index(name) for name in NEEDED)
        for fields in records:
            if isinstance(fields, BadRow):
                yield fields
            elif len(fields) != len(records.header):
                yield records.wrong_length(fields)
            elif not _IMDB.fullmatch(fields[imdb]):
                yield records.bad(f"the IMDb id {fields[imdb][:40]!r} is not like tt0114709")
            elif fields[imdb] not in self.pictures:
                yield records.bad(f"there is no usable picture called {fields[imdb]}")
            else:
                yield PosterRow(fields[imdb], fields[movielens].strip(), records.place.line)
