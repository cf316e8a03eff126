"""Workouts that people send: taken in, analysed by a job, found again, deleted."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import Http404
from django.utils.translation import gettext as _

from medley.core.errors import DataError, MedleyError, UnavailableError
from medley.data.poses import EXERCISES
from medley.data.sources.landmark_files import SUFFIXES
from medley.features.pose.frames import open_video
from medley.features.pose.unfit import UnfitVideoError
from medley.web.clock import now_ms
from medley.web.coach.models import Origin, State, Workout
from medley.web.coach.places import folder_of, original_of
from medley.web.coach.receiving import Arrived
from medley.web.coach.words import trouble_words
from medley.web.environment import POSE_MODELS
from medley.web.jobs import queue
from medley.web.jobs.models import OPEN, Job
from medley.web.people.models import Person

KIND, DRAWING = "coach", "coach-video"
"""Kinds of jobs: judging a workout, and drawing the skeleton into its video."""
MOST_WAITING = 3
"""Workouts of one person that wait to be looked at."""


class UnfitError(DataError):
    """A file that is not taken, said in the language of the request.

    Attributes
    ----------
    code : str
        One of `medley.web.coach.words.TROUBLES`.
    """

    def __init__(self, code: str, name: str = "", detail: str = "") -> None:
        super().__init__(trouble_words(code, name, detail))
        self.code = code


def take(
    person: Person,
    sent: Arrived | None,
    *,
    wanted: str = "",
    pose_model: str = "",
    fault: str = "",
) -> Workout:
    """Keep a file that a person sent, and ask for its analysis.

    Parameters
    ----------
    person : Person
    sent : Arrived or None
    wanted : str
        The exercise; empty to let it be recognised.
    pose_model : str
        The site's own where empty or unknown.
    fault : str
        Why the file was cut off on its way; empty where it was not.

    Raises
    ------
    UnfitError
        If there is none, it is no recording, or too much is waiting; nothing is kept.
    """
    if fault:
        raise UnfitError(fault)
    if sent is None:
        raise UnfitError("nothing")
    name = shown_name(sent.name or "") or "workout"
    if n_waiting(person) >= MOST_WAITING:
        raise UnfitError("too-many")
    suffix = next((one for one in SUFFIXES if name.lower().endswith(one)), "")
    if not suffix:
        _check_video(sent.path, name)
    workout = Workout(
        person=person,
        name=name,
        origin=Origin.FILE if suffix else Origin.VIDEO,
        size=sent.size or 0,
        wanted=wanted if wanted in EXERCISES else "",
        pose_model=pose_model if pose_model in POSE_MODELS else settings.MEDLEY_POSE_MODEL,
        created_ms=now_ms(),
    )
    folder = folder_of(workout)
    folder.mkdir(parents=True, mode=0o700)
    try:
        sent.path.replace(folder / f"original{suffix}")
        workout.save()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    ask(workout)
    return workout


def n_waiting(person: Person) -> int:
    """How many of a person's workouts wait or are looked at."""
    waiting = Workout.objects.filter(person=person, state=State.WAITING)
    open_ = Job.objects.filter(kind=KIND, state__in=OPEN, subject__in=waiting.values("token"))
    return open_.count()


def ask(workout: Workout) -> Job:
    """Ask for a workout's analysis."""
    return queue.ask(KIND, workout.token, person=workout.person, asked_by="", why="a workout")


def again(workout: Workout) -> None:
    """Ask once more for an analysis that failed or was cancelled.

    Raises
    ------
    UnfitError
        If the file is gone.
    """
    if original_of(workout) is None and workout.recording_id is None:
        raise UnfitError("gone", workout.name)
    workout.state, workout.trouble, workout.detail = State.WAITING, "", ""
    workout.save(update_fields=["state", "trouble", "detail"])
    ask(workout)


def cancel(workout: Workout) -> None:
    """End a workout's analysis; its file is kept for another try."""
    job = queue.latest(KIND, workout.token)
    if job is not None:
        queue.cancel(job)
    waiting = Workout.objects.filter(pk=workout.pk, state=State.WAITING)
    waiting.update(state=State.CANCELLED)


def workout_of(person: Person | None, token: str) -> Workout:
    """Find a workout of the person.

    Raises
    ------
    Http404
        If there is none; another person's is none.
    """
    rows = Workout.objects.select_related("recording")
    found = rows.filter(person=person, token=token).first() if person is not None else None
    if found is None:
        raise Http404("there is no such workout of yours")
    return found


def workouts_of(person: Person | None) -> QuerySet[Workout]:
    """The person's workouts, the latest first, without their reports."""
    rows = Workout.objects.filter(person=person) if person else Workout.objects.none()
    return rows.defer("answer", "report").order_by("-created_ms", "-pk")


def discard(workout: Workout) -> None:
    """Delete a workout and all that is known of it: landmarks, video, pictures, jobs."""
    with transaction.atomic():
        jobs = Job.objects.filter(kind__in=(KIND, DRAWING), subject=workout.token)
        for job in jobs.filter(state__in=OPEN):
            queue.cancel(job)
        jobs.exclude(state__in=OPEN).delete()
        if workout.recording is not None:
            workout.recording.delete()
        workout.delete()


def fail(workout: Workout, error: MedleyError) -> None:
    """Write down why a workout could not be looked at; a file that never will be goes."""
    code, detail = "broken", str(error)
    if isinstance(error, UnfitVideoError):
        code = error.fault
    elif isinstance(error, UnfitError):
        code = error.code
    elif isinstance(error, UnavailableError):
        code = "no-model"
    elif workout.origin == Origin.FILE:
        code = "landmarks"
    workout.state, workout.trouble = State.FAILED, code
    # What the file is called here says nothing to anybody.
    workout.detail = re.sub(r"^original[.\w]*:? ", "", detail)[:500]
    workout.save(update_fields=["state", "trouble", "detail"])
    if isinstance(error, DataError):
        drop_original(workout)


def drop_original(workout: Workout) -> None:
    """Delete the file as it was sent."""
    path = original_of(workout)
    if path is not None:
        path.unlink(missing_ok=True)


def shown_name(name: str) -> str:
    """One line that can be shown, whatever the browser called the file; may be empty."""
    kept = "".join(one if one.isprintable() else " " for one in name)
    return " ".join(kept.split())[-200:]


def trouble_of(workout: Workout) -> str:
    """Why a workout was not looked at, in words."""
    if workout.state == State.CANCELLED:
        return _("Stopped. The file is kept for another try until tomorrow.")
    return trouble_words(workout.trouble, workout.name, workout.detail)


def _check_video(path: Path, name: str) -> None:
    try:
        with open_video(path):
            pass
    except UnfitVideoError as error:
        detail = str(getattr(error.__cause__, "strerror", "") or "")
        raise UnfitError(error.fault, name, detail) from error


@receiver(post_delete, sender=Workout)
def _forget(instance: Workout, **_rest: object) -> None:
    folder = folder_of(instance)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
