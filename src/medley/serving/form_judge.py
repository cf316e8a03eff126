"""The saved model of form as the coach asks it, and where it is believed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from medley.artifacts.store import Store
from medley.core.errors import ArtifactError
from medley.data.form_data import FormQuery
from medley.serving.predictor import CHECK_EVERY_S, tell_fault

TASK = "form"
TRUSTED = 0.75
"""AUC, on people or recordings that were held out, from which a condition is judged by a
model; the same that a rule needs to be no experiment."""


@dataclass(frozen=True, slots=True, eq=False)
class SavedJudge:
    """Judges conditions with a fitted model.

    Attributes
    ----------
    model : Model
        Of the task ``form``.
    version : str
    trusted : frozenset of str
        Conditions, such as ``"squat/depth"``, of which it may speak.
    fallback : bool
        Whether it stands in for the champion, which cannot be loaded.
    """

    model: Any
    version: str
    trusted: frozenset[str]
    fallback: bool = False

    def told(self, query: FormQuery) -> Mapping[str, float]:
        """Give the probability of being broken of each condition that it may judge."""
        found: Mapping[str, float] = self.model.told(query)
        return {n: p for n, p in found.items() if f"{query.exercise}/{n}" in self.trusted}


def saved_judge(models: Path) -> SavedJudge | None:
    """Load the champion of form, or the one before it where it is damaged.

    Returns
    -------
    SavedJudge or None
        None where the rules judge alone: nothing was learned, only from made bodies, or
        nothing well enough.
    """
    return _loaded(Store(models))


class CurrentJudge:
    """The judge that a process asks, at most a second behind a promotion or a rollback.

    Parameters
    ----------
    models : Path
        Of the store.
    clock : callable
        Seconds that only rise.
    """

    def __init__(self, models: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = Store(models)
        self._clock = clock
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._champion: str | None = None
        self._judge: SavedJudge | None = None

    def judge(self) -> SavedJudge | None:
        """Who judges at this moment; None where the rules judge alone."""
        with self._lock:
            if self._clock() - self._looked >= CHECK_EVERY_S:
                champion = self._store.champion(TASK)
                if champion != self._champion:
                    self._judge, self._champion = _loaded(self._store), champion
                self._looked = self._clock()
            return self._judge


def _loaded(store: Store) -> SavedJudge | None:
    champion = store.champion(TASK)
    for version in (champion, store.previous(TASK)):
        if version is None:
            return None
        try:
            model, manifest = store.load(TASK, version)
        except ArtifactError as fault:
            tell_fault(TASK, version, fault)
            continue
        found = _of(model, version, manifest.notes)
        return found and replace(found, fallback=version != champion)
    return None


def _of(model: Any, version: str, notes: Mapping[str, Any]) -> SavedJudge | None:
    if notes.get("made_bodies", 1):
        # What is right on drawings is not thereby right on people.
        return None
    areas: Mapping[str, float] = notes.get("measured", {}).get("conditions", {})
    trusted = frozenset(name for name, area in areas.items() if area >= TRUSTED)
    return SavedJudge(model, version, trusted) if trusted else None
