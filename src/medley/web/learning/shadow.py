"""A challenger that answers beside the champion for a share of requests, without being shown.

Its answers tell, before anybody is shown one, how far they agree with the champion's, how
long they take, and which of the two people agree with later.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction

from medley.metrics.uncertainty import Estimate, mean_interval
from medley.web.clock import now_ms
from medley.web.feed.models import Event
from medley.web.learning.ages import DAY_MS
from medley.web.learning.models import ShadowAnswer, ShadowTrial
from medley.web.learning.outcomes import Judged, judged_by_people

LIKES_WITHIN_MS = 7 * DAY_MS
MOST_ANSWERS = 5_000
"""Kept of a trial: older ones are deleted as new ones come."""
CLEARED_EVERY = 500


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
    judged : Judged or None
        How both fare by what people said later; None of the feed, and where nobody did.
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
    judged: Judged | None = None


def shadow_report(trial: ShadowTrial) -> ShadowReport:
    """Sum up the latest answers of a trial."""
    rows = list(
        trial.answers.order_by("-pk").values_list(
            "person_id", "shown", "unseen", "overlap", "took_ms", "at_ms", "about"
        )[:MOST_ANSWERS]
    )
    feed = trial.task == "feed"
    overlaps = np.array([row[3] for row in rows], np.float64)
    asked = [(row[0], row[1], row[2], row[5]) for row in rows if feed and row[0]]
    likes, shown, unseen = _hits(asked)
    answers = {row[6]: (row[1], row[2], row[5]) for row in rows if row[6]}
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
        judged=None if feed else judged_by_people(trial.task, answers),
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
    shown: list[Any],
    unseen: list[Any],
    took_ms: float,
    about: str | None = None,
) -> ShadowAnswer:
    """Write down one answer in the shadow beside what was shown."""
    with transaction.atomic():
        kept = ShadowAnswer.objects.create(
            trial=trial,
            person_id=person,
            about=about,
            shown_by=shown_by,
            shown=shown,
            unseen=unseen,
            overlap=agreement(trial.task, shown, unseen),
            took_ms=took_ms,
            at_ms=now_ms(),
        )
    if kept.pk % CLEARED_EVERY == 0:
        clear_answers(trial)
    return kept


def agreement(task: str, shown: list[Any], unseen: list[Any]) -> float:
    """Share that two answers have in common; of scores 1 where either lies within the other's.

    Examples
    --------
    >>> agreement("film-genre", ["drama", "comedy"], ["drama"])
    0.5
    >>> agreement("film-score", [60.0, 50.0, 70.0], [68.0, 40.0, 80.0])
    1.0
    """
    if task == "film-score":
        (one, low, high), (two, lowest, highest) = shown, unseen
        return float(low <= two <= high or lowest <= one <= highest)
    same = len(set(shown) & set(unseen))
    return same / max(len(shown), len(unseen), 1) if shown or unseen else 1.0


def clear_answers(trial: ShadowTrial) -> None:
    """Delete what no report reads any more."""
    last = trial.answers.order_by("-pk").values_list("pk", flat=True)[MOST_ANSWERS - 1 :][:1]
    for pk in last:
        trial.answers.filter(pk__lt=pk).delete()
