"""A page as it is shown: cards with their items, reasons and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from medley.core.prediction import BecauseInterest, BecauseLiked, Reason
from medley.web.catalog.models import Category, Item
from medley.web.feed.catalogue_index import CatalogueIndex, current_index
from medley.web.feed.marks import marks_of
from medley.web.people.models import Person


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
    """A page by primary keys, before any item is read; attributes as in `FeedPage`.

    ``written`` holds forms in which the items were written before, by their names.
    """

    pks: list[int]
    positions: tuple[int, ...]
    reasons: list[Reason | None]
    cursor: str | None
    request_id: str
    model_version: str
    fallback: str | None
    written: dict[str, str] = field(default_factory=dict)


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
