"""The live coach: its page, and the batches of landmarks that the page sends."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import ArtifactError, DataError, MedleyError, UnavailableError
from medley.web.coach.live_keep import MOST_BYTES as MOST_KEPT_BYTES
from medley.web.coach.live_keep import keep_session
from medley.web.coach.live_rate import wait_s
from medley.web.coach.live_recogniser import is_coming
from medley.web.coach.live_seal import SealError
from medley.web.coach.live_session import MOST_BYTES, answer_batch
from medley.web.coach.live_words import local_words
from medley.web.coach.words import exercise_choices
from medley.web.headers import allow_camera
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

PACKET = "application/octet-stream"
LEARNING_S = 3
"""A browser asks so often whether the first model is there."""
_log = logging.getLogger(__name__)


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Ask which exercise, and for the camera."""
    # The cookie tells browsers apart where they ask too often.
    get_token(request)
    context = {
        "exercises": exercise_choices(),
        "words": local_words(),
    }
    return allow_camera(render(request, "coach/live.html", context))


@never_cache
@only_post
def push(request: HttpRequest) -> HttpResponse:
    """Count on with a batch of landmarks; nothing of it is kept."""
    if wait := wait_s(request):
        return _refused(429, "busy", _("Too much at once. It goes on in a moment."), wait)
    body = _body(request, MOST_BYTES)
    if body is None:
        return _refused(413, "size", _("What was sent is too large."))
    try:
        return HttpResponse(answer_batch(body), content_type=PACKET)
    except SealError as error:
        return _refused(422, "state", str(error))
    except DataError as error:
        return _refused(422, "batch", str(error))
    except (UnavailableError, ArtifactError) as error:
        return _untrained(error)


@never_cache
@only_post
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the landmarks of a session, because the person says so; answer where its report is."""
    if wait := wait_s(request):
        return _refused(429, "busy", _("Too much at once. Try again in a moment."), wait)
    body = _body(request, MOST_KEPT_BYTES)
    if body is None:
        return _refused(413, "size", _("What was sent is too large."))
    person = person_of(request, create=True)
    assert person is not None
    try:
        workout = keep_session(person, body)
    except DataError as error:
        return _refused(422, "session", str(error))
    return JsonResponse({"href": reverse("coach:workout", args=[workout.token])})


def _untrained(error: MedleyError) -> JsonResponse:
    if isinstance(error, UnavailableError) and is_coming():
        said = _("I am still learning to tell exercises apart, half a minute, once. Go on.")
        return _refused(503, "learning", said, LEARNING_S)
    _log.warning("no exercise can be recognised live: %s", error)
    said = _("No model tells exercises apart yet. Choose your exercise and begin again.")
    return _refused(503, "untrained", said)


def _body(request: HttpRequest, most: int) -> bytes | None:
    """The body; None where it is too large, which is told before it is read."""
    try:
        stated = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        stated = 0
    if stated > most:
        return None
    body = request.read(most + 1)
    return None if len(body) > most else body


def _refused(status: int, code: str, said: str, wait: int = 0) -> JsonResponse:
    headers = {"Retry-After": str(wait)} if wait else None
    return JsonResponse({"code": code, "said": said}, status=status, headers=headers)
