"""The files of a workout, for its owner alone: video, pictures, body, tables."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.web.catalog.media import file_response
from medley.web.coach import annotating, sent
from medley.web.coach.bodies import minute_of
from medley.web.coach.evidence import evidence_picture
from medley.web.coach.models import State, Workout
from medley.web.coach.pieces import pieces_of
from medley.web.coach.places import BODY, VIDEO, folder_of
from medley.web.people.identity import person_of

PRIVATE = "private, max-age=3600"
_SANDBOX = "default-src 'none'; sandbox"
COLUMNS = ("number", "start_s", "turn_s", "end_s", "side", "complete", "range_deg")


@require_safe
def video(request: HttpRequest, token: str) -> HttpResponseBase:
    """Play the video, as it was written anew."""
    return _mp4(request, folder_of(_mine(request, token)) / VIDEO)


@require_safe
def annotated(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the drawn video as a file."""
    workout = _mine(request, token)
    response = _mp4(request, annotating.drawn_of(workout))
    response["Content-Disposition"] = _as_file(workout, ".mp4")
    return response


@require_safe
def body(request: HttpRequest, token: str, minute: int) -> HttpResponse:
    """Give the body of one minute, to be drawn."""
    path = folder_of(_mine(request, token)) / BODY
    if not path.is_file():
        raise Http404("there is no body")
    response = HttpResponse(minute_of(path, minute), content_type="application/octet-stream")
    response["Cache-Control"] = PRIVATE
    return response


@require_safe
def evidence(request: HttpRequest, token: str, place: int, condition: str) -> HttpResponse:
    """Draw what shows a verdict."""
    workout = _done(request, token)
    pieces = pieces_of(workout.report)
    if place >= len(pieces):
        raise Http404("there is no such repetition")
    row = pieces[place].row
    found = next((one for one in row["conditions"] if one["name"] == condition), None)
    content = evidence_picture(workout, place, row, found) if found is not None else None
    if content is None:
        raise Http404("nothing shows it")
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = PRIVATE
    return response


@never_cache
@require_safe
def table(request: HttpRequest, token: str) -> HttpResponse:
    """Give the repetitions, or holds, as CSV: each verdict, and who says so."""
    workout = _done(request, token)
    pieces = pieces_of(workout.report)
    names = list(dict.fromkeys(c["name"] for piece in pieces for c in piece.row["conditions"]))
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow((*COLUMNS, *(f"{name}{part}" for name in names for part in ("", "_by"))))
    for piece in pieces:
        told = {one["name"]: one for one in piece.row["conditions"]}
        writer.writerow(
            (
                piece.label,
                piece.start_s,
                piece.row.get("bottom_s", ""),
                piece.end_s,
                piece.row.get("side", ""),
                "yes" if piece.row.get("complete", True) else "no",
                piece.row.get("range_deg", ""),
                *(cell for name in names for cell in _told(told.get(name))),
            )
        )
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _as_file(workout, ".csv")
    return response


@never_cache
@require_safe
def document(request: HttpRequest, token: str) -> HttpResponse:
    """Give the report as `medley coach --json` prints it."""
    workout = _done(request, token)
    response = JsonResponse(workout.report, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = _as_file(workout, ".json")
    return response


def _told(condition: Mapping[str, Any] | None) -> tuple[str, str]:
    if condition is None:
        return "", ""
    return condition["verdict"], condition.get("by", "rules")


def _mine(request: HttpRequest, token: str) -> Workout:
    return sent.workout_of(person_of(request), token)


def _done(request: HttpRequest, token: str) -> Workout:
    workout = _mine(request, token)
    if workout.state != State.DONE:
        raise Http404("there is no report yet")
    return workout


def _mp4(request: HttpRequest, path: Path) -> HttpResponseBase:
    if not path.is_file():
        raise Http404("there is no video")
    response = file_response(request, path, content_type="video/mp4", cache_control=PRIVATE)
    response["Content-Security-Policy"] = _SANDBOX
    return response


def _as_file(workout: Workout, suffix: str) -> str:
    name = f"{Path(workout.name).stem or 'workout'}-medley{suffix}"
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
