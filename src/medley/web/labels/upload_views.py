"""The page of a song that somebody sent; nobody else gets any of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.catalog.media import file_response
from medley.web.labels import uploads
from medley.web.labels.access import may_label
from medley.web.labels.drawing import picture_response
from medley.web.labels.genres import genre_named
from medley.web.labels.kept_uploads import forget
from medley.web.labels.models_uploads import Upload, Verdict
from medley.web.labels.song_page import (
    answer_context,
    choices_context,
    neighbours_context,
    sound_context,
)
from medley.web.learning.outcomes import SONG
from medley.web.people.identity import person_of
from medley.web.refusal import only_post


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a song that the person sent."""
    return _page(request, uploads.upload_of(person_of(request), token))


def _page(request: HttpRequest, held: Upload, fault: str = "") -> HttpResponse:
    sound = uploads.sound_of(held)
    here = reverse("labels:own", args=[held.token])
    context: dict[str, Any] = {
        "tab": "song",
        "title": held.name,
        "held": held,
        "expires": datetime.fromtimestamp(held.expires_ms / 1000, UTC),
        "said": held.genre.name if held.genre else "",
        "said_at": datetime.fromtimestamp(held.labelled_ms / 1000, UTC),
        "corrected": held.verdict == Verdict.CORRECTED,
        "address": f"{here}/say",
        "may_say": True,
        "may_label": may_label(request),
        "fault": fault,
    }
    context |= sound_context(sound, f"{here}/", f"{here}/audio")
    context |= answer_context(sound, f"{SONG}{held.token}", held.person_id)
    if "answer" in context:
        uploads.answer_again(held, context["answer"])
    context |= neighbours_context(sound) | choices_context(context)
    return render(request, "labels/song.html", context, status=422 if fault else 200)


@only_post
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Accept or correct what the model heard, take that back, or delete the file."""
    held = uploads.upload_of(person_of(request), token)
    what = request.POST.get("do", "")
    if what == "delete":
        forget(held)
        messages.success(request, _("Deleted."))
        return HttpResponseRedirect(reverse("labels:start"))
    if what == "undo":
        uploads.unsay(held)
        messages.success(request, _("Taken back."))
    else:
        try:
            name = what.removeprefix("say:") if what.startswith("say:") else ""
            genre = genre_named(name or request.POST.get("genre", ""))
        except DataError as fault:
            return _page(request, held, str(fault))
        uploads.say(held, genre)
        messages.success(request, _("Kept: this is %(genre)s.") % {"genre": genre.name})
    return HttpResponseRedirect(reverse("labels:own", args=[held.token]))


@require_safe
def audio(request: HttpRequest, token: str) -> HttpResponseBase:
    """Play the file to the person who sent it."""
    held = uploads.upload_of(person_of(request), token)
    response = file_response(
        request,
        uploads.file_of(held),
        content_type=held.content_type or "application/octet-stream",
        cache_control="private, max-age=3600",
    )
    # Whatever it holds, it is never a page of this site.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def picture(request: HttpRequest, token: str, kind: str, width: int) -> HttpResponse:
    """Draw what was heard."""
    held = uploads.upload_of(person_of(request), token)
    return picture_response(kind, width, lambda: uploads.sound_of(held))
