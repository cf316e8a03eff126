"""JSPF files: what XSPF says, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from medley.core.errors import DataError
from medley.data.playlist_rows import ListRow
from medley.data.rows import BadRow
from medley.data.sources.playlist_files import ListFile, read_small
from medley.data.sources.playlist_m3u import decoded
from medley.data.sources.playlist_xml import TAG, listed_rows
from medley.data.sources.text import Place


def read_jspf(file: ListFile, place: Place, encoding: str = "") -> Iterator[ListRow | BadRow]:
    """Read one JSPF file: its tracks, then the playlist.

    Raises
    ------
    DataError
        If it is not JSON, or holds no playlist.
    """
    try:
        document = json.loads(decoded(read_small(file), file, encoding or "utf-8"))
    except json.JSONDecodeError as error:
        place.line = error.lineno
        raise DataError(f"{file.name}, line {error.lineno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError):
        raise DataError(f"{file.name} is not JSON: nested too deep, or a number too long") from None
    playlist = document.get("playlist") if isinstance(document, dict) else None
    tracks = playlist.get("track") if isinstance(playlist, dict) else None
    if not isinstance(playlist, dict) or not isinstance(tracks, list):
        raise DataError(f"{file.name} holds no 'playlist' with a list 'track', as JSPF does")
    about = {
        name: value
        for name in ("title", "annotation")
        if isinstance(value := playlist.get(name), str)
    }
    members = [track if isinstance(track, dict) else {} for track in tracks]
    said = playlist.get("meta")
    meta = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    tags = [tag for one in meta if isinstance(tag := one.get(TAG), str)]
    yield from listed_rows(file, place, about, list(enumerate(members, 1)), tags)
