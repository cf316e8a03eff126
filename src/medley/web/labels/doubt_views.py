"""The list of labels that look wrong, for those who run the site."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.catalog.models import ItemKind
from medley.web.labels.access import only_labellers
from medley.web.labels.doubts import decide, doubts, reopen
from medley.web.labels.models import Doubt
from medley.web.labels.queue import KINDS
from medley.web.labels.queue_views import take_back
from medley.web.labels.saying import last_said
from medley.web.operators.access import only_operators
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

COMMANDS = ("medley label-errors film-genre", "medley label-errors song-genre")
SHOWN = 30
"""So many at once; those decided make room for others."""


@require_safe
@only_operators
@only_labellers
def page(request: HttpRequest) -> HttpResponse:
    """Show the labels that look most wrong."""
    return _page(request, request.GET.get("kind", ""))


def _page(request: HttpRequest, kind: str, fault: str = "") -> HttpResponse:
    kind = kind if kind in KINDS else ""
    rows = doubts(kind)
    here = reverse("labels:doubts")
    names = {"": _("Songs and films"), "song": _("Songs"), "film": _("Films")}
    context = {
        "tab": "queue",
        "may_label": True,
        "fault": fault,
        "kind": kind,
        "kinds": [
            {"name": name, "address": f"{here}?kind={one}" if one else here, "here": one == kind}
            for one, name in names.items()
        ],
        "rows": [_row(doubt) for doubt in rows[:SHOWN]],
        "n": rows.count(),
        "commands": COMMANDS,
        "can_undo": last_said(person_of(request)) is not None,
    }
    return render(request, "labels/doubts.html", context, status=422 if fault else 200)


def _row(doubt: Doubt) -> dict[str, Any]:
    is_film = doubt.item.kind == ItemKind.FILM
    return {
        "doubt": doubt,
        "is_film": is_film,
        "page": reverse("labels:film" if is_film else "labels:song", args=[doubt.item_id]),
        "percent": round(100 * doubt.probability),
        "usual": round(100 * doubt.expected),
    }


@only_post
@only_operators
@only_labellers
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Find a label right, correct it, or take the last correction back."""
    kind, what = request.POST.get("kind", ""), request.POST.get("do", "")
    if what == "undo":
        item = last_said(person_of(request))
        take_back(request)
        if item is not None:
            reopen(item)
    if what not in ("right", "correct"):
        return _back(kind)
    doubt = get_object_or_404(doubts(), pk=pk)
    person = person_of(request, create=True)
    assert person is not None
    try:
        decide(doubt, person, is_right=what == "right")
    except DataError as fault:
        return _page(request, kind, f"{doubt.item.name}: {fault}")
    words = _("Left as it is: %(title)s.") if what == "right" else _("Corrected: %(title)s.")
    messages.success(request, words % {"title": doubt.item.name})
    return _back(kind)


def _back(kind: str) -> HttpResponse:
    address = reverse("labels:doubts")
    return HttpResponseRedirect(f"{address}?kind={kind}" if kind in KINDS[1:] else address)
