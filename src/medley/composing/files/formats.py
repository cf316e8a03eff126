"""The formats by name, as a file's ending and a download's kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from medley.composing.files.jspf import write_jspf
from medley.composing.files.m3u8 import write_m3u8
from medley.composing.files.plain_json import write_json
from medley.composing.files.published import PublishedPlaylist
from medley.composing.files.table import write_csv
from medley.composing.files.xspf import write_xspf
from medley.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    name : str
        Also the file's ending.
    media_type : str
    encoding : str
        Of Python, for the text that ``write`` gives.
    write : callable of PublishedPlaylist to str
    """

    name: str
    media_type: str
    encoding: str
    write: Callable[[PublishedPlaylist], str]


FORMATS: dict[str, Format] = {
    found.name: found
    for found in (
        Format("m3u8", "application/vnd.apple.mpegurl", "utf-8", write_m3u8),
        Format("xspf", "application/xspf+xml", "utf-8", write_xspf),
        Format("jspf", "application/jspf+json", "utf-8", write_jspf),
        Format("json", "application/json", "utf-8", write_json),
        Format("csv", "text/csv; charset=utf-8", "utf-8-sig", write_csv),
    )
}


def written(playlist: PublishedPlaylist, name: str) -> bytes:
    """Write a playlist in a format.

    Parameters
    ----------
    playlist : PublishedPlaylist
    name : str
        Of the format, in any case, with or without a dot in front.

    Returns
    -------
    bytes

    Raises
    ------
    ConfigError
        If there is no such format.

    Examples
    --------
    >>> written(PublishedPlaylist("Rain", ()), ".M3U8").splitlines()[-1]
    b'#PLAYLIST:Rain'
    """
    found = FORMATS.get(name.lower().lstrip("."))
    if found is None:
        raise ConfigError(f"there is no format {name!r}; choose one of {', '.join(FORMATS)}")
    return found.write(playlist).encode(found.encoding)
