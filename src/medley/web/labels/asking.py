"""Asking a model about all songs or films of which nothing is known, beside the server.

A run is a row, so that any process can go on with it: a page begins and follows it, a
process of its own works through it, and what was proposed is kept whatever happens.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from medley.core.errors import MedleyError
from medley.core.model import Progress
from medley.web.catalog.models import Item
from medley.web.clock import now_ms
from medley.web.labels import film_labeller, labeller
from medley.web.labels.models_review import ProposalRun, RunState
from medley.web.labels.proposing import propose_films, propose_songs, unproposed

KINDS = ("song", "film")
OPEN = (RunState.WAITING, RunState.RUNNING)
SILENT_MS = 120_000
"""A process that was not heard of for so long is gone; a long song takes its time."""
NUDGE_MS = 15_000
_AT_ONCE = {"song": 1, "film": 16}


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


def begin(kind: str) -> ProposalRun:
    """Begin a run, or give the one that goes on already."""
    there = ProposalRun.objects.filter(kind=kind, state__in=OPEN).order_by("pk").first()
    if there is not None:
        return there
    total = unproposed(kind).count()
    return ProposalRun.objects.create(kind=kind, total=total, created_ms=now_ms(), beat_ms=now_ms())


def work(
    run: ProposalRun, patience_s: float = float("inf"), progress: Progress | None = None
) -> ProposalRun:
    """Go on with a run, unless another process does.

    Parameters
    ----------
    run : ProposalRun
    patience_s : float
        Leave the rest to another process after so long.
    progress : callable, optional

    Returns
    -------
    ProposalRun
        As it stands then.
    """
    mine = ProposalRun.objects.filter(pk=run.pk)
    if not mine.filter(state=RunState.WAITING).update(state=RunState.RUNNING, beat_ms=now_ms()):
        return mine.get()
    until = time.monotonic() + patience_s
    try:
        _current(run.kind)
        while batch := _next(run.kind, mine.get().last_pk):
            if mine.filter(wants_end=True).exists():
                return _end(run, RunState.CANCELLED)
            if time.monotonic() > until:
                return _end(run, RunState.WAITING)
            _ask(mine.get(), batch)
            _tell(mine.get(), progress)
    except MedleyError as error:
        return _end(run, RunState.FAILED, str(error))
    except BaseException:
        # Whoever looks next may go on at once.
        _end(run, RunState.WAITING)
        raise
    return _end(run, RunState.DONE)


def cancel(kind: str) -> None:
    """End the run of a kind: at once while it waits, else after the present few."""
    ProposalRun.objects.filter(kind=kind, state=RunState.WAITING).update(state=RunState.CANCELLED)
    ProposalRun.objects.filter(kind=kind, state=RunState.RUNNING).update(wants_end=True)


def look(kind: str) -> RunView | None:
    """See how far the latest run of a kind is; None when there was none."""
    run = ProposalRun.objects.filter(kind=kind).order_by("-pk").first()
    if run is None:
        return None
    percent = 100 * run.done // run.total if run.total else 100
    left = None
    if run.done >= 5:
        left = round(run.spent_ms / 1000 / run.done * max(0, run.total - run.done))
    return RunView(
        kind, run.state, run.done, run.skipped, run.total, min(percent, 100), left, run.trouble
    )


def nudge(kind: str) -> None:
    """Start a process where a run waits or lost its process, at most every 15 seconds."""
    now = now_ms()
    lost = ProposalRun.objects.filter(
        kind=kind, state=RunState.RUNNING, beat_ms__lt=now - SILENT_MS
    )
    lost.update(state=RunState.WAITING)
    waits = ProposalRun.objects.filter(
        kind=kind, state=RunState.WAITING, beat_ms__lt=now - NUDGE_MS
    )
    if waits.update(beat_ms=now):
        start_process(kind)


def start_process(kind: str) -> None:
    """Start a process that goes on with the run of a kind, beside the server."""
    if kind not in KINDS:
        return
    subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "medley", "label", "--catalogue", kind],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _current(kind: str) -> None:
    (labeller if kind == "song" else film_labeller).current()


def _next(kind: str, last_pk: int) -> list[Item]:
    rows: QuerySet[Item] = unproposed(kind).filter(pk__gt=last_pk)
    return list(rows[: _AT_ONCE[kind]])


def _ask(run: ProposalRun, batch: Sequence[Item]) -> None:
    started = time.monotonic()
    done = (propose_songs if run.kind == "song" else propose_films)(batch)
    ProposalRun.objects.filter(pk=run.pk).update(
        done=run.done + len(batch),
        skipped=run.skipped + len(batch) - done,
        last_pk=batch[-1].pk,
        beat_ms=now_ms(),
        spent_ms=run.spent_ms + round(1000 * (time.monotonic() - started)),
    )


def _tell(run: ProposalRun, progress: Progress | None) -> None:
    if progress is not None and run.total:
        words = f"{run.done:,} of {run.total:,} {run.kind}s"
        progress(min(run.done / run.total, 1.0), words)


def _end(run: ProposalRun, state: RunState, trouble: str = "") -> ProposalRun:
    rows = ProposalRun.objects.filter(pk=run.pk)
    rows.update(state=state, trouble=trouble[:500], beat_ms=now_ms())
    return rows.get()
