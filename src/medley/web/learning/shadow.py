"""A challenger that answers beside the champion for a share of requests, without being shown.

Its answers tell, before anybody is shown one, how far they agree with the champion's, how
long they take, and which of the later likes it had foreseen.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from django.conf import settings
from django.db import transaction

from medley.artifacts.store import Store
from medley.core.errors import ConfigError
from medley.metrics.uncertainty import Estimate, mean_interval
from medley.web.clock import now_ms
from medley.web.feed.models import Event
from medley.web.learning.ages import DAY_MS
from medley.web.learning.models import ShadowAnswer, ShadowTrial

TASKS = ("feed",)
CHECK_EVERY_S = 1.0
LIKES_WITHIN_MS = 7 * DAY_MS
MOST_ANSWERS = 5_000


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """What the answers in the shadow tell.

    Attributes
    ----------
    task, version : str
    share : float
    active : bool
    started_ms : int
    answers, people : int
    overlap : Estimate or None
        Share of the first items that champion and challenger have in common.
    took_ms : float
        Median time for an answer in the shadow.
    likes : int
        Later likes, within a week, of items that either had among the first.
    shown_hits, unseen_hits : int
        How many of them the champion and the challenger had. What was shown is liked more
        easily, so the champion has an advantage here.
    """

    task: str
    version: str
    share: float
    active: bool
    started_ms: int
    answers: int
    people: int
    overlap: Estimate | None
    took_ms: float
    likes: int
    shown_hits: int
    unseen_hits: int


def start_shadow(task: str, version: str, share: float) -> ShadowTrial:
    """Let a version answer unseen for a share of requests; one at a time.

    Raises
    ------
    ConfigError
        If the task has no lists to compare, the share is not in (0, 1], or the version
        serves already.
    ArtifactError
        If there is no such version, or it is damaged.
    """
    if task not in TASKS:
        raise ConfigError(
            f"versions of {task!r} cannot answer unseen, only those of {', '.join(TASKS)}; "
            f"`medley compare {task}` compares models on held-out data"
        )
    if not 0 < share <= 1:
        raise ConfigError(f"the share is {share:g}; give one above 0 and up to 1, such as 0.1")
    store = Store(settings.MEDLEY_MODELS)
    store.verify(task, version)
    if store.champion(task) == version:
        raise ConfigError(f"{version} serves already; name another version")
    with transaction.atomic():
        end_shadow(task)
        return ShadowTrial.objects.create(
            task=task, version=version, share=share, started_ms=now_ms()
        )


def end_shadow(task: str) -> None:
    """Let no version of a task answer unseen any more."""
    rows = ShadowTrial.objects.filter(task=task, active=True)
    rows.update(active=False, ended_ms=now_ms())


class _Active:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._trial: ShadowTrial | None = None
        self._checked = float("-inf")

    def trial(self) -> ShadowTrial | None:
        if time.monotonic() - self._checked >= CHECK_EVERY_S and self._lock.acquire(blocking=False):
            try:
                self._trial = ShadowTrial.objects.filter(task="feed", active=True).first()
                self._checked = time.monotonic()
            finally:
                self._lock.release()
        return self._trial


_active = _Active()


def active_trial() -> ShadowTrial | None:
    """The version of the feed that answers unseen now, at most a second late."""
    return _active.trial()


def forget_shadow() -> None:
    """Look afresh at the next request."""
    global _active
    _active = _Active()


def shadow_report(trial: ShadowTrial) -> ShadowReport:
    """Sum up the latest answers of a trial."""
    rows = list(
        trial.answers.order_by("-pk").values_list(
            "person_id", "shown", "unseen", "overlap", "took_ms", "at_ms"
        )[:MOST_ANSWERS]
    )
    overlaps = np.array([row[3] for row in rows], np.float64)
    likes, shown, unseen = _hits([(row[0], row[1], row[2], row[5]) for row in rows if row[0]])
    return ShadowReport(
        task=trial.task,
        version=trial.version,
        share=trial.share,
        active=trial.active,
        started_ms=trial.started_ms,
        answers=len(rows),
        people=len({row[0] for row in rows if row[0]}),
        overlap=mean_interval(overlaps, rng=np.random.default_rng(0)) if len(rows) else None,
        took_ms=float(np.median([row[4] for row in rows])) if rows else 0.0,
        likes=likes,
        shown_hits=shown,
        unseen_hits=unseen,
    )


def _hits(rows: list[tuple[int, list[int], list[int], int]]) -> tuple[int, int, int]:
    """Count the later likes that were among the first items of either list."""
    if not rows:
        return 0, 0, 0
    first = min(at for *_, at in rows)
    likes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    whose = sorted({person for person, *_ in rows})
    for start in range(0, len(whose), 500):
        found = Event.objects.filter(
            person_id__in=whose[start : start + 500], kind="like", undo=False, at_ms__gte=first
        )
        for person, item, at in found.values_list("person_id", "item_id", "at_ms"):
            likes[person].append((item, at or first))
    met: set[tuple[int, int]] = set()
    by_shown: set[tuple[int, int]] = set()
    by_unseen: set[tuple[int, int]] = set()
    for person, shown, unseen, at in rows:
        for item, liked in likes[person]:
            if at <= liked <= at + LIKES_WITHIN_MS:
                for held, hits in ((shown, by_shown), (unseen, by_unseen)):
                    if item in held:
                        hits.add((person, item))
                        met.add((person, item))
    return len(met), len(by_shown), len(by_unseen)


def keep_answer(
    trial: ShadowTrial,
    *,
    person: int | None,
    shown_by: str,
    shown: list[int],
    unseen: list[int],
    took_ms: float,
) -> ShadowAnswer:
    """Write down one answer in the shadow beside what was shown."""
    same = len(set(shown) & set(unseen))
    return ShadowAnswer.objects.create(
        trial=trial,
        person_id=person,
        shown_by=shown_by,
        shown=shown,
        unseen=unseen,
        overlap=same / max(len(shown), len(unseen), 1),
        took_ms=took_ms,
        at_ms=now_ms(),
    )
