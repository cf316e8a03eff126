"""XSPF files: playlists as XML, read without ever following what a document declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from medley.core.errors import DataError
from medley.data.playlist_rows import ListRow, PlaylistRow
from medley.data.rows import BadRow
from medley.data.sources.playlist_files import ListFile, read_small
from medley.data.sources.playlist_m3u import decoded, listed_key, located
from medley.data.sources.playlist_track import known_key, named_track, number_of, tags_of, text_of
from medley.data.sources.text import Place

MAX_DEPTH = 32
TAG = "http://purl.org/dc/terms/subject"
"""How a tag is marked among what else a file says of a playlist: Dublin Core's word."""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_NATIVE = {"utf-8", "utf8", "us-ascii", "ascii", "utf-16", "iso-8859-1", "latin-1"}
_OF_LIST = ("title", "annotation")
_OF_TRACK = ("title", "creator", "album", "duration", "location", "identifier")


def read_xspf(file: ListFile, place: Place, encoding: str = "") -> Iterator[ListRow | BadRow]:
    """Read one XSPF file: its tracks, then the playlist.

    Elements count by their local name, whatever namespace they are in.

    Raises
    ------
    DataError
        If it is no well-formed XSPF, or declares a document type or entities: no
        playlist needs them, and they can be made to fill the memory.
    """
    document = _Document(file.name)
    document.read(read_small(file), file, encoding)
    yield from listed_rows(file, place, document.about, document.tracks, document.tags)


def listed_rows(
    file: ListFile,
    place: Place,
    about: dict[str, str],
    tracks: list[tuple[int, dict[str, object]]],
    tags: Iterable[str],
) -> Iterator[ListRow | BadRow]:
    """Turn what XSPF and JSPF say into rows.

    Parameters
    ----------
    about : dict of str to str
        The playlist's ``title`` and ``annotation``.
    tracks : list of (int, dict)
        Line and members of each track: ``title``, ``creator``, ``album``, ``duration``
        in milliseconds, ``location``, ``identifier`` (the latter a list, or a text).
    tags : iterable of str
    """
    keys = []
    for place.line, members in tracks:
        try:
            location = _location(_one(members.get("location")))
            milliseconds = number_of(members.get("duration"), "duration")
            track = named_track(
                text_of(members.get("title"), "title"),
                text_of(members.get("creator"), "creator"),
                key=_identified(members.get("identifier")) or known_key(location),
                album=" ".join(text_of(members.get("album"), "album").split()),
                duration_s=milliseconds / 1000 if milliseconds else None,
                path=located(location, file) if location else "",
            )
        except ValueError as error:
            yield BadRow(file.name, place.line, str(error), str(members)[:500])
            continue
        keys.append(track.key)
        yield track
    yield PlaylistRow(
        key=listed_key(file),
        title=" ".join(about.get("title", "").split()) or file.stem,
        tracks=tuple(keys),
        tags=tags_of(list(tags)),
        description=about.get("annotation", ""),
    )


class _Document:
    """What a parser was told of one document."""

    def __init__(self, name: str) -> None:
        self.about: dict[str, str] = {}
        self.tracks: list[tuple[int, dict[str, object]]] = []
        self.tags: list[str] = []
        self._relation = ""
        self._name = name
        self._path: list[str] = []
        self._said: list[str] = []
        self._members: dict[str, object] = {}
        self._line = 1

    def read(self, data: bytes, file: ListFile, encoding: str) -> None:
        declared = _DECLARED.match(data)
        name = encoding or (declared[1].decode("ascii").lower() if declared else "")
        forced = None
        if name and name not in _NATIVE:
            # Expat knows no Korean encoding but UTF-8's.
            data, forced = decoded(data, file, name).encode("utf-8", "surrogatepass"), "utf-8"
        parser = expat.ParserCreate(forced, namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = lambda tag, attributes: self._start(
            tag, attributes, parser.CurrentLineNumber
        )
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said.append
        try:
            parser.ParseFile(BytesIO(data))
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise DataError(f"{self._name} is not well-formed XML: {error}") from None

    def _refuse(self, *_: object) -> None:
        raise DataError(
            f"{self._name} declares a document type or entities; no playlist needs them, and they "
            "can be made to fill the memory, so the file was not read"
        )

    def _start(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self._path.append(tag.rpartition(" ")[2])
        self._said.clear()
        if len(self._path) > MAX_DEPTH:
            raise DataError(f"{self._name}, line {line}: the elements are nested too deep")
        if len(self._path) == 1 and self._path[0] != "playlist":
            raise DataError(f"{self._name} begins with <{self._path[0]}>; XSPF with <playlist>")
        if self._path[1:] == ["trackList", "track"]:
            self._members, self._line = {}, line
        self._relation = attributes.get("rel", "")

    def _end(self, _: str) -> None:
        text = "".join(self._said).strip()
        name = self._path[-1]
        inside = self._path[1:-1]
        if inside == ["trackList", "track"] and name in _OF_TRACK and text:
            self._take(name, text)
        elif self._path == ["playlist", "meta"] and self._relation == TAG:
            self.tags.append(text)
        elif not inside and name in _OF_LIST:
            self.about[name] = text
        elif self._path[1:] == ["trackList", "track"]:
            self.tracks.append((self._line, self._members))
        self._said.clear()
        self._path.pop()

    def _take(self, name: str, text: str) -> None:
        if name == "identifier":
            held = self._members.setdefault(name, [])
            if isinstance(held, list):
                held.append(text)
        else:
            # Of several locations the first is the preferred one.
            self._members.setdefault(name, text)


def _identified(value: object) -> str:
    """Take the first identifier that is a key."""
    identifiers = value if isinstance(value, list) else [value]
    keys = (known_key(unquote(text_of(identifier, "identifier"))) for identifier in identifiers)
    return next(filter(None, keys), "")


def _one(value: object) -> str:
    """Take the first location of several."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return text_of(value, "location")


def _location(text: str) -> str:
    """Turn a ``file:`` address, or a relative one, into a path; leave other addresses."""
    parts = urlsplit(text)
    if parts.scheme == "file":
        path = unquote(parts.path)
        return path[1:] if PureWindowsPath(path[1:]).drive else path
    return text if parts.scheme or Path(text).is_absolute() else unquote(text)
