"""Pages of one item, one creator, and the search."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from medley.web.catalog.models import Creator, Item, ItemKind
from medley.web.catalog.newest import clips_of, items_of
from medley.web.catalog.pictures import shape_of
from medley.web.catalog.search import clean_query, find_creators, find_items
from medley.web.feed import service
from medley.web.feed.cards import CardView, common_shape, feed_cards, plain_cards
from medley.web.feed.fragments import card_markup
from medley.web.feed.marks import Marks, marks_of
from medley.web.people.identity import person_of

SIMILAR = 24
ROW = 12
PAGE = 48
SIMILAR_LABELS = {
    ItemKind.VIDEO: _("Similar videos"),
    ItemKind.FILM: _("Similar films"),
    ItemKind.SONG: _("Similar songs"),
    ItemKind.PLAYLIST: _("Similar playlists"),
    ItemKind.WORKOUT: _("Similar workouts"),
}
CREATORS = 6


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one item, what is similar to it, and more of its creator."""
    shown = get_object_or_404(Item.objects.select_related("creator"), pk=pk, hidden=False)
    person = person_of(request)
    marks = marks_of(person)
    similar = service.similar_items(shown, SIMILAR, person)
    context = {
        "item": shown,
        "c": plain_cards([shown], marks, shape=shape_of(shown.kind))[0],
        "categories": list(shown.categories.all()),
        "rows": _rows(similar, marks),
        "more_by_creator": plain_cards(_others_of(shown), marks, shape=shape_of(shown.kind)),
        "minutes": round((shown.duration_s or 0) / 60) if shown.kind == ItemKind.FILM else 0,
        "is_demo": shown.key.startswith("demo:"),
    }
    return render(request, "catalog/item.html", context)


def _rows(similar: list[service.Card], marks: Marks) -> list[tuple[str, list[CardView]]]:
    by_kind: dict[str, list[service.Card]] = {}
    for card in similar:
        by_kind.setdefault(card.item.kind, []).append(card)
    return [
        (str(SIMILAR_LABELS[ItemKind(kind)]), feed_cards(cards[:ROW], marks, shape=shape_of(kind)))
        for kind, cards in by_kind.items()
    ]


def _others_of(shown: Item) -> list[Item]:
    if shown.creator is None:
        return []
    return list(items_of(shown.creator).exclude(pk=shown.pk)[:ROW])


@require_safe
def creator(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything of one creator, newest first, or what fits the visitor best."""
    shown = get_object_or_404(Creator, pk=pk)
    person = person_of(request)
    marks = marks_of(person)
    page = _page(request, items_of(shown))
    for_you = request.GET.get("order") == "for-you"
    if for_you:
        fitting = service.creator_page(shown, person, size=PAGE).cards
        shape = common_shape({card.item.kind for card in fitting})
        cards = feed_cards(fitting, marks, shape=shape)
    else:
        items = list(page.object_list)
        shape = common_shape({one.kind for one in items})
        cards = plain_cards(items, marks, shape=shape)
    context = {
        "creator": shown,
        "cards": card_markup(cards),
        "shape": shape,
        "page": page,
        "for_you": for_you,
        "has_clips": clips_of(shown).exists(),
    }
    return render(request, "catalog/creator.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find items and creators by name."""
    text = clean_query(request.GET.get("q", ""))
    context: dict[str, Any] = {"query": text, "shape": "wide"}
    if text:
        page = _page(request, find_items(text))
        items = list(page.object_list)
        shape = common_shape({one.kind for one in items})
        context |= {
            "page": page,
            "shape": shape,
            "cards": card_markup(plain_cards(items, marks_of(person_of(request)), shape=shape)),
            "creators": list(find_creators(text)[:CREATORS]),
        }
    return render(request, "catalog/search.html", context)


def _page(request: HttpRequest, found: QuerySet[Item]) -> Page[Item]:
    return Paginator(found, PAGE).get_page(request.GET.get("page"))
