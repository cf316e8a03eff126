"""The numbers behind the charts as files for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from medley.web.models_admin.history import latest_rows, promotions
from medley.web.models_admin.judged import judged
from medley.web.models_admin.live_tables import drift_csv, live_csv, predictions_csv
from medley.web.models_admin.overview import task_rows
from medley.web.models_admin.shelf import Shelf, shelf
from medley.web.models_admin.trade_offs import costs_of
from medley.web.models_admin.version_rows import interval_of, rows_of
from medley.web.models_admin.views import task_of
from medley.web.operators.access import only_operators
from medley.web.operators.csv_files import csv_response

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]
MOST_ROWS = 2_000


@require_safe
@only_operators
def overview(_request: HttpRequest) -> HttpResponse:
    """Hand over what serves each task."""
    rows = []
    for one in task_rows():
        found = one.champion.interval if one.champion is not None else None
        ends = (found.value, found.low, found.high) if found is not None else (None,) * 3
        counts = (len(one.shelf.versions), len(one.shelf.broken))
        rows.append((one.name, one.shelf.champion, one.shelf.task.primary_metric, *ends, *counts))
    header = ("task", "champion", "metric", "value", "low", "high", "versions", "broken")
    return csv_response("models", header, rows)


@require_safe
@only_operators
def numbers(request: HttpRequest, name: str) -> HttpResponse:
    """Hand over the numbers of one of a task's charts."""
    held = shelf(task_of(name))
    table = request.GET.get("table", "versions")
    if table in _TABLES:
        header, rows = _TABLES[table](held)
    elif table in _OF_VERSION:
        header, rows = _OF_VERSION[table](held, request.GET.get("version", ""))
    else:
        raise Http404
    return csv_response(f"{name}-{table}", header, rows[:MOST_ROWS])


def _versions(held: Shelf) -> Table:
    header = (
        "version",
        "model",
        "created",
        "metric",
        "value",
        "low",
        "high",
        "champion",
        "promoted",
        "reasons",
        "snapshot",
        "seed",
        "bytes",
    )
    rows = []
    for row in rows_of(held, held.versions):
        found = row.interval
        ends = (found.value, found.low, found.high) if found is not None else (None,) * 3
        facts = (row.manifest.snapshot, row.manifest.seed, row.size)
        named = (row.version, row.manifest.model, row.manifest.created, held.task.primary_metric)
        rows.append((*named, *ends, row.is_champion, row.promoted, "; ".join(row.reasons), *facts))
    return header, rows


def _metrics(held: Shelf) -> Table:
    rows = [
        (one.version, one.model, metric, found.value, found.low, found.high)
        for one in held.versions
        for metric in one.metrics
        if (found := interval_of(one, metric)) is not None
    ]
    return ("version", "model", "metric", "value", "low", "high"), rows


def _trade_offs(held: Shelf) -> Table:
    drawn = latest_rows(held)
    costs = costs_of(held.task, drawn)
    rows = [
        (
            row.version,
            row.manifest.model,
            row.interval.value if row.interval else None,
            *(cost.of(row.manifest) for cost in costs),
        )
        for row in drawn
    ]
    return ("version", "model", held.task.primary_metric, *(cost.name for cost in costs)), rows


def _log(held: Shelf) -> Table:
    rows = [(e.at, e.action, e.version, e.replaced, e.reason) for e in promotions(held)]
    return ("at", "action", "version", "replaced", "reason"), rows


def _confusion(held: Shelf, version: str) -> Table:
    manifest = held.named(version)
    found = judged(manifest).matrix if manifest is not None else None
    if found is None:
        raise Http404
    rows = [(label, *(cell.count for cell in cells)) for label, cells in found.rows]
    return ("true", *found.labels), rows


def _reliability(held: Shelf, version: str) -> Table:
    manifest = held.named(version)
    if manifest is None:
        raise Http404
    bins = judged(manifest).bins
    return ("said", "was", "answers"), [(one.said, one.was, one.count) for one in bins]


_TABLES: dict[str, Callable[[Shelf], Table]] = {
    "versions": _versions,
    "metrics": _metrics,
    "trade-offs": _trade_offs,
    "log": _log,
    "live": live_csv,
    "drift": drift_csv,
    "predictions": predictions_csv,
}
_OF_VERSION: dict[str, Callable[[Shelf, str], Table]] = {
    "confusion": _confusion,
    "reliability": _reliability,
}
