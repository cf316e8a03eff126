"""Finds out what holds playlists at a path, and reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from medley.core.errors import ConfigError, DataError, MedleyError
from medley.data.playlist_rows import ListRow, TrackRow
from medley.data.playlist_validation import OWN_NAMESPACE, fault_of_list_row
from medley.data.rows import BadRow
from medley.data.sources.playlist_files import ListFile, Shelf, ending_of, open_shelf
from medley.data.sources.playlist_jspf import read_jspf
from medley.data.sources.playlist_m3u import read_m3u
from medley.data.sources.playlist_tables import GENRES, SONG_META, TableReader
from medley.data.sources.playlist_xml import read_xspf
from medley.data.sources.stream import content_fingerprint
from medley.data.sources.text import Place

EXPECTED = (
    "M3U, M3U8, XSPF or JSPF files, JSON lines, slices of the Million Playlist Dataset, "
    "or Melon's train.json"
)
MAX_REMEMBERED = 500_000
"""Tracks whose repetition is noticed; beyond, they are handed over again."""

Reader = Callable[[ListFile], Iterator[ListRow | BadRow]]
_TABLES = (".jsonl", ".ndjson", ".json")
_PLAYLISTS = re.compile(r'"playlists"\s*:\s*\[')
_JSPF = re.compile(r'"playlist"\s*:\s*\{')
_NAMESPACE = re.compile(r"[\w][\w.-]{0,39}")


class PlaylistStream(Iterator[ListRow | BadRow]):
    """An iterator of rows that knows its files and where in them it is.

    Attributes
    ----------
    source : str
        ``"playlists"``.
    place : Place
        Kept up to date while rows are taken.
    """

    source = "playlists"

    def __init__(self, shelf: Shelf, namespace: str, encoding: str) -> None:
        self.place = Place(total=sum(shelf.names().values()))
        self._shelf = shelf
        self._options = f"{namespace}\0{encoding}"
        self._tables = TableReader(self.place, namespace, encoding)
        self._encoding = encoding
        self._rows = _checked(self._read(), self.place)

    def __iter__(self) -> Iterator[ListRow | BadRow]:
        return self._rows

    def __next__(self) -> ListRow | BadRow:
        return next(self._rows)

    def fingerprint(self) -> str:
        """Hash what the rows depend on: names, contents and options.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        names = "\0".join(self._shelf.names())
        places = "\0".join(path.resolve().as_posix() for path in self._shelf.files())
        words = f"{self.source}\0{self._options}\0{names}\0{places}"
        return content_fingerprint(words, self._shelf.files())

    def _read(self) -> Iterator[ListRow | BadRow]:
        for name in self._shelf.names():
            self.place.file, self.place.line = name, 0
            began = False
            try:
                with self._shelf.open(name) as file:
                    self.place.file = file.name
                    for row in self._reader(file)(file):
                        began = True
                        yield row
            except MedleyError as error:
                # One file that cannot be read is refused; among many it is set aside.
                if self._shelf.alone and not began:
                    raise
                rest = "; the rest of the file was not read" if began else ""
                yield BadRow(self.place.file, max(1, self.place.line), f"{error}{rest}", "")

    def _reader(self, file: ListFile) -> Reader:
        ending = file.ending
        if ending in (".m3u", ".m3u8"):
            return lambda held: read_m3u(held, self.place, self._encoding)
        if ending == ".xspf":
            return lambda held: read_xspf(held, self.place, self._encoding)
        if ending == ".jspf":
            return lambda held: read_jspf(held, self.place, self._encoding)
        if ending in (".jsonl", ".ndjson"):
            return self._tables.lines
        return self._json_reader(file)

    def _json_reader(self, file: ListFile) -> Reader:
        base = PurePosixPath(file.name).name.lower().removesuffix(".gz")
        if base == SONG_META:
            return self._tables.song_meta
        if base in GENRES and not self._shelf.alone:
            return lambda _: iter(())
        head = next(TableReader(Place(), encoding=self._encoding).text(file.path).texts(), "")
        head = head.lstrip()
        if head.startswith("["):
            return self._tables.melon if '"plylst_title"' in head else self._tables.array
        if _PLAYLISTS.search(head):
            return self._tables.slices
        if _JSPF.search(head):
            return lambda held: read_jspf(held, self.place, self._encoding)
        if head.startswith("{") and '"tracks"' in head:
            return self._tables.lines
        raise DataError(f"{file.name} holds no playlists that Medley knows; expected {EXPECTED}")


def read_playlists(path: Path, *, namespace: str = "", encoding: str = "") -> PlaylistStream:
    """Read the playlists of a file, or of all files in a folder or a zip file.

    Parameters
    ----------
    path : Path
        Each file plain or gzip; see docs/how-to/import.md for the formats.
    namespace : str
        Goes before ids that say no namespace themselves; by default the file's name.
    encoding : str
        Of all the files; by default UTF-8, and CP949 for M3U files that are not.

    Returns
    -------
    PlaylistStream
        Of `TrackRow`, `PlaylistRow` and `BadRow`: a track comes before the first
        playlist that holds it. Memory is bounded by the largest playlist and, where
        tracks are numbered by a table, by that table.

    Raises
    ------
    ConfigError
        If there is nothing at the path, or nothing that Medley can read, or the
        namespace cannot be used.
    DataError
        If the one file is malformed before its first playlist, or the zip file is
        damaged.

    Examples
    --------
    >>> read_playlists(Path("missing.m3u8"))
    Traceback (most recent call last):
    medley.core.errors.ConfigError: missing.m3u8 does not exist; expected a file, a folder or \
a zip of playlists
    """
    if namespace and (not _NAMESPACE.fullmatch(namespace) or namespace == OWN_NAMESPACE):
        raise ConfigError(
            f"the namespace is {namespace!r}; use letters, digits, hyphens, and not "
            f"{OWN_NAMESPACE!r}, which names the playlists that people make here"
        )
    shelf = open_shelf(path)
    if not shelf.names():
        raise ConfigError(f"{path} holds no playlists; expected {EXPECTED}")
    if shelf.alone:
        _verify(path, encoding)
    return PlaylistStream(shelf, namespace, encoding)


def _verify(path: Path, encoding: str) -> None:
    """Refuse one table of playlists whole, before its first row and not half-way through."""
    if ending_of(path.name) in _TABLES:
        TableReader(Place(), encoding=encoding).text(path).verify()


def _checked(rows: Iterator[ListRow | BadRow], place: Place) -> Iterator[ListRow | BadRow]:
    """Set aside what may not be kept, and pass over tracks that were just handed over."""
    seen: set[int] = set()
    refused: set[int] = set()
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        if isinstance(row, TrackRow):
            mark = hash(row)
            if mark in seen:
                continue
            if len(seen) >= MAX_REMEMBERED:
                seen.clear()
            seen.add(mark)
        elif refused and not refused.isdisjoint(map(hash, row.tracks)):
            row = replace(row, tracks=tuple(key for key in row.tracks if hash(key) not in refused))
        fault = fault_of_list_row(row)
        if fault is None:
            yield row
        else:
            if isinstance(row, TrackRow):
                refused.add(hash(row.key))
            yield BadRow(place.file, place.line, fault, _said(row))


def _said(row: ListRow) -> str:
    names = (row.key, row.title, row.artist if isinstance(row, TrackRow) else row.description)
    return ", ".join(filter(None, names))[:500]
