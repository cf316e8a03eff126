"""Where labelling films begins, and the page of a film of the catalogue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError, UnavailableError
from medley.data.films import FilmQuery
from medley.data.sources.pictures import MAX_BYTES
from medley.data.validation import MAX_DESCRIPTION
from medley.web.catalog.models import Item
from medley.web.feed.partial import is_partial
from medley.web.labels import film_saying, film_uploads
from medley.web.labels.access import may_label, only_labellers
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.film_labeller import TRAIN, answer, current, is_trained
from medley.web.labels.film_library import film_of, films, find_films
from medley.web.labels.film_mattered import heat, overlay
from medley.web.labels.film_page import (
    answer_context,
    choices_context,
    mattered_context,
    similar_context,
)
from medley.web.labels.film_picture_faults import MEGABYTES
from medley.web.labels.film_sent import (
    MINUTES,
    YEARS,
    UnreadFilmError,
    read_file,
    read_film,
    too_large,
)
from medley.web.labels.genres import names_of
from medley.web.labels.kept_uploads import LASTS_DAYS
from medley.web.labels.models import Label
from medley.web.labels.models_film_uploads import FilmUpload
from medley.web.labels.queue import Wanted, waiting
from medley.web.labels.size_limit import is_too_large
from medley.web.labels.song_views import label_lines
from medley.web.labels.views import LONGEST_QUERY
from medley.web.learning.outcomes import ITEM
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

LANGUAGES = ("ko", "en", "ja", "zh-hans", "fr", "de", "es", "it", "pt", "ru", "hi", "sv", "da")
"""What most films are in; a program may name any other."""


@never_cache
@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Ask for a film, and show what the person sent and what the catalogue holds."""
    return _start(request)


@only_post
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a film and ask the models about it; the answer leads to its page."""
    # Parsed first, so that the limit has spoken.
    sent = request.FILES.get("poster")
    person = person_of(request, create=True)
    assert person is not None
    try:
        if is_too_large(request):
            raise too_large()
        read = read_film(request.POST, read_file(sent))
        kept = film_uploads.take(person, read, sent.name or "" if sent else "")
    except UnreadFilmError as fault:
        if is_partial(request):
            return HttpResponse(str(fault), status=422, content_type="text/plain; charset=utf-8")
        return _start(request, fault)
    address = reverse("labels:own-film", args=[kept.token])
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _start(request: HttpRequest, fault: UnreadFilmError | None = None) -> HttpResponse:
    asked = " ".join(request.GET.get("film", "").split())[:LONGEST_QUERY]
    labels = may_label(request)
    context = {
        "tab": "film",
        "fault": str(fault) if fault else "",
        "fault_field": fault.field if fault else "",
        "most_bytes": MAX_BYTES,
        "most_megabytes": MEGABYTES,
        "most_overview": f"{MAX_DESCRIPTION:,}",
        "years": YEARS,
        "minutes": MINUTES,
        "languages": [(code[:2], get_language_info(code)["name_translated"]) for code in LANGUAGES],
        "given": {name: text[:MAX_DESCRIPTION] for name, text in request.POST.items()},
        "days": LASTS_DAYS,
        "sent": film_cards(film_uploads.uploads_of(person_of(request))),
        "asked": asked,
        "found": find_films(asked),
        "may_label": labels,
        "n_waiting": waiting(Wanted()).count() if labels else 0,
        "untrained": "" if is_trained() else TRAIN,
    }
    return render(request, "labels/films.html", context, status=422 if fault else 200)


def film_cards(held: list[FilmUpload]) -> list[dict[str, Any]]:
    """What a line of the list of one's own films shows."""
    told = {one.pk: _told_genres(one) for one in held}
    names = names_of({slug for slugs in told.values() for slug in slugs})
    return [
        {
            "upload": one,
            "genres": ", ".join(names[slug] for slug in told[one.pk]),
            "by_person": one.genres is not None,
            "answered": bool(one.answer),
        }
        for one in held
    ]


def _told_genres(upload: FilmUpload) -> list[str]:
    if upload.genres is not None:
        return list(upload.genres)
    return [row["genre"] for row in upload.answer.get("genres", ()) if row["said"]]


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a film of the catalogue."""
    return _page(request, get_object_or_404(films(), pk=pk))


def _page(request: HttpRequest, item: Item, fault: str = "") -> HttpResponse:
    context = film_context(request, item)
    context |= {"fault": fault, "address": reverse("labels:film-say", args=[item.pk])}
    return render(request, "labels/film.html", context, status=422 if fault else 200)


def film_context(request: HttpRequest, item: Item) -> dict[str, Any]:
    """What the page of a film of the catalogue shows of it."""
    film = film_of(item)
    here = reverse("labels:film", args=[item.pk])
    labels, person = may_label(request), person_of(request)
    lines = label_lines(item)
    by_people = [line for line in lines if line["label"].person_id]
    context: dict[str, Any] = {
        "tab": "film",
        "title": item.name,
        "item": item,
        "lines": lines,
        "may_label": labels,
        "may_say": labels,
        "can_undo": bool(person)
        and any(line["label"].person_id == person.pk for line in by_people if person),
        "poster": f"/picture/{item.pk}-poster-480.webp" if film.query.poster is not None else "",
        "real_score": None if film.score is None else round(film.score),
    }
    context |= answer_context(film.query, f"{ITEM}{item.pk}", unscored=film.score is None)
    context |= mattered_context(
        _key_of(item),
        film.query,
        film.overview,
        context.get("answer"),
        request.GET.get("show"),
        here,
    )
    context |= similar_context(film.query, item.pk)
    known = known_film_genres([item.pk]).get(item.pk) if by_people else None
    return context | choices_context(context, known)


@only_post
@only_labellers
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or correct what the model said, or take that back."""
    item = get_object_or_404(films(), pk=pk)
    person = person_of(request, create=True)
    assert person is not None
    try:
        if request.POST.get("do") == "undo":
            film_saying.unsay(item, person)
            messages.success(request, _("Taken back."))
        else:
            genres = film_saying.genres_named(asked_genres(request), may_make=True)
            film_saying.say(item, genres, person, _answered(film_of(item).query, item))
            messages.success(request, kept_words(genre.name for genre in genres))
    except DataError as fault:
        return _page(request, item, str(fault))
    return HttpResponseRedirect(reverse("labels:film", args=[pk]))


def asked_genres(request: HttpRequest) -> list[str]:
    """The genres that a form names: those ticked, and one that is typed."""
    typed = request.POST.get("other", "").strip()
    return [*request.POST.getlist("genre"), *([typed] if typed else [])]


def kept_words(names: Any) -> str:
    """Say which genres were kept."""
    return _("Kept: this is %(genre)s.") % {"genre": ", ".join(names)}


def _answered(query: FilmQuery, item: Item) -> Any:
    if Label.objects.filter(item=item, provenance="model").exists():
        return None
    try:
        return answer(query, f"{ITEM}{item.pk}")
    except UnavailableError:
        return None


@require_safe
def heat_map(request: HttpRequest, pk: int, genre: str) -> HttpResponse:  # noqa: ARG001
    """Draw what on the poster mattered for a genre."""
    item = get_object_or_404(films(), pk=pk)
    return heat_response(_key_of(item), film_of(item).query, genre)


def heat_response(key: str, query: FilmQuery, genre: str) -> HttpResponse:
    """Answer with a heat map.

    Raises
    ------
    Http404
        If there is no poster, no model, or the model does not know the genre.
    """
    try:
        grid = heat(key, current(), query, genre)
    except UnavailableError as fault:
        raise Http404(str(fault)) from fault
    if grid is None:
        raise Http404("there is no such picture of this film")
    # Private: a shared cache must not give one person's film to another.
    return HttpResponse(
        overlay(grid),
        content_type="image/webp",
        headers={"Cache-Control": "private, max-age=604800, immutable"},
    )


def _key_of(item: Item) -> str:
    return f"film {item.pk} {item.picture} {item.updated_ms}"
