"""Jobs as rows: how far each is, for how long, and what may be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from medley.web.jobs.models import OPEN, Job, JobState
from medley.web.jobs.queue import look
from medley.web.models_admin.metric_words import task_words

AT_ONCE = 30
MOST_OPEN = 20
STATES = {
    JobState.WAITING: _("Waiting"),
    JobState.RUNNING: _("Running"),
    JobState.DONE: _("Done"),
    JobState.FAILED: _("Failed"),
    JobState.CANCELLED: _("Cancelled"),
}
KINDS = {"train": _("Training"), "coach": _("Workout"), "label": _("Labels"), "cover": _("Cover")}
_WITHOUT_LOG = ("log", "result")


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job.

    Attributes
    ----------
    pk : int
    kind, subject, state_words : str
        As people read them.
    state : str
        One of `JobState`.
    percent, ahead : int
    words, trouble, why, asked_by : str
    left_s : int or None
        Estimated seconds to the end.
    spent_s : float
    peak_mb : float
    tries : int
    asked, ended : datetime or None
    is_open, wants_end : bool
    """

    pk: int
    kind: str
    subject: str
    state: str
    state_words: str
    percent: int
    ahead: int
    words: str
    trouble: str
    why: str
    asked_by: str
    left_s: int | None
    spent_s: float
    peak_mb: float
    tries: int
    asked: datetime | None
    ended: datetime | None
    is_open: bool
    wants_end: bool

    @property
    def left_min(self) -> int:
        """Whole minutes to the end."""
        return (self.left_s or 0) // 60


def job_row(job: Job) -> JobRow:
    """Make the row of a job; one that is open is looked at afresh."""
    view = look(job) if job.is_open else None
    state = JobState(view.state if view else job.state)
    return JobRow(
        pk=job.pk,
        kind=str(KINDS.get(job.kind, job.kind)),
        subject=task_words(job.subject) if job.kind == "train" else job.subject,
        state=state.value,
        state_words=str(STATES[state]),
        percent=view.percent if view else round(100 * job.done),
        ahead=view.ahead if view else 0,
        words=view.words if view else job.words,
        trouble=job.trouble,
        why=job.why,
        asked_by=job.asked_by,
        left_s=view.left_s if view else None,
        spent_s=job.spent_s,
        peak_mb=view.peak_mb if view else job.peak_mb,
        tries=job.tries,
        asked=_moment(job.created_ms),
        ended=_moment(job.ended_ms),
        is_open=state in OPEN,
        wants_end=job.wants_end,
    )


@dataclass(frozen=True, slots=True)
class Made:
    """The version that a training made, or found unchanged."""

    task: str
    version: str
    new: bool
    promoted: bool


def made_by(job: Job) -> Made | None:
    """What a training led to; None while it goes on, and where it led to nothing."""
    version = job.result.get("version") if job.kind == "train" else None
    if not isinstance(version, str):
        return None
    new, promoted = bool(job.result.get("new")), bool(job.result.get("promoted"))
    return Made(job.subject, version, new, new and promoted)


def job_rows(jobs: Iterable[Job]) -> list[JobRow]:
    """Make rows of jobs."""
    return [job_row(job) for job in jobs]


def open_jobs() -> list[JobRow]:
    """What runs and what waits, the oldest first."""
    return job_rows(_listed().filter(state__in=OPEN).order_by("pk")[:MOST_OPEN])


def jobs_of(kind: str, subject: str, most: int = 3) -> list[JobRow]:
    """The latest jobs about something."""
    return job_rows(_listed().filter(kind=kind, subject=subject).order_by("-pk")[:most])


def ended_jobs(before: int | None = None, state: str = "") -> tuple[list[JobRow], int | None]:
    """A page of the jobs that ended, the newest first, and where the next page begins."""
    rows = _listed().exclude(state__in=OPEN).order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: AT_ONCE + 1])
    more = found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None
    return job_rows(found[:AT_ONCE]), more


def counts() -> dict[str, int]:
    """How many jobs there are in each state, counted by the database."""
    held = Job.objects.values_list("state").annotate(n=Count("pk")).order_by()
    return dict(held)


def _listed() -> QuerySet[Job]:
    return Job.objects.defer(*_WITHOUT_LOG)


def _moment(at_ms: int) -> datetime | None:
    return datetime.fromtimestamp(at_ms / 1000, UTC) if at_ms else None
