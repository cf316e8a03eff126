"""Pages of experiments: what runs, how it stands, begin and end one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.core.errors import ConfigError, DataError
from medley.serving.balance import Balance
from medley.serving.rules import SCENARIOS
from medley.web.feed.experiments import start_experiment, stop_experiment
from medley.web.feed.models import Experiment
from medley.web.feed.models_in_use import feed_versions
from medley.web.feed.rulebook import variants
from medley.web.feed.trial_report import Report, experiment_report
from medley.web.operators.access import only_operators
from medley.web.operators.csv_files import csv_response
from medley.web.operators.experiment_form import read_form, rows_of
from medley.web.operators.trial_tables import (
    METHODS,
    arm_rows,
    off_policy_note,
    off_policy_rows,
    verdict_rows,
    verdict_words,
)
from medley.web.refusal import only_post


@require_safe
@only_operators
def experiments(request: HttpRequest) -> HttpResponse:
    """List all experiments and offer to start one."""
    return _list(request)


@only_post
@only_operators
def start(request: HttpRequest) -> HttpResponse:
    """Start an experiment, or say in words why not and keep what was filled in."""
    try:
        asked = read_form(request.POST)
        row = start_experiment(asked.name, asked.scenario, asked.arms, traffic=asked.traffic)
    except ConfigError as error:
        return _list(request, trouble=str(error), status=422)
    messages.success(request, _("The experiment %(name)s runs.") % {"name": row.name})
    return HttpResponseRedirect(_address(row.name))


@only_post
@only_operators
def stop(request: HttpRequest) -> HttpResponse:
    """Stop an experiment; everybody gets the usual page again."""
    name = request.POST.get("name", "")
    try:
        stop_experiment(name)
    except DataError:
        messages.error(request, _("There is no such experiment running."))
        return HttpResponseRedirect(reverse("operators:experiments"))
    said = _("The experiment %(name)s has ended. Everybody gets the usual page again.")
    messages.success(request, said % {"name": name})
    return HttpResponseRedirect(_address(name))


@require_safe
@only_operators
def experiment(request: HttpRequest) -> HttpResponse:
    """Report on one experiment."""
    report = _report(request)
    context = {
        "tab": "experiments",
        "report": report,
        "started": _moment(report.started_ms),
        "ended": _moment(report.ended_ms) if report.ended_ms else None,
        "arms": arm_rows(report),
        "verdicts": [(row, verdict_words(row.figures)) for row in verdict_rows(report)],
        "off_policy": [
            (one, off_policy_rows(one), off_policy_note(one)) for one in report.off_policy
        ],
        "has_data": any(arm.impressions for arm in report.arms),
    }
    return render(request, "operators/experiment.html", context)


@require_safe
@only_operators
def numbers(request: HttpRequest) -> HttpResponse:
    """Hand over the numbers of one of the charts."""
    report = _report(request)
    table = request.GET.get("table", "")
    tables = {"arms": _arms_csv, "differences": _differences_csv, "off-policy": _off_policy_csv}
    if table not in tables:
        raise Http404
    header, rows = tables[table](report)
    return csv_response(f"experiment-{table}", header, rows)


def _list(request: HttpRequest, *, trouble: str = "", status: int = 200) -> HttpResponse:
    rows = Experiment.objects.order_by("-active", "-started_ms")
    context = {
        "tab": "experiments",
        "rows": [(row, _moment(row.started_ms)) for row in rows],
        "trouble": trouble,
        "given": request.POST,
        "arms": list(enumerate(rows_of(request.POST))),
        "scenarios": SCENARIOS,
        "versions": feed_versions()[::-1],
        "variants": variants(),
        "settings": ", ".join(Balance.__slots__),
    }
    return render(request, "operators/experiments.html", context, status=status)


def _report(request: HttpRequest) -> Report:
    try:
        return experiment_report(request.GET.get("name", ""))
    except DataError as error:
        raise Http404 from error


def _address(name: str) -> str:
    return f"{reverse('operators:experiment')}?{urlencode({'name': name})}"


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def _arms_csv(report: Report) -> Table:
    header = (
        "arm",
        "people",
        "impressions",
        "likes",
        "likes_per_impression",
        "mean",
        "low",
        "high",
    )
    rows = []
    for row in arm_rows(report):
        arm, found = row.figures, row.interval
        ends = (found.value, found.low, found.high) if found is not None else (None,) * 3
        counts = (arm.people, arm.impressions, arm.likes, arm.likes_per_impression)
        rows.append((arm.name, *counts, *ends))
    return header, rows


def _differences_csv(report: Report) -> Table:
    header = (
        "arm",
        "status",
        "difference",
        "low",
        "high",
        "low_at_any_look",
        "high_at_any_look",
        "effect_size",
        "lift",
        "p_at_any_look",
    )
    rows = []
    for row in verdict_rows(report):
        one, found = row.figures, row.interval
        ends = (
            (found.value, found.low, found.high, found.wide_low, found.wide_high)
            if found is not None
            else (None,) * 5
        )
        lift = one.lift.value if one.lift is not None else None
        rows.append((row.name, one.status, *ends, one.effect_size, lift, one.p_value))
    return header, rows


def _off_policy_csv(report: Report) -> Table:
    header = ("arm", "version", "method", "value", "low", "high", "n", "effective_n", "clipped")
    rows: list[tuple[Any, ...]] = []
    for one in report.off_policy:
        for method in METHODS:
            value = getattr(one, method)
            if value is not None:
                ends = (value.value, value.low, value.high)
                sizes = (value.n, value.effective_n, value.clipped)
                rows.append((one.arm, one.version, method, *ends, *sizes))
    return header, rows
