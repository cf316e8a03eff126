"""Writes categories, creators and items; what is there already is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medley.data.rows import CategoryRow, CreatorRow, ItemRow
from medley.web.catalog.ingest_bad_rows import BadRowFile, Spot
from medley.web.catalog.ingest_keys import KnownKeys, in_batches
from medley.web.catalog.models import Category, Creator, Item
from medley.web.clock import now_ms

KEPT_IF_EMPTY = ("picture", "media")
"""A source that brings no picture does not take away the one that another brought."""


@dataclass(slots=True)
class Written:
    """How many rows were accepted, how many of them were new, and if anything changed."""

    accepted: int = 0
    new: int = 0
    changed: bool = False


class CatalogueWriter:
    """Writes the catalogue's rows and knows the primary keys it met."""

    def __init__(self) -> None:
        self.categories = KnownKeys(Category, "slug")
        self.creators = KnownKeys(Creator)
        self.items = KnownKeys(Item)

    def forget_if_many(self) -> None:
        """Bound what is remembered."""
        for known in (self.categories, self.creators, self.items):
            known.forget_if_many()

    def write_categories(self, rows: list[CategoryRow]) -> bool:
        """Create the categories that are missing; names given before are kept."""
        wanted = {row.slug: row for row in rows}
        missing = self.categories.find(set(wanted))
        if not missing:
            return False
        position = Category.objects.count()
        made = [
            Category(
                slug=row.slug,
                name_ko=row.name_ko,
                name_en=row.name_en,
                family=row.family,
                position=min(position + i, 32_767),
            )
            for i, row in enumerate(row for row in wanted.values() if row.slug in missing)
        ]
        Category.objects.bulk_create(made, ignore_conflicts=True)
        self.categories.find(missing)
        return True

    def write_creators(self, rows: list[CreatorRow]) -> bool:
        """Create creators, and rename those whose name changed."""
        wanted = {row.key: row.name for row in rows}
        missing = self.creators.find(set(wanted))
        made = [Creator(key=key, name=name) for key, name in wanted.items() if key in missing]
        Creator.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
        self.creators.find(missing)
        changed = bool(made)
        for batch in in_batches(set(wanted) - missing):
            for creator in Creator.objects.filter(key__in=batch):
                if creator.name != wanted[creator.key]:
                    Creator.objects.filter(pk=creator.pk).update(name=wanted[creator.key])
                    changed = True
        return changed

    def write_items(self, rows: list[tuple[ItemRow, Spot]], bad: BadRowFile) -> Written:
        """Create items, and change those that say something else than before."""
        self.categories.find({slug for row, _ in rows for slug in row.categories})
        self.creators.find({row.creator for row, _ in rows if row.creator})
        written = Written()
        wanted: dict[str, ItemRow] = {}
        for row, spot in rows:
            fault = self._unknown(row)
            if fault is None:
                wanted[row.key] = row
                written.accepted += 1
            else:
                bad.set_aside(spot, fault, row)
        for keys in in_batches(wanted):
            self._write_batch({key: wanted[key] for key in keys}, written)
        return written

    def _unknown(self, row: ItemRow) -> str | None:
        slug = next((slug for slug in row.categories if slug not in self.categories), None)
        if slug is not None:
            return f"the category {slug!r} is not known"
        if row.creator and row.creator not in self.creators:
            return f"the creator {row.creator!r} is not known"
        return None

    def _write_batch(self, wanted: dict[str, ItemRow], written: Written) -> None:
        now = now_ms()
        held = {item.key: item for item in Item.objects.filter(key__in=wanted)}
        new = [
            Item(key=key, updated_ms=now, **self._values(row))
            for key, row in wanted.items()
            if key not in held
        ]
        Item.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
        for key, item in held.items():
            values = self._values(wanted[key])
            changes = {
                name: value
                for name, value in values.items()
                if getattr(item, name) != value and (value or name not in KEPT_IF_EMPTY)
            }
            if changes:
                Item.objects.filter(pk=item.pk).update(updated_ms=now, **changes)
                written.changed = True
        self.items.find(set(wanted))
        written.new += len(new)
        written.changed |= bool(new) | self._write_categories_of(wanted)

    def _values(self, row: ItemRow) -> dict[str, Any]:
        return {
            "kind": row.kind,
            "title": row.title,
            "title_ko": row.title_ko,
            "title_en": row.title_en,
            "description": row.description,
            "creator_id": self.creators[row.creator] if row.creator else None,
            "year": row.year,
            "duration_s": row.duration_s,
            "picture": row.picture,
            "media": row.media,
            "published_ms": row.published_ms,
            "links": dict(row.links),
        }

    def _write_categories_of(self, wanted: dict[str, ItemRow]) -> bool:
        through = Item.categories.through
        pairs = {
            (self.items[key], self.categories[slug])
            for key, row in wanted.items()
            for slug in row.categories
        }
        rows = through.objects.filter(item_id__in=[self.items[key] for key in wanted])
        held = {
            (item, category): pk
            for pk, item, category in rows.values_list("pk", "item_id", "category_id")
        }
        gone = [pk for pair, pk in held.items() if pair not in pairs]
        through.objects.filter(pk__in=gone).delete()
        made = [through(item_id=i, category_id=c) for i, c in sorted(pairs - held.keys())]
        through.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
        return bool(gone or made)
