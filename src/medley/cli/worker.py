"""`medley worker`: does the jobs that wait, retrains what is due, clears what is out of date."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from medley.core.errors import ConfigError

if TYPE_CHECKING:
    from medley.web.jobs.crew import Crew
    from medley.web.jobs.running import Running

LOOK_EVERY_S = 60.0
IDLE_S = 60.0
AWAY_S = 600.0
log = logging.getLogger(__name__)


def worker(
    every: Annotated[
        float,
        typer.Option(help="Seconds between two looks for what is due.", min=1.0, max=86_400.0),
    ] = LOOK_EVERY_S,
    once: Annotated[
        bool, typer.Option("--once", help="Look once, do what waits, and end.")
    ] = False,
    jobs: Annotated[
        bool, typer.Option("--jobs", help="Only do the jobs that wait, and end when none does.")
    ] = False,
    job: Annotated[int | None, typer.Option(help="Only do this job.", min=1)] = None,
    claim: Annotated[str, typer.Option(help="Who holds that job.", hidden=True)] = "",
) -> None:
    """Do what waits in the background, retrain what is due, and clear what is out of date."""
    from medley.cli.django import setup

    setup(migrate=not (jobs or job))
    if job is not None:
        _do_one(job, claim)
    else:
        _work(every, once=once, jobs=jobs)


def _do_one(number: int, claim: str) -> None:
    from medley.web.jobs import queue
    from medley.web.jobs.doing import go_on_from
    from medley.web.jobs.models import Job

    found = Job.objects.filter(pk=number).first()
    if found is None:
        raise ConfigError(f"there is no job {number}; the models page lists them")
    if not claim:
        found = queue.claim_this(found)
    elif not queue.adopt(found, claim):
        return
    if hasattr(os, "nice"):
        # Pages come first.
        os.nice(10)
    for running in go_on_from(found):
        signal.signal(signal.SIGTERM, lambda *_, running=running: running.stop())
        _do_and_say(running)


def _do_and_say(running: Running) -> None:
    from medley.cli.output import say
    from medley.web.jobs.doing import do
    from medley.web.jobs.models import Job

    job = running.job
    do(job, running)
    ended = Job.objects.filter(pk=job.pk).values_list("state", "result", "trouble").first()
    if ended is not None:
        state, result, trouble = ended
        words = trouble or result.get("words") or ""
        say(f"medley worker: {job.kind} {job.subject}: {state}{words and f': {words}'}")


def _work(every: float, *, once: bool, jobs: bool) -> None:
    from medley.web.jobs.crew import Crew

    signal.signal(signal.SIGTERM, _end)
    crew = Crew()
    try:
        if once:
            _look()
            _until_idle(crew, 0.0)
        elif jobs:
            _until_idle(crew, IDLE_S)
        else:
            _for_good(crew, every)
    finally:
        crew.close()


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _until_idle(crew: Crew, idle_s: float) -> None:
    from medley.web.jobs.crew import LOOK_EVERY_S as STEP_S

    since = time.monotonic()
    while True:
        busy = crew.step()
        if busy and not crew.is_away:
            since = time.monotonic()
        # A site that is gone for good must not leave a process behind.
        elif time.monotonic() - since >= (AWAY_S if crew.is_away else idle_s):
            return
        time.sleep(STEP_S)


def _for_good(crew: Crew, every: float) -> None:
    from medley.web.jobs.crew import LOOK_EVERY_S as STEP_S

    parent = os.getppid()
    # What is cleared and looked at may take a minute; a job must not wait for it.
    threading.Thread(target=_look_again_and_again, args=(every,), daemon=True).start()
    # `medley serve` may have been killed without a chance to stop its worker.
    while os.getppid() == parent:
        crew.step()
        time.sleep(STEP_S)


def _look_again_and_again(every: float) -> None:
    from django.db import DatabaseError, connection

    from medley.cli.output import say

    while True:
        try:
            _look()
        except DatabaseError as error:
            reason = (str(error).splitlines() or [""])[0]
            say(f"medley worker: the database does not answer ({reason}); trying again")
            connection.close()
        except OSError as error:
            say(f"medley worker: not cleared: {error.strerror or error}")
        except Exception as error:
            # One look that fails must not be the last.
            say(f"medley worker: a look failed: {type(error).__name__}: {error}")
            log.exception("a look failed")
        time.sleep(every)


def _look() -> None:
    from django.db import close_old_connections

    from medley.cli.output import say
    from medley.web.feed.upkeep import clear_outdated
    from medley.web.learning.due import ask_due
    from medley.web.learning.upkeep import look_after

    close_old_connections()
    for job in ask_due():
        say(f"medley worker: {job.subject} is to be trained: {job.why}")
    clear_outdated()
    look_after()
