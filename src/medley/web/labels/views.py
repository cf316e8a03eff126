"""Where labelling begins: a song to send, or one of the library to pick."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.web.feed.partial import is_partial
from medley.web.labels import uploads
from medley.web.labels.access import may_label
from medley.web.labels.genres import names_of
from medley.web.labels.hearing_sent import UnheardError
from medley.web.labels.kept_uploads import LASTS_DAYS
from medley.web.labels.labeller import TRAIN, is_trained
from medley.web.labels.library import find_songs
from medley.web.labels.models_uploads import Upload
from medley.web.labels.queue import Wanted, waiting
from medley.web.labels.size_limit import MOST_BYTES, is_too_large
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

LONGEST_QUERY = 100


@never_cache
@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Ask for a song, and show what the person sent and what the library holds."""
    return _start(request)


@only_post
def upload(request: HttpRequest) -> HttpResponse:
    """Keep and hear a song; the answer leads to its page."""
    # Parsed first, so that the limit has spoken.
    sent = request.FILES.get("song")
    person = person_of(request, create=True)
    assert person is not None
    try:
        kept = uploads.take(person, sent, too_large=is_too_large(request))
    except UnheardError as fault:
        if is_partial(request):
            return HttpResponse(str(fault), status=422, content_type="text/plain; charset=utf-8")
        return _start(request, str(fault))
    address = reverse("labels:own", args=[kept.token])
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _start(request: HttpRequest, fault: str = "") -> HttpResponse:
    asked = " ".join(request.GET.get("song", "").split())[:LONGEST_QUERY]
    labels = may_label(request)
    context = {
        "tab": "song",
        "fault": fault,
        "most_bytes": MOST_BYTES,
        "most_megabytes": MOST_BYTES // (1024 * 1024),
        "days": LASTS_DAYS,
        "sent": upload_cards(uploads.uploads_of(person_of(request))),
        "asked": asked,
        "found": find_songs(asked),
        "may_label": labels,
        "n_waiting": waiting(Wanted()).count() if labels else 0,
        "untrained": "" if is_trained() else TRAIN,
    }
    return render(request, "labels/start.html", context, status=422 if fault else 200)


def upload_cards(held: list[Upload]) -> list[dict[str, object]]:
    """What a line of the list of one's own files shows."""
    slugs = {row["genre"] for one in held for row in one.answer.get("genres", ())[:1]}
    names = names_of(slugs)
    cards: list[dict[str, object]] = []
    for one in held:
        first = next(iter(one.answer.get("genres", ())), None)
        cards.append(
            {
                "upload": one,
                "genre": one.genre.name if one.genre else first and names[first["genre"]],
                "percent": first and round(100 * first["probability"]),
                "unsure": bool(one.answer.get("unsure")),
            }
        )
    return cards
