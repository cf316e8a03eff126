"""The page of a task among people: live figures, and what has moved."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from medley.web.models_admin.drifting import input_drift, predictions
from medley.web.models_admin.live import FEED_RATES, Live, live_figures, tells_of
from medley.web.models_admin.shelf import shelf
from medley.web.models_admin.trial_views import SHARES
from medley.web.models_admin.unseen import latest_shown, latest_unseen, may_try
from medley.web.models_admin.version_log import MOST_PAGES
from medley.web.models_admin.views import frame, task_of
from medley.web.operators.access import only_operators
from medley.web.operators.charts import Interval, Marks, Scale

RATES = {
    **FEED_RATES,
    "saves": _("Playlists saved of those made"),
    "corrections": _("Labels corrected of those looked at"),
    "exercises": _("Exercises named otherwise of those told"),
    "verdicts": _("Verdicts on form given otherwise of those looked at"),
}
COUNTS = {
    "pages": _("Pages"),
    "people": _("People"),
    "shown": _("Items shown"),
    "likes": _("Likes"),
    "lists": _("Lists"),
    "fallbacks": _("Of them not by the usual model"),
    "made": _("Playlists made"),
    "saved": _("Saved"),
    "proposed": _("Labels proposed"),
    "looked": _("Looked at"),
    "corrected": _("Corrected"),
    "workouts": _("Workouts"),
}
GRADES = {
    "none": _("Not moved"),
    "some": _("Moved a little"),
    "strong": _("Moved much"),
    "unknown": _("Too little to tell"),
}


@require_safe
@only_operators
def live(request: HttpRequest, name: str) -> HttpResponse:
    """Show how the versions do with people."""
    held = shelf(task_of(name))
    figures = live_figures(held)
    context = frame(held.task, "live") | {
        "shelf": held,
        "figures": figures,
        "tells": tells_of(held.task),
        "unseen": latest_unseen(held),
        "shown": latest_shown(held),
        "may_try": may_try(held),
        "shares": SHARES,
        "rates": _rates(figures),
        "counts": _counts(figures),
        "drift": [(one, GRADES[one.drift.grade]) for one in input_drift(held)],
        "predictions": [(one, GRADES[one.grade] if one.drift else "") for one in predictions(held)],
        "most_pages": MOST_PAGES,
    }
    return render(request, "models_admin/live.html", context)


def _rates(
    figures: Sequence[Live],
) -> list[tuple[str, str, list[tuple[Live, Interval, Marks]]]]:
    """Each rate with a row a version, all on one scale."""
    found = []
    for name, words in RATES.items():
        held = [(one, one.rates[name]) for one in figures if name in one.rates]
        if held:
            scale = Scale.over([interval for _one, interval in held])
            rows = [(one, interval, scale.marks(interval)) for one, interval in held]
            found.append((name, str(words), rows))
    return found


def _counts(figures: Sequence[Live]) -> list[tuple[str, list[int | None]]]:
    """How much the figures come from: a line a count, a column a version."""
    names = dict.fromkeys(name for one in figures for name in one.counts)
    return [(str(COUNTS[name]), [one.counts.get(name) for one in figures]) for name in names]
