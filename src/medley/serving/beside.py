"""Versions of a task that answer beside its champion, kept loaded while they are on trial."""

from __future__ import annotations

import threading

from medley.core.errors import ArtifactError
from medley.serving.cache import RecentlyUsed
from medley.serving.predictor import ReadsModels, Serving, tell_fault

KEPT = 2
"""One version that is shown to some, and one that answers unseen."""


class Versions:
    """Loads versions of one task by name.

    A version that cannot be loaded is told of once, and not tried again.

    Parameters
    ----------
    store : ReadsModels
    task : str
    """

    def __init__(self, store: ReadsModels, task: str) -> None:
        self._store = store
        self._task = task
        self._lock = threading.Lock()
        self._held: RecentlyUsed[str, Serving] = RecentlyUsed(KEPT)
        self._broken: set[str] = set()

    def serving(self, version: str) -> Serving | None:
        """Give a version ready to answer, None where it cannot."""
        held = self._held.get(version)
        if held is not None or version in self._broken:
            return held
        with self._lock:
            return self._held.get(version) or self._loaded(version)

    def _loaded(self, version: str) -> Serving | None:
        try:
            model, manifest = self._store.load(self._task, version)
        except ArtifactError as fault:
            self._broken.add(version)
            tell_fault(self._task, version, fault)
            return None
        held = Serving(model, version, None, manifest.notes)
        self._held.put(version, held)
        return held
