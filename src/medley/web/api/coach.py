"""Workouts for programs: sent, looked at by a job, judged, deleted."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from medley.core.errors import DataError
from medley.data.poses import EXERCISES
from medley.web.api.callers import Caller
from medley.web.coach import said, sent
from medley.web.coach.models import State, Workout
from medley.web.coach.pieces import pieces_of
from medley.web.coach.receiving import Arrived, fault_of
from medley.web.coach.said import latest
from medley.web.coach.sent import UnfitError
from medley.web.environment import POSE_MODELS
from medley.web.jobs import queue
from medley.web.people.models import Person
from medley.web.problem import Problem

router = Router(tags=["coach"])
MOST_VERDICTS = 2000
"""In one call."""
_STATUS = {"too-large": 413, "no-room": 507, "too-many": 429, "no-model": 503}


Verdict = Literal["held", "broken", "unclear"]


class ConditionOut(Schema):
    """One condition of good form: ``value`` and ``limit`` are null where it is unclear.

    ``by`` is who says so; where it is the person, ``was`` is what the coach had said.
    """

    name: str
    verdict: Verdict
    value: float | None
    limit: float | None
    unit: str
    at_s: float | None
    experimental: bool
    reason: str
    by: Literal["rules", "model", "person"] = "rules"
    probability: float | None = Field(None, description="Of being broken, as a model says")
    was: Verdict | None = None


class RepetitionOut(Schema):
    """One repetition; ``bottom_s`` is its turning point."""

    start_s: float
    bottom_s: float
    end_s: float
    side: Literal["left", "right", "both"]
    complete: bool
    range_deg: float
    conditions: list[ConditionOut]


class HoldOut(Schema):
    """A position kept still."""

    start_s: float
    end_s: float
    conditions: list[ConditionOut]


class ReportOut(Schema):
    """What the coach says, as `medley coach --json` prints it."""

    exercise: str
    confidence: float
    view: str
    reps: list[RepetitionOut]
    partials: list[RepetitionOut]
    holds: list[HoldOut]
    quality: float
    reasons: list[str]
    duration_s: float
    fps: float
    model_version: str
    form_version: str = Field("", description="The model that judged form beside the rules")
    form: ConditionOut | None = Field(
        None, description="Whether anything is wrong all in all, where that model tells it"
    )


class VerdictSaid(Schema):
    """A verdict on one condition of one repetition or hold."""

    place: int = Field(
        description="From 0, among all repetitions in order of time, partial ones too, or holds"
    )
    condition: str
    verdict: Verdict


class SaidIn(Schema):
    """What is said instead of the coach: any of these, each optional."""

    exercise: str | None = None
    count: int | None = None
    verdicts: list[VerdictSaid] = Field([], max_length=MOST_VERDICTS)
    agree: list[int] = Field(
        [],
        max_length=MOST_VERDICTS,
        description="Places in which the coach is right about all that nobody spoke of",
    )


class SaidOut(Schema):
    """What its owner says instead; null, or empty, where they said nothing."""

    exercise: str | None
    count: int | None
    verdicts: list[VerdictSaid]


class WorkoutOut(Schema):
    """A workout: how far its analysis is, then its report."""

    id: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    percent: int
    left_s: int | None = Field(description="Estimated seconds to the end, where they can be told")
    job: int | None = Field(description="The number of the job that looks at it")
    trouble: str | None = Field(description="Why it could not be looked at")
    report: ReportOut | None
    said: SaidOut | None
    created_ms: int


@router.post("/coach", response={202: WorkoutOut}, summary="Send a workout")
def send_workout(
    request: HttpRequest,
    file: File[UploadedFile | None] = None,
    exercise: Form[str] = "",
    pose_model: Form[str] = "",
    person: Form[str | None] = None,
) -> Status[dict[str, Any]]:
    """Send a video, or landmarks, as the field ``file`` of a multipart form.

    Ask for it again until its state is ``done``. The file itself is deleted then.
    """
    if fault := fault_of(request):
        raise _problem(UnfitError(fault))
    if exercise and exercise not in EXERCISES:
        raise Problem(422, f"expected one of {', '.join(EXERCISES)}, or none", field="exercise")
    if pose_model and pose_model not in POSE_MODELS:
        raise Problem(422, f"expected one of {', '.join(POSE_MODELS)}", field="pose_model")
    if not isinstance(file, Arrived):
        raise Problem(422, "send the workout as the field `file` of a multipart form", field="file")
    actor = _caller(request).person(person, create=True)
    if actor is None:
        raise Problem(422, "name the person to act for", field="person")
    try:
        workout = sent.take(actor, file, wanted=exercise, pose_model=pose_model)
    except UnfitError as error:
        raise _problem(error) from error
    return Status(202, _told(workout))


@router.get("/coach/{token}", response=WorkoutOut, summary="How far a workout is, or its report")
def get_workout(request: HttpRequest, token: str, person: str | None = None) -> dict[str, Any]:
    """Read a workout that the person sent."""
    return _told(_workout(_caller(request).person(person), token))


@router.delete("/coach/{token}", response={204: None}, summary="Delete a workout")
def delete_workout(request: HttpRequest, token: str, person: str | None = None) -> Status[None]:
    """Delete the report, the landmarks, the video and the corrections; a running job ends."""
    sent.discard(_workout(_caller(request).person(person), token))
    return Status(204, None)


@router.post("/coach/{token}/said", response=WorkoutOut, summary="Correct a report")
def say_instead(
    request: HttpRequest, token: str, words: SaidIn, person: str | None = None
) -> dict[str, Any]:
    """Say what is done, how often, and what was held or broken.

    Another exercise is counted again, at once or, where the recording is long, by a job;
    verdicts are about the report as it is, so they come in a call of their own. All of it
    holds here at once, and the next models learn from it. Either all that a call says is
    kept, or nothing.
    """
    if words.exercise is not None and (words.verdicts or words.agree):
        raise Problem(
            422, "say the exercise first, and verdicts on what is counted then", field="verdicts"
        )
    workout = _judged(_caller(request).person(person), token)
    try:
        with transaction.atomic():
            _say(workout, words)
    except DataError as fault:
        raise Problem(422, str(fault)) from None
    return _told(workout)


@router.delete("/coach/{token}/said", response=WorkoutOut, summary="Take a correction back")
def take_back(
    request: HttpRequest,
    token: str,
    place: int | None = None,
    condition: str = "",
    person: str | None = None,
) -> dict[str, Any]:
    """Take back what was said last; with ``place`` and ``condition`` the verdict there."""
    workout = _judged(_caller(request).person(person), token)
    try:
        if place is None:
            taken = said.undo(workout)
        else:
            taken = said.take_back_verdict(workout, place, condition)
    except DataError as fault:
        raise Problem(422, str(fault)) from None
    if not taken:
        raise Problem(404, "nothing of that was said; POST says something")
    return _told(workout)


def _say(workout: Workout, words: SaidIn) -> None:
    if words.exercise is not None:
        said.say_exercise(workout, words.exercise)
    if words.count is not None:
        said.say_count(workout, str(words.count))
    said.say_verdicts(workout, [(one.place, one.condition, one.verdict) for one in words.verdicts])
    for place in words.agree:
        said.agree(workout, place)


def _verdicts(workout: Workout) -> list[dict[str, Any]]:
    """What is said of form, as the report has it."""
    return [
        {"place": piece.place, "condition": one["name"], "verdict": one["verdict"]}
        for piece in pieces_of(workout.report)
        for one in piece.row["conditions"]
        if one.get("was") is not None
    ]


def _judged(person: Person | None, token: str) -> Workout:
    workout = _workout(person, token)
    if workout.state != State.DONE:
        raise Problem(409, "there is no report yet; ask again once the state is done")
    return workout


def _told(workout: Workout) -> dict[str, Any]:
    state, percent, left, number = workout.state, 100, None, None
    if workout.state == State.WAITING:
        job = queue.latest(sent.KIND, workout.token)
        state, percent = "failed", 0
        if job is not None:
            view = queue.look(job)
            state, percent, left, number = view.state, view.percent, view.left_s, job.pk
            # Its report is written a moment before its job ends.
            state = "running" if state == "done" else state
    exercise, count = latest(workout)
    failed = state in ("failed", "cancelled")
    report = workout.report or None
    words = {"exercise": exercise or None, "count": count}
    return {
        "id": workout.token,
        "state": state,
        "percent": percent,
        "left_s": left,
        "job": number,
        "trouble": sent.trouble_of(workout) if failed else None,
        "report": report,
        "said": {**words, "verdicts": _verdicts(workout)} if report else None,
        "created_ms": workout.created_ms,
    }


def _workout(person: Person | None, token: str) -> Workout:
    try:
        return sent.workout_of(person, token.replace("\0", ""))
    except Http404:
        raise Problem(
            404, "the person sent no such workout, or it is deleted; POST /coach takes one"
        ) from None


def _problem(error: UnfitError) -> Problem:
    return Problem(_STATUS.get(error.code, 422), str(error), field="file")


def _caller(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller
