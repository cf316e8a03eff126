"""Which genres a film is known to have, and who or what said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from medley.web.catalog.ingest_keys import in_batches
from medley.web.labels.known import PERSON_SAID
from medley.web.labels.models import Label, LabelState, Provenance


def known_film_genres(items: Iterable[int] | None = None) -> dict[int, tuple[str, ...]]:
    """Give the genres of each film that somebody or a file spoke of.

    Of each genre a person's last word counts, else the file's; what only a model said
    is not known.

    Parameters
    ----------
    items : iterable of int, optional
        Primary keys; all items when left out.

    Returns
    -------
    dict of int to tuple of str
        Slugs, by the item's primary key; none where a person rejected all.
    """
    said: dict[int, dict[str, bool]] = {}
    # Later rows overrule earlier ones, so what persons said comes last, by its time.
    for who in (Q(provenance=Provenance.FILE) & ~PERSON_SAID, PERSON_SAID):
        for item, slug, state in _rows(who, items):
            if state != LabelState.SUGGESTED:
                said.setdefault(item, {})[slug] = state == LabelState.ACCEPTED
    return {
        item: tuple(slug for slug, holds in genres.items() if holds)
        for item, genres in said.items()
    }


def film_genres_by_people(items: Iterable[int] | None = None) -> dict[int, tuple[str, ...]]:
    """Give the known genres of the films that a person spoke of, see `known_film_genres`."""
    spoken = {item for item, _, _ in _rows(PERSON_SAID, items)}
    return {item: genres for item, genres in known_film_genres(spoken).items() if item in spoken}


def _rows(who: Q, items: Iterable[int] | None) -> Iterator[tuple[int, str, str]]:
    rows: Any = Label.objects.filter(who, item__kind="film").order_by("at_ms", "position", "pk")
    rows = rows.values_list("item_id", "genre__slug", "state")
    if items is None:
        yield from rows.iterator(chunk_size=2_000)
        return
    for batch in in_batches(items):
        yield from rows.filter(item_id__in=batch)
