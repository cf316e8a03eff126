"""The page of the latest comparison of models of interests, and its pictures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from medley.web.operators.access import only_operators
from medley.web.operators.csv_files import csv_response
from medley.web.operators.reports import Comparison, latest_report, picture_named

TASK = "interests"
METRICS = {
    "accuracy": _("Accuracy"),
    "top3": _("Top-3 accuracy"),
    "macro_f1": _("Macro-F1"),
    "log_loss": _("Log loss, nats"),
    "ece": _("Calibration error"),
}


@require_safe
@only_operators
def interests(request: HttpRequest) -> HttpResponse:
    """Show what the models of interests are worth."""
    report = latest_report(TASK)
    context: dict[str, Any] = {
        "tab": "interests",
        "report": report,
        "metrics": list(METRICS.items()),
    }
    if report is not None:
        context |= {
            "rows": [(one, [one.metrics.get(name) for name in METRICS]) for one in report.entrants],
            "best": report.plain["best"],
            "primary": METRICS[report.plain["primary_metric"]],
            "chosen": _chosen(request, report),
            "counted": request.GET.get("as") == "counts",
        }
    return render(request, "operators/interests.html", context)


def _chosen(request: HttpRequest, report: Comparison) -> object:
    asked = request.GET.get("model", "")
    held = {one.model: one for one in report.entrants}
    return held.get(asked, report.entrants[0])


@require_safe
@only_operators
def numbers(request: HttpRequest) -> HttpResponse:
    """Hand over the numbers of one of the charts."""
    report = latest_report(TASK)
    if report is None:
        raise Http404
    table = request.GET.get("table", "metrics")
    if table == "metrics":
        rows = [
            (one.model, name, found.value, found.low, found.high)
            for one in report.entrants
            for name, found in one.metrics.items()
        ]
        return csv_response("interests-metrics", ("model", "metric", "value", "low", "high"), rows)
    if table == "reliability":
        dots = [
            (one.model, dot.said, dot.was, dot.count) for one in report.entrants for dot in one.dots
        ]
        return csv_response("interests-reliability", ("model", "said", "was", "answers"), dots)
    if table == "confusion":
        return _confusion(request, report)
    raise Http404


def _confusion(request: HttpRequest, report: Comparison) -> HttpResponse:
    asked = request.GET.get("model", "")
    row = next((held for held in report.plain["models"] if held["model"] == asked), None)
    if row is None:
        raise Http404
    slugs = row["categories"]
    counts = [(slug, *held) for slug, held in zip(slugs, row["confusion"], strict=True)]
    return csv_response("interests-confusion", ("true", *slugs), counts)


@require_safe
@only_operators
def picture(_request: HttpRequest, folder: str, file: str) -> HttpResponse:
    """Show a picture of a report."""
    found = picture_named(folder, file)
    if found is None:
        raise Http404
    path, kind = found
    response = HttpResponse(path.read_bytes(), content_type=kind)
    # An SVG could hold scripts; as a document of its own it may neither run nor load any.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
