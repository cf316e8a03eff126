"""Jobs for the diffusion model: asked for, claimed, followed, ended.

A job is a row, so that any process can look after it: the page asks and follows, the
worker claims one at a time. `start_worker` is the only part that knows how the worker
is started.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

from medley.web.clock import now_ms
from medley.web.covers.models import CoverJob, JobState, Sketch
from medley.web.covers.sketches import BY_MODEL

OPEN = (JobState.WAITING, JobState.RUNNING)
SILENT_MS = 120_000
"""A worker that was not heard of for so long is gone; loading a model beats too."""
NUDGE_MS = 15_000
LONGEST_QUEUE = 20
_STEP = re.compile(r"(\d{1,4}) of (\d{1,4})")


@dataclass(frozen=True, slots=True)
class JobView:
    """How far a job is, for the page.

    Attributes
    ----------
    state : str
        One of `JobState`.
    percent : int
        In [0, 100].
    step, steps : int
        0 of 0 while the model is loaded.
    ahead : int
        How many jobs come first.
    left_s : int or None
        Estimated seconds to the end, None while there is too little to tell by.
    trouble : str
    """

    state: str
    percent: int
    step: int
    steps: int
    ahead: int
    left_s: int | None
    trouble: str

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state in OPEN


def ask(sketch: Sketch) -> CoverJob | None:
    """Ask for a picture; one job a cover at a time. None where too many wait."""
    there = CoverJob.objects.filter(sketch=sketch, state__in=OPEN).first()
    if there is not None:
        return there
    if CoverJob.objects.filter(state__in=OPEN).count() >= LONGEST_QUEUE:
        return None
    job = CoverJob.objects.create(sketch=sketch, created_ms=now_ms())
    start_worker()
    return job


def cancel(sketch: Sketch) -> None:
    """End the job of a cover: at once while it waits, else at its next step."""
    waiting = CoverJob.objects.filter(sketch=sketch, state=JobState.WAITING)
    waiting.update(state=JobState.CANCELLED)
    CoverJob.objects.filter(sketch=sketch, state=JobState.RUNNING).update(wants_end=True)


def look(sketch: Sketch) -> JobView | None:
    """See how far the latest job of a cover is; None when there was none."""
    job = CoverJob.objects.filter(sketch=sketch).order_by("-pk").first()
    if job is None:
        return None
    if job.state == JobState.RUNNING and now_ms() - job.beat_ms > SILENT_MS:
        end(job, JobState.FAILED, "the process that painted it ended; ask again")
    ahead = CoverJob.objects.filter(state__in=OPEN, pk__lt=job.pk).count()
    spent_s = (now_ms() - job.started_ms) / 1000
    left = round(spent_s * (1 - job.done) / job.done) if job.done > 0.1 else None
    percent = round(100 * job.done)
    return JobView(job.state, percent, job.step, job.steps, ahead, left, job.trouble)


def claim() -> CoverJob | None:
    """Take the oldest job that waits, unless another is worked on; nobody else gets it."""
    if _is_busy():
        return None
    for job in CoverJob.objects.filter(state=JobState.WAITING).order_by("pk")[:5]:
        mine = CoverJob.objects.filter(pk=job.pk, state=JobState.WAITING)
        if mine.update(state=JobState.RUNNING, beat_ms=now_ms()):
            return CoverJob.objects.select_related("sketch").get(pk=job.pk)
    return None


def _is_busy() -> bool:
    heard_of = now_ms() - SILENT_MS
    return CoverJob.objects.filter(state=JobState.RUNNING, beat_ms__gt=heard_of).exists()


def begin(job: CoverJob) -> None:
    """Note that the model is there and its steps begin."""
    CoverJob.objects.filter(pk=job.pk).update(started_ms=now_ms(), beat_ms=now_ms())


def beat(job: CoverJob, done: float | None = None, words: str = "") -> None:
    """Note that a job lives, and how far it is; ``words`` may hold "step 3 of 20"."""
    fields: dict[str, float] = {"beat_ms": now_ms()}
    if done is not None:
        fields["done"] = min(max(done, 0.0), 1.0)
    if found := _STEP.search(words):
        fields |= {"step": int(found[1]), "steps": int(found[2])}
    CoverJob.objects.filter(pk=job.pk).update(**fields)


def is_unwanted(job: CoverJob) -> bool:
    """Whether a job was cancelled, or its cover deleted."""
    return not CoverJob.objects.filter(pk=job.pk, wants_end=False).exists()


def end(job: CoverJob, state: JobState, trouble: str = "", picture: str = "") -> None:
    """Note how a job ended; its picture becomes the picked one of its cover."""
    job.state, job.trouble, job.picture = state, trouble[:500], picture
    CoverJob.objects.filter(pk=job.pk).update(
        state=state, trouble=job.trouble, picture=picture, beat_ms=now_ms()
    )
    if picture:
        Sketch.objects.filter(pk=job.sketch_id).update(
            picture=picture, pick=BY_MODEL, updated_ms=now_ms()
        )


def nudge() -> None:
    """Start a worker where a job waits and none is worked on, at most every 15 seconds."""
    late = now_ms() - NUDGE_MS
    waits = CoverJob.objects.filter(state=JobState.WAITING, created_ms__lt=late, beat_ms__lt=late)
    if not _is_busy() and waits.update(beat_ms=now_ms()):
        start_worker()


def start_worker() -> None:
    """Start a process that works through what waits, beside the server."""
    subprocess.Popen(
        [sys.executable, "-m", "medley", "worker", "--covers"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
