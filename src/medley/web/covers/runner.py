"""Working through the jobs for the diffusion model, which is loaded once for all of them."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import close_old_connections, connections

from medley.core.errors import MedleyError
from medley.covers.cover import SIZE
from medley.covers.reading import read_title
from medley.web.covers import jobs
from medley.web.covers.models import CoverJob, JobState
from medley.web.covers.painting import made_path, write_whole
from medley.web.covers.sketches import picked

if TYPE_CHECKING:
    from medley.covers.diffusion.diffuser import Diffused, Diffuser

IDLE_S = 120.0
"""The model stays loaded for so long after the last job."""
LOOK_EVERY_S = 1.0
BEAT_EVERY_S = 5.0


def work(idle_s: float = IDLE_S) -> int:
    """Do the jobs that wait and come, until none came for a while; say how many."""
    diffuser: Diffuser | None = None
    done, since = 0, time.monotonic()
    while True:
        close_old_connections()
        job = jobs.claim()
        if job is not None:
            diffuser = _do(job, diffuser)
            done, since = done + 1, time.monotonic()
        elif time.monotonic() - since >= idle_s:
            return done
        else:
            time.sleep(LOOK_EVERY_S)


def _do(job: CoverJob, diffuser: Diffuser | None) -> Diffuser | None:
    """Do one job, whatever comes of it; give the model back for the next one."""
    from medley.covers.diffusion.diffuser import Cancelled

    try:
        with _beating(job):
            diffuser = diffuser or _load()
            jobs.begin(job)
            made = _paint(job, diffuser)
    except Cancelled:
        jobs.end(job, JobState.CANCELLED)
    except MedleyError as error:
        jobs.end(job, JobState.FAILED, str(error))
    else:
        if made.refused:
            jobs.end(job, JobState.REFUSED, made.note)
        else:
            jobs.end(job, JobState.DONE, made.note, _keep(made))
    return diffuser


def _load() -> Diffuser:
    from medley.covers.diffusion.diffuser import load_diffuser

    return load_diffuser(settings.MEDLEY_DIFFUSER, translator=settings.MEDLEY_TRANSLATOR or None)


def _paint(job: CoverJob, diffuser: Diffuser) -> Diffused:
    sketch, choice = job.sketch, picked(job.sketch)
    scene = read_title(
        sketch.title, tuple(sketch.tags), overrides=choice.scene, seed=choice.seed
    ).scene
    return diffuser.paint(
        diffuser.prompt(sketch.title, scene),
        SIZE,
        # Each job another picture, also of the same cover.
        choice.seed + job.pk,
        progress=lambda done, words: jobs.beat(job, done, words),
        cancelled=lambda: jobs.is_unwanted(job),
    )


def _keep(made: Diffused) -> str:
    name = secrets.token_urlsafe(18)
    file = BytesIO()
    made.image.save(file, "PNG")
    write_whole(made_path(name), file.getvalue())
    return name


@contextmanager
def _beating(job: CoverJob) -> Iterator[None]:
    """Let a job be heard of while a model is loaded, or takes long for a step."""
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(BEAT_EVERY_S):
                jobs.beat(job)
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
