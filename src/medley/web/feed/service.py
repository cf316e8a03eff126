"""The feed as the site, the API and the command line ask for it."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from django.conf import settings

from medley.core.errors import DataError
from medley.core.prediction import BecauseInterest, BecauseLiked, Reason
from medley.data.rows import KINDS
from medley.serving.cache import RecentlyUsed
from medley.serving.cursor import Cursor, decode, encode
from medley.serving.page import check_size, cut_page
from medley.web.catalog.models import Category, Item
from medley.web.feed.catalogue_index import CatalogueIndex, current_index, forget_index
from medley.web.feed.frozen import (
    FrozenList,
    behind,
    now_ms,
    read_list,
    write_exposure,
    write_page,
)
from medley.web.feed.marks import Marks, forget_marks, marks_of
from medley.web.feed.models_in_use import aligned, forget_models
from medley.web.feed.ranking import (
    EVERYTHING,
    LIST_LENGTH,
    Aligned,
    Ranking,
    Wanted,
    most_similar,
    rank,
)
from medley.web.feed.reasons import pack_reasons, unpack_reason
from medley.web.people.models import Person

FIRST_PAGE = 5
NEXT_PAGE = 30
REUSED_FOR_S = 3_600.0
"""A list may be begun again for so long when nothing changed that it was made from."""

__all__ = ["Marks", "first_page", "marks_of", "next_page", "renewed_page", "similar_items"]


@dataclass(frozen=True, slots=True)
class Card:
    """One item of a page, with why it is there and what the person said of it."""

    item: Item
    position: int
    reason: Reason | None = None
    reason_item: Item | None = None
    reason_category: Category | None = None
    liked: bool = False
    disliked: bool = False
    wished: bool = False


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a feed.

    Attributes
    ----------
    cards : list of Card
    cursor : str or None
        Opens the next page; None after the last.
    request_id : str
        UUID under which the exposure is kept.
    model_version : str
    fallback : str or None
        Why the answer is not the usual one, in words.
    """

    cards: list[Card]
    cursor: str | None
    request_id: str
    model_version: str
    fallback: str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """A page by primary keys, before any item is read; attributes as in `FeedPage`."""

    pks: list[int]
    positions: tuple[int, ...]
    reasons: list[Reason | None]
    cursor: str | None
    request_id: str
    model_version: str
    fallback: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    frozen: FrozenList
    made_at: float


_made: RecentlyUsed[tuple[Any, ...], _Made] = RecentlyUsed(512)


def first_page(
    person: Person | None,
    *,
    size: int = FIRST_PAGE,
    category: str | None = None,
    kind: str | None = None,
    playable: bool = False,
) -> FeedPage:
    """Begin a feed: rank, freeze the order, show its first items.

    Parameters
    ----------
    person : Person or None
        None for a visitor who did nothing yet.
    size : int
        In [1, 100].
    category : str, optional
        Slug of the only category to show.
    kind : str, optional
        The only kind of items to show.
    playable : bool
        Show only items with a clip.

    Raises
    ------
    DataError
        If the size is out of range, or the category or kind does not exist.
    """
    page = first_slice(person, size=size, category=category, kind=kind, playable=playable)
    return dress(page, person)


def next_page(cursor: str, person: Person | None, *, size: int = NEXT_PAGE) -> FeedPage:
    """Go on with the feed that a cursor points into.

    Raises
    ------
    DataError
        If the size is out of range, or the cursor was forged, cut, belongs to
        somebody else or points into a list that is gone.
    """
    return dress(next_slice(cursor, person, size=size), person)


def first_slice(
    person: Person | None,
    *,
    size: int = FIRST_PAGE,
    category: str | None = None,
    kind: str | None = None,
    playable: bool = False,
) -> Slice:
    """Do what `first_page` does, without reading the items."""
    check_size(size)
    index, wanted = current_index(), Wanted(category, kind, playable)
    _check_wanted(index, wanted)
    ranker = aligned(index)
    whose = (None, 0) if person is None else (person.pk, person.revision)
    stamp = (*whose, ranker.number if ranker else None, wanted)
    made = _made.get(stamp)
    if made is not None and time.monotonic() - made.made_at < REUSED_FOR_S:
        return _show(made.frozen, 0, size, person, index, store_list=False)
    frozen = _freeze(ranker, person, index, wanted)
    page = _show(frozen, 0, size, person, index, store_list=True)
    _made.put(stamp, _Made(frozen, time.monotonic()))
    return page


def next_slice(cursor: str, person: Person | None, *, size: int = NEXT_PAGE) -> Slice:
    """Do what `next_page` does, without reading the items."""
    check_size(size)
    place = decode(cursor, _signing_key())
    frozen = read_list(place.list_id, person)
    return _show(frozen, place.position, size, person, current_index(), store_list=False)


def renewed_page(
    cursor: str,
    person: Person | None,
    *,
    size: int = NEXT_PAGE,
    category: str | None = None,
    kind: str | None = None,
) -> FeedPage:
    """Go on with a feed after the person's marks changed: what was shown stays, the rest is new.

    Parameters are those of `first_page`, with the cursor to go on from.

    Raises
    ------
    DataError
        As for `first_page` and `next_page`.
    """
    check_size(size)
    index, wanted = current_index(), Wanted(category, kind)
    _check_wanted(index, wanted)
    place = decode(cursor, _signing_key())
    shown = read_list(place.list_id, person).pks[: place.position]
    frozen = behind(shown, _freeze(aligned(index), person, index, wanted))
    page = _show(frozen, len(shown), size, person, index, store_list=True)
    return dress(page, person)


@dataclass(frozen=True, slots=True, eq=False)
class Recommendation:
    """A ranking without pages; attributes as in `FeedPage` and `Ranking`."""

    ranking: Ranking
    request_id: str
    model_version: str
    fallback: str | None


def recommend(person: Person | None, n: int, *, wanted: Wanted = EVERYTHING) -> Recommendation:
    """Rank for a program that takes the ``n`` best at once.

    Raises
    ------
    DataError
        If ``n`` is not in [1, 1000], or the category or kind does not exist.
    """
    if not 1 <= n <= LIST_LENGTH:
        raise DataError(f"{n} items cannot be recommended; ask for 1 to {LIST_LENGTH}")
    index = current_index()
    _check_wanted(index, wanted)
    ranker = aligned(index)
    if ranker is None:
        nothing = Ranking(np.empty(0, np.int64), np.empty(0, np.float32), [], None)
        return Recommendation(nothing, write_exposure("list", "none", [], person), "none", None)
    ranking = rank(ranker, marks_of(person), wanted, now_ms=now_ms())
    ranking = Ranking(ranking.pks[:n], ranking.scores[:n], ranking.reasons[:n], ranking.relaxed)
    version = ranker.serving.version
    request_id = write_exposure("list", version, ranking.pks.tolist(), person)
    return Recommendation(ranking, request_id, version, _note(ranker, ranking) or None)


def similar_items(item: Item, k: int, person: Person | None) -> list[Card]:
    """Show the ``k`` items most like one, best first; what the person disliked is left out.

    Raises
    ------
    DataError
        If ``k`` is not in [1, 100].
    """
    return dress(similar_slice(item, k, person), person).cards


def similar_slice(item: Item, k: int, person: Person | None) -> Slice:
    """Do what `similar_items` does, without reading the items."""
    check_size(k)
    index = current_index()
    ranker = aligned(index)
    pks = most_similar(ranker, item.pk, k, marks_of(person).disliked) if ranker else []
    version = ranker.serving.version if ranker else "none"
    return Slice(
        pks=pks,
        positions=tuple(range(len(pks))),
        reasons=[None] * len(pks),
        cursor=None,
        request_id=write_exposure("similar", version, pks, person),
        model_version=version,
        fallback=ranker.serving.fallback if ranker else None,
    )


def dress(page: Slice, person: Person | None) -> FeedPage:
    """Read the items of a slice, all in one query, and lay the person's marks on them."""
    return FeedPage(
        cards_of(page.pks, page.reasons, page.positions, person),
        page.cursor,
        page.request_id,
        page.model_version,
        page.fallback,
    )


def cards_of(
    pks: Sequence[int],
    reasons: Sequence[Reason | None],
    positions: Sequence[int],
    person: Person | None,
) -> list[Card]:
    """Make cards for items; one deleted a moment ago is left out."""
    index, marks = current_index(), marks_of(person)
    named = [_named_pk(reason, index) for reason in reasons]
    items = index.items([*pks, *(pk for pk in named if pk is not None)])
    return [
        Card(
            item=items[pk],
            position=position,
            reason=reason,
            reason_item=None if liked is None else items.get(liked),
            reason_category=_named_category(reason, index),
            liked=pk in marks.liked,
            disliked=pk in marks.disliked,
            wished=pk in marks.wished,
        )
        for pk, reason, position, liked in zip(pks, reasons, positions, named, strict=True)
        if pk in items
    ]


def _named_pk(reason: Reason | None, index: CatalogueIndex) -> int | None:
    return index.pk_of(reason.item) if isinstance(reason, BecauseLiked) else None


def _named_category(reason: Reason | None, index: CatalogueIndex) -> Category | None:
    return index.category(reason.category) if isinstance(reason, BecauseInterest) else None


def _check_wanted(index: CatalogueIndex, wanted: Wanted) -> None:
    if wanted.kind is not None and wanted.kind not in KINDS:
        raise DataError(f"there is no kind {wanted.kind!r}; there are: {', '.join(KINDS)}")
    if wanted.category is not None and index.category(wanted.category) is None:
        raise DataError(
            f"there is no category {wanted.category!r}; give the slug of one that exists"
        )


def _freeze(
    ranker: Aligned | None, person: Person | None, index: CatalogueIndex, wanted: Wanted
) -> FrozenList:
    scenario = "shorts" if wanted.playable else "feed"
    pk = person.pk if person else None
    empty = FrozenList(uuid.uuid4(), pk, scenario, "none", np.empty(0, np.int64), b"")
    if ranker is None:
        return empty
    ranking = rank(ranker, marks_of(person), wanted, now_ms=now_ms())
    return replace(
        empty,
        model_version=ranker.serving.version,
        pks=ranking.pks,
        reasons=pack_reasons(ranking.reasons, index),
        fallback=_note(ranker, ranking),
    )


def _note(ranker: Aligned, ranking: Ranking) -> str:
    return " ".join(note for note in (ranker.serving.fallback, ranking.relaxed) if note)


def _show(
    frozen: FrozenList,
    start: int,
    size: int,
    person: Person | None,
    index: CatalogueIndex,
    *,
    store_list: bool,
) -> Slice:
    page = cut_page(frozen.pks, start, size, index.hidden_pks, marks_of(person).disliked)
    pks = frozen.pks[list(page.positions)].tolist()
    request_id = write_page(frozen, pks, first_position=start, person=person, store_list=store_list)
    following = page.next_position
    cursor = None
    if following is not None:
        cursor = encode(Cursor(frozen.list_id, following), _signing_key())
    return Slice(
        pks=pks,
        positions=page.positions,
        reasons=[unpack_reason(frozen.reasons, n, index) for n in page.positions],
        cursor=cursor,
        request_id=request_id,
        model_version=frozen.model_version,
        fallback=frozen.fallback or None,
    )


@cache
def _signing_key() -> bytes:
    return hashlib.sha256(b"medley cursor " + settings.SECRET_KEY.encode()).digest()


def forget_everything() -> None:
    """Drop all that is kept in memory, as a restart would."""
    _made.clear()
    forget_marks()
    forget_index()
    forget_models()
