"""From a title to the mix: the start page, similar playlists, the live preview."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.people.identity import person_of
from medley.web.people.models import Person
from medley.web.playlists.asked import Asked, read_asked
from medley.web.playlists.cards import draft_cards, mix_parts, playlist_cards, similar_views
from medley.web.playlists.composer import composer, has_playlists
from medley.web.playlists.drafts import open_drafts, start
from medley.web.playlists.making import SHOWN, Made, make, similar_to
from medley.web.playlists.models import PlaylistLike
from medley.web.playlists.saved import OFFERED, liked_playlists, own_playlists
from medley.web.playlists.words import NO_MATCH, note_words

EXAMPLES = {
    "ko": ("비 오는 날 듣는 잔잔한 노래", "퇴근길 드라이브", "공부할 때 듣는 재즈", "운동할 때 🔥"),
    "en": ("Quiet songs for a rainy day", "Driving home", "Jazz for studying", "Workout 🔥"),
}


@never_cache
@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Ask for a title, and show what the person made."""
    if not has_playlists():
        return render(request, "playlists/empty.html")
    return _start(request)


def _start(request: HttpRequest, fault: str = "", title: str = "") -> HttpResponse:
    person = person_of(request)
    own = list(own_playlists(person)[:OFFERED])
    likes = PlaylistLike.objects.filter(person=person, playlist__in=own)
    context = {
        "examples": EXAMPLES["ko" if (get_language() or "").startswith("ko") else "en"],
        "fault": fault,
        "title": title[:300],
        "drafts": draft_cards(open_drafts(person)),
        "own": playlist_cards(own, frozenset(likes.values_list("playlist_id", flat=True))),
        "liked": playlist_cards(list(liked_playlists(person)[:OFFERED]), shared=True),
    }
    return render(request, "playlists/start.html", context, status=422 if fault else 200)


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Show what is like a title; a POST makes the playlist and leads to it."""
    if not has_playlists():
        return render(request, "playlists/empty.html")
    fields = request.POST if request.method == "POST" else request.GET
    try:
        asked = read_asked(fields)
    except DataError as fault:
        return _start(request, str(fault), fields.get("title", ""))
    if request.method == "POST":
        person = person_of(request, create=True)
        assert person is not None
        draft = start(person, asked)
        return HttpResponseRedirect(reverse("playlists:draft", args=[draft.token]))
    return render(request, "playlists/make.html", ask_context(asked, person_of(request)))


def ask_context(asked: Asked, person: Person | None) -> dict[str, Any]:
    """What the columns of similar playlists and of the mix show."""
    similar = similar_to(asked.title, person, SHOWN)
    made = make(asked, person)
    return {
        "title": asked.title,
        "asked": asked,
        "action": reverse("playlists:new"),
        "similar": similar_views(similar, asked.ticked, person),
        "knows_similar": composer(person).nearest_known,
        "notes": answer_notes(made),
        "parts": mix_parts(made),
        "mix_notes": note_words(made.composition.notes),
    }


def answer_notes(made: Made) -> list[str]:
    """Say why this is not the usual answer, where it is not."""
    if made.fallback:
        return [_(made.fallback)]
    return [] if made.matched else [str(NO_MATCH)]


@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """Count how many songs come from where, for the sliders as they stand."""
    try:
        asked = read_asked(request.GET)
    except DataError as fault:
        return render(request, "playlists/_preview.html", {"mix_notes": [str(fault)]})
    made = make(asked, person_of(request))
    notes = note_words(made.composition.notes)
    return render(
        request, "playlists/_preview.html", {"parts": mix_parts(made), "mix_notes": notes}
    )
