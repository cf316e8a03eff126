"""The model that answers at this moment, in every process within a second.

A predictor loads on first use and looks at the champion pointer at most once a
second. When the champion cannot be loaded the previous one answers, and when
there is none either, the baseline; the answer then says so.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from medley.core.errors import ArtifactError

CHECK_EVERY_S = 1.0
BASELINE_VERSION = "baseline"
PREVIOUS_ANSWERS = "The newest model cannot be loaded, so the one before it answers."
NOTHING_LOADS = "No saved model can be loaded, so the most popular items are shown."
NOTHING_TRAINED = "No model is trained yet, so the most popular items are shown."
FAULTS: list[Callable[[str, str, str], None]] = []
"""Told of each version that cannot serve: the task, the version, and why."""
_log = logging.getLogger(__name__)


def tell_fault(task: str, version: str, fault: ArtifactError) -> None:
    """Log that a version cannot serve, and tell whoever wants to know."""
    _log.error("%s %s cannot serve: %s", task, version, fault)
    for tell in FAULTS:
        tell(task, version, str(fault))


class ReadsModels(Protocol):
    """What a predictor needs of an artifact store."""

    def load(self, task: str, version: str) -> tuple[Any, Any]:
        """Load a model and its manifest."""
        ...

    def champion(self, task: str) -> str | None:
        """Name the version that should answer."""
        ...

    def previous(self, task: str) -> str | None:
        """Name the version that answered before."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Serving:
    """A loaded model.

    Attributes
    ----------
    model : Model
    version : str
    fallback : str or None
        Why this is not the champion, in words; None when it is.
    notes : mapping
        What training wrote down beside the model.
    """

    model: Any
    version: str
    fallback: str | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


_told: list[Callable[[str], None]] = []


def tell_of_fallbacks(told: Callable[[str], None]) -> None:
    """Call ``told`` with the task whenever another than its champion is asked for an answer."""
    if told not in _told:
        _told.append(told)


class Predictor:
    """Keeps a task's serving model loaded.

    Parameters
    ----------
    store : ReadsModels
    task : str
    baseline : callable
        Fits and gives the model that needs no artifact.
    clock : callable
        Seconds that only rise.
    """

    def __init__(
        self,
        store: ReadsModels,
        task: str,
        baseline: Callable[[], Any],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._task = task
        self._baseline = baseline
        self._clock = clock
        self._lock = threading.Lock()
        self._serving: Serving | None = None
        self._champion: str | None = None
        self._checked = float("-inf")

    def current(self) -> Serving:
        """The model to answer with.

        The first call, and the first after a promotion, waits for the load;
        threads that come meanwhile get the model that was serving before.
        """
        serving = self._current()
        if serving.fallback is not None:
            for told in _told:
                told(self._task)
        return serving

    def _current(self) -> Serving:
        serving = self._serving
        if serving is not None and self._clock() - self._checked < CHECK_EVERY_S:
            return serving
        if serving is not None and not self._lock.acquire(blocking=False):
            return serving
        if serving is None:
            self._lock.acquire()
        try:
            return self._checked_serving()
        finally:
            self._lock.release()

    def refresh(self) -> None:
        """Load or fit afresh at the next call."""
        with self._lock:
            self._serving = None

    def _checked_serving(self) -> Serving:
        serving = self._serving
        if serving is not None and self._clock() - self._checked < CHECK_EVERY_S:
            return serving
        champion = self._store.champion(self._task)
        if serving is None or champion != self._champion:
            serving = self._load(champion, self._store.previous(self._task))
        self._serving, self._champion = serving, champion
        self._checked = self._clock()
        return serving

    def _load(self, champion: str | None, previous: str | None) -> Serving:
        candidates = self._candidates(champion, previous)
        for version in candidates:
            try:
                model, manifest = self._store.load(self._task, version)
            except ArtifactError as fault:
                tell_fault(self._task, version, fault)
            else:
                fallback = None if version == champion else PREVIOUS_ANSWERS
                return Serving(model, version, fallback, getattr(manifest, "notes", {}))
        note = NOTHING_LOADS if candidates else NOTHING_TRAINED
        return Serving(self._baseline(), BASELINE_VERSION, note)

    @staticmethod
    def _candidates(champion: str | None, previous: str | None) -> list[str]:
        return list(dict.fromkeys(version for version in (champion, previous) if version))
