"""Where a workout begins: a video to send, a file of landmarks, or the camera."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.data.poses import NONE_OF_THESE
from medley.data.sources.landmark_files import SUFFIXES
from medley.web.coach import sent
from medley.web.coach.history import WEEKS, history_of
from medley.web.coach.models import State, Workout
from medley.web.coach.receiving import Arrived, fault_of, most_bytes
from medley.web.coach.sent import UnfitError
from medley.web.coach.upkeep import VIDEO_LASTS_DAYS
from medley.web.coach.words import exercise_choices, exercise_words, trouble_words
from medley.web.feed.partial import is_partial
from medley.web.people.identity import person_of
from medley.web.refusal import only_post

LISTED = 24


@never_cache
@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Ask for a workout, and show what the person did before."""
    return _start(request)


@only_post
def upload(request: HttpRequest) -> HttpResponse:
    """Take a workout in; the answer leads to its page."""
    file = request.FILES.get("workout")
    person = person_of(request, create=True)
    assert person is not None
    try:
        workout = sent.take(
            person,
            file if isinstance(file, Arrived) else None,
            wanted=request.POST.get("exercise", ""),
            pose_model=request.POST.get("pose_model", ""),
            fault=fault_of(request),
        )
    except UnfitError as fault:
        if is_partial(request):
            return HttpResponse(str(fault), status=422, content_type="text/plain; charset=utf-8")
        return _start(request, str(fault))
    address = reverse("coach:workout", args=[workout.token])
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _start(request: HttpRequest, fault: str = "") -> HttpResponse:
    person = person_of(request)
    page = Paginator(sent.workouts_of(person), LISTED).get_page(request.GET.get("page"))
    context = {
        "fault": fault,
        "most_bytes": most_bytes(),
        "most_megabytes": settings.MEDLEY_WORKOUT_MB,
        "too_large": trouble_words("too-large"),
        "accepts": ",".join(("video/*", ".mkv", ".avi", *SUFFIXES)),
        "exercises": exercise_choices(),
        "pose_models": _pose_models(),
        "days": VIDEO_LASTS_DAYS,
        "past": history_of(person) if page.number == 1 else [],
        "weeks": WEEKS,
        "page": page,
        "workouts": workout_cards(page.object_list),
        "is_visitor": not request.user.is_authenticated,
    }
    return render(request, "coach/start.html", context, status=422 if fault else 200)


def _pose_models() -> list[tuple[str, str, bool]]:
    usual = settings.MEDLEY_POSE_MODEL
    named = {"lite": _("Quick"), "full": _("Careful")}
    if usual not in named:
        named[usual] = _("Most careful")
    return [(value, words, value == usual) for value, words in named.items()]


def workout_cards(workouts: Iterable[Workout]) -> list[dict[str, Any]]:
    """What a line of the list of one's workouts shows."""
    return [
        {
            "workout": one,
            "title": title_of(one),
            "said": _said(one),
            "at": datetime.fromtimestamp(one.created_ms / 1000, UTC),
        }
        for one in workouts
    ]


def title_of(workout: Workout) -> str:
    """What a workout is called: its exercise, or its file."""
    if workout.state == State.DONE:
        known = workout.exercise != NONE_OF_THESE
        return exercise_words(workout.exercise) if known else _("No known exercise")
    return workout.name


def count_of(workout: Workout) -> int:
    """Repetitions: as the person says, else as counted."""
    return workout.n_reps if workout.said_count is None else workout.said_count


def _said(workout: Workout) -> str:
    if workout.state == State.WAITING:
        return _("Waiting, or being looked at")
    if workout.state == State.CANCELLED:
        return _("Stopped")
    if workout.state == State.FAILED:
        return _("Could not be looked at")
    if workout.hold_s and not count_of(workout):
        return _("held for %(n)s seconds") % {"n": round(workout.hold_s)}
    if workout.exercise == NONE_OF_THESE and not count_of(workout):
        return _("nothing counted")
    n = count_of(workout)
    return ngettext("%(n)s repetition", "%(n)s repetitions", n) % {"n": n}
