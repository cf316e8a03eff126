"""Finding items and creators by their names in either language."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from medley.web.catalog.models import Creator, Item

TITLES = ("title", "title_ko", "title_en")
MAX_LENGTH = 100


def clean_query(text: str) -> str:
    """Take what may be searched for: one line without zero bytes, not too long."""
    return " ".join(text.replace("\0", " ").split())[:MAX_LENGTH]


def find_items(text: str) -> QuerySet[Item]:
    """Find items that hold every word of ``text`` in a title or their creator's name.

    Those whose title begins with the text come first.
    """
    wanted = Q()
    for word in text.split():
        wanted &= _any_title("icontains", word) | Q(creator__name__icontains=word)
    begins = Case(
        When(_any_title("istartswith", text), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        Item.objects.filter(wanted, hidden=False)
        .select_related("creator")
        .order_by(begins, "title", "pk")
    )


def find_creators(text: str) -> QuerySet[Creator]:
    """Find creators whose name holds every word of ``text``."""
    wanted = Q()
    for word in text.split():
        wanted &= Q(name__icontains=word)
    return Creator.objects.filter(wanted, items__hidden=False).distinct().order_by("name", "pk")


def _any_title(lookup: str, text: str) -> Q:
    found = Q()
    for field in TITLES:
        found |= Q(**{f"{field}__{lookup}": text})
    return found
