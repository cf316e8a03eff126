"""The job of a workout: find the body, make the video playable, count and judge.

Each step is kept when it is done, so that a job that was killed goes on from there.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction

from medley.core.errors import MedleyError
from medley.core.model import Progress
from medley.data.poses import PoseTrack
from medley.web.coach.bodies import write_body
from medley.web.coach.judging import REPORT_FIELDS, first_report
from medley.web.coach.models import Origin, Recording, State, Workout
from medley.web.coach.places import BODY, VIDEO, folder_of, original_of
from medley.web.coach.recogniser_trials import tell_beside
from medley.web.coach.recordings import keep, track_of
from medley.web.coach.said import settle_report
from medley.web.coach.sent import UnfitError, drop_original, fail

if TYPE_CHECKING:
    from medley.features.pose.landmarker import PoseModel
    from medley.web.jobs.running import Running

FOUND, PLAYABLE, JUDGED = 0.75, 0.95, 0.99
"""Shares of the work after which the body is found, the video made and the report there."""


def run(running: Running) -> dict[str, Any]:
    """Analyse the workout whose token is the job's subject."""
    workout = Workout.objects.select_related("recording").filter(token=running.subject).first()
    if workout is None:
        return {}
    try:
        track = _track(workout, running)
        _show(workout, track, running)
        running.progress(PLAYABLE, "counting")
        if workout.answer:
            # Looked at before; somebody said what it is instead.
            settle_report(workout, track)
        else:
            first_report(workout, track, _within(running, PLAYABLE, JUDGED))
            tell_beside(workout, track)
        workout.state, workout.trouble, workout.detail = State.DONE, "", ""
    except MedleyError as error:
        fail(workout, error)
        raise
    running.progress(JUDGED, "counting")
    if not _save(workout):
        shutil.rmtree(folder_of(workout), ignore_errors=True)
        return {}
    drop_original(workout)
    return {"exercise": workout.exercise, "repetitions": workout.n_reps}


def _track(workout: Workout, running: Running) -> PoseTrack:
    """The landmarks, found in the file or where they were kept before."""
    if workout.recording is not None:
        return track_of(workout.recording)
    path = original_of(workout)
    if path is None:
        raise UnfitError("gone", workout.name)
    if workout.origin == Origin.FILE:
        from medley.data.sources.landmark_files import read_landmarks

        track = read_landmarks(path)
    else:
        from medley.features.pose.find import find_poses
        from medley.web import settings

        track = find_poses(
            path,
            models=settings.WEB / "static" / "vendor" / "pose",
            kind=cast("PoseModel", workout.pose_model),
            progress=_within(running, 0.0, FOUND),
        )
    _keep(workout, track)
    return track


def _keep(workout: Workout, track: PoseTrack) -> None:
    with transaction.atomic():
        # The row may be gone by now: then nothing is kept.
        mine = Workout.objects.select_for_update().filter(pk=workout.pk).first()
        if mine is None:
            return
        workout.recording = keep(
            track,
            workout.name,
            origin=Origin(workout.origin),
            person=mine.person,
            exercise=workout.wanted,
        )
        workout.save(update_fields=["recording"])


def _show(workout: Workout, track: PoseTrack, running: Running) -> None:
    """Make what the page draws: the body, and the video that browsers play."""
    folder = folder_of(workout)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_body(folder / BODY, track)
    original = original_of(workout)
    if workout.origin != Origin.VIDEO or original is None or (folder / VIDEO).exists():
        return
    from medley.features.pose.playable import write_playable

    turn = next((int(note[7:]) for note in track.notes if note.startswith("turned-")), 0)
    write_playable(
        original,
        folder / VIDEO,
        turn=turn,
        duration_s=track.duration_s,
        progress=_within(running, FOUND, PLAYABLE),
    )


def _save(workout: Workout) -> bool:
    """Write the report, unless the workout was deleted meanwhile."""
    with transaction.atomic():
        if Workout.objects.select_for_update().filter(pk=workout.pk).exists():
            # Whose it is may have changed meanwhile: a visitor signed in.
            workout.save(update_fields=["answer", "state", "trouble", "detail", *REPORT_FIELDS])
            return True
    if workout.recording is not None:
        Recording.objects.filter(pk=workout.recording.pk).delete()
    return False


def _within(running: Running, first: float, last: float) -> Progress:
    def progress(share: float, words: str) -> None:
        running.progress(first + (last - first) * share, words)

    return progress
