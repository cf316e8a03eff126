"""Which tasks are due for a training, and why; asking for those that are."""

from __future__ import annotations

import time
from dataclasses import replace

from django.conf import settings

from medley.artifacts.store import Store
from medley.training.policy import POLICIES, Verdict, judge
from medley.web.clock import now_ms
from medley.web.jobs import queue
from medley.web.jobs.models import Job, JobState
from medley.web.learning.learners import LEARNERS, learner

TRAIN = "train"
WORKER = "worker"
AGAIN_AFTER_MS = 3_600_000
"""What failed is not tried again by itself within an hour."""
SLOW_S = 0.5
LOOK_SHARE = 100
"""A look that took longer is not taken again for so many times as long."""
IN_VAIN_MS = 600_000
"""And what was tried in vain not within ten minutes, whatever comes in between."""

_next_look: dict[str, float] = {}
_clock = time.monotonic


def verdict(task: str) -> Verdict:
    """Say whether a task is due now, and why, see `medley.training.policy.judge`.

    What was tried in vain is not due until its data changed, what failed not for an hour,
    what is waiting or running not at all.

    Raises
    ------
    ConfigError
        If the site does not learn that task by itself.
    """
    latest = next(reversed(Store(settings.MEDLEY_MODELS).versions(task)), None)
    found = judge(POLICIES[task], learner(task).facts(latest))
    job = queue.latest(TRAIN, task)
    return found if job is None or not found.is_due else _heeding(job, found)


def verdicts() -> dict[str, Verdict]:
    """Say it of every task that the site learns by itself."""
    return {task: verdict(task) for task in LEARNERS}


def ask_due() -> list[Job]:
    """Ask for a training of each task that is due.

    Where a look takes long, as at many thousand films, it is taken less often, so that
    looking takes up a hundredth of this process's time at most.
    """
    found = [(task, _looked(task)) for task in LEARNERS if _next_look.get(task, 0.0) <= _clock()]
    return [
        queue.ask(TRAIN, task, asked_by=WORKER, why=said.words)
        for task, said in found
        if said.is_due
    ]


def forget_looks() -> None:
    """Look at every task at the next call of `ask_due`."""
    _next_look.clear()


def _looked(task: str) -> Verdict:
    begun = _clock()
    found = verdict(task)
    took = _clock() - begun
    if took > SLOW_S:
        _next_look[task] = _clock() + LOOK_SHARE * took
    return found


def train_now(task: str, *, asked_by: str, why: str = "") -> Job:
    """Ask for a training, due or not; unchanged data gives no new version.

    Raises
    ------
    ConfigError
        If the site does not learn that task by itself.
    """
    learner(task)
    return queue.ask(TRAIN, task, asked_by=asked_by, why=why)


def _heeding(job: Job, found: Verdict) -> Verdict:
    """Hold what is due against the task's latest job."""
    if job.is_open:
        return replace(found, is_due=False, code="open")
    # A clock that was set back must not hold anything up for longer.
    ago = now_ms() - job.ended_ms
    if job.state != JobState.DONE:
        why = f" ({job.trouble})" if job.trouble else ""
        words = f"the last training was {job.state}{why}; it is tried again after an hour"
        lately = 0 <= ago < AGAIN_AFTER_MS
        return replace(found, is_due=False, code="failed", words=words) if lately else found
    if job.result.get("new"):
        return found
    if job.result.get("content") == found.facts.content or 0 <= ago < IN_VAIN_MS:
        words = f"{job.result.get('words', 'its last training found nothing to do')}"
        return replace(found, is_due=False, code="tried", words=words)
    return found
