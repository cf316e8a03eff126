"""The job queue for programs: asked for, followed, cancelled, tried again. Operators only."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from medley.web.api.model_versions import known_task, require_operator
from medley.web.jobs import queue
from medley.web.jobs.models import Job
from medley.web.learning.due import train_now
from medley.web.problem import Problem

router = Router(tags=["models"])
MOST = 100


class JobOut(Schema):
    """One job and how far it is."""

    id: int
    kind: str
    subject: str
    state: str = Field(description="waiting, running, done, failed or cancelled")
    percent: int
    doing: str
    left_s: int | None = Field(description="Estimated seconds to the end")
    ahead: int = Field(description="How many jobs come first")
    trouble: str
    why: str
    asked_by: str
    tries: int
    peak_mb: float
    created_ms: int
    ended_ms: int | None
    result: dict[str, Any]


class JobLogOut(JobOut):
    """The same with its log."""

    log: str


class JobsOut(Schema):
    """A page of jobs, the newest first."""

    jobs: list[JobOut]
    cursor: str | None


@router.post("/models/{task}/train", response=JobOut, summary="Ask for a training")
def train(request: HttpRequest, task: str) -> JobOut:
    """Ask for a training; one that is open already is given."""
    caller = require_operator(request)
    by = str(caller.user) if caller.user is not None else f"key {caller.key}"
    return _out(train_now(known_task(task), asked_by=by, why="asked for by the API"))


@router.get("/jobs", response=JobsOut, summary="Jobs")
def jobs(
    request: HttpRequest,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> JobsOut:
    """List jobs of all kinds, the newest first."""
    require_operator(request)
    rows = Job.objects.defer("log").order_by("-pk")
    if cursor is not None:
        if not cursor.isdecimal() or len(cursor) > 18:
            raise Problem(422, "the cursor was not given by this list; begin anew", field="cursor")
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows[: limit + 1])
    more = str(found[limit - 1].pk) if len(found) > limit else None
    return JobsOut(jobs=[_out(row) for row in found[:limit]], cursor=more)


@router.get("/jobs/{int:pk}", response=JobLogOut, summary="One job with its log")
def job(request: HttpRequest, pk: int) -> JobLogOut:
    """Show one job with its log."""
    held = _held(request, pk)
    return JobLogOut(**_out(held).model_dump(), log=held.log)


@router.post("/jobs/{int:pk}/cancel", response=JobOut, summary="Cancel a job")
def cancel(request: HttpRequest, pk: int) -> JobOut:
    """End a job: at once while it waits, else as soon as its process can."""
    held = _held(request, pk)
    queue.cancel(held)
    return _out(_held(request, pk))


@router.post("/jobs/{int:pk}/retry", response=JobOut, summary="Try a job again")
def retry(request: HttpRequest, pk: int) -> JobOut:
    """Ask once more for a job that ended."""
    caller = require_operator(request)
    by = str(caller.user) if caller.user is not None else f"key {caller.key}"
    return _out(queue.retry(_held(request, pk), asked_by=by))


def _held(request: HttpRequest, pk: int) -> Job:
    require_operator(request)
    found = Job.objects.filter(pk=pk).first()
    if found is None:
        raise Problem(404, f"there is no job {pk}")
    return found


def _out(job: Job) -> JobOut:
    """Say how far a job is; one that ended is not looked at again."""
    view = queue.look(job) if job.is_open else None
    return JobOut(
        id=job.pk,
        kind=job.kind,
        subject=job.subject,
        state=view.state if view else job.state,
        percent=view.percent if view else round(100 * job.done),
        doing=view.words if view else job.words,
        left_s=view.left_s if view else None,
        ahead=view.ahead if view else 0,
        trouble=view.trouble if view else job.trouble,
        why=job.why,
        asked_by=job.asked_by,
        tries=job.tries,
        peak_mb=job.peak_mb,
        created_ms=job.created_ms,
        ended_ms=job.ended_ms or None,
        result=job.result,
    )
