"""The queue of proposals: one song or film at a time, by mouse or by keys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.catalog.models import Item, ItemKind
from medley.web.labels import film_saying, saying
from medley.web.labels.access import only_labellers
from medley.web.labels.asking_views import asking_context
from medley.web.labels.doubts import doubts
from medley.web.labels.film_library import films
from medley.web.labels.film_queue import act_on_film, film_queue_context
from medley.web.labels.library import songs
from medley.web.labels.models import Label
from medley.web.labels.queue import Wanted, after, progress, waiting
from medley.web.labels.queue_filters import address_of, filter_links, number_of, wanted_of
from medley.web.labels.song_views import act, song_context
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

COMMANDS = ("medley import songs", "medley import films")
TRIED = 20
"""So many proposals are looked at until one can be shown."""


@require_safe
@only_labellers
def page(request: HttpRequest) -> HttpResponse:
    """Show the next song or film of the part that is wanted."""
    place = number_of(request.GET.get("after", ""))
    return _page(request, wanted_of(request.GET), place)


def _page(request: HttpRequest, wanted: Wanted, place: int, fault: str = "") -> HttpResponse:
    rows = waiting(wanted)
    held = Label.objects.filter(pk=place).first()
    label, context = _next(request, rows if held is None else after(rows, held))
    operates = bool(getattr(request.user, "is_staff", False))
    context |= {
        "tab": "queue",
        "wanted": wanted,
        "place": place,
        "label": label,
        "fault": fault,
        "may_label": True,
        "progress": progress(wanted),
        "filters": filter_links(wanted),
        "address": reverse("labels:queue-say"),
        "again": address_of(wanted),
        "can_undo": saying.last_said(person_of(request)) is not None,
        "everything": rows.exists(),
        "commands": COMMANDS,
        "operates": operates,
        "n_doubts": doubts().count() if operates else 0,
    }
    context |= asking_context(wanted.kind)
    return render(request, "labels/queue.html", context, status=422 if fault else 200)


def _next(request: HttpRequest, rows: QuerySet[Label]) -> tuple[Label | None, dict[str, Any]]:
    """The first that can be shown; songs that vanished wait for the next import."""
    for label in rows[:TRIED]:
        if label.item.kind == ItemKind.FILM:
            return label, film_queue_context(label.item)
        try:
            return label, song_context(request, label.item)
        except Http404:
            continue
    return None, {}


@only_post
@only_labellers
def say(request: HttpRequest) -> HttpResponse:
    """Accept, correct, skip, or undo the last; the answer leads to the next song or film."""
    # A form's own "genre" is the one that is typed as the right one.
    wanted = wanted_of(request.POST, "among")
    place = number_of(request.POST.get("after", ""))
    label = Label.objects.filter(pk=number_of(request.POST.get("label", ""))).first()
    what = request.POST.get("do", "")
    if what == "undo":
        take_back(request)
        return _onward(wanted, 0)
    if label is None:
        return _onward(wanted, place)
    if what == "skip":
        return _onward(wanted, label.pk)
    try:
        said = _act(request, label.item)
    except DataError as fault:
        return _page(request, wanted, place, str(fault))
    messages.success(request, f"{label.item.name}: {said}")
    return _onward(wanted, place)


def _act(request: HttpRequest, item: Item) -> str:
    if item.kind == ItemKind.FILM:
        return act_on_film(request, get_object_or_404(films(), pk=item.pk))
    return act(request, get_object_or_404(songs(), pk=item.pk))


def take_back(request: HttpRequest) -> None:
    """Take back what the person said last, of a song or a film."""
    person = person_of(request)
    item = saying.last_said(person)
    if person is not None and item is not None:
        (film_saying if item.kind == ItemKind.FILM else saying).unsay(item, person)
        messages.success(request, _("Taken back: %(title)s.") % {"title": item.name})


def _onward(wanted: Wanted, place: int) -> HttpResponse:
    return HttpResponseRedirect(address_of(wanted, place))
