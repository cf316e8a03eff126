"""What people do to items: each a POST, answered in place or by going back."""

from __future__ import annotations

import math
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from medley.web.catalog.models import Item
from medley.web.feed.answers import Undoable, answer, item_to_act_on
from medley.web.feed.marks import marks_of
from medley.web.feed.recording import LONGEST_DWELL_S, record
from medley.web.people.identity import person_of
from medley.web.people.models import Person
from medley.web.refusal import only_post

REFUSALS = ("dislike", "less")


@only_post
def mark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Like, dislike, wish, or ask for less of it."""
    item, person = item_to_act_on(request, pk)
    record(person, item, kind)
    undo = f"/items/{pk}/{kind}/undo"
    return answer(request, item, person, Undoable(_said(kind), undo))


@only_post
def unmark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Take a like, dislike, wish or "less like this" back."""
    item, person = item_to_act_on(request, pk)
    record(person, item, kind, undo=True)
    if kind in REFUSALS:
        _take_back_other_refusals(person, item, kind)
    return answer(request, item, person, Undoable(_taken_back(kind), reopened=kind in REFUSALS))


def _take_back_other_refusals(person: Person, item: Item, kind: str) -> None:
    # The one button of a hidden item brings it back, whichever way it was sent away.
    if item.pk in marks_of(person).disliked:
        for other in REFUSALS:
            if other != kind:
                record(person, item, other, undo=True)


def _said(kind: str) -> str:
    return {
        "like": _("Liked. Your next page follows it."),
        "wish": _("Saved for later."),
        "dislike": _("Hidden. You will not see it again."),
        "less": _("You will see less like this from the next page on."),
    }[kind]


def _taken_back(kind: str) -> str:
    return {
        "like": _("Like taken back."),
        "wish": _("No longer saved."),
        "dislike": _("It may show up again."),
        "less": _("It counts as before."),
    }[kind]


@only_post
def watched(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Note that an item was opened, played, finished, skipped, or how long it was looked at."""
    item = get_object_or_404(Item, pk=pk, hidden=False)
    person = person_of(request, create=True)
    assert person is not None
    key = request.POST.get("key", "")
    value = _seconds(request.POST.get("seconds", "")) if kind == "dwell" else None
    if kind != "dwell" or value is not None:
        record(person, item, kind, key=key if _is_uuid(key) else None, value=value)
    return HttpResponse(status=204)


def _seconds(text: str) -> float | None:
    """Read a dwell, which a page left open for days must not stretch beyond one."""
    try:
        seconds = float(text) if len(text) < 32 else math.nan
    except ValueError:
        return None
    return min(seconds, LONGEST_DWELL_S) if seconds >= 0 else None


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
