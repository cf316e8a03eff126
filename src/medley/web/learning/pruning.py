"""Deleting what is outdated: versions, snapshots, finished jobs, answers from the shadow."""

from __future__ import annotations

from django.conf import settings

from medley.artifacts.put_away import clear_away
from medley.artifacts.retention import KEPT, Deleted, prune
from medley.artifacts.store import Store
from medley.core.registry import TASKS
from medley.web.clock import now_ms
from medley.web.feed.models import Experiment
from medley.web.jobs.models import OPEN, Job, Worker
from medley.web.learning.ages import DAY_MS
from medley.web.learning.models import ShadowAnswer, ShadowTrial

JOBS_DAYS = 60
KEPT_JOBS = 200
"""The latest jobs stay, however old."""
SHADOW_DAYS = 60


def prune_models(*, newest: int = KEPT, task: str | None = None, dry: bool = False) -> Deleted:
    """Delete old versions and the snapshots that no version names, see `retention.prune`.

    Versions in a running experiment or in the shadow stay. What was deleted on the page of
    models a week ago can no longer be taken back.
    """
    store = Store(settings.MEDLEY_MODELS)
    for name in () if dry else TASKS:
        clear_away(store, name)
    return prune(
        store,
        settings.MEDLEY_SNAPSHOTS,
        tasks=None if task is None else [task],
        newest=newest,
        besides=versions_on_trial(),
        dry=dry,
    )


def versions_on_trial() -> set[str]:
    """Name the versions that running experiments show, or that answer in the shadow."""
    rows = Experiment.objects.filter(active=True).values_list("arms", flat=True)
    shown = {str(arm.get("model") or "") for arms in rows for arm in arms}
    unseen = ShadowTrial.objects.filter(active=True).values_list("version", flat=True)
    return (shown | set(unseen)) - {""}


def prune_rows() -> int:
    """Delete what ended long ago; say how many jobs there were."""
    now = now_ms()
    Worker.objects.filter(beat_ms__lt=now - DAY_MS).delete()
    ShadowAnswer.objects.filter(at_ms__lt=now - SHADOW_DAYS * DAY_MS).delete()
    kept = list(Job.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT_JOBS])
    old = Job.objects.exclude(state__in=OPEN).filter(ended_ms__lt=now - JOBS_DAYS * DAY_MS)
    return old.exclude(pk__in=kept).delete()[0]
