"""What the worker looks after beside trainings: alarms at each look, pruning once a day."""

from __future__ import annotations

import logging
import time

from medley.web.clock import JumpWatch
from medley.web.learning.alarms import record_alarms
from medley.web.learning.pruning import prune_models, prune_rows

PRUNE_EVERY_S = 86_400.0
log = logging.getLogger(__name__)
_clock = JumpWatch()

_pruned: float | None = None
_told: set[str] = set()


def look_after() -> None:
    """Record the alarms; prune if this process did not within a day.

    By a clock that was just set all looks old, so nothing is pruned then.
    """
    global _pruned
    found = {alarm.key: alarm for alarm in record_alarms()}
    for key in found.keys() - _told:
        log.warning("alarm: %s %s: %s", found[key].kind, found[key].subject, found[key].words)
    _told.clear()
    _told.update(found)
    if _clock.jumped_lately():
        return
    if _pruned is None or time.monotonic() - _pruned >= PRUNE_EVERY_S:
        _pruned = time.monotonic()
        done = prune_models()
        prune_rows()
        if done.versions or done.snapshots:
            log.info(
                "deleted %d versions and %d snapshots", len(done.versions), len(done.snapshots)
            )
