"""Pages of the job queue: what runs, what waits, what ended, with its log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.core.errors import ConfigError
from medley.web.jobs import queue
from medley.web.jobs.models import Job, JobState
from medley.web.models_admin.alarm_rows import alarm_rows
from medley.web.models_admin.job_rows import (
    STATES,
    counts,
    ended_jobs,
    job_row,
    made_by,
    open_jobs,
)
from medley.web.models_admin.retold import retold_log
from medley.web.operators.access import only_operators
from medley.web.refusal import only_post

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@require_safe
@only_operators
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the queue and what ended, the newest first."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    state = request.GET.get("state", "")
    state = state if state in ENDED else ""
    ended, more = ended_jobs(before, state)
    held = counts()
    context = {
        "tab": "jobs",
        "alarms": alarm_rows(),
        "jobs": open_jobs(),
        "ended": ended,
        "more": more,
        "state": state,
        "states": [(one.value, STATES[one], held.get(one.value, 0)) for one in ENDED],
        "n_ended": sum(held.get(one.value, 0) for one in ENDED),
    }
    return render(request, "models_admin/jobs.html", context)


@require_safe
@only_operators
def open_part(request: HttpRequest) -> HttpResponse:
    """Give the part of the page that shows what runs and waits, to be looked at again."""
    return render(request, "models_admin/_open_jobs.html", {"jobs": open_jobs()})


@require_safe
@only_operators
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one job with its log."""
    held = _held(pk)
    return render(request, "models_admin/job.html", {"tab": "jobs", **_context(held)})


@require_safe
@only_operators
def state_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the part of the page that shows how far a job is, to be looked at again."""
    return render(request, "models_admin/_job_state.html", _context(_held(pk)))


@only_post
@only_operators
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """End a job that waits or runs; it can be asked for again."""
    held = _held(pk)
    if held.is_open:
        queue.cancel(held)
        again = reverse("models_admin:retry", args=[pk])
        messages.success(request, _("The job is cancelled."), extra_tags=again)
    else:
        messages.info(request, _("The job has ended already."))
    return HttpResponseRedirect(reverse("models_admin:job", args=[pk]))


@only_post
@only_operators
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more for a job that ended."""
    try:
        again = queue.retry(_held(pk), asked_by=str(request.user))
    except ConfigError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("models_admin:job", args=[pk]))
    messages.success(request, _("The job is asked for again."))
    return HttpResponseRedirect(reverse("models_admin:job", args=[again.pk]))


def _context(held: Job) -> dict[str, Any]:
    return {"job": job_row(held), "log": retold_log(held.log), "made": made_by(held)}


def _held(pk: int) -> Job:
    found = Job.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
