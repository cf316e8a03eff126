"""What a person owns: music files, a playlist of them, or a table of their names."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from medley.core.errors import ConfigError, DataError
from medley.data.playlist_rows import TrackRow
from medley.data.playlist_validation import fault_of_list_row
from medley.data.rows import BadRow
from medley.data.sources.music_files import holds_music, read_music
from medley.data.sources.playlist_files import FileShelf, ListFile
from medley.data.sources.playlist_jspf import read_jspf
from medley.data.sources.playlist_m3u import located, read_m3u
from medley.data.sources.playlist_track import named_track, number_of, track_of
from medley.data.sources.playlist_xml import read_xspf
from medley.data.sources.playlists import read_playlists
from medley.data.sources.records import Records
from medley.data.sources.text import OverlongLine, Place, TextFile

LISTS = (".m3u8", ".m3u", ".xspf", ".jspf", ".csv", ".tsv", ".jsonl", ".ndjson")
"""Endings of single files that name owned tracks."""
COLUMNS = {
    "title": ("title", "track name", "track_name", "name", "song"),
    "artist": ("artist", "artist name(s)", "artist_name", "creator"),
    "album": ("album", "album name", "album_name"),
    "duration_s": ("duration_s", "duration"),
    "path": ("path", "location", "file"),
}
"""What columns of a CSV file may be called, in any case."""
EXPECTED = "a folder of music, an M3U8, XSPF or JSPF playlist, or a CSV or JSONL list of tracks"
_READERS = {".m3u8": read_m3u, ".m3u": read_m3u, ".xspf": read_xspf, ".jspf": read_jspf}
OwnedRow = TrackRow | BadRow


def read_owned(path: Path) -> Iterator[OwnedRow]:
    """Read the tracks that somebody owns.

    Parameters
    ----------
    path : Path
        A folder of music files, or of playlists where it holds no music; a music file;
        a file as `read_owned_list` takes; or whatever else `read_playlists` reads.

    Returns
    -------
    iterator of TrackRow or BadRow
        A track's ``path`` is empty where nothing says where its file lies.

    Raises
    ------
    ConfigError
        If there is nothing at the path, or nothing that can be read.
    DataError
        If the file is malformed.

    Examples
    --------
    >>> read_owned(Path("missing"))
    Traceback (most recent call last):
    medley.core.errors.ConfigError: missing does not exist; give a folder of music, an M3U8, \
XSPF or JSPF playlist, or a CSV or JSONL list of tracks
    """
    if not path.exists():
        raise ConfigError(f"{path} does not exist; give {EXPECTED}")
    if holds_music(path):
        return read_music(path)
    if path.is_file() and path.suffix.lower() in LISTS:
        shelf = FileShelf(path)
        return read_owned_list(ListFile(path, path.name, path.resolve().as_posix(), shelf))
    return (row for row in read_playlists(path) if isinstance(row, OwnedRow))


def read_owned_list(file: ListFile) -> Iterator[OwnedRow]:
    """Read one file that names owned tracks.

    Parameters
    ----------
    file : ListFile
        M3U8, XSPF, JSPF; CSV with the columns ``title``, ``artist`` and, as far as
        known, ``path``, ``album`` and ``duration_s``; or JSON lines, each a track with
        these members or a playlist with ``tracks``. Relative paths count from the
        folder of ``file.at``, if there is one.

    Raises
    ------
    DataError
        If the file is malformed, or of another kind.
    """
    place = Place(file.name)
    rows: Iterator[OwnedRow]
    if file.ending in _READERS:
        rows = (row for row in _READERS[file.ending](file, place) if isinstance(row, OwnedRow))
    elif file.ending in (".csv", ".tsv"):
        rows = _table(file, place)
    elif file.ending in (".jsonl", ".ndjson"):
        rows = _lines(file, place)
    else:
        raise DataError(f"{file.name} is none of {', '.join(LISTS)}; export your list as one")
    return (_checked(row, file, place) for row in rows)


def _checked(row: OwnedRow, file: ListFile, place: Place) -> OwnedRow:
    fault = fault_of_list_row(row) if isinstance(row, TrackRow) else None
    return row if fault is None else BadRow(file.name, place.line, fault, "")


def _table(file: ListFile, place: Place) -> Iterator[OwnedRow]:
    """Read a CSV file; spreadsheets in some countries part columns by semicolons."""
    encoding = _encoding(file)
    records = Records(TextFile(file.path, encoding, place), _delimiter(file, encoding))
    header = [name.lower() for name in records.header]
    held = {
        field: next((header.index(name) for name in names if name in header), None)
        for field, names in COLUMNS.items()
    }
    if held["title"] is None or held["artist"] is None:
        shown = ", ".join(records.header)[:200]
        raise DataError(f"{file.name} needs the columns title and artist; it has: {shown}")
    for fields in records:
        if isinstance(fields, BadRow):
            yield fields
            continue
        if len(fields) != len(header):
            yield records.wrong_length(fields)
            continue
        try:
            said = {name: "" if at is None else fields[at] for name, at in held.items()}
            yield _named(said, file)
        except ValueError as error:
            yield records.bad(str(error))


def _encoding(file: ListFile) -> str:
    """Tell how a table is encoded: spreadsheets in Korea write CP949, or UTF-16 with a mark."""
    with file.path.open("rb") as raw:
        if raw.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    # All bytes are Latin-1, so that this fails only where the file itself is damaged.
    TextFile(file.path, "latin-1").verify()
    for encoding in ("utf-8", "cp949"):
        try:
            TextFile(file.path, encoding).verify()
        except DataError:
            continue
        return encoding
    raise DataError(f"{file.name} is neither UTF-8 nor CP949; save it as UTF-8")


def _delimiter(file: ListFile, encoding: str) -> str:
    if file.ending == ".tsv":
        return "\t"
    head = next(TextFile(file.path, encoding).texts(), "").partition("\n")[0]
    return max(",;\t", key=head.count)


def _named(fields: dict[str, str], file: ListFile) -> TrackRow:
    return named_track(
        fields["title"],
        fields["artist"],
        album=fields["album"],
        duration_s=number_of(fields["duration_s"].strip(), "duration"),
        path=located(fields["path"].strip(), file) if fields["path"].strip() else "",
    )


def _lines(file: ListFile, place: Place) -> Iterator[OwnedRow]:
    for block in TextFile(file.path, "utf-8", place).blocks():
        if isinstance(block, OverlongLine):
            place.line += 1
            yield BadRow(file.name, place.line, "the line is too long", block.start)
            continue
        for line in block:
            place.line += 1
            if line.strip():
                yield from _line(line, file, place)


def _line(line: str, file: ListFile, place: Place) -> Iterator[OwnedRow]:
    try:
        value = json.loads(line)
        tracks = value.get("tracks", [value]) if isinstance(value, dict) else [value]
        if not isinstance(tracks, list):
            raise ValueError("'tracks' is no list")
        for one in tracks:
            row = track_of(one, "owned")
            yield replace(row, path=located(row.path, file)) if row.path else row
    except json.JSONDecodeError as error:
        yield BadRow(file.name, place.line, f"not JSON: {error.msg}", line[:500])
    except (ValueError, RecursionError) as error:
        yield BadRow(file.name, place.line, str(error), line[:500])
