"""The page of a film that somebody sent; nobody else gets any of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.labels import film_uploads
from medley.web.labels.access import may_label
from medley.web.labels.film_page import (
    answer_context,
    choices_context,
    mattered_context,
    similar_context,
)
from medley.web.labels.film_saying import genres_named
from medley.web.labels.film_views import asked_genres, heat_response, kept_words
from medley.web.labels.genres import names_of
from medley.web.labels.kept_uploads import forget
from medley.web.labels.models_film_uploads import FilmUpload
from medley.web.labels.models_uploads import Verdict
from medley.web.learning.outcomes import FILM
from medley.web.people.identity import person_of
from medley.web.refusal import only_post


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a film that the person sent."""
    return _page(request, film_uploads.upload_of(person_of(request), token))


def _page(request: HttpRequest, held: FilmUpload, fault: str = "") -> HttpResponse:
    query = film_uploads.query_of(held)
    here = reverse("labels:own-film", args=[held.token])
    names = names_of(held.genres or ())
    context: dict[str, Any] = {
        "tab": "film",
        "title": held.name,
        "held": held,
        "poster": f"{here}/poster.webp" if held.has_poster else "",
        "expires": datetime.fromtimestamp(held.expires_ms / 1000, UTC),
        "said": ", ".join(names[slug] for slug in held.genres or ()),
        "said_at": datetime.fromtimestamp(held.labelled_ms / 1000, UTC),
        "corrected": held.verdict == Verdict.CORRECTED,
        "address": f"{here}/say",
        "may_say": True,
        "may_label": may_label(request),
        "fault": fault,
    }
    context |= answer_context(query, f"{FILM}{held.token}", held.person_id)
    if "answer" in context:
        film_uploads.answer_again(held, context["answer"])
    context |= mattered_context(
        held.token, query, held.overview, context.get("answer"), request.GET.get("show"), here
    )
    context |= similar_context(query) | choices_context(context, held.genres)
    return render(request, "labels/film.html", context, status=422 if fault else 200)


@only_post
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Accept or correct what the model said, take that back, or delete the film."""
    held = film_uploads.upload_of(person_of(request), token)
    what = request.POST.get("do", "")
    if what == "delete":
        forget(held)
        messages.success(request, _("Deleted."))
        return HttpResponseRedirect(reverse("labels:films"))
    if what == "undo":
        film_uploads.unsay(held)
        messages.success(request, _("Taken back."))
    else:
        try:
            genres = genres_named(asked_genres(request))
        except DataError as fault:
            return _page(request, held, str(fault))
        film_uploads.say(held, genres)
        messages.success(request, kept_words(genre.name for genre in genres))
    return HttpResponseRedirect(reverse("labels:own-film", args=[held.token]))


@require_safe
def poster(request: HttpRequest, token: str) -> HttpResponse:
    """Show the poster, written anew, to the person who sent it."""
    held = film_uploads.upload_of(person_of(request), token)
    return HttpResponse(
        film_uploads.poster_of(held),
        content_type="image/webp",
        headers={"Cache-Control": "private, max-age=3600"},
    )


@require_safe
def heat_map(request: HttpRequest, token: str, genre: str) -> HttpResponse:
    """Draw what on the poster mattered for a genre."""
    held = film_uploads.upload_of(person_of(request), token)
    return heat_response(held.token, film_uploads.query_of(held), genre)
