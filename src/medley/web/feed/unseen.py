"""Lets the version in the shadow make a list that nobody sees, after the request."""

from __future__ import annotations

import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from django.db import DatabaseError, connections

from medley.core.errors import MedleyError
from medley.web.clock import now_ms
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.frozen import FrozenList
from medley.web.feed.gate import Wanted
from medley.web.feed.marks import marks_of
from medley.web.feed.models_in_use import aligned_version
from medley.web.feed.ranking import rank
from medley.web.feed.setting import Setting, circumstances_of
from medley.web.learning.models import ShadowTrial
from medley.web.learning.shadow import keep_answer
from medley.web.learning.trials import active_trial
from medley.web.people.models import Person

FIRST = 20
"""So many items of both lists are compared."""
MOST_WAITING = 4
"""More answers than that are dropped: pages come first."""
log = logging.getLogger(__name__)

_thread = ThreadPoolExecutor(1, thread_name_prefix="shadow")
_room = BoundedSemaphore(MOST_WAITING)


def answer_unseen(
    setting: Setting, person: Person | None, index: CatalogueIndex, wanted: Wanted, made: FrozenList
) -> None:
    """Let the version in the shadow answer too, for its share of requests.

    It works behind the page, on a thread of its own, and not at all where it cannot keep up.
    """
    trial = active_trial("feed")
    if trial is None or random.random() >= trial.share:  # noqa: S311 - a sample, no secret
        return
    if _room.acquire(blocking=False):
        _thread.submit(_answer, trial, setting, person, index, wanted, made)


def _answer(
    trial: ShadowTrial,
    setting: Setting,
    person: Person | None,
    index: CatalogueIndex,
    wanted: Wanted,
    made: FrozenList,
) -> None:
    begun = time.perf_counter()
    try:
        source = aligned_version(index, trial.version)
        if source.serving.fallback is not None:
            return
        circumstances = circumstances_of(person, index, setting, now_ms=now_ms())
        found = rank((source,), marks_of(person), wanted, circumstances)
        keep_answer(
            trial,
            person=person.pk if person else None,
            shown_by=made.model_version,
            shown=made.pks[:FIRST].tolist(),
            unseen=found.pks[:FIRST].tolist(),
            took_ms=round(1000 * (time.perf_counter() - begun), 2),
        )
    except (DatabaseError, MedleyError) as error:
        log.warning("an answer in the shadow was not kept: %s", error)
    finally:
        connections.close_all()
        _room.release()


def finish_unseen() -> None:
    """Wait for the answers that are being made."""
    _thread.submit(int).result()
