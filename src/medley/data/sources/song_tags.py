"""What a song file's tags say: ID3, MP4, Vorbis comments, FLAC, Opus, APE, ASF, WAV, AIFF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medley.core.errors import DataError
from medley.data.category_names import category_for
from medley.data.rows import CategoryRow
from medley.data.sources.song_pictures import front_cover

MAX_TITLE, MAX_NAME = 300, 200
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("TIT2", "©nam", "title"),
    "artist": ("TPE1", "©ART", "artist", "author"),
    "album_artist": ("TPE2", "aART", "albumartist", "album artist", "wm/albumartist"),
    "album": ("TALB", "©alb", "album", "wm/albumtitle"),
    "year": ("TDRC", "TDOR", "TYER", "©day", "date", "year", "wm/year", "originaldate"),
    "track": ("TRCK", "trkn", "tracknumber", "track", "wm/tracknumber"),
    "genre": ("TCON", "©gen", "genre", "wm/genre"),
}
"""Names of each field in ID3, MP4, and then the others in lower case."""
_NO_GENRE = {"", "other", "unknown", "none", "misc", "genre", "undefined", "cover", "기타"}
_SEPARATOR = re.compile(r"[;\0\n]|\\\\")


@dataclass(frozen=True, slots=True)
class SongTags:
    """What a file says of itself; empty where it says nothing.

    Attributes
    ----------
    genres : tuple of str
        As written, numbers of ID3v1 spelt out, each once.
    artist, album_artist, title, album : str
        One that is longer than the catalogue takes counts as not said.
    year, track : int or None
    duration_s : float
        As the file states it, 0 where it does not.
    picture : bytes
        The embedded front cover, else the first picture, as it lies in the file.
    """

    genres: tuple[str, ...] = ()
    artist: str = ""
    album_artist: str = ""
    title: str = ""
    album: str = ""
    year: int | None = None
    track: int | None = None
    duration_s: float = 0.0
    picture: bytes = b""

    def categories(self) -> tuple[CategoryRow, ...]:
        """The genres as categories of music, in the order of the file, each once."""
        return tuple(
            {(row := category_for(name, "music")).slug: row for name in self.genres}.values()
        )


def read_tags(path: Path) -> SongTags:
    """Read the tags of one file.

    Raises
    ------
    DataError
        If the file cannot be read, or is damaged where its tags are.

    Notes
    -----
    A file of a kind that carries no tags, such as a bare AC-3 stream, says nothing.
    """
    held = open_tags(path)
    return SongTags() if held is None else _said(held)


def open_tags(path: Path) -> Any:
    """Open a file with mutagen; None for a kind of file that mutagen does not know.

    Raises
    ------
    DataError
        If the file cannot be read, or is damaged.
    """
    import mutagen

    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise DataError("it is empty: 0 bytes")
        # By its name and not as an open file: some formats are told by their ending.
        return mutagen.File(path)
    except mutagen.MutagenError as error:
        raise DataError(f"it cannot be read as sound: {_reason(error)}") from None
    except OSError as error:
        raise DataError(f"it cannot be read: {error.strerror}") from None
    except (ValueError, IndexError, KeyError, ArithmeticError, MemoryError) as error:
        # mutagen lets some damage through as the fault that it caused.
        raise DataError(f"its tags are damaged: {_reason(error)}") from None


def genres_said(texts: Sequence[str]) -> tuple[str, ...]:
    """Read genres as files write them: several in one text, and by the numbers of ID3v1.

    Examples
    --------
    >>> genres_said(["(17)", "Pop; K-Pop"]), genres_said(["(9)(138)Doom", "9", "Other"])
    (('Rock', 'Pop', 'K-Pop'), ('Metal', 'Black Metal', 'Doom'))
    """
    from mutagen.id3 import TCON

    parts = [part.strip() for text in texts for part in _SEPARATOR.split(text)]
    names = map(one_line, TCON(encoding=3, text=parts).genres) if parts else ()
    kept: dict[str, str] = {}
    for name in names:
        if name.casefold() not in _NO_GENRE and len(name) <= 80:
            kept.setdefault(name.casefold(), name)
    return tuple(kept.values())


def one_line(text: str) -> str:
    """Bring a text to one line without control characters, Hangul composed.

    Examples
    --------
    >>> one_line("Good\\n\\tDay\\x00 ")
    'Good Day'
    """
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def _said(held: Any) -> SongTags:
    texts = {field: list(_texts(held, names)) for field, names in FIELDS.items()}
    first = {field: one_line(values[0]) if values else "" for field, values in texts.items()}
    return SongTags(
        genres=genres_said(texts["genre"]),
        artist=_short(first["artist"], MAX_NAME),
        album_artist=_short(first["album_artist"], MAX_NAME),
        title=_short(first["title"], MAX_TITLE),
        album=_short(first["album"], MAX_TITLE),
        year=_number(first["year"], r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)"),
        track=_number(first["track"], r"^\(?(\d{1,5})"),
        duration_s=max(0.0, float(getattr(held.info, "length", 0) or 0)),
        picture=front_cover(held),
    )


def _texts(held: Any, names: tuple[str, ...]) -> Iterator[str]:
    tags = held.tags
    if not tags:
        return
    spelt = {str(key).casefold(): key for key in tags.keys()}  # noqa: SIM118 - ASF's is a list
    for name in names:
        key = spelt.get(name.casefold())
        if key is None:
            continue
        value = tags[key]
        values = getattr(value, "text", None) or (value if isinstance(value, list) else [value])
        yield from (str(one) for one in values if not isinstance(one, bytes))


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else ""


def _number(text: str, pattern: str) -> int | None:
    found = re.search(pattern, text)
    return int(found[1]) if found else None


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:120]
