"""Files of many playlists: JSON lines, JSON arrays, and the tables that name their tracks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medley.core.errors import DataError
from medley.data.playlist_rows import ListRow, TrackRow
from medley.data.rows import BadRow
from medley.data.sources.json_stream import JsonElements
from medley.data.sources.playlist_files import ListFile
from medley.data.sources.playlist_json import PlaylistObjects, namespace_of
from medley.data.sources.playlist_track import credit, named_track, text_of
from medley.data.sources.records import Records
from medley.data.sources.text import MAX_LINE, OverlongLine, Place, TextFile

MPD_NAMESPACE = "mpd-1m"
"""The ids of the Million Playlist Dataset's own slices; smaller sets count their own."""
MELON_NAMESPACE = "melon"
TRACK_COLUMNS = ("index", "name", "artist")
SONG_META, GENRES = "song_meta.json", ("genre_gn_all.json", "melon_genres.json")


class TableReader:
    """Reads the files of one import.

    Parameters
    ----------
    place : Place
    namespace : str
        Goes before ids that have none of their own; empty for the file's name.
    encoding : str
        Empty for UTF-8.
    """

    def __init__(self, place: Place, namespace: str = "", encoding: str = "") -> None:
        self._place = place
        self._namespace = namespace
        self._encoding = encoding or "utf-8"

    def text(self, path: Path) -> TextFile:
        """Open a file of text."""
        return TextFile(path, self._encoding, self._place)

    def lines(self, file: ListFile) -> Iterator[ListRow | BadRow]:
        """Read JSON lines: one playlist a line.

        Where ``NAME_tracks.csv`` lies beside ``NAME.jsonl`` or such as ``NAME-2.jsonl``, the
        numbers in ``tracks`` are values of its column ``index``.
        """
        objects = self._objects(file, namespace_of(file.stem))
        stems = shortened(file.stem)
        table = file.beside(
            *(f"{stem}_tracks.csv{packed}" for stem in stems for packed in (".gz", ""))
        )
        if table is not None:
            numbered: dict[int, str] = {}
            yield from self._tracks(table, numbered)
            objects.numbered = numbered
        self._place.file, self._place.line = file.name, 0
        for block in self.text(file.path).blocks():
            if isinstance(block, OverlongLine):
                self._place.line += 1
                yield self._bad(
                    file, f"the line is longer than {MAX_LINE:,} characters", block.start
                )
                continue
            for line in block:
                self._place.line += 1
                if line.strip():
                    yield from self._line(file, line, objects)

    def slices(self, file: ListFile) -> Iterator[ListRow | BadRow]:
        """Read a slice of the Million Playlist Dataset: an object with ``playlists``."""
        yield from self._array(file, "playlists", MPD_NAMESPACE)

    def array(self, file: ListFile) -> Iterator[ListRow | BadRow]:
        """Read an array of playlists."""
        yield from self._array(file, "playlists", namespace_of(file.stem))

    def melon(self, file: ListFile) -> Iterator[ListRow | BadRow]:
        """Read Melon's playlists, and the songs' names if they lie beside."""
        meta = file.beside(SONG_META) if file.shelf.alone else None
        if meta is not None:
            beside = ListFile(meta, SONG_META, meta.resolve().as_posix(), file.shelf)
            yield from self.song_meta(beside)
            self._place.file = file.name
        yield from self._array(file, "playlists", MELON_NAMESPACE)

    def song_meta(self, file: ListFile) -> Iterator[ListRow | BadRow]:
        """Read the names of Melon's songs."""
        genres = self._genres(file)
        for value in self._elements(file, "songs"):
            try:
                yield _melon_song(value, genres)
            except ValueError as error:
                yield self._bad(file, str(error), json.dumps(value, ensure_ascii=False))

    def _line(
        self, file: ListFile, line: str, objects: PlaylistObjects
    ) -> Iterator[ListRow | BadRow]:
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            yield self._bad(file, f"not JSON: {error.msg} at character {error.colno}", line)
        except (ValueError, RecursionError):
            yield self._bad(file, "not JSON: nested too deep, or a number too long", line)
        else:
            yield from objects.rows(value)

    def _array(self, file: ListFile, key: str, namespace: str) -> Iterator[ListRow | BadRow]:
        objects = self._objects(file, namespace)
        for value in self._elements(file, key):
            yield from objects.rows(value)

    def _elements(self, file: ListFile, key: str) -> Iterator[object]:
        texts = self.text(file.path).texts()
        return JsonElements(texts, file.name, self._place).under(key)

    def _objects(self, file: ListFile, namespace: str) -> PlaylistObjects:
        return PlaylistObjects(
            self._namespace or namespace, lambda reason, text: self._bad(file, reason, text)
        )

    def _bad(self, file: ListFile, reason: str, text: str) -> BadRow:
        return BadRow(file.name, self._place.line, reason, text[:500].rstrip("\n"))

    def _tracks(self, path: Path, numbered: dict[int, str]) -> Iterator[ListRow | BadRow]:
        records = Records(self.text(path))
        header = records.header
        if not set(TRACK_COLUMNS) <= set(header):
            raise DataError(
                f"{path.name} has the columns {', '.join(header)[:120]}; "
                "a table of tracks has index, name, artist and, if there are any, spotify_id"
            )
        columns = {name: place for place, name in enumerate(header)}
        spotify = columns.get("spotify_id")
        for fields in records:
            if isinstance(fields, BadRow):
                yield fields
            elif len(fields) != len(header):
                yield records.wrong_length(fields)
            elif not fields[columns["index"]].isdecimal():
                yield records.bad("the index is not a number")
            else:
                identifier = fields[spotify].strip() if spotify is not None else ""
                try:
                    row = named_track(
                        fields[columns["name"]],
                        fields[columns["artist"]],
                        key=f"spotify:{identifier}" if identifier else "",
                    )
                except ValueError as error:
                    yield records.bad(str(error))
                    continue
                numbered[int(fields[columns["index"]])] = row.key
                yield row

    def _genres(self, file: ListFile) -> dict[str, str]:
        path = file.beside(*GENRES)
        if path is None:
            return {}
        try:
            names = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            raise DataError(f"{path.name} is not JSON; fetch it again or remove it") from None
        if not isinstance(names, dict):
            raise DataError(f"{path.name} must be an object of genre codes and their names")
        return {code: name for code, name in names.items() if isinstance(name, str)}


def _melon_song(value: Any, genres: dict[str, str]) -> TrackRow:
    if not isinstance(value, dict) or type(value.get("id")) is not int:
        raise ValueError("a song must be an object with a whole number 'id'")
    artists = value.get("artist_name_basket") or []
    codes = value.get("song_gn_gnr_basket") or []
    if not isinstance(artists, list) or not isinstance(codes, list):
        raise ValueError("the artists and the genres of a song must be lists")
    date = str(value.get("issue_date") or "")[:4]
    names = dict.fromkeys(genres[code] for code in codes if code in genres)
    return TrackRow(
        key=f"{MELON_NAMESPACE}:{value['id']}",
        title=" ".join(text_of(value.get("song_name"), "title").split()),
        artist=credit(", ".join(text_of(name, "artist") for name in artists)),
        album=" ".join(text_of(value.get("album_name"), "album").split()),
        year=int(date) if date.isdecimal() and 1800 <= int(date) <= 2100 else None,
        tags=tuple(names),
    )


def shortened(stem: str) -> list[str]:
    """Cut parts off a file's name, the last ones first, so that parts share a table.

    Examples
    --------
    >>> shortened("mpd-held_2")
    ['mpd-held_2', 'mpd-held', 'mpd', 'held_2', '2']
    """
    ends = [mark.start() for mark in re.finditer(r"[-_.]", stem)]
    found = [stem, *(stem[:end] for end in reversed(ends)), *(stem[end + 1 :] for end in ends)]
    return [name for name in found if name]
