"""The page of a song of the library: everybody may look, labellers may hear and say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError, UnavailableError
from medley.data.sound import Sound
from medley.web.catalog.media import file_response
from medley.web.catalog.models import Item
from medley.web.labels import saying
from medley.web.labels.access import may_label, only_labellers, require_labeller
from medley.web.labels.drawing import picture_response
from medley.web.labels.genres import genre_named
from medley.web.labels.labeller import answer
from medley.web.labels.library import file_of_song, songs, sound_of_song
from medley.web.labels.models import Label
from medley.web.labels.song_page import (
    answer_context,
    choices_context,
    neighbours_context,
    sound_context,
)
from medley.web.learning.outcomes import ITEM
from medley.web.people.identity import person_of
from medley.web.refusal import only_post


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a song of the library."""
    return _page(request, get_object_or_404(songs(), pk=pk))


def _page(request: HttpRequest, item: Item, fault: str = "") -> HttpResponse:
    context = song_context(request, item)
    context |= {
        "tab": "song",
        "fault": fault,
        "address": reverse("labels:song-say", args=[item.pk]),
    }
    status = 422 if fault else 200
    return render(request, "labels/song.html", context, status=status)


def song_context(request: HttpRequest, item: Item) -> dict[str, Any]:
    """What the page of a song and the queue show of it.

    Raises
    ------
    Http404
        If its sound is gone.
    """
    sound = _sound(item)
    here = reverse("labels:song", args=[item.pk])
    labels = may_label(request)
    person = person_of(request)
    lines = label_lines(item)
    own = next((one for one in lines if person and one["label"].person_id == person.pk), None)
    context: dict[str, Any] = {
        "title": item.name,
        "item": item,
        "lines": lines,
        "may_label": labels,
        "may_say": labels,
        "can_undo": own is not None,
    }
    context |= sound_context(sound, f"{here}/", f"{here}/audio" if labels else "")
    context |= answer_context(sound, f"{ITEM}{item.pk}")
    return context | neighbours_context(sound, item.pk) | choices_context(context)


def label_lines(item: Item) -> list[dict[str, Any]]:
    """Every label of a song: the genre, who or what made it, when, and what became of it."""
    labels = Label.objects.filter(item=item).select_related("genre", "person__user")
    return [
        {
            "label": one,
            "genre": one.genre.name,
            "by": _maker(one),
            "at": datetime.fromtimestamp(one.at_ms / 1000, UTC),
            "percent": None if one.probability is None else round(100 * one.probability),
        }
        for one in labels.order_by("-at_ms", "-pk")
    ]


def _maker(label: Label) -> str:
    if label.person is None:
        return ""
    user = label.person.user
    return user.get_username() if user is not None else label.person.key.partition(":")[0]


def _sound(item: Item) -> Sound:
    try:
        return sound_of_song(item.pk)
    except UnavailableError as fault:
        raise Http404(str(fault)) from fault


@only_post
@only_labellers
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or correct what the model heard, or take that back."""
    item = get_object_or_404(songs(), pk=pk)
    try:
        said = act(request, item)
    except DataError as fault:
        return _page(request, item, str(fault))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("labels:song", args=[pk]))


def act(request: HttpRequest, item: Item) -> str:
    """Do what a form asks for: ``undo``, ``say:SLUG``, or the genre that is typed.

    Returns
    -------
    str
        What was done, in the language of the request.

    Raises
    ------
    DataError
        If it cannot be done.
    """
    person = person_of(request, create=True)
    assert person is not None
    what = request.POST.get("do", "")
    if what == "undo":
        saying.unsay(item, person)
        return _("Taken back.")
    name = what.removeprefix("say:") if what.startswith("say:") else request.POST.get("genre", "")
    genre = genre_named(name, may_make=True)
    try:
        answered = answer(_sound(item), f"{ITEM}{item.pk}")
    except UnavailableError:
        answered = None
    saying.say(item, genre, person, answered)
    return _("Kept: this is %(genre)s.") % {"genre": genre.name}


@require_safe
def audio(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Play a song of the library to those who label it."""
    require_labeller(request)
    file = file_of_song(get_object_or_404(songs(), pk=pk).pk)
    if file is None:
        raise Http404("the song's file is not there any more")
    return file_response(request, Path(file.path), cache_control="private, max-age=3600")


@require_safe
def picture(request: HttpRequest, pk: int, kind: str, width: int) -> HttpResponse:  # noqa: ARG001
    """Draw what was heard."""
    item = get_object_or_404(songs(), pk=pk)
    return picture_response(kind, width, lambda: _sound(item))
