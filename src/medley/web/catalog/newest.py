"""A creator's items, newest first."""

from __future__ import annotations

from django.db.models import F, QuerySet

from medley.web.catalog.models import Creator, Item, ItemKind


def items_of(creator: Creator) -> QuerySet[Item]:
    """Give everything of a creator that is not hidden; what has no date comes last."""
    latest = F("published_ms").desc(nulls_last=True)
    return creator.items.filter(hidden=False).select_related("creator").order_by(latest, "-pk")


def clips_of(creator: Creator) -> QuerySet[Item]:
    """Give the creator's videos that can be played."""
    return items_of(creator).filter(kind=ItemKind.VIDEO).exclude(media="")
