"""What the catalogue holds, read once for each revision of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from medley.web.catalog.models import CatalogueRevision, Category, Item, ItemKind

TOP_CATEGORIES = 16


@dataclass(frozen=True, slots=True)
class Facets:
    """Which choices the pages can offer.

    Attributes
    ----------
    revision : tuple of str and int
        The database, and the catalogue's revision when this was read.
    kinds : tuple of str
        Kinds of which there are items, in the order of `ItemKind`.
    categories : dict
        Kind, or ``""`` for all kinds -> its categories, those of most items first.
    has_clips : bool
        Whether a video can be played.
    has_demo : bool
        Whether made items are among the others.
    """

    revision: tuple[str, int]
    kinds: tuple[str, ...]
    categories: dict[str, tuple[Category, ...]]
    has_clips: bool
    has_demo: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.kinds


_kept: Facets | None = None


def facets() -> Facets:
    """Read the facets, or take the kept ones while the catalogue stays as it is."""
    global _kept
    revision = str(connection.settings_dict["NAME"]), CatalogueRevision.current()
    found = _kept
    # An empty catalogue is read again: rows may be there before the revision rises.
    if found is None or found.revision != revision or found.is_empty:
        found = _kept = _read(revision)
    return found


def _read(revision: tuple[str, int]) -> Facets:
    shown = Item.objects.filter(hidden=False)
    present = set(shown.values_list("kind", flat=True).distinct())
    kinds = tuple(kind for kind in ItemKind.values if kind in present)
    counted = (
        Category.objects.filter(items__hidden=False)
        .annotate(n_items=Count("items"))
        .order_by("-n_items", "slug")
    )
    categories = {kind: tuple(counted.filter(items__kind=kind)) for kind in kinds}
    categories[""] = tuple(counted[:TOP_CATEGORIES])
    return Facets(
        revision=revision,
        kinds=kinds,
        categories=categories,
        has_clips=shown.filter(kind=ItemKind.VIDEO).exclude(media="").exists(),
        has_demo=shown.filter(key__startswith="demo:").exists(),
    )
