"""Labels that look wrong: kept from one search to the next, decided one by one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from medley.training.label_errors import LabelDoubt
from medley.web.catalog.ingest_keys import in_batches
from medley.web.catalog.models import Category, Item
from medley.web.clock import now_ms
from medley.web.labels import film_saying, saying
from medley.web.labels.film_library import film_of
from medley.web.labels.genres import FAMILY, FILMS, genre_named
from medley.web.labels.models import Doubt
from medley.web.people.models import Person


def doubts(kind: str = "") -> QuerySet[Doubt]:
    """Doubts that nobody decided on, the largest first."""
    rows = Doubt.objects.filter(dismissed=False, item__hidden=False)
    if kind:
        rows = rows.filter(item__kind=kind)
    return rows.select_related("item__creator", "genre", "instead").order_by("-margin", "pk")


@transaction.atomic
def keep_doubts(kind: str, found: Sequence[LabelDoubt], model: str) -> int:
    """Write down the doubts of a search in place of the last one's; say how many are new.

    Labels that a person found right stay decided.

    Parameters
    ----------
    kind : str
        ``"song"`` or ``"film"``.
    found : sequence of LabelDoubt
        Their ``id`` is the item's key.
    model : str
        Name of the kind of model that doubts.
    """
    Doubt.objects.filter(item__kind=kind, dismissed=False).delete()
    decided = set(Doubt.objects.filter(item__kind=kind).values_list("item__key", "genre__slug"))
    items: dict[str, int] = {}
    for batch in in_batches(sorted({one.id for one in found})):
        items |= dict(Item.objects.filter(key__in=batch).values_list("key", "pk"))
    family = FAMILY if kind == "song" else FILMS
    genres: dict[str, Category] = {}

    def genre(slug: str) -> Category:
        if slug not in genres:
            genres[slug] = genre_named(slug, may_make=True, family=family)
        return genres[slug]

    rows = [
        Doubt(
            item_id=items[one.id],
            genre=genre(one.genre),
            instead=genre(one.instead) if one.instead else None,
            given=one.given,
            probability=one.probability,
            expected=one.expected,
            margin=one.margin,
            model=model,
            is_held=one.is_held,
            at_ms=now_ms(),
        )
        for one in found
        if one.id in items and (one.id, one.genre) not in decided
    ]
    Doubt.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def decide(doubt: Doubt, person: Person, *, is_right: bool) -> None:
    """Say that a label is right after all, or correct it as the model would have it.

    Raises
    ------
    DataError
        If a film would be left without any genre: its own page can say more.
    """
    if not is_right:
        _correct(doubt, person)
    Doubt.objects.filter(pk=doubt.pk).update(dismissed=True)


def _correct(doubt: Doubt, person: Person) -> None:
    item = doubt.item
    if doubt.instead is not None:
        saying.say(item, doubt.instead, person)
        return
    known = dict.fromkeys(film_of(item).query.facts.genres)
    if doubt.given:
        known.pop(doubt.genre.slug, None)
    else:
        known[doubt.genre.slug] = None
    film_saying.say(item, [genre_named(slug, family=FILMS) for slug in known], person)


def reopen(item: Item) -> None:
    """Let doubts about an item be open again, after a word on it was taken back."""
    Doubt.objects.filter(item=item, dismissed=True).update(dismissed=False)
