"""A request's name goes with the job it asked for, into that job's log and its spans."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from medley.web.watching.request_id import current_request_id, working_on
from medley.web.watching.tracing import job_span

if TYPE_CHECKING:
    from medley.web.jobs.models import Job

_ASKED = re.compile(r"^\S+ \S+ asked for in request (\S+)$", re.MULTILINE)


def first_line() -> str:
    """The line that a job's log begins with; empty where no request asks for it."""
    request_id = current_request_id()
    if not request_id:
        return ""
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    return f"{at} asked for in request {request_id}\n"


@contextmanager
def work_of(job: Job) -> Iterator[None]:
    """Name what is logged and traced after the request that asked for the job, else the job."""
    asked = _ASKED.search(job.log)
    with working_on(asked[1] if asked else f"job-{job.pk}"), job_span(job.kind, job.subject):
        yield
