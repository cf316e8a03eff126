"""Items as pages show them: plain strings, made once, so that templates stay quick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medley.core.prediction import BecauseNew, BecausePopular
from medley.web.catalog.models import Item, ItemKind
from medley.web.catalog.pictures import SHAPES, shape_of
from medley.web.feed.marks import Marks
from medley.web.feed.service import Card

SOURCES: dict[str, tuple[int, ...]] = {
    "wide": (320, 480, 640, 960),
    "poster": (160, 320, 480),
    "square": (160, 320, 480),
    "tall": (320, 480, 640),
}
SIZES = {
    "wide": "(max-width: 719px) 100vw, 300px",
    "poster": "(max-width: 719px) 112px, 190px",
    "square": "(max-width: 719px) 112px, 190px",
    "tall": "(max-width: 719px) 100vw, 480px",
}
MIDDLE = 320


@dataclass(frozen=True, slots=True)
class CardView:
    """One item with everything that its card prints.

    Attributes
    ----------
    pk : int
    title, creator, details : str
        In the language of the request; `details` is the year and the like.
    creator_pk : int or None
    shape : str
        Of the picture's box, see `medley.web.catalog.pictures`.
    src, large, srcset : str
        Addresses of the picture: in the middle size, in the largest, in all.
    sizes : str
        How wide the picture stands on small and on large screens.
    width, height : int
        Of the box, in pixels.
    badge : str
        Playing time, or empty.
    reason, why : str
        Why it is here, in few words and in full; empty where nothing is known.
    personal : bool
        Whether the reason lies in what this person did.
    liked, disliked, wished : bool
    """

    pk: int
    title: str
    creator: str
    creator_pk: int | None
    details: str
    shape: str
    src: str
    large: str
    srcset: str
    sizes: str
    width: int
    height: int
    badge: str
    reason: str
    why: str
    personal: bool
    liked: bool
    disliked: bool
    wished: bool


def feed_cards(cards: Sequence[Card], marks: Marks, *, shape: str = "wide") -> list[CardView]:
    """Make the cards of a feed page.

    Parameters
    ----------
    cards : sequence of Card
        Items with their creator at hand.
    marks : Marks
        Of the same person.
    shape : str
        Of the boxes that all pictures come in.
    """
    korean = (get_language() or "").startswith("ko")
    return [
        card_of(
            card.item,
            marks,
            shape=shape,
            korean=korean,
            reasons=explain(card, marks),
            personal=card.reason_item is not None or card.reason_category is not None,
        )
        for card in cards
    ]


def plain_cards(items: Iterable[Item], marks: Marks, *, shape: str = "wide") -> list[CardView]:
    """Make the cards of a list that was not recommended, such as search results."""
    korean = (get_language() or "").startswith("ko")
    return [card_of(item, marks, shape=shape, korean=korean) for item in items]


def card_of(
    item: Item,
    marks: Marks,
    *,
    shape: str,
    korean: bool,
    reasons: tuple[str, str] = ("", ""),
    personal: bool = False,
) -> CardView:
    """Make one card; the item's creator is read if it is not at hand."""
    creator = item.creator
    base = f"/picture/{item.pk}-{shape}-"
    stamp = f".webp?v={item.updated_ms:x}"
    across, down = SHAPES[shape]
    return CardView(
        pk=item.pk,
        title=(item.title_ko if korean else item.title_en) or item.title,
        creator=creator.name if creator is not None else "",
        creator_pk=item.creator_id,
        details=str(item.year) if item.year else "",
        shape=shape,
        src=f"{base}{MIDDLE}{stamp}",
        large=f"{base}{SOURCES[shape][-1]}{stamp}",
        srcset=", ".join(f"{base}{width}{stamp} {width}w" for width in SOURCES[shape]),
        sizes=SIZES[shape],
        width=MIDDLE,
        height=MIDDLE * down // across,
        badge=playing_time(item.duration_s) if item.kind != ItemKind.FILM else "",
        reason=reasons[0],
        why=reasons[1],
        personal=personal,
        liked=item.pk in marks.liked,
        disliked=item.pk in marks.disliked,
        wished=item.pk in marks.wished,
    )


def explain(card: Card, marks: Marks) -> tuple[str, str]:
    """Say why a card is there, in few words and in full; empty when nothing is known."""
    if card.reason_item is not None:
        return _because_of(card.reason_item, marks)
    if card.reason_category is not None:
        name = {"category": card.reason_category.name}
        return (
            _("Because you picked %(category)s") % name,
            _("%(category)s is one of your interests.") % name,
        )
    if isinstance(card.reason, BecausePopular):
        return _("Liked by many"), _(
            "Many people like this, and it counts more here than anything of yours."
        )
    if isinstance(card.reason, BecauseNew):
        return _("Just added"), _("This is new, so we show it to a few people first.")
    return "", ""


def _because_of(item: Item, marks: Marks) -> tuple[str, str]:
    title = {"title": item.name}
    if item.pk in marks.liked:
        return (
            _("Because you liked %(title)s") % title,
            _("Your like of %(title)s counts most here. Take it back and this moves down.") % title,
        )
    if item.pk in marks.wished:
        return (
            _("Because you wished for %(title)s") % title,
            _("%(title)s is on your wish list, and this is close to it.") % title,
        )
    return (
        _("Because you watched %(title)s") % title,
        _("You watched %(title)s, and this is close to it.") % title,
    )


def common_shape(kinds: Iterable[str]) -> str:
    """Pick the box for a page: that of its kinds of items, wide where they differ.

    Examples
    --------
    >>> common_shape(["film"]), common_shape(["film", "video"]), common_shape([])
    ('poster', 'wide', 'wide')
    """
    shapes = {shape_of(kind) for kind in kinds}
    return shapes.pop() if len(shapes) == 1 else "wide"


def playing_time(duration_s: float | None) -> str:
    """Write a playing time as a player does.

    Examples
    --------
    >>> playing_time(75.2), playing_time(3725), playing_time(None)
    ('1:15', '1:02:05', '')
    """
    if not duration_s:
        return ""
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
