"""The queue of proposals: one song at a time, by mouse or by keys."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from medley.core.errors import DataError, UnavailableError
from medley.web.labels import saying
from medley.web.labels.access import only_labellers
from medley.web.labels.genres import names_of
from medley.web.labels.labeller import TRAIN, is_trained
from medley.web.labels.library import songs
from medley.web.labels.models import Label
from medley.web.labels.proposing import propose, unproposed
from medley.web.labels.queue import CONFIDENCES, Wanted, after, genres_waiting, progress, waiting
from medley.web.labels.song_views import act, song_context
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

ASK_FOR_S = 8.0
"""So long one press of the button lets the model listen."""


@require_safe
@only_labellers
def page(request: HttpRequest) -> HttpResponse:
    """Show the next song of the part that is wanted."""
    return _page(request, _wanted(request.GET), _number(request.GET.get("after", "")))


def _page(request: HttpRequest, wanted: Wanted, place: int, fault: str = "") -> HttpResponse:
    rows = waiting(wanted)
    held = Label.objects.filter(pk=place).first()
    label, context = _next(request, rows if held is None else after(rows, held))
    names = names_of(genres := genres_waiting())
    context |= {
        "tab": "queue",
        "wanted": wanted,
        "place": place,
        "label": label,
        "fault": fault,
        "may_label": True,
        "progress": progress(wanted),
        "filters": _filters(wanted, {slug: (names[slug], n) for slug, n in genres.items()}),
        "address": reverse("labels:queue-say"),
        "can_undo": saying.last_said(person_of(request)) is not None,
        "everything": rows.exists(),
        "n_unproposed": 0 if label else unproposed().count(),
        "untrained": "" if is_trained() else TRAIN,
    }
    return render(request, "labels/queue.html", context, status=422 if fault else 200)


def _next(request: HttpRequest, rows: Any) -> tuple[Label | None, dict[str, Any]]:
    """The first song whose sound is there; those that vanished wait for the next import."""
    for label in rows[:20]:
        try:
            return label, song_context(request, label.item)
        except Http404:
            continue
    return None, {}


@only_post
@only_labellers
def say(request: HttpRequest) -> HttpResponse:
    """Accept, correct, skip, or undo the last; the answer leads to the next song."""
    # A form's own "genre" is the one that is typed as the right one.
    wanted = _wanted(request.POST, "among")
    place = _number(request.POST.get("after", ""))
    label = Label.objects.filter(pk=_number(request.POST.get("label", ""))).first()
    what = request.POST.get("do", "")
    if what == "undo":
        person = person_of(request)
        item = saying.last_said(person)
        if person is not None and item is not None:
            saying.unsay(item, person)
            messages.success(request, _("Taken back: %(title)s.") % {"title": item.name})
        return _onward(wanted, 0)
    if label is None:
        return _onward(wanted, place)
    if what == "skip":
        return _onward(wanted, label.pk)
    try:
        said = act(request, get_object_or_404(songs(), pk=label.item_id))
    except DataError as fault:
        return _page(request, wanted, place, str(fault))
    messages.success(request, f"{label.item.name}: {said}")
    return _onward(wanted, place)


@only_post
@only_labellers
def ask(request: HttpRequest) -> HttpResponse:
    """Let the model propose genres for songs that have none."""
    try:
        n = propose(ASK_FOR_S)
    except UnavailableError:
        messages.error(request, _("No model is trained yet."))
        return _onward(Wanted(), 0)
    said = ngettext("The model listened to %(n)s song.", "The model listened to %(n)s songs.", n)
    messages.success(request, said % {"n": n})
    return _onward(Wanted(), 0)


def _onward(wanted: Wanted, place: int) -> HttpResponse:
    address = reverse("labels:queue")
    query = _query(wanted.genre, wanted.confidence, place)
    return HttpResponseRedirect(f"{address}{query}")


def _filters(wanted: Wanted, genres: dict[str, tuple[str, int]]) -> dict[str, Any]:
    """Links to the other parts of the queue."""
    words = {"": _("All"), "unsure": _("Unsure"), "sure": _("Sure")}
    return {
        "confidence": [
            {
                "name": words[one],
                "address": f"?{_query(wanted.genre, one)[1:]}",
                "here": one == wanted.confidence,
            }
            for one in CONFIDENCES
        ],
        "genre": [
            {
                "name": name,
                "n": n,
                "address": f"?{_query(slug, wanted.confidence)[1:]}",
                "here": slug == wanted.genre,
            }
            for slug, (name, n) in [("", (_("All genres"), 0)), *genres.items()]
        ],
    }


def _query(genre: str, confidence: str, place: int = 0) -> str:
    given = {"genre": genre, "confidence": confidence, "after": place}
    text = urlencode({name: value for name, value in given.items() if value})
    return f"?{text}" if text else ""


def _wanted(fields: Any, genre: str = "genre") -> Wanted:
    confidence = fields.get("confidence", "")
    known = confidence if confidence in CONFIDENCES else ""
    return Wanted(fields.get(genre, "").replace("\0", "")[:64], known)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
