"""Taking up jobs whose process ended without a word.

Whether a job stands still is judged by this process's own steady clock: a job whose
count of beats did not change for long enough while it was watched. Times in rows are
not asked, so a clock that jumps neither kills a job nor keeps a dead one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db.models import F

from medley.web.clock import now_ms
from medley.web.jobs.models import Job, JobState
from medley.web.jobs.places import is_gone

SILENT_S = 60.0
"""After so long without a beat, a job of another machine counts as dead."""
STUCK_S = 600.0
"""And so does one of this machine whose process seems to live; its number may be another's."""
MOST_TRIES = 5


class Watch:
    """Remembers when each running job was last seen to live.

    Parameters
    ----------
    silent_s : float
        See `SILENT_S`.
    clock : callable
        Seconds that only rise.
    """

    def __init__(
        self, silent_s: float = SILENT_S, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._silent_s = silent_s
        self._clock = clock
        self._seen: dict[int, tuple[int, float]] = {}

    def take_up(self) -> list[Job]:
        """Let every job whose process is gone wait again, and give those jobs.

        One that was tried `MOST_TRIES` times has failed, one to be cancelled is.
        """
        running = list(Job.objects.filter(state=JobState.RUNNING))
        now = self._clock()
        seen = {job.pk: self._seen.get(job.pk, (-1, now)) for job in running}
        self._seen = {
            job.pk: seen[job.pk] if seen[job.pk][0] == job.beats else (job.beats, now)
            for job in running
        }
        return [job for job in running if self._is_dead(job, now) and free(job)]

    def _is_dead(self, job: Job, now: float) -> bool:
        silence = now - self._seen[job.pk][1]
        gone = is_gone(job.holder)
        if gone is None:
            return silence >= self._silent_s
        return gone or silence >= max(self._silent_s, STUCK_S)


def free(job: Job) -> bool:
    """Let a job whose process ended wait again, if that process still holds it."""
    # Nothing happens to a job that gave a sign of life in between.
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, holder=job.holder, beats=job.beats)
    ended = {"open_key": None, "slot": None, "holder": "", "ended_ms": now_ms()}
    if job.wants_end:
        return bool(mine.update(state=JobState.CANCELLED, wants_end=False, **ended))
    if job.tries >= MOST_TRIES:
        words = (
            f"its process ended {job.tries} times before the work was done, perhaps for want of "
            "memory; see its log, then ask for it again"
        )
        return bool(mine.update(state=JobState.FAILED, trouble=words, **ended))
    return bool(
        mine.update(state=JobState.WAITING, slot=None, holder="", done=0.0, beats=F("beats") + 1)
    )
