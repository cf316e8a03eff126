"""The kind and the category that a feed is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from medley.web.catalog.facets import Facets
from medley.web.catalog.models import Category, ItemKind

KIND_LABELS = {
    ItemKind.VIDEO: _("Videos"),
    ItemKind.FILM: _("Films"),
    ItemKind.SONG: _("Songs"),
    ItemKind.PLAYLIST: _("Playlists"),
    ItemKind.WORKOUT: _("Workouts"),
}


@dataclass(frozen=True)
class Filters:
    """What a feed is narrowed to, and what else can be chosen."""

    kind: str | None
    category: str | None
    found: Facets | None = None

    @cached_property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """Address, name and whether it is chosen, for each kind of item."""
        if self.found is None or len(self.found.kinds) < 2:
            return []
        return [
            (f"/?kind={kind}", str(KIND_LABELS[ItemKind(kind)]), kind == self.kind)
            for kind in self.found.kinds
        ]

    @cached_property
    def categories(self) -> list[tuple[str, str, bool]]:
        """Address, name and whether it is chosen, for each category worth a chip."""
        return [
            (
                f"/{self._query(None if chosen else category.slug)}",
                category.name,
                chosen,
            )
            for category in self._offered()
            for chosen in [category.slug == self.category]
        ]

    def _offered(self) -> tuple[Category, ...]:
        return self.found.categories.get(self.kind or "", ()) if self.found else ()

    def _query(self, category: str | None) -> str:
        chosen = {"kind": self.kind, "category": category}
        text = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{text}" if text else ""

    @cached_property
    def query(self) -> str:
        """The choice as the query part of an address, empty when nothing is chosen."""
        return self._query(self.category)

    @property
    def suffix(self) -> str:
        """The choice as a continuation of an address that has a query part."""
        return self.query.replace("?", "&")


def read_filters(asked: Mapping[str, str], found: Facets) -> Filters:
    """Read the choice from an address; what the catalogue does not hold is left out."""
    kind = asked.get("kind")
    kind = kind if kind in found.kinds else None
    category = asked.get("category")
    known = {one.slug for many in found.categories.values() for one in many}
    return Filters(kind, category if category in known else None, found)
