"""Writes tracks; what is there already learns the names that it lacked."""

from __future__ import annotations

from typing import Any

from medley.data.playlist_rows import TrackRow
from medley.web.catalog.ingest_keys import KnownKeys, in_batches
from medley.web.catalog.models import Item
from medley.web.playlists.models import Track

_EMPTY: tuple[Any, ...] = ("", None, [])
NAMES = ("title", "artist", "album", "duration_s", "year", "path", "tags")


class TrackWriter:
    """Writes tracks and knows the primary keys it met."""

    def __init__(self) -> None:
        self.known = KnownKeys(Track)

    def write(self, rows: list[TrackRow]) -> int:
        """Create tracks, and change those of which something else is said.

        What a row leaves empty stays as it is. A track with the key of an item of the
        catalogue is that item.

        Returns
        -------
        int
            How many are new.
        """
        wanted: dict[str, dict[str, Any]] = {}
        for row in rows:
            said = {name: getattr(row, name) for name in NAMES}
            said["tags"] = list(row.tags)
            held = wanted.setdefault(row.key, said)
            held.update((name, value) for name, value in said.items() if value not in _EMPTY)
        missing = self.known.find(set(wanted))
        self._create({key: wanted[key] for key in wanted if key in missing})
        for keys in in_batches(sorted(set(wanted) - missing)):
            self._change({key: wanted[key] for key in keys})
        return len(missing)

    def _create(self, wanted: dict[str, dict[str, Any]]) -> None:
        for keys in in_batches(wanted):
            items = dict(Item.objects.filter(key__in=keys).values_list("key", "pk"))
            Track.objects.bulk_create(
                (Track(key=key, item_id=items.get(key), **wanted[key]) for key in keys),
                ignore_conflicts=True,
            )
        self.known.find(set(wanted))

    def _change(self, wanted: dict[str, dict[str, Any]]) -> None:
        changed = []
        for track in Track.objects.filter(key__in=wanted):
            said = {
                name: value
                for name, value in wanted[track.key].items()
                if value not in _EMPTY and getattr(track, name) != value
            }
            for name, value in said.items():
                setattr(track, name, value)
            if said:
                changed.append(track)
        if changed:
            Track.objects.bulk_update(changed, NAMES, batch_size=100)
