"""Following a model that is asked about the catalogue, on the page of the queue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from medley.core.errors import UnavailableError
from medley.web.jobs.models import JobState
from medley.web.jobs.running import Brief
from medley.web.labels import asking, film_labeller, labeller
from medley.web.labels.access import only_labellers
from medley.web.labels.proposing import unproposed
from medley.web.refusal import only_post

AT_ONCE_S = 2.0
"""So long the page itself asks; the rest is left to a worker."""


def asking_context(wanted: str) -> dict[str, Any]:
    """What can be asked for, and how far it is, for one kind or all."""
    kinds = [wanted] if wanted else list(asking.KINDS)
    asks = [_ask(kind) for kind in kinds]
    return {"asks": asks, "asks_kind": wanted, "is_asking": any(one["is_open"] for one in asks)}


def _ask(kind: str) -> dict[str, Any]:
    run = asking.look(kind)
    models: Any = labeller if kind == "song" else film_labeller
    return {
        "kind": kind,
        "run": run,
        "is_open": run is not None and run.is_open,
        "n": 0 if run is not None and run.is_open else unproposed(kind).count(),
        "untrained": "" if models.is_trained() else models.TRAIN,
    }


@only_post
@only_labellers
def ask(request: HttpRequest) -> HttpResponse:
    """Let the model propose genres for what has none; the answer leads to the queue."""
    kind = request.POST.get("kind", "song")
    if kind not in asking.KINDS:
        return _back("")
    try:
        (labeller if kind == "song" else film_labeller).current()
    except UnavailableError:
        messages.error(request, _("No model is trained yet."))
        return _back(kind)
    job, mine = asking.ask(kind, asked_by=str(request.user))
    if mine:
        run = asking.work(job, Brief(job, AT_ONCE_S))
        if run.state == JobState.DONE:
            messages.success(request, _said(run))
    return _back(kind)


@only_post
@only_labellers
def cancel(request: HttpRequest) -> HttpResponse:
    """End a run; what was proposed is kept."""
    kind = request.POST.get("kind", "")
    asking.cancel(kind)
    messages.success(request, _("Stopped. What was proposed is kept."))
    return _back(kind if kind in asking.KINDS else "")


@require_safe
@only_labellers
def progress(request: HttpRequest) -> HttpResponse:
    """Say how far the runs are."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in asking.KINDS else ""
    context = asking_context(kind)
    return render(request, "labels/_asking.html", context)


def _said(run: asking.RunView) -> str:
    n = run.done - run.skipped
    if run.kind == "song":
        words = ngettext(
            "The model listened to %(n)s song.", "The model listened to %(n)s songs.", n
        )
    else:
        words = ngettext("The model looked at %(n)s film.", "The model looked at %(n)s films.", n)
    return words % {"n": n}


def _back(kind: str) -> HttpResponse:
    # A run of one kind may be followed in the queue of both.
    return HttpResponseRedirect(reverse("labels:queue") + (f"?kind={kind}" if kind else ""))
