"""The queue: jobs are asked for, claimed, followed, cancelled, asked for again.

The database decides. A job about something can be open once (`Job.open_key`), and each
place of a lane is taken once (`Job.slot`): two workers that were started by mistake never
do one job twice, and never train two models side by side.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F

from medley.core.errors import ConfigError
from medley.web.clock import now_ms
from medley.web.jobs import starting
from medley.web.jobs.kinds import KINDS, LANES, kind
from medley.web.jobs.models import OPEN, Job, JobState
from medley.web.jobs.places import new_holder
from medley.web.watching.carried import first_line

if TYPE_CHECKING:
    from medley.web.people.models import Person

TELLS_FROM = 0.05
"""Below this share done, nothing is said of the time left."""
TROUBLE_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class JobView:
    """How far a job is, for a page.

    Attributes
    ----------
    state : str
        One of `JobState`.
    percent : int
        In [0, 100].
    words : str
        What it does at the moment.
    left_s : int or None
        Estimated seconds to the end, None while there is too little to tell by.
    ahead : int
        How many jobs come first.
    trouble : str
        What went wrong, in words.
    peak_mb : float
        The most memory it took, in MB.
    """

    state: str
    percent: int
    words: str
    left_s: int | None
    ahead: int
    trouble: str
    peak_mb: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state in OPEN


def ask(
    kind_name: str, subject: str, *, person: Person | None = None, asked_by: str, why: str = ""
) -> Job:
    """Ask for a job; where one about the same is open, that one is given.

    A worker is started where none was heard of lately.

    Raises
    ------
    ConfigError
        If there is no such kind.
    """
    kind(kind_name)
    key = open_key(kind_name, subject)
    there = Job.objects.filter(open_key=key).first()
    if there is None:
        there = _made(key, kind_name, subject, person, asked_by, why)
    starting.start_where_none_works()
    return there


def take(kind_name: str, subject: str, *, asked_by: str, why: str = "") -> tuple[Job, bool]:
    """Ask for a job that this process would do itself, and take it if it waits.

    No worker is started; where one has the job already, or its lane is full, it is given
    as it is.

    Returns
    -------
    job : Job
    mine : bool
        Whether this process holds it.
    """
    key = open_key(kind_name, subject)
    there = Job.objects.filter(open_key=key).first()
    job = there or _made(key, kind_name, subject, None, asked_by, why)
    mine = any(_claimed(job, slot) for slot in slots(kind(kind_name).lane))
    return Job.objects.get(pk=job.pk), mine


def _made(
    key: str, kind_name: str, subject: str, person: Person | None, asked_by: str, why: str
) -> Job:
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind_name,
                subject=subject,
                person=person,
                asked_by=asked_by[:150],
                why=why[:1000],
                open_key=key,
                log=first_line(),
                created_ms=now_ms(),
            )
    except IntegrityError:
        # Somebody else asked for the same at the same moment.
        return Job.objects.get(open_key=key)


def open_key(kind_name: str, subject: str) -> str:
    """Name what can be open only once."""
    return f"{kind_name}:{subject}"


def claim(kinds: Collection[str] | None = None) -> Job | None:
    """Take the oldest job that waits and whose lane has room; nobody else gets it.

    Parameters
    ----------
    kinds : collection of str, optional
        Only these; all when left out.
    """
    taken = set(Job.objects.filter(slot__isnull=False).values_list("slot", flat=True))
    free = {lane: [s for s in slots(lane) if s not in taken] for lane in LANES}
    wanted = [n for n, k in KINDS.items() if free[k.lane] and (kinds is None or n in kinds)]
    for job in Job.objects.filter(state=JobState.WAITING, kind__in=wanted).order_by("pk")[:20]:
        for slot in free[kind(job.kind).lane]:
            if _claimed(job, slot):
                return Job.objects.get(pk=job.pk)
    return None


def slots(lane: str) -> list[str]:
    """Name the places of a lane."""
    return [f"{lane}-{n}" for n in range(1, LANES[lane] + 1)]


def _claimed(job: Job, slot: str) -> bool:
    now = now_ms()
    try:
        with transaction.atomic():
            mine = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
                state=JobState.RUNNING,
                slot=slot,
                holder=new_holder(),
                beats=F("beats") + 1,
                tries=F("tries") + 1,
                done=0.0,
                words="",
                spent_s=0.0,
                started_ms=now,
                beat_ms=now,
            )
    except IntegrityError:
        return False
    return bool(mine)


def claim_this(job: Job) -> Job:
    """Take one job that waits, in its turn or not.

    Raises
    ------
    ConfigError
        If it does not wait, or its lane is full.
    """
    if not any(_claimed(job, slot) for slot in slots(kind(job.kind).lane)):
        raise ConfigError(f"job {job.pk} does not wait, or others of its lane are being done")
    return Job.objects.get(pk=job.pk)


def adopt(job: Job, claimed_by: str) -> bool:
    """Hand a job on from who claimed it to this process; False if another has it by then."""
    job.holder = claimed_by
    holder = new_holder()
    mine = _held(job).update(holder=holder, beats=F("beats") + 1, beat_ms=now_ms())
    job.holder = holder if mine else claimed_by
    return bool(mine)


def beat(job: Job, **fields: Any) -> bool:
    """Note that a job lives, and other fields; False if it is not this process's any more."""
    return bool(_held(job).update(beats=F("beats") + 1, beat_ms=now_ms(), **fields))


def note(job: Job, result: dict[str, Any]) -> bool:
    """Keep part of a result already, for whoever looks at a job that did not end well."""
    return bool(_held(job).update(result=result))


def end(job: Job, state: JobState, *, trouble: str = "", **fields: Any) -> bool:
    """Note how a job ended; False if another process has it by then."""
    return bool(
        _held(job).update(
            state=state,
            open_key=None,
            slot=None,
            holder="",
            wants_end=False,
            trouble=trouble[:TROUBLE_CHARACTERS],
            ended_ms=now_ms(),
            **fields,
        )
    )


def put_back(job: Job, *, counts: bool = True, **fields: Any) -> bool:
    """Let a job that was begun wait again; its try does not count if it was only stopped."""
    tries = F("tries") if counts else F("tries") - 1
    return bool(
        _held(job).update(
            state=JobState.WAITING, slot=None, holder="", done=0.0, tries=tries, **fields
        )
    )


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, holder=job.holder)


def cancel(job: Job) -> None:
    """End a job: at once while it waits, else as soon as its process can."""
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.CANCELLED, open_key=None, ended_ms=now_ms()
    )
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(wants_end=True)


def retry(job: Job, *, asked_by: str) -> Job:
    """Ask once more for a job that ended; one that is still open is given back."""
    if Job.objects.filter(pk=job.pk, state__in=OPEN).exists():
        return Job.objects.get(pk=job.pk)
    return ask(job.kind, job.subject, person=job.person, asked_by=asked_by, why=job.why)


def latest(kind_name: str, subject: str) -> Job | None:
    """The newest job about something, None where there was none."""
    return Job.objects.filter(kind=kind_name, subject=subject).order_by("-pk").first()


def look(job: Job) -> JobView:
    """See how far a job is; where it waits and no worker is heard of, one is started."""
    now = Job.objects.get(pk=job.pk)
    ahead = 0
    if now.state == JobState.WAITING:
        starting.start_where_none_works()
        lane = kind(now.kind).lane
        beside = [name for name, other in KINDS.items() if other.lane == lane]
        ahead = Job.objects.filter(state__in=OPEN, kind__in=beside, pk__lt=now.pk).count()
    left = None
    if now.state == JobState.RUNNING and now.done >= TELLS_FROM:
        left = round(now.spent_s * (1 - now.done) / now.done)
    return JobView(
        now.state, round(100 * now.done), now.words, left, ahead, now.trouble, now.peak_mb
    )
