"""Rows to arrays: the one way in which a data set becomes `FeedData`.

Events are reduced with array operations instead of `signals.in_force`, which
would take minutes for millions of events; a property test holds the two equal.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData
from medley.data.rows import BadRow, CategoryRow, CreatorRow, EventRow, ItemRow, PersonRow, Row
from medley.data.signals import EVENT_KINDS, OPPOSITES, counted_kind, weight_of
from medley.data.times import publication_ms

_CODES = {kind: code for code, kind in enumerate(EVENT_KINDS)}
_WEIGHT_OF_MASK = np.array(
    [
        weight_of(kind for code, kind in enumerate(EVENT_KINDS) if mask >> code & 1)
        for mask in range(1 << len(EVENT_KINDS))
    ],
    dtype=np.float32,
)


def build_feed_data(rows: Iterable[Row | BadRow]) -> FeedData:
    """Turn rows into interactions with their catalogue.

    Items, people and categories stand in the order of their first mention; an
    item or a person that comes twice keeps its place and takes the later row.
    An item that only events mention is kept without title or category. Bad rows
    are left out: who reads them reports them.

    Parameters
    ----------
    rows : iterable of Row or BadRow
        In any order; read once, only columns are kept.

    Returns
    -------
    FeedData
        Sorted by person, then time, then arrival. One entry for each person and
        item with an event in force, its time that of the latest such event.
        Events without a time count as older than all that have one.

    Raises
    ------
    DataError
        If an event's kind is not one of `signals.EVENT_KINDS`.

    Examples
    --------
    >>> data = build_feed_data([EventRow("p", "a", "like", 5), EventRow("p", "a", "view", 9)])
    >>> len(data), float(data.weight[0]), int(data.time_ms[0])
    (1, 1.0, 9)
    """
    columns = _Columns()
    for row in rows:
        columns.add(row)
    return columns.build()


@dataclass(slots=True)
class _Columns:
    categories: dict[str, int] = field(default_factory=dict)
    creators: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    described: dict[int, ItemRow] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    interests: dict[int, tuple[str, ...]] = field(default_factory=dict)
    person: array[int] = field(default_factory=lambda: array("i"))
    item: array[int] = field(default_factory=lambda: array("i"))
    signed_kind: array[int] = field(default_factory=lambda: array("b"))
    at_ms: array[int] = field(default_factory=lambda: array("q"))

    def add(self, row: Row | BadRow) -> None:
        if isinstance(row, EventRow):
            self._add_event(row)
        elif isinstance(row, ItemRow):
            self._add_item(row)
        elif isinstance(row, PersonRow):
            position = self.people.setdefault(row.key, len(self.people))
            self.interests[position] = row.interests
        elif isinstance(row, CategoryRow):
            self.categories.setdefault(row.slug, len(self.categories))
        elif isinstance(row, CreatorRow):
            self.creators.setdefault(row.key, len(self.creators))

    def _add_event(self, row: EventRow) -> None:
        code = _CODES.get(counted_kind(row.kind, row.value))
        if code is None:
            raise DataError(
                f"event kind {row.kind!r} of person {row.person!r} is unknown; "
                f"use one of {', '.join(EVENT_KINDS)}"
            )
        self.person.append(self.people.setdefault(row.person, len(self.people)))
        self.item.append(self.items.setdefault(row.item, len(self.items)))
        self.signed_kind.append(~code if row.undo else code)
        self.at_ms.append(row.at_ms or 0)

    def _add_item(self, row: ItemRow) -> None:
        self.described[self.items.setdefault(row.key, len(self.items))] = row
        for slug in row.categories:
            self.categories.setdefault(slug, len(self.categories))
        if row.creator:
            self.creators.setdefault(row.creator, len(self.creators))

    def build(self) -> FeedData:
        person, item, weight, time_ms = reduce_events(
            np.array(self.person, np.int32),
            np.array(self.item, np.int32),
            np.array(self.signed_kind, np.int8),
            np.array(self.at_ms, np.int64),
        )
        interests = {position: slugs for position, slugs in self.interests.items() if slugs}
        people = Vocabulary(self.people)
        return FeedData(self._catalogue(), people, person, item, weight, time_ms, interests)

    def _catalogue(self) -> Catalogue:
        n = len(self.items)
        bare = ItemRow(key="", kind="video", title="")
        rows = [self.described.get(position, bare) for position in range(n)]
        slugs = [dict.fromkeys(row.categories) for row in rows]
        indptr = np.concatenate(([0], np.cumsum([len(held) for held in slugs]))).astype(np.int32)
        indices = np.array([self.categories[s] for held in slugs for s in held], np.int32)
        ones = np.ones(len(indices), np.float32)
        shape = (n, len(self.categories))
        return Catalogue(
            items=Vocabulary(self.items),
            categories=Vocabulary(self.categories),
            item_categories=sparse.csr_matrix((ones, indices, indptr), shape=shape),
            creators=np.array([self.creators.get(row.creator, -1) for row in rows], np.int32),
            creator_keys=Vocabulary(self.creators),
            titles=tuple(_text(row) for row in rows),
            kinds=tuple(row.kind for row in rows),
            published_ms=np.array(
                [publication_ms(row.published_ms, row.year) for row in rows], np.int64
            ),
        )


def _text(row: ItemRow) -> str:
    parts = dict.fromkeys((row.title, row.title_ko, row.title_en, row.description))
    return "\n".join(part for part in parts if part)


def reduce_events(
    person: NDArray[np.int32],
    item: NDArray[np.int32],
    signed_kind: NDArray[np.int8],
    at_ms: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """Reduce events to one weight for each person and item.

    A kind holds when its last mention comes after its last undo and after the
    last mention of its opposite: what `signals.in_force` finds event by event.

    Parameters
    ----------
    person, item : ndarray of int32, shape (n_events,)
        Positions; events in order of arrival.
    signed_kind : ndarray of int8, shape (n_events,)
        Index in `signals.EVENT_KINDS`, bitwise inverted (``~index``) for an undo.
    at_ms : ndarray of int64, shape (n_events,)
        0 where unknown, which counts as the oldest.

    Returns
    -------
    person, item, weight, time_ms : ndarray, shape (n,)
        The columns of `FeedData`, by person, then time, then arrival.
    """
    order = np.lexsort((at_ms, item, person))
    person, item = person[order], item[order]
    signed_kind, at_ms = signed_kind[order], at_ms[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (person[1:] != person[:-1]) | (item[1:] != item[:-1])
    pair = np.cumsum(first) - 1
    mask, time_ms, arrival = _held_kinds(pair, signed_kind, at_ms, order, int(first.sum()))
    person, item, weight = person[first], item[first], _WEIGHT_OF_MASK[mask]
    keep = np.flatnonzero(weight != 0)
    keep = keep[np.lexsort((arrival[keep], time_ms[keep], person[keep]))]
    return person[keep], item[keep], weight[keep], time_ms[keep]


def _held_kinds(
    pair: NDArray[np.int64],
    signed_kind: NDArray[np.int8],
    at_ms: NDArray[np.int64],
    arrival: NDArray[np.int64],
    n_pairs: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Find for each pair the kinds in force (a bit each), their latest time and arrival."""
    mask = np.zeros(n_pairs, np.int64)
    time_ms = np.zeros(n_pairs, np.int64)
    latest = np.full(n_pairs, -1, np.int64)
    for kind, code in _CODES.items():
        said = _last(pair, signed_kind == code, n_pairs)
        against = signed_kind == ~code
        for opposite in OPPOSITES.get(kind, ()):
            against |= signed_kind == _CODES[opposite]
        held = said > _last(pair, against, n_pairs)
        mask[held] |= 1 << code
        latest[held] = np.maximum(latest[held], said[held])
    held = latest >= 0
    time_ms[held] = at_ms[latest[held]]
    arrived = np.zeros(n_pairs, np.int64)
    arrived[held] = arrival[latest[held]]
    return mask, time_ms, arrived


def _last(pair: NDArray[np.int64], rows: NDArray[np.bool_], n_pairs: int) -> NDArray[np.int64]:
    """Last marked row of each pair, -1 where there is none; rows come sorted by pair."""
    last = np.full(n_pairs, -1, np.int64)
    marked = np.flatnonzero(rows)
    # Of repeated positions an assignment keeps the last value.
    last[pair[marked]] = marked
    return last
