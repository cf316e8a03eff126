"""Writes tracks; what is there already learns the names that it lacked."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import Any, TypeAlias

from medley.data.playlist_rows import TrackRow
from medley.web.catalog.ingest_keys import KnownKeys, in_batches
from medley.web.catalog.models import Item
from medley.web.playlists.bulk import insert_rows
from medley.web.playlists.models import Track

NAMES = ("title", "artist", "album", "duration_s", "year", "path", "tags")
Said: TypeAlias = tuple[Any, ...]
"""What is said of a track, in the order of `NAMES`."""
_SAID = attrgetter(*NAMES)
_EMPTY: tuple[Any, ...] = ("", None, ())


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
        wanted: dict[str, Said] = {}
        for row in rows:
            said = _SAID(row)
            held = wanted.get(row.key)
            wanted[row.key] = said if held is None else _merged(held, said)
        missing = self.known.find(set(wanted))
        self._create({key: said for key, said in wanted.items() if key in missing})
        for keys in in_batches(sorted(set(wanted) - missing)):
            _change({key: wanted[key] for key in keys})
        return len(missing)

    def _create(self, wanted: dict[str, Said]) -> None:
        items: dict[str, int] = {}
        for keys in in_batches(wanted):
            items.update(Item.objects.filter(key__in=keys).values_list("key", "pk"))
        rows = (
            (key, *said[:-1], json.dumps(said[-1], ensure_ascii=False), items.get(key))
            for key, said in wanted.items()
        )
        insert_rows(Track, ("key", *NAMES, "item_id"), rows, unless_there=True)
        self.known.find(set(wanted))


def _merged(held: Said, said: Said) -> Said:
    return tuple(new if new not in _EMPTY else old for old, new in zip(held, said, strict=True))


def _change(wanted: dict[str, Said]) -> None:
    changed = []
    rows: Any = Track.objects.filter(key__in=wanted).values_list("key", "pk", *NAMES)
    for key, pk, *columns in rows:
        held = (*columns[:-1], tuple(columns[-1]))
        merged = _merged(held, wanted[key])
        if merged != held:
            values = dict(zip(NAMES, merged, strict=True))
            changed.append(Track(pk=pk, **values | {"tags": list(merged[-1])}))
    if changed:
        Track.objects.bulk_update(changed, NAMES, batch_size=100)
