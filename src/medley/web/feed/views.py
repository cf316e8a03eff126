"""Pages of the feed and of a person's marks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.catalog.facets import Facets, facets
from medley.web.catalog.models import Item
from medley.web.catalog.welcome import welcome
from medley.web.feed import service
from medley.web.feed.cards import common_shape, feed_cards, plain_cards
from medley.web.feed.filters import Filters, read_filters
from medley.web.feed.fragments import card_markup
from medley.web.feed.marks import marks_of
from medley.web.feed.notes import notes_in
from medley.web.feed.partial import is_partial
from medley.web.people.identity import person_of
from medley.web.people.models import Person

FIRST, SCROLL = 5, 30
LISTS = ("like", "wish", "dislike")
PAGE = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the feed's first page, or what to do when the catalogue is empty."""
    found = facets()
    if found.is_empty:
        return welcome(request)
    filters = read_filters(request.GET, found)
    person = person_of(request)
    page = service.first_page(person, size=FIRST, category=filters.category, kind=filters.kind)
    context = _page_context(page, person, found, filters)
    return render(request, "feed/home.html", context | {"filters": filters})


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Show the next page: a fragment for a scroll, a whole page without scripts."""
    found = facets()
    filters = read_filters(request.GET, found)
    person = person_of(request)
    try:
        page = _next_page(request, person, filters)
    except DataError:
        return _expired(request, filters)
    context = _page_context(page, person, found, filters)
    name = "feed/_cards.html" if is_partial(request) else "feed/more.html"
    return render(request, name, context | {"filters": filters})


def _next_page(request: HttpRequest, person: Person | None, filters: Filters) -> service.FeedPage:
    cursor = request.GET.get("cursor", "")
    if request.GET.get("renew") == "1":
        return service.renewed_page(
            cursor, person, size=SCROLL, category=filters.category, kind=filters.kind
        )
    return service.next_page(cursor, person, size=SCROLL)


def _page_context(
    page: service.FeedPage, person: Person | None, found: Facets, filters: Filters
) -> dict[str, Any]:
    shape = common_shape([filters.kind] if filters.kind else found.kinds)
    return {
        "cards": card_markup(feed_cards(page.cards, marks_of(person), shape=shape)),
        "shape": shape,
        "cursor": page.cursor,
        "notes": notes_in(page.fallback),
    }


def _expired(request: HttpRequest, filters: Filters) -> HttpResponse:
    name = "feed/_expired.html" if is_partial(request) else "feed/expired.html"
    return render(request, name, {"filters": filters}, status=410)


@require_safe
def likes(request: HttpRequest) -> HttpResponse:
    """Show what a person liked, wished for, or does not want to see."""
    chosen = request.GET.get("show", "like")
    chosen = chosen if chosen in LISTS else "like"
    marks = marks_of(person_of(request))
    held = {"like": marks.liked, "wish": marks.wished, "dislike": marks.disliked}
    latest = {key: place for place, key in enumerate(marks.history.items)}
    items = list(Item.objects.filter(pk__in=held[chosen], hidden=False).select_related("creator"))
    items.sort(key=lambda item: -latest.get(item.key, 0))
    start = _page_start(request)
    context = {
        "chosen": chosen,
        "lists": [(name, len(held[name])) for name in LISTS],
        "cards": card_markup(plain_cards(items[start : start + PAGE], marks)),
        "shape": "wide",
        "next_page": start // PAGE + 2 if start + PAGE < len(items) else None,
    }
    return render(request, "feed/likes.html", context)


def _page_start(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return (max(1, number) - 1) * PAGE
