"""The library's songs as the arrays that models are fitted on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medley.core.model import Progress
from medley.data.songs import SongData
from medley.data.sources.song_folder import SongLine, song_data
from medley.features.heard_songs import HeardSongs
from medley.web.labels.known import known_genres
from medley.web.labels.models import FileState, SongFile


def song_data_from_library(
    heard: HeardSongs, *, labelled: bool = True, progress: Progress | None = None
) -> SongData:
    """Read the songs whose file is there, once each, by the order they came in.

    A person's label outranks the file's tag; what only a model said is no label.

    Parameters
    ----------
    heard : HeardSongs
        Songs that it does not hold any more are heard again; those that cannot be
        are left out.
    labelled : bool
        Leave out songs whose genre is not known.
    progress : Progress, optional
    """
    lines: dict[str, SongLine] = {}
    keys: dict[str, str] = {}
    for line, payload in _lines(labelled=labelled):
        lines[line.name], keys[line.name] = line, payload
    unheard = heard.hear({keys[name]: line.path for name, line in lines.items()}, progress)
    kept = (line for name, line in lines.items() if keys[name] not in unheard)
    return song_data(kept, keys, heard)


def _lines(*, labelled: bool) -> Iterator[tuple[SongLine, str]]:
    genres = known_genres()
    columns: Any = SongFile.objects.filter(state=FileState.PRESENT, item__hidden=False)
    columns = columns.order_by("pk").values_list(
        "item_id", "item__key", "path", "payload", "artist", "album_artist", "album"
    )
    met: set[int] = set()
    for item, key, path, payload, artist, album_artist, album in columns.iterator(chunk_size=2_000):
        genre = genres.get(item, "")
        if item not in met and (genre or not labelled):
            met.add(item)
            performer = artist or album_artist
            line = SongLine(key, Path(path), genre, performer, album, album_artist=album_artist)
            yield line, payload
