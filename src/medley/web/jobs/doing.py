"""Doing one job in this process, and saying in plain words what became of it."""

from __future__ import annotations

import errno
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from medley.core.errors import MedleyError
from medley.web.jobs import queue
from medley.web.jobs.kinds import function, kind
from medley.web.jobs.models import Job, JobState
from medley.web.jobs.running import Cancelled, Running, Stopped
from medley.web.jobs.silence import MOST_TRIES
from medley.web.watching.carried import work_of

PATIENCE_S = 900.0
"""So long a finished job waits for a database that is away."""
FULL_DISK = (
    "the disk is full: make room, for example with `medley models --prune`, "
    "then ask for it again; nothing was changed"
)
NO_MEMORY = "there is not enough memory for it; close what else needs memory, then ask again"
log = logging.getLogger(__name__)


def do(job: Job, running: Running | None = None) -> bool:
    """Do a job that this process holds; True if it is done.

    Whatever happens is written into its row: the result, or in words what went wrong.
    A job that was cut short by the database's absence, or stopped with its process,
    waits again.
    """
    running = running or Running(job)
    try:
        with work_of(job), running.beating():
            result = function(job.kind)(running) or {}
    except Exception as error:
        finish: Callable[[], bool] = _finish(job, running, error)
    else:
        running.finished()
        finish = partial(queue.end, job, JobState.DONE, result=result, **running.said())

    written = _patiently(finish)
    return written and Job.objects.filter(pk=job.pk, state=JobState.DONE).exists()


def go_on_from(job: Job) -> Iterator[Running]:
    """Give a job that this process holds, and those it may do after it, each to be done.

    A process goes on with jobs of a kind that share what it loaded, unless it is to end.
    """
    running = Running(job)
    yield running
    while kind(job.kind).goes_on and not running.is_stopped:
        following = queue.claim({job.kind})
        if following is None:
            return
        running = Running(following)
        yield running


def _finish(job: Job, running: Running, error: Exception) -> Callable[[], bool]:
    """Say what is to be written of a job that did not come to its end."""
    if isinstance(error, Stopped):
        return lambda: queue.put_back(job, counts=False, log=running.said()["log"])
    if isinstance(error, Cancelled):
        return lambda: queue.end(job, JobState.CANCELLED, **running.said())
    if _is_away(error) and job.tries < MOST_TRIES:
        running.log(f"the database did not answer ({_first_line(error)}); begun anew")
        return lambda: queue.put_back(job, log=running.said()["log"])
    trouble = _trouble(error)
    running.log(trouble)
    if not isinstance(error, MedleyError):
        running.log("".join(traceback.format_exception(error)))
    return lambda: queue.end(job, JobState.FAILED, trouble=trouble, **running.said())


def _trouble(error: Exception) -> str:
    if isinstance(error, MedleyError):
        return str(error)
    if _is_full_disk(error):
        return FULL_DISK
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if _is_away(error):
        return f"the database did not answer ({_first_line(error)}); ask again when it does"
    return f"unexpected {type(error).__name__}: {_first_line(error)}; its log has the details"


def _is_full_disk(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    words = str(error).lower()
    return isinstance(error, DatabaseError) and ("is full" in words or "no space" in words)


def _is_away(error: Exception) -> bool:
    away = isinstance(error, OperationalError | InterfaceError)
    return away and not _is_full_disk(error)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:300]


def _patiently(write: Callable[[], bool]) -> bool:
    """Write a job's end, also when the database is away for a while."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return write()
        except DatabaseError as error:
            if time.monotonic() > until:
                log.error("a job's end could not be written: %s", error)
                return False
            connection.close()
            time.sleep(1.0)
