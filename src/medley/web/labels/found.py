"""A sound file as it was found on the disk, before anything of it is written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from medley.core.errors import DataError
from medley.data.playlist_rows import short_hash
from medley.data.sources.song_payload import payload_hash
from medley.data.sources.song_tags import SongTags, one_line, read_tags


@dataclass(frozen=True, slots=True)
class FoundSong:
    """A file with its tags and the hash of its sound."""

    path: Path
    stamp: str
    payload: str
    tags: SongTags

    @property
    def path_hash(self) -> str:
        """The short form of the path."""
        return short_hash(str(self.path))

    @property
    def title(self) -> str:
        """What its tags call it, else its file name without the ending."""
        return self.tags.title or one_line(self.path.stem) or "song"

    @property
    def artist(self) -> str:
        """Who performs it; empty if its tags do not say."""
        return self.tags.artist or self.tags.album_artist


def find_song(path: Path) -> FoundSong:
    """Read a file's tags and hash its sound.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    stamp = stamp_of(path)
    return FoundSong(path, stamp, payload_hash(path), read_tags(path))


def stamp_of(path: Path) -> str:
    """Tell whether a file was touched: its size and its times, to the nanosecond.

    Raises
    ------
    DataError
        If it is not there any more.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise DataError(f"it cannot be opened: {error.strerror}") from None
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}"


def storable(path: Path) -> Path:
    """Make a path absolute, its folder's links followed.

    Raises
    ------
    DataError
        If its name is not text that a database takes.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the file's link
    try:
        str(whole).encode()
    except UnicodeEncodeError:
        raise DataError("its name is not UTF-8; rename it") from None
    return whole
