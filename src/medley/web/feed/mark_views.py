"""What people do to items: each a POST, answered in place or by going back."""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from medley.web.catalog.models import Item
from medley.web.feed.cards import plain_cards
from medley.web.feed.marks import marks_of
from medley.web.feed.partial import is_partial
from medley.web.feed.recording import record
from medley.web.people.identity import person_of
from medley.web.refusal import only_post


@only_post
def mark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Like, dislike or wish."""
    return _mark(request, pk, kind, undo=False)


@only_post
def unmark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Take a like, dislike or wish back."""
    return _mark(request, pk, kind, undo=True)


def _mark(request: HttpRequest, pk: int, kind: str, *, undo: bool) -> HttpResponse:
    item = get_object_or_404(Item.objects.select_related("creator"), pk=pk, hidden=False)
    person = person_of(request, create=True)
    assert person is not None
    record(person, item, kind, undo=undo)
    said = _answer(kind, undo=undo)
    if not is_partial(request):
        messages.success(request, said)
        return HttpResponseRedirect(_way_back(request, pk))
    view = plain_cards([item], marks_of(person))[0]
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


@only_post
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
