"""A trial's report as tables with their marks on a shared scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medley.metrics.off_policy import Value
from medley.metrics.sequential import ArmTotals, Verdict
from medley.web.feed.trial_report import NO_DATA, OffPolicy, Report
from medley.web.operators.charts import Interval, Marks, Scale

REACH = 1.96
METHODS = {
    "ips": gettext_lazy("Inverse propensity"),
    "self_normalised": gettext_lazy("Self-normalised"),
    "doubly_robust": gettext_lazy("Doubly robust"),
}
STATUS = {
    "no data yet": gettext_lazy("No data yet"),
    "too early": gettext_lazy("Too early to say"),
    "undecided": gettext_lazy("Undecided, keep looking"),
    "treatment better": gettext_lazy("Better than the control"),
    "control better": gettext_lazy("Worse than the control"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it is about, its figures, and its marks if it has any."""

    name: str
    figures: Any
    interval: Interval | None
    marks: Marks | None = None


def arm_rows(report: Report) -> list[Row]:
    """Likes an impression of each arm, a person's mean with its 95% interval."""
    totals = {report.arms[0].name: _control(report)}
    totals |= {name: verdict.treatment for name, verdict in report.verdicts.items()}
    rows = [Row(arm.name, arm, _mean(totals.get(arm.name))) for arm in report.arms]
    return _marked(rows)


def verdict_rows(report: Report) -> list[Row]:
    """Each arm's difference from the control."""
    return _marked(
        [Row(name, verdict, _difference(verdict)) for name, verdict in report.verdicts.items()]
    )


def verdict_words(verdict: Verdict) -> str:
    """Say how an arm compares, as it may be said at any look."""
    return str(STATUS[verdict.status])


def off_policy_rows(one: OffPolicy) -> list[Row]:
    """What the arm's model would have earned, by each method, beside what was earned."""
    rows = []
    for name, words in METHODS.items():
        value: Value | None = getattr(one, name)
        if value is not None:
            rows.append(Row(str(words), value, Interval(value.value, value.low, value.high)))
    return _marked(rows)


def off_policy_note(one: OffPolicy) -> str:
    """Say why there is no estimate, or what to beware of."""
    if one.note.startswith(NO_DATA):
        return _("No data yet: chance filled no place of the control.")
    if one.note.startswith("this arm differs in its rules"):
        return _("This arm differs in its rules; chance can judge only another model.")
    return one.note


def _control(report: Report) -> ArmTotals | None:
    return next((verdict.control for verdict in report.verdicts.values()), None)


def _mean(totals: ArmTotals | None) -> Interval | None:
    if totals is None or totals.n < 2:
        return None
    reach = REACH * math.sqrt(totals.variance / totals.n)
    return Interval(totals.mean, max(totals.mean - reach, 0.0), totals.mean + reach)


def _difference(verdict: Verdict) -> Interval | None:
    usual, always = verdict.ordinary, verdict.always_valid
    if usual is None or always is None:
        return None
    return Interval(usual.value, usual.low, usual.high, always.low, always.high)


def _marked(rows: list[Row]) -> list[Row]:
    """Lay all intervals of a table over one scale."""
    held = [row.interval for row in rows if row.interval is not None]
    if not held:
        return rows
    scale = Scale.over(held)
    return [
        Row(row.name, row.figures, row.interval, scale.marks(row.interval))
        if row.interval is not None
        else row
        for row in rows
    ]
