"""A playlist as it leaves the house, and text made fit for a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]+")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
_WINDOWS = re.compile(r"[a-zA-Z]:[\\/]|\\\\")
_URI_SAFE = ":/?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True, slots=True)
class PublishedTrack:
    """A song in a file.

    Attributes
    ----------
    title : str
    artist, album : str
        Empty where unknown.
    duration_s : float or None
    location : str
        A URL or a path of the file, absolute or from where the playlist will lie;
        empty where there is none.
    key : str
        Of the track in Medley, so that a file that comes back is recognised.
    """

    title: str
    artist: str = ""
    album: str = ""
    duration_s: float | None = None
    location: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PublishedPlaylist:
    """A playlist to write.

    Attributes
    ----------
    title : str
    tracks : tuple of PublishedTrack
    tags : tuple of str
    creator, description : str
    cover : str
        A URL or a path of the cover's picture.
    """

    title: str
    tracks: tuple[PublishedTrack, ...]
    tags: tuple[str, ...] = ()
    creator: str = ""
    description: str = ""
    cover: str = ""


def one_line(text: str) -> str:
    r"""Put text into one line that any reader takes.

    Line ends, tabs and other control characters become one space, halves of
    surrogate pairs become U+FFFD.

    Examples
    --------
    >>> one_line("Two\r\n lines\x00\t")
    'Two lines'
    """
    whole = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return " ".join(_CONTROLS.sub(" ", whole).split())


def seconds(duration_s: float | None) -> int:
    """Whole seconds of a duration, -1 where it is unknown or makes no sense."""
    return round(duration_s) if duration_s is not None and 0 <= duration_s < 1e9 else -1


def milliseconds(duration_s: float | None) -> int | None:
    """Whole milliseconds of a duration, None where it is unknown or makes no sense."""
    known = duration_s is not None and 0 <= duration_s < 1e9
    return round(duration_s * 1000) if duration_s is not None and known else None


def as_uri(location: str) -> str:
    r"""Write a URL or path as a URI reference (RFC 3986).

    Examples
    --------
    >>> as_uri("/music/아이유/좋은 날.mp3")
    'file:///music/%EC%95%84%EC%9D%B4%EC%9C%A0/%EC%A2%8B%EC%9D%80%20%EB%82%A0.mp3'
    >>> as_uri("C:\\Music\\#1.mp3"), as_uri("50% off.mp3")
    ('file:///C:/Music/%231.mp3', '50%25%20off.mp3')
    >>> as_uri("https://example.org/a b")
    'https://example.org/a%20b'
    """
    line = one_line(location)
    if _WINDOWS.match(line):
        posix = PureWindowsPath(line).as_posix()
        return ("file:" if posix.startswith("//") else "file:///") + quote(posix, safe="/:")
    if _SCHEME.match(line):
        return quote(line, safe=_URI_SAFE)
    if line.startswith("/"):
        return "file://" + quote(line)
    # A colon in the first part would read as a scheme.
    return quote(str(PurePosixPath(line)) if line else "")
