"""What came onto people's first pages, read from the exposures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedData
from medley.data.shown import Shown
from medley.web.catalog.models import Item
from medley.web.feed.models import Exposure
from medley.web.people.models import Person

CHUNK = 5_000
HELD = 2_000_000
"""So many pairs are read before those that came again are forgotten."""
FIRST_PAGE = "home"
"""Only there nobody chooses what comes: a category, a creator or a neighbour is chosen."""

Columns = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]


def first_pages(data: FeedData) -> Shown:
    """Read what the home page showed to the people of some data, and when first.

    Exposures are read in chunks; a pair of person and item that came again takes no
    memory.

    Parameters
    ----------
    data : FeedData

    Returns
    -------
    Shown
    """
    came = Q(user__isnull=False) | Q(key__startswith="visitor:")
    unnamed = np.zeros(len(data.people), np.bool_)
    keys = Person.objects.filter(came).values_list("key", flat=True)
    unnamed[data.people.positions(keys.iterator(chunk_size=CHUNK))] = True
    kept = Shown.of(*_joined([]), unnamed)
    waiting: list[Columns] = []
    for columns in _read(data):
        waiting.append(columns)
        if sum(len(one[0]) for one in waiting) >= HELD:
            kept, waiting = _with(kept, waiting), []
    return _with(kept, waiting)


def _read(data: FeedData) -> Iterator[Columns]:
    person_of = _positions(Person.objects.values_list("pk", "key"), data.people)
    item_of = _positions(Item.objects.values_list("pk", "key"), data.catalogue.items)
    rows = Exposure.objects.filter(scenario=FIRST_PAGE, person__isnull=False).order_by("shown_ms")
    pages = rows.values_list("person_id", "items", "shown_ms").iterator(chunk_size=CHUNK)
    while chunk := list(islice(pages, CHUNK)):
        found = [
            (person_of[person], item_of[item], shown_ms)
            for person, items, shown_ms in chunk
            if person in person_of
            for item in items
            if item in item_of
        ]
        person, item, at_ms = np.array(found, np.int64).reshape(-1, 3).T
        yield person.astype(np.int32), item.astype(np.int32), at_ms


def _positions(rows: QuerySet[Any, tuple[int, str]], known: Vocabulary) -> dict[int, int]:
    """Primary keys of what a vocabulary holds, with its positions."""
    found = ((pk, known.position(key)) for pk, key in rows.iterator(chunk_size=CHUNK))
    return {pk: place for pk, place in found if place is not None}


def _with(kept: Shown, more: list[Columns]) -> Shown:
    columns = _joined([(kept.person, kept.item, kept.first_ms), *more])
    return Shown.of(*columns, kept.unnamed)


def _joined(parts: list[Columns]) -> Columns:
    nothing = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int64))
    person, item, at_ms = (np.concatenate(column) for column in zip(nothing, *parts, strict=True))
    return person, item, at_ms
