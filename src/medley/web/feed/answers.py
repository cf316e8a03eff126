"""Answering what somebody did to an item: the same card, or the page it came from."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from medley.web.catalog.models import Item
from medley.web.feed.cards import plain_cards
from medley.web.feed.marks import marks_of
from medley.web.feed.partial import is_partial
from medley.web.people.identity import person_of
from medley.web.people.models import Person


@dataclass(frozen=True, slots=True)
class Undoable:
    """What was done, and how it is taken back.

    Attributes
    ----------
    said : str
        In words, for whoever did it.
    undo : str
        Address to post to; empty when this itself took something back.
    in_place_of_card : str
        Words to show in place of the card's buttons; empty when those can say it.
    reopened : bool
        Whether a card that was put away is back; its menu takes the focus then.
    """

    said: str
    undo: str = ""
    in_place_of_card: str = ""
    reopened: bool = False


def item_to_act_on(request: HttpRequest, pk: int) -> tuple[Item, Person]:
    """Find the item and whoever acts on it.

    Raises
    ------
    Http404
        If the item is gone or hidden.
    """
    item = get_object_or_404(Item.objects.select_related("creator"), pk=pk, hidden=False)
    person = person_of(request, create=True)
    assert person is not None
    return item, person


def answer(request: HttpRequest, item: Item, person: Person, done: Undoable) -> HttpResponse:
    """Give the item's buttons as they are, or lead back with a word and a way to undo it."""
    if not is_partial(request):
        messages.success(request, done.said, extra_tags=done.undo)
        return HttpResponseRedirect(_way_back(request, item.pk))
    view = plain_cards([item], marks_of(person))[0]
    name = "feed/_buttons.html" if request.POST.get("large") else "feed/_actions.html"
    response = render(request, name, {"c": view, "answered": True, "done": done})
    response["HX-Trigger"] = json.dumps({"medley:marked": {"said": done.said}})
    return response


def _way_back(request: HttpRequest, pk: int) -> str:
    referer = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(referer, hosts, require_https=request.is_secure()):
        return f"{referer.partition('#')[0]}#item-{pk}"
    return reverse("catalog:item", args=[pk])
