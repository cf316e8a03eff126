"""Asking a model about all songs or films of which nothing is known, as a job of the site.

What is being done at the moment is written into the job's result after every few, so
that whoever takes it up goes on behind the last; what was proposed is kept whatever
happens.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from medley.web.catalog.models import Item
from medley.web.jobs import queue
from medley.web.jobs.doing import do
from medley.web.jobs.models import OPEN, Job
from medley.web.labels import film_labeller, labeller
from medley.web.labels.proposing import propose_films, propose_songs, unproposed

if TYPE_CHECKING:
    from medley.web.jobs.running import Running

KIND = "label"
WHY = "genres for what has none"
KINDS = ("song", "film")
TELLS_FROM = 5
"""After fewer songs or films nothing is said of the time left."""
_AT_ONCE = {"song": 1, "film": 16}


@dataclass(frozen=True, slots=True)
class Asked:
    """How far a run through the catalogue is, as its job's result says it.

    Attributes
    ----------
    done, skipped, total : int
        So many of so many were asked about; so many of them could not be.
    last_pk : int
        The item that was asked about last.
    asking_s : float
        How long the asking took.
    """

    done: int = 0
    skipped: int = 0
    total: int = 0
    last_pk: int = 0
    asking_s: float = 0.0

    @classmethod
    def of(cls, result: Mapping[str, Any], kind: str) -> Asked:
        """Read a job's result; of one that has not begun all is yet to be asked about."""
        if "last_pk" not in result:
            return cls(total=unproposed(kind).count())
        return cls(**{name: result[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class RunView:
    """How far a run is, for a page.

    Attributes
    ----------
    kind, state : str
    done, skipped, total, percent : int
    left_s : int or None
        Estimated seconds to the end; None while there is too little to tell by.
    trouble : str
    """

    kind: str
    state: str
    done: int
    skipped: int
    total: int
    percent: int
    left_s: int | None
    trouble: str

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state in OPEN


def ask(kind: str, *, asked_by: str) -> tuple[Job, bool]:
    """Ask for a run, to be begun by this process, or give the one that is open.

    Returns
    -------
    job : Job
    mine : bool
        Whether this process holds it; else another does it, or will.
    """
    return queue.take(KIND, kind, asked_by=asked_by, why=WHY)


def work(job: Job, running: Running) -> RunView:
    """Do a run that this process holds, as far as it comes."""
    do(job, running)
    view = look(job.subject)
    assert view is not None
    return view


def run(running: Running) -> dict[str, Any]:
    """Ask about all that is left of the kind that is the job's subject."""
    kind = running.subject
    (labeller if kind == "song" else film_labeller).current()
    asked = Asked.of(running.job.result, kind)
    queue.note(running.job, asdict(asked))
    while batch := _next(kind, asked.last_pk):
        share = asked.done / max(asked.total, asked.done, 1)
        running.progress(share, _words(asked, kind))
        asked = _ask(kind, batch, asked)
        queue.note(running.job, asdict(asked))
    return asdict(asked)


def cancel(kind: str) -> None:
    """End the run of a kind: at once while it waits, else after the present few."""
    job = queue.latest(KIND, kind)
    if job is not None:
        queue.cancel(job)


def look(kind: str) -> RunView | None:
    """See how far the latest run of a kind is; None when there was none."""
    job = queue.latest(KIND, kind)
    if job is None:
        return None
    view = queue.look(job)
    asked = Asked.of(job.result, kind)
    percent = 100 * asked.done // asked.total if asked.total else 100
    left = None
    if asked.done >= TELLS_FROM:
        left = round(asked.asking_s / asked.done * max(0, asked.total - asked.done))
    return RunView(
        kind,
        view.state,
        asked.done,
        asked.skipped,
        asked.total,
        min(percent, 100),
        left,
        view.trouble,
    )


def _words(asked: Asked, kind: str) -> str:
    return f"{asked.done:,} of {asked.total:,} {kind}s"


def _next(kind: str, last_pk: int) -> list[Item]:
    rows: QuerySet[Item] = unproposed(kind).filter(pk__gt=last_pk)
    return list(rows[: _AT_ONCE[kind]])


def _ask(kind: str, batch: Sequence[Item], asked: Asked) -> Asked:
    started = time.monotonic()
    heard = (propose_songs if kind == "song" else propose_films)(batch)
    return replace(
        asked,
        done=asked.done + len(batch),
        skipped=asked.skipped + len(batch) - heard,
        last_pk=batch[-1].pk,
        asking_s=round(asked.asking_s + time.monotonic() - started, 3),
    )
