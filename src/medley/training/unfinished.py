"""A promotion that a process was killed in the middle of."""

from __future__ import annotations

from medley.artifacts.pins import pinned_champion
from medley.artifacts.store import Store
from medley.core.errors import ArtifactError


def finish_promotion(store: Store, task: str) -> str | None:
    """Promote the latest version if its training decided so and ended before it could.

    A version is saved before it is promoted, so a process that is killed between the two
    leaves one that should serve and does not. What was promoted or rolled back by
    anybody since it was saved stays.

    Returns
    -------
    str or None
        The version, if it was promoted.
    """
    latest = next(reversed(store.versions(task)), None)
    if latest is None or latest.version == store.champion(task):
        return None
    decision = latest.notes.get("decision") or {}
    since = [
        entry
        for entry in store.promotions(task)
        if entry.at >= latest.created or latest.version in (entry.version, entry.replaced)
    ]
    if not decision.get("promote") or since or pinned_champion(store, task):
        return None
    try:
        store.promote(task, latest.version, "; ".join(decision.get("reasons") or ()))
    except ArtifactError:
        return None
    return latest.version
