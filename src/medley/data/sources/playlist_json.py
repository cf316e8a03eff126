"""Playlists as JSON objects: the Million Playlist Dataset's, Melon's, and one's own."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from medley.data.playlist_rows import ListRow, PlaylistRow, short_hash
from medley.data.rows import BadRow
from medley.data.sources.playlist_track import (
    known_key,
    tags_of,
    text_of,
    track_of,
    whole_number_of,
)
from medley.data.validation import fault_of_key

_TITLES = ("title", "name", "plylst_title")
_IDS = ("id", "pid", "key")
_FOLLOWERS = ("followers", "num_followers", "like_cnt", "likes")
_TRACKS = ("tracks", "songs")

SetAside = Callable[[str, str], BadRow]
"""Makes a bad row at the present place of a reason and the text at fault."""


@dataclass(slots=True)
class PlaylistObjects:
    """Turns JSON objects of one file into rows.

    Parameters
    ----------
    namespace : str
        Goes before ids that have none of their own.
    bad : callable
        Sets a row aside.
    numbered : dict of int to str, optional
        Track keys by number, where tracks are numbers of a table's rows.
    """

    namespace: str
    bad: SetAside
    numbered: Mapping[int, str] | None = None
    _unnamed: Counter[str] = field(default_factory=Counter)

    def rows(self, value: object) -> Iterator[ListRow | BadRow]:
        """Yield a playlist's tracks and then the playlist; what is wrong comes as a bad row.

        A track that cannot be read is set aside by itself; the others stay.
        """
        if not isinstance(value, dict):
            yield self.bad("a playlist must be an object {...} with title and tracks", _text(value))
            return
        tracks = next((value[name] for name in _TRACKS if name in value), None)
        if not isinstance(tracks, list):
            yield self.bad("the playlist has no list 'tracks' (or 'songs')", _text(value))
            return
        keys: list[str] = []
        for number, track in enumerate(_in_order(tracks), start=1):
            try:
                yield from self._track(track, keys)
            except ValueError as error:
                yield self.bad(f"track {number} of the playlist: {error}", _text(track))
        try:
            yield self._playlist(value, tuple(keys))
        except ValueError as error:
            yield self.bad(str(error), _text(value))

    def _track(self, track: object, keys: list[str]) -> Iterator[ListRow]:
        if self.numbered is not None and isinstance(track, int):
            if track not in self.numbered:
                raise ValueError(f"there is no row {track} among the {len(self.numbered):,} tracks")
            keys.append(self.numbered[track])
            return
        row = track_of(track, self.namespace)
        keys.append(row.key)
        yield row

    def _playlist(self, value: Mapping[str, object], tracks: tuple[str, ...]) -> PlaylistRow:
        title = " ".join(text_of(_first(value, _TITLES), "title").split())
        followers = whole_number_of(_first(value, _FOLLOWERS), "number of followers")
        return PlaylistRow(
            key=self._key(_first(value, _IDS), title),
            title=title,
            tracks=tracks,
            tags=tags_of(value.get("tags")),
            description=text_of(value.get("description"), "description"),
            followers=followers or 0,
        )

    def _key(self, identifier: object, title: str) -> str:
        """Name the playlist by its id, else by its title and how many had it before."""
        if identifier in (None, ""):
            self._unnamed[title] += 1
            return f"{self.namespace}:~" + short_hash(f"{title}\0{self._unnamed[title]}")
        if isinstance(identifier, bool) or not isinstance(identifier, str | int):
            raise ValueError(f"the playlist's id is {_text(identifier)[:40]}; give a text")
        text = str(identifier).strip()
        key = known_key(text) or f"{self.namespace}:{text}"
        if fault := fault_of_key(key, "playlist"):
            raise ValueError(fault)
        return key


def namespace_of(stem: str) -> str:
    """Make a namespace of a file's name.

    Examples
    --------
    >>> namespace_of("My lists (2024)"), namespace_of("플리"), namespace_of("person")
    ('my-lists-2024', '플리', 'person-file')
    """
    name = re.sub(r"[^\w.]+", "-", stem.casefold()).strip("-.")[:40] or "list"
    return f"{name}-file" if name == "person" else name


def _in_order(tracks: list[object]) -> list[object]:
    """Sort by ``pos`` where every track says it, as the Million Playlist Dataset's do."""
    places = [track.get("pos") if isinstance(track, dict) else None for track in tracks]
    known = [place for place in places if type(place) is int]
    if len(known) < len(tracks):
        return tracks
    return [tracks[i] for i in sorted(range(len(tracks)), key=known.__getitem__)]


def _first(value: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((value[name] for name in names if value.get(name) not in (None, "")), None)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:500]
