"""The feed as the site, the API and the command line ask for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from django.conf import settings
from django.core.cache import cache as written_parts

from medley.core.errors import DataError
from medley.data.rows import KINDS
from medley.serving.cursor import Cursor, decode, encode
from medley.serving.page import check_size
from medley.web.catalog.models import Creator, Item
from medley.web.feed.catalogue_index import CatalogueIndex, current_index, forget_index
from medley.web.feed.cut import cut_of, forget_cuts
from medley.web.feed.experiments import forget_experiments
from medley.web.feed.frozen import FrozenList, behind, read_list, write_exposure, write_page
from medley.web.feed.gate import EVERYTHING, Wanted
from medley.web.feed.making import forget_lists, list_of_visit, make_list, note_of, ranking_of
from medley.web.feed.marks import Marks, forget_marks, marks_of
from medley.web.feed.models_in_use import aligned, forget_models
from medley.web.feed.ranking import LIST_LENGTH, Ranking
from medley.web.feed.rulebook import forget_rules
from medley.web.feed.setting import scenario_of, setting_of
from medley.web.feed.shown import Card, FeedPage, Slice, cards_of, dress
from medley.web.feed.shown_lately import forget_shown
from medley.web.feed.similar import similar_pks
from medley.web.feed.taste import forget_answers, forget_tastes
from medley.web.people.models import Person

FIRST_PAGE = 5
NEXT_PAGE = 30

__all__ = [
    "Card",
    "FeedPage",
    "Marks",
    "Slice",
    "cards_of",
    "creator_page",
    "dress",
    "first_page",
    "for_later",
    "marks_of",
    "next_page",
    "renewed_page",
    "similar_items",
]


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
    return _begin(person, Wanted(category, kind, playable), size)


def creator_page(creator: Creator, person: Person | None, *, size: int = NEXT_PAGE) -> FeedPage:
    """Show what a creator made, by the rules of the scenario ``creator``.

    Raises
    ------
    DataError
        If the size is out of range.
    """
    return dress(_begin(person, Wanted(creator=creator.key), size), person)


def for_later(person: Person | None, *, size: int = NEXT_PAGE) -> FeedPage:
    """Show what a person saved for later, what fits best now first.

    Raises
    ------
    DataError
        If the size is out of range.
    """
    return dress(for_later_slice(person, size=size), person)


def for_later_slice(person: Person | None, *, size: int = NEXT_PAGE) -> Slice:
    """Do what `for_later` does, without reading the items."""
    return _begin(person, Wanted(only=marks_of(person).wished), size)


def _begin(person: Person | None, wanted: Wanted, size: int) -> Slice:
    check_size(size)
    index = current_index()
    _check_wanted(index, wanted)
    frozen, keep = list_of_visit(person, index, wanted)
    page = _show(frozen, 0, size, person, index, store_list=keep is not None)
    if keep is not None:
        keep()
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
    setting = setting_of(person, index, scenario_of(wanted))
    frozen = behind(shown, make_list(setting, person, index, wanted, without=shown)[1])
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
    setting = setting_of(person, index, scenario_of(wanted))
    if setting is None:
        nothing = Ranking(np.empty(0, np.int64), np.empty(0, np.float32), [], None)
        return Recommendation(nothing, write_exposure("list", "none", [], person), "none", None)
    whole = ranking_of(setting, person, index, wanted)
    ranking = replace(whole, pks=whole.pks[:n], scores=whole.scores[:n], reasons=whole.reasons[:n])
    version = setting.sources[0].serving.version
    request_id = write_exposure("list", version, ranking.pks.tolist(), person)
    return Recommendation(ranking, request_id, version, note_of(setting, whole) or None)


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
    pks = similar_pks(ranker, item.pk, k, person) if ranker else []
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


def check_wanted(wanted: Wanted) -> None:
    """Refuse a kind or a category that does not exist.

    Raises
    ------
    DataError
    """
    _check_wanted(current_index(), wanted)


def _check_wanted(index: CatalogueIndex, wanted: Wanted) -> None:
    if wanted.kind is not None and wanted.kind not in KINDS:
        raise DataError(f"there is no kind {wanted.kind!r}; there are: {', '.join(KINDS)}")
    if wanted.category is not None and index.category(wanted.category) is None:
        raise DataError(
            f"there is no category {wanted.category!r}; give the slug of one that exists"
        )


def _show(
    frozen: FrozenList,
    start: int,
    size: int,
    person: Person | None,
    index: CatalogueIndex,
    *,
    store_list: bool,
) -> Slice:
    cut = cut_of(frozen, start, size, person, index)
    request_id = write_page(
        frozen, cut.positions, first_position=start, person=person, store_list=store_list
    )
    cursor = None
    if cut.next_position is not None:
        cursor = encode(Cursor(frozen.list_id, cut.next_position), _signing_key())
    return Slice(
        pks=cut.pks,
        positions=cut.positions,
        reasons=cut.reasons,
        cursor=cursor,
        request_id=request_id,
        model_version=frozen.model_version,
        fallback=frozen.fallback or None,
        written=cut.written,
    )


@cache
def _signing_key() -> bytes:
    return hashlib.sha256(b"medley cursor " + settings.SECRET_KEY.encode()).digest()


def forget_people() -> None:
    """Drop what is kept in memory of people; models and the catalogue stay loaded."""
    forget_lists()
    forget_cuts()
    forget_shown()
    forget_marks()
    forget_answers()
    written_parts.clear()


def forget_everything() -> None:
    """Drop all that is kept in memory, as a restart would."""
    forget_lists()
    forget_cuts()
    forget_experiments()
    forget_rules()
    forget_shown()
    forget_marks()
    forget_tastes()
    forget_index()
    forget_models()
