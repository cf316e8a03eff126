"""Pages of models: all tasks, one task's versions, one version, its numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medley.core.task import Task
from medley.web.learning.learners import LEARNERS
from medley.web.models_admin.alarm_rows import alarm_rows
from medley.web.models_admin.fairness import group_rows
from medley.web.models_admin.history import champion_at, latest_rows, promotions, served
from medley.web.models_admin.job_rows import jobs_of, open_jobs
from medley.web.models_admin.judged import judged
from medley.web.models_admin.left_out import left_out
from medley.web.models_admin.metric_words import metric_words, task_words
from medley.web.models_admin.next_training import next_training
from medley.web.models_admin.overview import task_rows
from medley.web.models_admin.pictures import latest_comparison
from medley.web.models_admin.shelf import Shelf, shelf, task_named
from medley.web.models_admin.trade_offs import costs_of, points
from medley.web.models_admin.version_rows import Rows, interval_of, row_of, version_rows
from medley.web.operators.access import only_operators


def task_of(name: str) -> Task:
    """A task by its name in an address.

    Raises
    ------
    Http404
        If there is no such task.
    """
    found = task_named(name)
    if found is None:
        raise Http404
    return found


def frame(task: Task, part: str) -> dict[str, Any]:
    """What all pages of a task need."""
    return {
        "tab": "models",
        "part": part,
        "task": task,
        "task_words": task_words(task.name),
        "metric": metric_words(task.primary_metric),
        "falls": task.primary_metric in task.lower_is_better,
        "learned_here": task.name in LEARNERS,
    }


@require_safe
@only_operators
def overview(request: HttpRequest) -> HttpResponse:
    """Show what serves each task."""
    context = {
        "tab": "models",
        "tasks": task_rows(),
        "alarms": alarm_rows(),
        "jobs": open_jobs(),
    }
    return render(request, "models_admin/overview.html", context)


@require_safe
@only_operators
def versions(request: HttpRequest, name: str) -> HttpResponse:
    """Show a task's versions, the newest first."""
    task = task_of(name)
    held = shelf(task)
    drawn = latest_rows(held)
    costs = costs_of(task, drawn)
    cost = next((one for one in costs if one.name == request.GET.get("against")), None)
    cost = cost or (costs[0] if costs else None)
    log = promotions(held)
    context = frame(task, "versions") | {
        "plots": True,
        "shelf": held,
        "page": _page(request, held),
        "drawn": drawn,
        "costs": costs,
        "cost": cost,
        "points": points(cost, drawn) if cost is not None else [],
        "log": served(held, log),
        "jobs": jobs_of("train", name),
        "next": next_training(held),
        "compared": latest_comparison(name),
        "alarms": alarm_rows(name),
    }
    return render(request, "models_admin/versions.html", context)


@require_safe
@only_operators
def version(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """Show all that one version says of itself."""
    task = task_of(name)
    held = shelf(task)
    manifest = held.named(version)
    context = frame(task, "versions") | {"shelf": held, "name": version}
    if manifest is None:
        if version not in held.broken:
            raise Http404
        context |= {"trouble": held.broken[version]}
        return render(request, "models_admin/broken.html", context)
    row = row_of(held, manifest)
    context |= {
        "plots": True,
        "row": row,
        "manifest": manifest,
        "metrics": [
            (metric_words(metric), interval_of(manifest, metric)) for metric in manifest.metrics
        ],
        "judged": judged(manifest),
        "groups": group_rows(manifest),
        "left_out": left_out(manifest),
        "held_against": champion_at(promotions(held), row.created),
        "config": sorted(manifest.config.items()),
        "libraries": sorted(manifest.libraries.items()),
    }
    return render(request, "models_admin/version.html", context)


def _page(request: HttpRequest, held: Shelf) -> Rows:
    asked = request.GET.get("page", "1")
    return version_rows(held, int(asked) if asked.isdecimal() and len(asked) < 6 else 1)
