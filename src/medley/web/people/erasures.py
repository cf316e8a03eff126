"""Which models still hold somebody who was deleted, and until when they may."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db.models import Min

from medley.data.cleansing import snapshot_folders
from medley.web.clock import now_ms
from medley.web.people.erasure_ends import ask_to_finish, finish, holding
from medley.web.people.kept_files import files_named
from medley.web.people.marked_models import clear_done, has_clean, mark, retire_overdue
from medley.web.people.models_erasures import Erasure, FittedOn

DAY_MS = 86_400_000
LEAD_MS = 7 * DAY_MS
"""So long before its date a training is asked for: trainings fail, and machines rest."""
WHY = "models of it learned from somebody who was deleted; the date until which they may is near"
LATE_MS = 3 * DAY_MS
"""A training that began before an erasure ends within so long."""
FINISHING_MS = 600_000
FILES_MS = 3_600_000
log = logging.getLogger(__name__)


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


def keep_up() -> None:
    """Do what erasures still ask for; the worker calls it at every look.

    What a killed process left is finished, and what a training wrote that had begun
    before is cleansed and marked. Trainings that are due are asked for; models whose date is
    over stop serving and are deleted.
    """
    moment = now_ms()
    recent = list(Erasure.objects.filter(at_ms__gt=moment - LATE_MS))
    for erasure in recent:
        if not erasure.report.get("finished") and erasure.at_ms < moment - FINISHING_MS:
            ask_to_finish(erasure)
    _look_at_late_ones([one for one in recent if one.report.get("finished")])
    _ask_for_refits(moment)
    for line in retire_overdue(moment):
        log.warning("%s", line)
    clear_done()


def _ask_for_refits(moment_ms: int) -> None:
    """Ask for a training of each task that is due; one that failed is asked for once a day."""
    from medley.web.jobs.queue import ask, latest
    from medley.web.learning.learners import LEARNERS

    for task in tasks_to_refit(moment_ms):
        if task not in LEARNERS or has_clean(task):
            continue
        job = latest("train", task)
        if job is None or not 0 <= moment_ms - job.created_ms < DAY_MS:
            ask("train", task, asked_by="erasure", why=WHY)


_looked_at: set[str] = set()


def _look_at_late_ones(erasures: list[Erasure]) -> None:
    """Search what was written since: each snapshot once, for all erasures together."""
    if not erasures:
        return
    fresh = [
        folder
        for folder in snapshot_folders(settings.MEDLEY_SNAPSHOTS)
        if str(folder) not in _looked_at
    ]
    everybody = [trace for erasure in erasures for trace in erasure.traces]
    # A job that was ended with its person may have written a file a moment after.
    late = [trace for one in erasures if now_ms() - one.at_ms < FILES_MS for trace in one.traces]
    some = any(holding(fresh, everybody)) or (bool(late) and bool(files_named(late)))
    _looked_at.update(map(str, fresh))
    for erasure in erasures:
        if some:
            finish(erasure)
        else:
            # A training may have ended with a snapshot that was cleansed before it did.
            mark(erasure, erasure.report["snapshots"])
