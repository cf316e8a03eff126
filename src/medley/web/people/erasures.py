"""Which models still hold somebody who was deleted, and until when they may."""

from __future__ import annotations

from django.db.models import Min

from medley.web.clock import now_ms
from medley.web.people.models_erasures import FittedOn

DAY_MS = 86_400_000
LEAD_MS = 7 * DAY_MS
"""So long before its date a training is asked for: trainings fail, and machines rest."""


def refit_dates() -> dict[str, int]:
    """The earliest date of each task that has a marked version, in milliseconds since 1970."""
    open_marks = FittedOn.objects.filter(cleared_ms=0).values_list("task")
    return dict(open_marks.annotate(Min("erasure__refit_by_ms")).order_by("task"))


def tasks_to_refit(moment_ms: int | None = None) -> list[str]:
    """Tasks whose models are to be fitted anew, since their date is a week away or less.

    Parameters
    ----------
    moment_ms : int, optional
        Milliseconds since 1970-01-01 UTC; this moment without it.
    """
    moment = now_ms() if moment_ms is None else moment_ms
    return [task for task, date_ms in refit_dates().items() if moment >= date_ms - LEAD_MS]
