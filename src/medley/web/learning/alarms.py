"""What operators should know of and mend: damaged models, trainings that fail, a full disk.

`alarms` looks now; the worker keeps what it finds in a table, with its beginning and end,
and so does every process whose model cannot be loaded.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from medley.artifacts.store import Store
from medley.core.errors import ArtifactError
from medley.core.registry import TASKS
from medley.web.clock import now_ms
from medley.web.jobs import queue, starting
from medley.web.jobs.models import Job, JobState
from medley.web.learning.due import TRAIN
from medley.web.learning.models import AlarmRecord

ARTIFACT, TRAINING, DISK, WORKER = "artifact", "training", "disk", "worker"
KINDS = (ARTIFACT, TRAINING, DISK, WORKER)
LEAST_FREE_BYTES = 500 * 2**20
WAITS_MS = 120_000
"""A job that waits for so long while no worker is heard of tells that none can be started."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that an operator should mend.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    subject : str
        A task, or the folder or the job's kind.
    words : str
        What is wrong and how it is mended, in English.
    since_ms : int
        When it was noticed first, in milliseconds since 1970-01-01 UTC.
    """

    kind: str
    subject: str
    words: str
    since_ms: int

    @property
    def key(self) -> str:
        """What it is told of once under."""
        return f"{self.kind}:{self.subject}"


def alarms() -> list[Alarm]:
    """Look for all that an operator should mend now, the oldest first."""
    known = dict(
        AlarmRecord.objects.filter(open_key__isnull=False).values_list("open_key", "since_ms")
    )
    now = now_ms()
    found = [
        Alarm(kind, subject, words, known.get(f"{kind}:{subject}", now))
        for kind, subject, words in _looked()
    ]
    return sorted(found, key=lambda alarm: (alarm.since_ms, alarm.key))


def record_alarms() -> list[Alarm]:
    """Keep the present alarms in the table, and end those that are mended."""
    found = alarms()
    for alarm in found:
        _kept(alarm)
    keys = [alarm.key for alarm in found]
    ended = AlarmRecord.objects.filter(open_key__isnull=False).exclude(open_key__in=keys)
    ended.update(open_key=None, ended_ms=now_ms())
    return found


def raise_alarm(kind: str, subject: str, words: str) -> None:
    """Keep an alarm at once, without waiting for the worker's next look."""
    _kept(Alarm(kind, subject, words[:1000], now_ms()))


def _kept(alarm: Alarm) -> None:
    fields = {"words": alarm.words[:1000], "last_ms": now_ms()}
    if AlarmRecord.objects.filter(open_key=alarm.key).update(**fields):
        return
    try:
        with transaction.atomic():
            AlarmRecord.objects.create(
                kind=alarm.kind,
                subject=alarm.subject,
                open_key=alarm.key,
                since_ms=alarm.since_ms,
                **fields,
            )
    except IntegrityError:
        # Another process told of it at the same moment.
        AlarmRecord.objects.filter(open_key=alarm.key).update(**fields)


def _looked() -> Iterator[tuple[str, str, str]]:
    store = Store(settings.MEDLEY_MODELS)
    for task in TASKS:
        champion = store.champion(task)
        if champion is not None and (fault := _fault(store, task, champion)):
            yield ARTIFACT, task, f"the version that should serve cannot: {fault}"
        job = queue.latest(TRAIN, task)
        if job is not None and job.state == JobState.FAILED:
            yield TRAINING, task, f"the last training failed: {job.trouble}"
    yield from _little_room()
    late = now_ms() - WAITS_MS
    waits = Job.objects.filter(state=JobState.WAITING, created_ms__lt=late)
    if waits.exists() and not starting.works():
        yield WORKER, "", "jobs wait, and no worker is heard of; run `medley worker`"


def _little_room() -> Iterator[tuple[str, str, str]]:
    home = Path(settings.MEDLEY_HOME)
    try:
        free = shutil.disk_usage(home).free
    except OSError as error:
        yield DISK, str(home)[-100:], f"the data folder cannot be read: {error.strerror}"
        return
    if free < LEAST_FREE_BYTES:
        words = (
            f"only {free / 2**20:,.0f} MB are free where the data folder lies; make room, for "
            "example with `medley models --prune`"
        )
        yield DISK, str(home)[-100:], words


def _fault(store: Store, task: str, version: str) -> str:
    """Say what is wrong with a version's files; they are read again once they changed."""
    folder = store.root / task / version
    try:
        stamps = tuple(
            (path.name, path.stat().st_size, path.stat().st_mtime_ns)
            for path in sorted(folder.iterdir())
        )
    except OSError:
        stamps = ()
    return _checked(store.root, task, version, stamps)


@lru_cache(maxsize=64)
def _checked(root: Path, task: str, version: str, _stamps: tuple[object, ...]) -> str:
    try:
        Store(root).verify(task, version)
    except ArtifactError as fault:
        return str(fault)
    return ""
