"""The database's catalogue and events as the arrays that models are fitted on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray
from scipy import sparse

from medley.core.vocabulary import Vocabulary
from medley.data.builder import reduce_events
from medley.data.feed import Catalogue, FeedData
from medley.data.signals import EVENT_KINDS, counted_kind
from medley.data.times import publication_ms
from medley.features.backing import backed
from medley.features.wishes import WishOutcomes, wish_outcomes
from medley.web.catalog.models import Category, Creator, Item
from medley.web.feed.first_pages import first_pages
from medley.web.feed.models import Event
from medley.web.labels.places import places_of
from medley.web.people.models import Interest, Person

CHUNK = 50_000


def catalogue_from_database() -> Catalogue:
    """Read all items, hidden ones too, by rising primary key."""
    return _catalogue()[0]


def feed_data_from_database() -> FeedData:
    """Read what the models learn from: what holds between a person and an item.

    Votes by newcomers count as far as regulars back them, see
    `medley.features.backing`, and those by regulars for what they sought as far as it
    was liked by whom it was shown, see `medley.features.meeting`.
    """
    data = feed_data_and_wishes()[0]
    return backed(data, shown=first_pages(data)).data


def feed_data_and_wishes() -> tuple[FeedData, WishOutcomes]:
    """Read every event, reduced, and what became of the wishes among them.

    Events are read in chunks straight into arrays: 18 bytes each stay in
    memory. Hidden items are kept, since what was liked about them still says
    something about the person; serving leaves them out. What somebody did before
    a reset is left out.
    """
    catalogue, item_pks = _catalogue()
    person_pks, people = _people()
    events = _events(person_pks, item_pks)
    data = FeedData(catalogue, people, *reduce_events(*events), interests=_interests(person_pks))
    return data, wish_outcomes(*events)


def _catalogue() -> tuple[Catalogue, NDArray[np.int64]]:
    creator_pks, creator_keys = _keys_by_pk(Creator.objects.all())
    category_pks, slugs = _keys_by_pk(Category.objects.all(), "slug")
    text = ("title", "title_ko", "title_en", "description")
    columns = Item.objects.order_by("pk").values_list(
        "pk", "key", "kind", "creator_id", "published_ms", "year", *text
    )
    rows = [
        (
            *(pk, key, kind, creator),
            publication_ms(published, year),
            "\n".join(filter(None, dict.fromkeys(texts))),
        )
        for pk, key, kind, creator, published, year, *texts in columns.iterator(chunk_size=CHUNK)
    ]
    pks = np.array([row[0] for row in rows], np.int64)
    position = {pk: n for n, pk in enumerate(creator_pks.tolist())}
    catalogue = Catalogue(
        items=Vocabulary(row[1] for row in rows),
        categories=slugs,
        item_categories=_item_categories(pks, category_pks),
        creators=np.array([position.get(row[3], -1) for row in rows], np.int32),
        creator_keys=creator_keys,
        titles=tuple(row[5] for row in rows),
        kinds=tuple(row[2] for row in rows),
        published_ms=np.array([row[4] for row in rows], np.int64),
        sounds=places_of(enumerate(pks.tolist())),
    )
    return catalogue, pks


def _item_categories(
    item_pks: NDArray[np.int64], category_pks: NDArray[np.int64]
) -> sparse.csr_matrix:
    through = Item.categories.through.objects.values_list("item_id", "category_id")
    pairs = np.array(list(through.iterator(chunk_size=CHUNK)), np.int64).reshape(-1, 2)
    pairs = pairs[np.isin(pairs[:, 0], item_pks) & np.isin(pairs[:, 1], category_pks)]
    rows = np.searchsorted(item_pks, pairs[:, 0])
    columns = np.searchsorted(category_pks, pairs[:, 1])
    ones = np.ones(len(pairs), np.float32)
    shape = (len(item_pks), len(category_pks))
    return sparse.csr_matrix((ones, (rows, columns)), shape=shape)


def _people() -> tuple[NDArray[np.int64], Vocabulary]:
    return _keys_by_pk(Person.objects.all())


def _keys_by_pk(rows: QuerySet[Any], field: str = "key") -> tuple[NDArray[np.int64], Vocabulary]:
    pairs = list(rows.order_by("pk").values_list("pk", field).iterator(chunk_size=CHUNK))
    return np.array([pk for pk, _ in pairs], np.int64), Vocabulary(key for _, key in pairs)


def _events(
    person_pks: NDArray[np.int64], item_pks: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8], NDArray[np.int64]]:
    """Read the events as columns, persons and items by position, in order of arrival."""
    columns: tuple[list[NDArray[Any]], ...] = ([], [], [], [])
    resets = _resets(person_pks)
    for people, items, kinds, times in _event_chunks():
        # Rows written after the people or items were read belong to the next reading.
        known = np.isin(people, person_pks) & np.isin(items, item_pks)
        person = np.minimum(np.searchsorted(person_pks, people), max(len(person_pks) - 1, 0))
        if len(person_pks):
            known &= (times > resets[person]) | (resets[person] == 0)
        columns[0].append(person[known].astype(np.int32))
        columns[1].append(np.searchsorted(item_pks, items[known]).astype(np.int32))
        columns[2].append(kinds[known])
        columns[3].append(times[known])
    kinds_of = (np.int32, np.int32, np.int8, np.int64)
    joined = [
        np.concatenate(parts) if parts else np.empty(0, dtype)
        for parts, dtype in zip(columns, kinds_of, strict=True)
    ]
    return joined[0], joined[1], joined[2], joined[3]


def _event_chunks() -> Iterator[tuple[NDArray[Any], ...]]:
    codes = {kind: code for code, kind in enumerate(EVENT_KINDS)}
    fields = ("person_id", "item_id", "kind", "undo", "at_ms", "value")
    rows = Event.objects.order_by("pk").values_list(*fields).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        people, items, kinds, undone, times, values = zip(*chunk, strict=True)
        counted = map(counted_kind, kinds, values)
        code = np.array([codes[kind] for kind in counted], np.int8)
        yield (
            np.array(people, np.int64),
            np.array(items, np.int64),
            np.where(np.array(undone, np.bool_), ~code, code).astype(np.int8),
            np.array([at or 0 for at in times], np.int64),
        )


def _resets(person_pks: NDArray[np.int64]) -> NDArray[np.int64]:
    """When each person began afresh, 0 for who never did."""
    found = np.zeros(len(person_pks), np.int64)
    for pk, reset_ms in Person.objects.filter(reset_ms__gt=0).values_list("pk", "reset_ms"):
        found[person_pks == pk] = reset_ms
    return found


def _interests(person_pks: NDArray[np.int64]) -> dict[int, tuple[str, ...]]:
    position = {pk: n for n, pk in enumerate(person_pks.tolist())}
    found: dict[int, tuple[str, ...]] = {}
    rows = Interest.objects.order_by("person_id", "category__slug")
    for person, slug in rows.values_list("person_id", "category__slug").iterator():
        if person in position:
            found[position[person]] = (*found.get(position[person], ()), slug)
    return found
