"""The vertical player: clips chosen for a person, or one creator's, newest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.catalog.models import Creator, ItemKind
from medley.web.catalog.newest import clips_of
from medley.web.feed import service
from medley.web.feed.cards import CardView, feed_cards, plain_cards
from medley.web.feed.marks import marks_of
from medley.web.feed.partial import is_partial
from medley.web.people.identity import person_of

FIRST, SCROLL = 3, 8


@require_safe
def shorts(request: HttpRequest) -> HttpResponse:
    """Show the player with the first clips."""
    if "creator" in request.GET:
        return _of_creator(request)
    person = person_of(request)
    page = service.first_page(person, size=FIRST, kind=ItemKind.VIDEO, playable=True)
    return _answer(request, _context(request, page))


@require_safe
def more_shorts(request: HttpRequest) -> HttpResponse:
    """Show the next clips: a fragment for a scroll, a whole page without scripts."""
    cursor = request.GET.get("cursor", "")
    try:
        page = service.next_page(cursor, person_of(request), size=SCROLL)
    except DataError:
        page = None
    if page is None:
        return render(request, "feed/_shorts.html", {"clips": []}, status=410)
    return _answer(request, _context(request, page))


def _context(request: HttpRequest, page: service.FeedPage) -> dict[str, Any]:
    cards = feed_cards(page.cards, marks_of(person_of(request)), shape="tall")
    following = ""
    if page.cursor:
        following = f"{reverse('feed:more-shorts')}?{urlencode({'cursor': page.cursor})}"
    playable = [card.item.media != "" for card in page.cards]
    return {"clips": list(zip(cards, playable, strict=True)), "following": following}


def _of_creator(request: HttpRequest) -> HttpResponse:
    creator = get_object_or_404(Creator, pk=_number(request.GET["creator"]))
    start = _number(request.GET.get("from", "0"))
    clips = list(clips_of(creator)[start : start + SCROLL + 1])
    cards: list[CardView] = plain_cards(clips[:SCROLL], marks_of(person_of(request)), shape="tall")
    following = ""
    if len(clips) > SCROLL:
        query = urlencode({"creator": creator.pk, "from": start + SCROLL})
        following = f"{reverse('feed:shorts')}?{query}"
    context = {"clips": [(card, True) for card in cards], "following": following}
    return _answer(request, context | {"creator": creator})


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 18
    return int(text) if is_number else 0


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    name = "feed/_shorts.html" if is_partial(request) else "feed/shorts.html"
    return render(request, name, context)
