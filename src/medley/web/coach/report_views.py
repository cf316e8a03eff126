"""The page of a workout: how far it is, its report, and what its owner says of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError, MedleyError
from medley.web.coach import annotating, said, sent
from medley.web.coach.models import State, Workout
from medley.web.coach.pieces import pieces_of
from medley.web.coach.report_page import (
    drawing_context,
    piece_context,
    progress_context,
    report_context,
    spoken_context,
)
from medley.web.feed.partial import is_partial
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

ON_FORM = ("verdict", "verdict-undo", "agree")
"""What is said of one repetition's form."""


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a workout."""
    return _page(request, sent.workout_of(person_of(request), token))


def _page(request: HttpRequest, workout: Workout, fault: str = "") -> HttpResponse:
    if workout.state != State.DONE:
        return render(request, "coach/waiting.html", progress_context(workout))
    context = report_context(workout, place_of(request)) | {"fault": fault}
    return render(request, "coach/report.html", context, status=422 if fault else 200)


@never_cache
@require_safe
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """Say how far the analysis is; once it is done, the page itself is asked for."""
    workout = sent.workout_of(person_of(request), token)
    if workout.state == State.DONE:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "coach/_progress.html", progress_context(workout))


@never_cache
@require_safe
def drawing(request: HttpRequest, token: str) -> HttpResponse:
    """Say how far the drawn video is."""
    workout = sent.workout_of(person_of(request), token)
    return render(request, "coach/_drawing.html", drawing_context(workout))


@never_cache
@require_safe
def piece(request: HttpRequest, token: str, place: int) -> HttpResponse:
    """Show one repetition or hold."""
    workout = sent.workout_of(person_of(request), token)
    pieces = pieces_of(workout.report) if workout.state == State.DONE else []
    if place >= len(pieces):
        raise Http404("there is no such repetition")
    return render(request, "coach/_piece.html", piece_context(workout, pieces[place]))


@only_post
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Correct, take back, draw, try again, stop or delete."""
    workout = sent.workout_of(person_of(request), token)
    what = request.POST.get("do", "")
    if what == "delete":
        sent.discard(workout)
        messages.success(request, _("Deleted: the report, the video and all that was seen in it."))
        return HttpResponseRedirect(reverse("coach:start"))
    try:
        _do(request, workout, what)
    except DataError as fault:
        if is_partial(request) and what in ON_FORM:
            return HttpResponse(str(fault), status=422, content_type="text/plain; charset=utf-8")
        if workout.state == State.DONE:
            return _page(request, sent.workout_of(person_of(request), token), str(fault))
        messages.error(request, str(fault))
    except MedleyError:
        messages.error(request, _("The landmarks of this workout are gone."))
    address = reverse("coach:workout", args=[workout.token])
    if what not in ON_FORM:
        return HttpResponseRedirect(address)
    place = _place(request.POST.get("place", "")) or 0
    if is_partial(request):
        return render(request, "coach/_spoken.html", spoken_context(workout, place))
    return HttpResponseRedirect(f"{address}?rep={place}#piece")


def _do(request: HttpRequest, workout: Workout, what: str) -> None:
    if what == "cancel":
        sent.cancel(workout)
    elif what == "again":
        sent.again(workout)
    elif workout.state != State.DONE:
        return
    elif what == "exercise":
        said.say_exercise(workout, request.POST.get("exercise", ""))
        messages.success(request, _("Kept, and counted again. Thank you."))
    elif what == "count":
        said.say_count(workout, request.POST.get("count", "").strip())
        messages.success(request, _("Kept. Thank you."))
    elif what == "undo" and said.undo(workout):
        messages.success(request, _("Taken back."))
    elif what in ON_FORM:
        _on_form(request.POST, workout, what)
    elif what == "draw" and annotating.has_video(workout):
        annotating.ask(workout)


def _on_form(words: QueryDict, workout: Workout, what: str) -> None:
    """Hear what is said of the form in a repetition; it is shown there, without a message."""
    place = _place(words.get("place", ""))
    at, condition = -1 if place is None else place, words.get("condition", "")
    if what == "verdict":
        said.say_verdict(workout, at, condition, words.get("verdict", ""))
    elif what == "verdict-undo":
        said.take_back_verdict(workout, at, condition)
    else:
        said.agree(workout, at)


def place_of(request: HttpRequest) -> int | None:
    """Which repetition the address asks for."""
    return _place(request.GET.get("rep", ""))


def _place(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None
