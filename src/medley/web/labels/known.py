"""Which genre a song is known to have, and who or what said so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from medley.web.catalog.ingest_keys import in_batches
from medley.web.labels.models import Label, LabelState, Provenance

PERSON_SAID = Q(provenance=Provenance.HUMAN) | Q(person__isnull=False)
"""A person made the label, or accepted what a model or a file said."""


def genres_by_people(items: Iterable[int] | None = None) -> dict[int, str]:
    """Give the genre that a person said last, by the item's primary key.

    Parameters
    ----------
    items : iterable of int, optional
        All items when left out.

    Returns
    -------
    dict of int to str
        Slugs.
    """
    return _first(PERSON_SAID, ("-at_ms", "-pk"), items)


def known_genres(items: Iterable[int] | None = None) -> dict[int, str]:
    """Give each item's genre: a person's word outranks the file's tag.

    What only a model said is not known.

    Parameters
    ----------
    items : iterable of int, optional
        All items when left out.

    Returns
    -------
    dict of int to str
        Slugs, by the item's primary key.
    """
    held = None if items is None else list(items)
    by_file = _first(Q(provenance=Provenance.FILE), ("position", "pk"), held)
    return by_file | genres_by_people(held)


def _first(who: Q, order: tuple[str, ...], items: Iterable[int] | None) -> dict[int, str]:
    rows: Any = Label.objects.filter(who, state=LabelState.ACCEPTED).order_by(*order)
    rows = rows.values_list("item_id", "genre__slug")
    found: dict[int, str] = {}
    if items is None:
        for item, slug in rows.iterator(chunk_size=2_000):
            found.setdefault(item, slug)
        return found
    for batch in in_batches(items):
        for item, slug in rows.filter(item_id__in=batch):
            found.setdefault(item, slug)
    return found
