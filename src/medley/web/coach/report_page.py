"""What the page of a workout shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from medley.web.coach import annotating, sent
from medley.web.coach.bodies import MINUTE_S, SCALE
from medley.web.coach.judging import motion_of_workout
from medley.web.coach.models import Origin, State, Workout
from medley.web.coach.motion_plot import plot_of
from medley.web.coach.pieces import (
    Piece,
    all_in_all_of,
    condition_rows,
    facts_of,
    pieces_of,
    verdicts_of,
)
from medley.web.coach.places import BODY, VIDEO, folder_of, original_of
from medley.web.coach.said import has_spoken, latest
from medley.web.coach.upkeep import VIDEO_LASTS_DAYS
from medley.web.coach.verdicts import unspoken
from medley.web.coach.views import count_of, title_of
from medley.web.coach.words import (
    STAGE_WORDS,
    VERDICT_CHOICES,
    VIEW_WORDS,
    exercise_choices,
    exercise_words,
    remarks_of,
)
from medley.web.jobs import queue
from medley.web.jobs.models import JobState

UNSURE = 0.5
"""Below this the exercise is a guess."""


def progress_context(workout: Workout) -> dict[str, Any]:
    """How far the analysis is, or why there is none."""
    job = queue.latest(sent.KIND, workout.token)
    view = queue.look(job) if job is not None else None
    waits = workout.state == State.WAITING
    is_open = waits and view is not None and view.is_open
    lost = waits and not is_open
    return {
        "workout": workout,
        "job": view,
        "is_open": is_open,
        "left_minutes": round((view.left_s or 0) / 60) if view is not None else 0,
        "stage": str(STAGE_WORDS.get(view.words, "")) if view is not None else "",
        "trouble": _("Something went wrong while looking at it. Try again.")
        if lost and (view is None or view.state != JobState.CANCELLED)
        else sent.trouble_of(workout),
        "is_cancelled": workout.state == State.CANCELLED,
        "can_again": original_of(workout) is not None or workout.recording_id is not None,
    }


def report_context(workout: Workout, place: int | None) -> dict[str, Any]:
    """The whole report."""
    report = workout.report
    pieces = pieces_of(report)
    chosen = _chosen(pieces, place)
    said_exercise, said_count = latest(workout)
    lines, aspect = motion_of_workout(workout)
    confidence = round(100 * report["confidence"])
    spoken = has_spoken(workout)
    is_empty = "nobody-seen" in report["reasons"] and not spoken
    return {
        "workout": workout,
        "title": _("No person was found") if is_empty else title_of(workout),
        "is_empty": is_empty,
        "at": datetime.fromtimestamp(workout.created_ms / 1000, UTC),
        "count": count_of(workout),
        "hold_s": round(workout.hold_s),
        "is_held": bool(report["holds"]),
        "partials": len(report["partials"]),
        "told_by": said_exercise or workout.wanted,
        "confidence": confidence,
        "is_guess": report["confidence"] < UNSURE,
        "view": str(VIEW_WORDS[report["view"]]),
        "quality": round(100 * report["quality"]),
        "remarks": remarks_of(report["reasons"]),
        "said_exercise": exercise_words(said_exercise) if said_exercise else "",
        "said_count": said_count,
        "has_spoken": spoken,
        "counted": workout.n_reps,
        "pieces": pieces,
        "plot": plot_of(report["duration_s"], lines, pieces),
        "conditions": condition_rows(report, pieces),
        "all_in_all": all_in_all_of(report),
        "exercises": [*exercise_choices(), ("none", exercise_words("none"))],
        "has_body": (folder_of(workout) / BODY).is_file(),
        "aspect": f"{aspect:.4f}",
        "minute_s": MINUTE_S,
        "scale": SCALE,
        "origin": workout.origin,
        "is_live": workout.origin == Origin.LIVE,
        **_video(workout),
        **drawing_context(workout),
        **(piece_context(workout, chosen) if chosen is not None else {"piece": None}),
    }


def piece_context(workout: Workout, piece: Piece) -> dict[str, Any]:
    """One repetition or hold."""
    return {
        "workout": workout,
        "piece": piece,
        "facts": facts_of(piece),
        "verdicts": verdicts_of(workout.report, piece),
        "choices": VERDICT_CHOICES,
        "can_say": workout.recording_id is not None,
        "n_unspoken": len(unspoken(piece.row)),
    }


def spoken_context(workout: Workout, place: int) -> dict[str, Any]:
    """What a verdict changes on the page: its repetition, and the form over all."""
    pieces = pieces_of(workout.report)
    return {
        **piece_context(workout, pieces[place]),
        "conditions": condition_rows(workout.report, pieces),
        "all_in_all": all_in_all_of(workout.report),
        "has_spoken": has_spoken(workout),
        "is_part": True,
    }


def drawing_context(workout: Workout) -> dict[str, Any]:
    """Whether the drawn video is there, or how far it is."""
    is_drawn = annotating.drawn_of(workout).is_file()
    return {
        "workout": workout,
        "can_draw": annotating.has_video(workout),
        "is_drawn": is_drawn,
        "drawing": None if is_drawn else annotating.look(workout),
    }


def _video(workout: Workout) -> dict[str, Any]:
    has_video = annotating.has_video(workout)
    address = reverse("coach:video", args=[workout.token]) if has_video else ""
    ends = None
    if has_video:
        made_s = (folder_of(workout) / VIDEO).stat().st_mtime
        ends = datetime.fromtimestamp(made_s, UTC) + timedelta(days=VIDEO_LASTS_DAYS)
    return {"video": address, "video_ends": ends}


def _chosen(pieces: Sequence[Piece], place: int | None) -> Piece | None:
    """The repetition to begin with: the one asked for, else the first that tells something."""
    if place is not None and place < len(pieces):
        return pieces[place]
    broken = [piece for piece in pieces if piece.kind == "broken"]
    return next(iter([*broken, *pieces]), None)
