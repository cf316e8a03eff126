"""Writes playlists with their entries and tags; a changed one is replaced whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from medley.data.playlist_rows import PlaylistRow
from medley.data.rows import BadRow
from medley.web.catalog.ingest_bad_rows import BadRowFile, Spot
from medley.web.catalog.ingest_keys import KnownKeys, in_batches
from medley.web.clock import now_ms
from medley.web.playlists.bulk import insert_rows
from medley.web.playlists.models import Playlist, PlaylistEntry, PlaylistSource, PlaylistTag

NAMES = ("title", "description", "followers", "source")


@dataclass(slots=True)
class WrittenLists:
    """How many playlists and entries were accepted, and how many playlists new or changed."""

    accepted: int = 0
    new: int = 0
    changed: int = 0
    entries: int = 0


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a playlist is to be: columns, primary keys of tracks in order, tags."""

    columns: dict[str, Any]
    entries: list[int]
    tags: list[str]


class PlaylistWriter:
    """Writes playlists of known tracks.

    Parameters
    ----------
    tracks : KnownKeys
        Primary keys of tracks.
    """

    def __init__(self, tracks: KnownKeys) -> None:
        self._tracks = tracks

    def write(self, rows: list[tuple[PlaylistRow, Spot]], bad: BadRowFile) -> WrittenLists:
        """Create playlists, and replace those that say something else than before.

        A track that is not known is set aside; the others stay.
        """
        self._tracks.find({key for row, _ in rows for key in row.tracks})
        written = WrittenLists()
        wanted: dict[str, tuple[PlaylistRow, Spot]] = {row.key: (row, spot) for row, spot in rows}
        for keys in in_batches(wanted):
            held = {list_.key: list_ for list_ in Playlist.objects.filter(key__in=keys)}
            batch: dict[str, _Wanted] = {}
            for key in keys:
                row, spot = wanted[key]
                if key in held and held[key].source == PlaylistSource.PERSON:
                    bad.set_aside(spot, "a person made the playlist with this key here", row)
                elif (found := self._resolved(row, spot, bad)) is not None:
                    batch[key] = found
            written.accepted += len(batch)
            written.entries += sum(len(one.entries) for one in batch.values())
            written.new += _create({key: one for key, one in batch.items() if key not in held})
            written.changed += _change(batch, held)
        return written

    def _resolved(self, row: PlaylistRow, spot: Spot, bad: BadRowFile) -> _Wanted | None:
        known = self._tracks
        entries = [known[key] for key in row.tracks if key in known]
        if len(entries) < len(row.tracks):
            for key in dict.fromkeys(key for key in row.tracks if key not in known):
                reason = f"the track {key[:60]!r} of the playlist is not known; it is left out"
                bad.add(BadRow(*spot, reason, row.key))
        if not entries:
            bad.set_aside(spot, "none of the playlist's tracks is known", row)
            return None
        columns = {name: getattr(row, name) for name in NAMES}
        columns["source"] = row.source or PlaylistSource.IMPORTED.value
        return _Wanted(columns, entries, list(dict.fromkeys(row.tags)))


def _create(wanted: dict[str, _Wanted]) -> int:
    now = now_ms()
    made = [
        Playlist(key=key, created_ms=now, updated_ms=now, **one.columns)
        for key, one in wanted.items()
    ]
    Playlist.objects.bulk_create(made, batch_size=500)
    pks = dict(Playlist.objects.filter(key__in=wanted).values_list("key", "pk"))
    _insert({pks[key]: one for key, one in wanted.items()})
    return len(made)


def _change(wanted: dict[str, _Wanted], held: dict[str, Playlist]) -> int:
    """Replace what differs; return how many playlists that were."""
    there = {held[key].pk: one for key, one in wanted.items() if key in held}
    entries = _gathered(
        PlaylistEntry.objects.order_by("playlist_id", "position"), "track_id", there
    )
    tags = _gathered(PlaylistTag.objects.order_by("playlist_id", "pk"), "tag", there)
    changed: dict[int, _Wanted] = {}
    for key, one in wanted.items():
        playlist = held.get(key)
        if playlist is None:
            continue
        columns = {n: v for n, v in one.columns.items() if getattr(playlist, n) != v}
        pk = playlist.pk
        if columns or entries[pk] != one.entries or tags[pk] != one.tags:
            changed[pk] = one
            now = now_ms()
            Playlist.objects.filter(pk=pk).update(updated_ms=now, **columns)
    if changed:
        PlaylistEntry.objects.filter(playlist_id__in=changed).delete()
        PlaylistTag.objects.filter(playlist_id__in=changed).delete()
        _insert(changed)
    return len(changed)


def _gathered(rows: Any, column: str, pks: Iterable[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, value in rows.filter(playlist_id__in=list(pks)).values_list("playlist_id", column):
        found[pk].append(value)
    return found


def _insert(wanted: dict[int, _Wanted]) -> None:
    entries = (
        (pk, position, track)
        for pk, one in wanted.items()
        for position, track in enumerate(one.entries)
    )
    insert_rows(PlaylistEntry, ("playlist_id", "position", "track_id"), entries)
    tags = ((pk, tag) for pk, one in wanted.items() for tag in one.tags)
    insert_rows(PlaylistTag, ("playlist_id", "tag"), tags)
