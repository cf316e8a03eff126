"""A worker's children: one process for each job, so that no job can hurt another.

The worker claims a job and starts ``medley worker --job ID`` for it. When that process
ends without having written the job's end, the job is taken up again at once; when the
worker itself is killed, its children finish what they do.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Sequence

from django.db import DatabaseError, close_old_connections, connection

from medley.web.clock import now_ms
from medley.web.jobs import queue
from medley.web.jobs.models import Job, JobState, Worker
from medley.web.jobs.places import new_holder
from medley.web.jobs.silence import Watch, free

LOOK_EVERY_S = 0.5
HEARD_EVERY_S = 5.0
WATCH_EVERY_S = 2.0
ENDS_WITHIN_S = 15.0
COMMAND = (sys.executable, "-m", "medley", "worker")
log = logging.getLogger(__name__)


class Crew:
    """Works through the queue with one child process a job.

    Parameters
    ----------
    kinds : collection of str, optional
        Only these kinds of jobs.
    watch : Watch, optional
        Finds the jobs whose process is gone.
    command : sequence of str
        What a child is started by; ``--job ID`` is added.

    Attributes
    ----------
    is_away : bool
        Whether the database did not answer at the last look.
    """

    def __init__(
        self,
        kinds: Collection[str] | None = None,
        *,
        watch: Watch | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._kinds = kinds
        self._watch = watch or Watch()
        self._command = tuple(command)
        self._children: dict[int, tuple[Job, subprocess.Popen[bytes]]] = {}
        self._name = new_holder()
        self._heard = self._watched = float("-inf")
        self.is_away = False

    def step(self) -> bool:
        """Look after the queue once; False if nothing waits or runs here.

        A database that is away is waited for: that is logged once, and the next look
        tries again.
        """
        try:
            busy = self._step()
        except DatabaseError as error:
            if not self.is_away:
                log.error("the database does not answer (%s); trying again", error)
            self.is_away = True
            connection.close()
            return True
        if self.is_away:
            log.warning("the database answers again")
        self.is_away = False
        return busy

    def _step(self) -> bool:
        close_old_connections()
        self._say_that_it_lives()
        ended = [pk for pk, (_, child) in self._children.items() if child.poll() is not None]
        if ended or time.monotonic() - self._watched >= WATCH_EVERY_S:
            self._watch.take_up()
            self._watched = time.monotonic()
        for pk in ended:
            _free_if_never_begun(self._children[pk][0])
            del self._children[pk]
        while (job := queue.claim(self._kinds)) is not None:
            self._start(job)
        return bool(self._children) or Job.objects.filter(state=JobState.WAITING).exists()

    def _start(self, job: Job) -> None:
        command = [*self._command, "--job", str(job.pk), "--claim", job.holder]
        try:
            # In a group of its own: Ctrl+C in a terminal is for the worker alone.
            child = subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.DEVNULL, start_new_session=True
            )
        except OSError as error:
            words = f"its process could not be started: {error.strerror}"
            queue.end(job, JobState.FAILED, trouble=words)
        else:
            self._children[job.pk] = (job, child)

    def _say_that_it_lives(self) -> None:
        if time.monotonic() - self._heard < HEARD_EVERY_S:
            return
        now = now_ms()
        Worker.objects.update_or_create(
            name=self._name,
            defaults={"beat_ms": now},
            create_defaults={"beat_ms": now, "started_ms": now},
        )
        self._heard = time.monotonic()

    def close(self) -> None:
        """End the children in good order; their jobs wait for the next worker."""
        for _, child in self._children.values():
            child.terminate()
        until = time.monotonic() + ENDS_WITHIN_S
        for _, child in self._children.values():
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
                child.wait()
        try:
            for job, _ in self._children.values():
                _free_if_never_begun(job)
            self._watch.take_up()
            Worker.objects.filter(name=self._name).delete()
        except DatabaseError as error:
            log.error("the database does not answer at the end (%s)", error)


def _free_if_never_begun(job: Job) -> None:
    """Free a job whose process ended before it could take it over from this one."""
    row = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, holder=job.holder).first()
    if row is not None:
        free(row)
