"""What the worker looks after beside trainings: alarms at each look, pruning once a day."""

from __future__ import annotations

import logging
import time

from medley.web.learning.alarms import record_alarms
from medley.web.learning.pruning import prune_models, prune_rows

PRUNE_EVERY_S = 86_400.0
log = logging.getLogger(__name__)

_pruned: float | None = None


def look_after() -> None:
    """Record the alarms; prune if this process did not within a day."""
    global _pruned
    for alarm in record_alarms():
        log.warning("alarm: %s %s: %s", alarm.kind, alarm.subject, alarm.words)
    if _pruned is None or time.monotonic() - _pruned >= PRUNE_EVERY_S:
        _pruned = time.monotonic()
        done = prune_models()
        prune_rows()
        if done.versions or done.snapshots:
            log.info(
                "deleted %d versions and %d snapshots", len(done.versions), len(done.snapshots)
            )
