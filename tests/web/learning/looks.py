"""A worker's look, done in the test's own process."""

from __future__ import annotations

from medley.web.jobs import queue
from medley.web.jobs.doing import do
from medley.web.jobs.models import Job
from medley.web.learning.due import ask_due, forget_looks, verdict


def is_due(task: str) -> bool:
    """Whether the worker would ask for a training."""
    return verdict(task).is_due


def look_once() -> list[Job]:
    """Ask for what is due, do all that waits, and give the jobs as they ended."""
    forget_looks()
    ask_due()
    done = []
    while (job := queue.claim()) is not None:
        do(job)
        done.append(Job.objects.get(pk=job.pk))
    return done
