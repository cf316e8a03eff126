"""Pictures by the diffusion model: asked for, followed and cancelled as jobs of the site.

A cover's token is the job's subject, so that there is one open job a cover.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medley.web.covers.models import Sketch
from medley.web.jobs import queue
from medley.web.jobs.models import OPEN, Job, JobState

KIND = "cover"
WHY = "a picture for a cover"
REFUSED = "refused"
"""A job that is done without a picture, since the model's safety check turned it down."""
LONGEST_QUEUE = 20
TELLS_FROM = 0.1
"""Below this share painted, nothing is said of the time left."""
_STEP = re.compile(r"(\d{1,4}) of (\d{1,4})")


@dataclass(frozen=True, slots=True)
class PaintingView:
    """How far a picture is, for the page.

    Attributes
    ----------
    state : str
        One of `JobState`, or `REFUSED`.
    percent : int
        In [0, 100].
    step, steps : int
        0 of 0 while the model is loaded.
    ahead : int
        How many pictures come first.
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


def ask(sketch: Sketch) -> Job | None:
    """Ask for a picture; one job a cover at a time. None where too many wait."""
    there = queue.latest(KIND, sketch.token)
    if there is not None and there.is_open:
        return there
    if Job.objects.filter(kind=KIND, state__in=OPEN).count() >= LONGEST_QUEUE:
        return None
    return queue.ask(KIND, sketch.token, person=sketch.person, asked_by="", why=WHY)


def cancel(sketch: Sketch) -> None:
    """End the job of a cover: at once while it waits, else at its next step."""
    job = queue.latest(KIND, sketch.token)
    if job is not None:
        queue.cancel(job)


def look(sketch: Sketch) -> PaintingView | None:
    """See how far the latest job of a cover is; None when there was none."""
    job = queue.latest(KIND, sketch.token)
    if job is None:
        return None
    view = queue.look(job)
    found = _STEP.search(view.words)
    return PaintingView(
        REFUSED if job.result.get(REFUSED) else view.state,
        view.percent,
        int(found[1]) if found else 0,
        int(found[2]) if found else 0,
        view.ahead,
        _left_s(job),
        view.trouble or job.result.get("words", ""),
    )


def _left_s(job: Job) -> int | None:
    """Seconds to the end by what the steps took, without the loading before them."""
    if job.state != JobState.RUNNING or job.done <= TELLS_FROM:
        return None
    painted_s = max(0.0, job.spent_s - job.result.get("loaded_s", 0.0))
    return round(painted_s * (1 - job.done) / job.done)
