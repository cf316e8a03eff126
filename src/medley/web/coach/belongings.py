"""A person's workouts: taken along, handed to an account, deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from medley.web.coach.models import Correction, Recording, Workout
from medley.web.coach.sent import DRAWING, KIND, discard
from medley.web.jobs.models import Job
from medley.web.people.models import Person


def hand_over(visitor: Person, person: Person) -> None:
    """Give a visitor's workouts to the account that signed in."""
    Workout.objects.filter(person=visitor).update(person=person)
    Recording.objects.filter(person=visitor).update(person=person)
    Correction.objects.filter(person=visitor).update(person=person)
    # Else they would go with the visitor, and nobody would look at what was sent.
    Job.objects.filter(person=visitor, kind__in=(KIND, DRAWING)).update(person=person)


def coach_document(person: Person) -> dict[str, Any]:
    """Lay out a person's workouts, landmarks and corrections, without the videos."""
    workouts = Workout.objects.filter(person=person).order_by("created_ms")
    recordings = Recording.objects.filter(person=person).order_by("added_ms")
    corrections = Correction.objects.filter(person=person).order_by("at_ms")
    return {
        "workouts": list(
            workouts.values(
                "name",
                "origin",
                "wanted",
                "state",
                "report",
                "answer",
                "said_count",
                "created_ms",
                "judged_ms",
                recording_token=F("recording__token"),
            )
        ),
        "recordings": [_recording(one) for one in recordings],
        "coach_corrections": list(
            corrections.values(
                "exercise", "count", "was_exercise", "was_count", "model_version", "at_ms",
                "condition", "verdict", "was_verdict", "side", "start_s", "end_s",
                recording_token=F("recording__token"),
            )
        ),
    }  # fmt: skip


def forget(person: Person) -> None:
    """Delete the person's workouts and recordings, from the disk too."""
    for workout in Workout.objects.filter(person=person).select_related("recording"):
        discard(workout)
    for recording in Recording.objects.filter(person=person):
        recording.delete()


def _recording(one: Recording) -> dict[str, Any]:
    return {
        "token": one.token,
        "name": one.name,
        "origin": one.origin,
        "exercise": one.exercise,
        "n_frames": one.n_frames,
        "duration_s": one.duration_s,
        "added_ms": one.added_ms,
    }
