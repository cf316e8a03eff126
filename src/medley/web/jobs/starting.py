"""Knowing whether a worker is there, and starting one where none is."""

from __future__ import annotations

import subprocess
import sys
import time

from medley.web.clock import now_ms
from medley.web.jobs.models import Worker
from medley.web.jobs.places import is_gone

HEARD_MS = 20_000
"""A worker says every few seconds that it is there."""
AGAIN_S = 10.0
"""A process starts at most one worker in so long; it needs a moment to be heard of."""

_started: float | None = None


def works() -> bool:
    """Whether a worker was heard of lately and, on this machine, still runs."""
    now = now_ms()
    rows = Worker.objects.filter(beat_ms__gt=now - HEARD_MS, beat_ms__lte=now + HEARD_MS)
    return any(not is_gone(name) for name in rows.values_list("name", flat=True))


def start_where_none_works() -> None:
    """Start a worker that ends itself when nothing is left to do."""
    global _started
    lately = _started is not None and time.monotonic() - _started < AGAIN_S
    if lately or works():
        return
    _started = time.monotonic()
    start_worker()


def start_worker() -> None:
    """Start a process that works through what waits, beside the server."""
    subprocess.Popen(
        [sys.executable, "-m", "medley", "worker", "--jobs"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
