"""What the feed and the interests learn from: events, by their order of arrival.

A version notes the highest key of the events that it was fitted on, so that what came
since is told by the database's own order, whatever a clock says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max

from medley.metrics.drift import Drift, drift_of_counts
from medley.training.policy import Facts
from medley.web.feed.models import Event
from medley.web.learning.ages import age_days, created_ms, mark_of, named

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest

LEAST_TO_COMPARE = 20


def event_mark() -> dict[str, Any]:
    """Note how many events there are, the last of them, and what they are about.

    Taken before the events are read: what comes meanwhile counts as new.
    """
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    rows = Event.objects.filter(pk__lte=newest)
    return {"events": rows.count(), "newest": newest, **_about(rows)}


def event_facts(version: Manifest | None) -> Facts:
    """Say what became of the events since a version."""
    total = Event.objects.count()
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    content = named(total, newest)
    if version is None:
        return Facts(total, total, content=content)
    mark = mark_of(version)
    if mark is None:
        changed = Event.objects.filter(at_ms__gt=created_ms(version)).count()
        return Facts(total, changed, age_days(version), content=content)
    since = Event.objects.filter(pk__gt=mark["newest"])
    came = since.count()
    gone = max(0, mark["events"] - (total - came))
    drifts = _drifts(mark, since) if came >= LEAST_TO_COMPARE else {}
    return Facts(total, came + gone, age_days(version), drifts, content=content)


def _about(rows: Any) -> dict[str, dict[str, int]]:
    kinds = rows.order_by().values_list("kind").annotate(n=Count("pk"))
    liked = rows.filter(kind="like", undo=False).order_by()
    liked = liked.values_list("item__categories__slug").annotate(n=Count("pk"))
    return {
        "kinds": dict(kinds),
        "categories": {slug: n for slug, n in liked if slug},
    }


def _drifts(mark: Any, since: Any) -> dict[str, Drift]:
    now = _about(since)
    return {name: drift_of_counts(mark.get(name) or {}, counts) for name, counts in now.items()}
