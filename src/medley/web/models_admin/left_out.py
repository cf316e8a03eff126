"""What a version was not fitted on, although it was there: votes, copies, what told nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medley.artifacts.manifest import Manifest
from medley.web.catalog.models import Item
from medley.web.models_admin.shelf import noted


@dataclass(frozen=True, slots=True)
class PushedItem:
    """An item that lost votes.

    ``pk`` is None, and ``name`` its key, where it is gone from the catalogue.
    """

    pk: int | None
    name: str
    left_out: int
    newcomers: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out of a version's data.

    Attributes
    ----------
    votes, items : int
        Votes that newcomers or nobody else backed, and of how many items.
    most : list of PushedItem
        Those that lost most.
    copies : int
        Playlists that are copies of ones held out.
    """

    votes: int
    items: int
    most: list[PushedItem]
    copies: int


def left_out(manifest: Manifest) -> LeftOut | None:
    """Say what was left out; None where a version notes nothing of it."""
    held = noted(manifest, "left_out")
    copies = noted(manifest, "copies_left_out")
    if not isinstance(held, Mapping) and not _whole(copies):
        return None
    held = held if isinstance(held, Mapping) else {}
    rows = held.get("most")
    named = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    there = Item.objects.filter(key__in=[str(row.get("item")) for row in named])
    items = {item.key: item for item in there}
    most = []
    for row in named:
        key = str(row.get("item"))
        item = items.get(key)
        name = item.name if item is not None else key
        pk = item.pk if item is not None else None
        most.append(PushedItem(pk, name, _whole(row.get("left_out")), _whole(row.get("newcomers"))))
    return LeftOut(_whole(held.get("votes")), _whole(held.get("items")), most, _whole(copies))


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
