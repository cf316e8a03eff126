"""Pages of the feed and of a person's marks, and the marks themselves."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from medley.core.errors import DataError
from medley.web.catalog.facets import Facets, facets
from medley.web.catalog.models import Item, ItemKind
from medley.web.catalog.welcome import welcome
from medley.web.feed import service
from medley.web.feed.cards import card_of, common_shape, feed_cards, plain_cards
from medley.web.feed.filters import Filters, read_filters
from medley.web.feed.marks import marks_of
from medley.web.feed.recording import record
from medley.web.people.identity import person_of

FIRST, SCROLL = 5, 30
FIRST_SHORTS, SCROLL_SHORTS = 3, 8
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
        page = service.next_page(request.GET.get("cursor", ""), person, size=SCROLL)
    except DataError:
        return _expired(request, filters)
    context = _page_context(page, person, found, filters)
    name = "feed/_cards.html" if _is_partial(request) else "feed/more.html"
    return render(request, name, context | {"filters": filters})


def _page_context(
    page: service.FeedPage, person: Any, found: Facets, filters: Filters
) -> dict[str, Any]:
    shape = common_shape([filters.kind] if filters.kind else found.kinds)
    return {
        "cards": feed_cards(page.cards, marks_of(person), shape=shape),
        "shape": shape,
        "cursor": page.cursor,
        "fallback": page.fallback,
    }


def _expired(request: HttpRequest, filters: Filters) -> HttpResponse:
    name = "feed/_expired.html" if _is_partial(request) else "feed/expired.html"
    return render(request, name, {"filters": filters}, status=410)


@require_safe
def shorts(request: HttpRequest) -> HttpResponse:
    """Show the vertical player with the first clips."""
    page = service.first_page(
        person_of(request), size=FIRST_SHORTS, kind=ItemKind.VIDEO, playable=True
    )
    return render(request, "feed/shorts.html", _shorts_context(request, page))


@require_safe
def more_shorts(request: HttpRequest) -> HttpResponse:
    """Show the next clips: a fragment for a scroll, a whole page without scripts."""
    cursor = request.GET.get("cursor", "")
    try:
        page = service.next_page(cursor, person_of(request), size=SCROLL_SHORTS)
    except DataError:
        return _expired(request, Filters(None, None))
    name = "feed/_shorts.html" if _is_partial(request) else "feed/shorts.html"
    return render(request, name, _shorts_context(request, page))


def _shorts_context(request: HttpRequest, page: service.FeedPage) -> dict[str, Any]:
    views = feed_cards(page.cards, marks_of(person_of(request)), shape="wide")
    clips = [
        (view, card.item.media != "", card.item.description)
        for view, card in zip(views, page.cards, strict=True)
    ]
    return {"clips": clips, "cursor": page.cursor}


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
        "cards": plain_cards(items[start : start + PAGE], marks),
        "shape": "wide",
        "next_page": start // PAGE + 2 if start + PAGE < len(items) else None,
    }
    return render(request, "feed/likes.html", context)


def _page_start(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return (max(1, number) - 1) * PAGE


@require_POST
def mark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Like, dislike or wish."""
    return _mark(request, pk, kind, undo=False)


@require_POST
def unmark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Take a like, dislike or wish back."""
    return _mark(request, pk, kind, undo=True)


def _mark(request: HttpRequest, pk: int, kind: str, *, undo: bool) -> HttpResponse:
    item = get_object_or_404(Item.objects.select_related("creator"), pk=pk, hidden=False)
    person = person_of(request, create=True)
    assert person is not None
    record(person, item, kind, undo=undo)
    said = _answer(kind, undo=undo)
    if not _is_partial(request):
        messages.success(request, said)
        return HttpResponseRedirect(_way_back(request, pk))
    marks = marks_of(person)
    view = card_of(item, shape="wide", korean=False)
    view.title = item.name
    view.liked, view.disliked = pk in marks.liked, pk in marks.disliked
    view.wished = pk in marks.wished
    name = "feed/_buttons.html" if request.POST.get("large") else "feed/_actions.html"
    response = render(request, name, {"c": view, "answered": True})
    response["HX-Trigger"] = json.dumps({"medley:marked": {"said": said}})
    return response


def _answer(kind: str, *, undo: bool) -> str:
    answers = {
        ("like", False): _("Liked. Your next page follows it."),
        ("like", True): _("Like taken back."),
        ("wish", False): _("Added to your wishes."),
        ("wish", True): _("Removed from your wishes."),
        ("dislike", False): _("Hidden. You will see less like this."),
        ("dislike", True): _("It may show up again."),
    }
    return answers[kind, undo]


def _way_back(request: HttpRequest, pk: int) -> str:
    referer = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(referer, hosts, require_https=request.is_secure()):
        return f"{referer.partition('#')[0]}#item-{pk}"
    return reverse("catalog:item", args=[pk])


@require_POST
def watched(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Note that an item was opened, played, finished or skipped."""
    item = get_object_or_404(Item, pk=pk, hidden=False)
    person = person_of(request, create=True)
    assert person is not None
    key = request.POST.get("key", "")
    record(person, item, kind, key=key if _is_uuid(key) else None)
    return HttpResponse(status=204)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _is_partial(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
