"""M3U and M3U8 files: one track a line, with what the extended comments say of it."""

from __future__ import annotations

import codecs
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from medley.core.errors import ConfigError, DataError
from medley.data.playlist_rows import ListRow, PlaylistRow, TrackRow, short_hash
from medley.data.rows import BadRow
from medley.data.sources.playlist_files import ListFile, read_small
from medley.data.sources.playlist_track import known_key, named_track, tags_of
from medley.data.sources.text import Place

_EXTINF = re.compile(r"#EXTINF:\s*(-?\d+(?:\.\d+)?)?[^,]*,(.*)", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#(PLAYLIST|EXTALB|EXTART|EXTGENRE|EXTENC):(.*)", re.IGNORECASE)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def read_m3u(file: ListFile, place: Place, encoding: str = "") -> Iterator[ListRow | BadRow]:
    """Read one M3U file: its tracks, then the playlist.

    Parameters
    ----------
    file : ListFile
    place : Place
    encoding : str
        Empty: by the byte order mark, else UTF-8, else CP949.

    Raises
    ------
    DataError
        If the file is in another encoding, or a stream's list of segments.
    """
    text = decoded(read_small(file), file, encoding)
    found = _Found(title=file.stem)
    keys = []
    for place.line, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line.upper().startswith("#EXT-X-"):
            raise DataError(
                f"{file.name} lists the segments of a stream (HLS), not tracks; leave it out"
            )
        if not line or found.takes(line):
            continue
        try:
            track = found.track(line, file)
        except ValueError as error:
            yield BadRow(file.name, place.line, str(error), line[:500])
            continue
        keys.append(track.key)
        yield track
    yield PlaylistRow(listed_key(file), found.title, tuple(keys), found.tags)


def listed_key(file: ListFile) -> str:
    """Name a playlist that is a file of its own by where it lies."""
    return "list:" + short_hash(file.at)


def decoded(data: bytes, file: ListFile, encoding: str) -> str:
    """Decode a list, by its byte order mark if it has one.

    Raises
    ------
    ConfigError
        If there is no such encoding.
    DataError
        If it is in another one.
    """
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), *_UTF16):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], file, name)
    if encoding:
        return _decoded(data, file, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, file, "cp949")


_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _decoded(data: bytes, file: ListFile, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise ConfigError(
            f"there is no text encoding {encoding!r}; use utf-8, cp949, euc-kr, utf-16 or latin-1"
        ) from None
    except UnicodeError as error:
        told = "neither UTF-8 nor CP949" if encoding == "cp949" else f"not {encoding}"
        line = data[: getattr(error, "start", 0)].count(b"\n") + 1
        raise DataError(
            f"{file.name}, line {line}: the file is {told}; save it as UTF-8, or name its "
            "encoding, e.g. --encoding latin-1"
        ) from None


@dataclass(slots=True)
class _Found:
    """What the comments so far say of the playlist and of the track that comes next."""

    title: str
    tags: tuple[str, ...] = ()
    artist: str = ""
    album: str = ""
    names: str = ""
    duration_s: float | None = field(default=None)

    def takes(self, line: str) -> bool:
        """Take in a comment; False if the line is a track."""
        if not line.startswith("#"):
            return False
        if info := _EXTINF.match(line):
            seconds = float(info[1] or -1)
            self.duration_s = seconds if seconds > 0 else None
            self.names = info[2].strip()
        elif said := _DIRECTIVE.match(line):
            self._direct(said[1].upper(), said[2].strip())
        return True

    def _direct(self, name: str, value: str) -> None:
        if name == "PLAYLIST" and value:
            self.title = " ".join(value.split())
        elif name == "EXTALB":
            self.album = value
        elif name == "EXTART" and self.names:
            # Before the first track it is whose playlist it is.
            self.artist = value
        elif name == "EXTGENRE":
            self.tags = tuple(dict.fromkeys((*self.tags, *tags_of(value))))

    def track(self, line: str, file: ListFile) -> TrackRow:
        artist, dash, title = self.names.partition(" - ")
        if not dash:
            artist, title = self.artist, self.names
        # Where a track has no file, some programs write its names once more.
        path = "" if line == self.names else located(line, file)
        row = named_track(
            title,
            artist,
            key=known_key(line) if _URL.match(line) else "",
            album=self.album,
            duration_s=self.duration_s,
            path=path,
        )
        self.names, self.artist, self.album, self.duration_s = "", "", "", None
        return row


def located(path: str, file: ListFile) -> str:
    """Say where a track lies: a relative path counts from its playlist's folder.

    In a zip file there is no such folder, and the path stays as it is.
    """
    if _URL.match(path) or PureWindowsPath(path).drive or path.startswith(("/", "\\")):
        return path
    relative = path.replace("\\", "/")
    folder = Path(file.at).parent
    if not folder.is_dir():
        return PurePosixPath(relative).as_posix()
    # By its letters only: what the file system says may change, the key may not.
    return posixpath.normpath(posixpath.join(folder.as_posix(), relative))
