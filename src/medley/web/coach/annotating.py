"""The job that draws skeleton and count into a workout's video, to be downloaded."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medley.coaching.document import report_of, words_at
from medley.features.pose.drawing import write_annotated
from medley.web.coach.models import Workout
from medley.web.coach.places import ANNOTATED, VIDEO, folder_of
from medley.web.coach.recordings import track_of
from medley.web.jobs import queue
from medley.web.jobs.queue import JobView

if TYPE_CHECKING:
    from medley.web.jobs.running import Running

KIND = "coach-video"


def run(running: Running) -> dict[str, Any]:
    """Draw into the video of the workout whose token is the job's subject."""
    workout = Workout.objects.select_related("recording").filter(token=running.subject).first()
    if workout is None or workout.recording is None or not has_video(workout):
        return {}
    output = drawn_of(workout)
    # The video is upright already.
    track = replace(track_of(workout.recording), notes=())
    report = report_of(workout.report)
    write_annotated(
        folder_of(workout) / VIDEO,
        output,
        track,
        lambda time_s: words_at(report, time_s),
        progress=running.progress,
    )
    for older in output.parent.glob(f"{ANNOTATED}-*.mp4"):
        if older != output:
            older.unlink(missing_ok=True)
    return {"bytes": output.stat().st_size}


def drawn_of(workout: Workout) -> Path:
    """Where the drawn video of the report that holds lies, once it is made."""
    return folder_of(workout) / f"{ANNOTATED}-{workout.judged_ms:x}{_said(workout)}.mp4"


def _said(workout: Workout) -> str:
    """A mark of what its person says of form, which is drawn too; empty where that is nothing."""
    rows = [*workout.report.get("reps", ()), *workout.report.get("holds", ())]
    told = [
        f"{at} {one['name']} {one['verdict']}"
        for at, row in enumerate(rows)
        for one in row["conditions"]
        if one.get("was") is not None
    ]
    return f".{hashlib.sha256(' '.join(told).encode()).hexdigest()[:8]}" if told else ""


def has_video(workout: Workout) -> bool:
    """Whether there is a video to draw into."""
    return (folder_of(workout) / VIDEO).is_file()


def ask(workout: Workout) -> None:
    """Ask for the drawn video."""
    queue.ask(KIND, workout.token, person=workout.person, asked_by="", why="a drawn video")


def look(workout: Workout) -> JobView | None:
    """See how far the drawing is; None where none was asked for."""
    job = queue.latest(KIND, workout.token)
    return queue.look(job) if job is not None else None
