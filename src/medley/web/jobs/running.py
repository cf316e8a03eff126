"""What a job's function gets: it says how far it is, and learns that it is not wanted.

All that is said is kept in memory and written by a thread every second. So a function
may say as much as it likes, and a database that is away for a minute stops no work.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, connections

from medley.core.model import Progress, silent
from medley.web.jobs import queue
from medley.web.jobs.models import Job, JobState

BEAT_EVERY_S = 1.0
GRACE_S = 10.0
"""A function that does not notice for so long that it is cancelled is ended with its process."""
LOG_CHARACTERS = 20_000
WORDS_CHARACTERS = 300


class Cancelled(Exception):  # noqa: N818 - not an error
    """The job is not wanted any more; whoever catches it clears up and raises it again."""


class Stopped(Exception):  # noqa: N818 - not an error
    """The process was asked to end; the job waits for the next worker."""


class Running:
    """A job that is being done.

    Parameters
    ----------
    job : Job
    told : callable, optional
        Told how far it is, beside the row.

    Attributes
    ----------
    job : Job
        As it was when it began.
    subject : str
        What it is about.
    """

    def __init__(self, job: Job, told: Progress = silent) -> None:
        self.job = job
        self._told = told
        self.subject = job.subject
        self._began = time.monotonic()
        self._done, self._words = 0.0, ""
        self._log = job.log
        self._cancelled = threading.Event()
        self._stopped = threading.Event()

    def progress(self, share: float, words: str = "") -> None:
        """Say how far the work is.

        Parameters
        ----------
        share : float
            Done, in [0, 1].
        words : str
            What is done at the moment.

        Raises
        ------
        Cancelled
            If somebody cancelled the job.
        Stopped
            If this process is to end.
        """
        self._done, self._words = min(max(share, 0.0), 1.0), words[:WORDS_CHARACTERS]
        self._told(self._done, self._words)
        if self._cancelled.is_set():
            raise Cancelled
        if self._stopped.is_set():
            raise Stopped

    def log(self, line: str) -> None:
        """Add a line for operators; the oldest ones give way."""
        stamped = f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())} {line}\n"
        self._log = (self._log + stamped)[-LOG_CHARACTERS:]

    def finished(self) -> None:
        """Say that all is done, whether anybody cancelled it in the last moment or not."""
        self._done, self._words = 1.0, ""

    def stop(self) -> None:
        """Let the next `progress` raise `Stopped`."""
        self._stopped.set()

    @property
    def is_stopped(self) -> bool:
        """Whether this process was asked to end."""
        return self._stopped.is_set()

    def said(self) -> dict[str, Any]:
        """Give all that is to be written into the job's row."""
        return {
            "done": self._done,
            "words": self._words,
            "log": self._log,
            "spent_s": round(time.monotonic() - self._began, 3),
            "peak_mb": round(peak_mb(), 1),
        }

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Write what is said, and look for a cancellation, until the work ends."""
        ended = threading.Event()
        thread = threading.Thread(target=self._beat, args=(ended,), daemon=True)
        handler = _Lines(self)
        logging.getLogger("medley").addHandler(handler)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            logging.getLogger("medley").removeHandler(handler)

    def _beat(self, ended: threading.Event) -> None:
        unwanted_since: float | None = None
        try:
            while not ended.wait(BEAT_EVERY_S):
                if self._is_wanted():
                    continue
                self._cancelled.set()
                unwanted_since = unwanted_since or time.monotonic()
                if time.monotonic() - unwanted_since > GRACE_S:
                    queue.end(self.job, JobState.CANCELLED, **self.said())
                    # The work is deep in a library and cannot be asked to stop.
                    os._exit(1)
        finally:
            connections.close_all()

    def _is_wanted(self) -> bool:
        try:
            mine = queue.beat(self.job, **self.said())
            return mine and Job.objects.filter(pk=self.job.pk, wants_end=False).exists()
        except DatabaseError:
            # Away for a moment; the work goes on and the next beat tries again.
            connection.close()
            return True


class Brief(Running):
    """A job that a page begins itself: it soon stops, and waits for a worker to go on.

    The page's process has other things to do than to give signs of life, and must not be
    ended with a job that does not notice that it is cancelled.

    Parameters
    ----------
    job : Job
    patience_s : float
        The first `progress` after so long raises `Stopped`.
    """

    def __init__(self, job: Job, patience_s: float) -> None:
        super().__init__(job)
        self._until = time.monotonic() + patience_s

    def progress(self, share: float, words: str = "") -> None:
        """Say how far the work is, unless the time is over."""
        if time.monotonic() > self._until:
            self.stop()
        super().progress(share, words)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Let the work be done; what it said is written at its end."""
        yield


class _Lines(logging.Handler):
    """Puts what the models' code logs into the job's log."""

    def __init__(self, running: Running) -> None:
        super().__init__(logging.INFO)
        self._running = running

    def emit(self, record: logging.LogRecord) -> None:
        self._running.log(record.getMessage())


def peak_mb() -> float:
    """The most memory that this process took so far, in MB."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
