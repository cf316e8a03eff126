"""The models that this process answers with, laid over the present catalogue."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
from django.conf import settings

from medley.artifacts.store import Store
from medley.core.errors import ArtifactError
from medley.core.registry import model_class, task
from medley.serving.cache import RecentlyUsed
from medley.serving.predictor import BASELINE_VERSION, Predictor, Serving
from medley.web.feed.aligned import Aligned, align
from medley.web.feed.catalogue_index import CatalogueIndex, current_index
from medley.web.feed.dataset import feed_data_from_database

BASELINE_LASTS_S = 600.0
log = logging.getLogger(__name__)
LIST_EVERY_S = 10.0
USUAL_ANSWERS = "The model on trial cannot be loaded, so the usual one answers."
KEPT_VERSIONS = 4
"""So many versions besides the champion stay loaded, for trials and mixed candidates."""


def fit_baseline() -> Any:
    """Fit the feed's baseline on the events of the database."""
    model = model_class("feed", task("feed").baseline)()
    model.fit(feed_data_from_database(), rng=np.random.default_rng(0))
    return model


class _InUse:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._predictor = Predictor(Store(settings.MEDLEY_MODELS), "feed", fit_baseline)
        self._aligned: Aligned | None = None
        self._aligned_from: object = None
        self._since = 0.0
        self._latest: dict[str, str] = {}
        self._listed = float("-inf")
        self._versions: RecentlyUsed[str, Aligned] = RecentlyUsed(KEPT_VERSIONS)

    def aligned(self, index: CatalogueIndex) -> Aligned:
        serving = self._predictor.current()
        held = self._aligned
        if held is not None and held.index is index and self._aligned_from is serving:
            return held if not self._is_stale(held) else self._renew(index)
        with self._lock:
            held = self._aligned
            if held is None or held.index is not index or self._aligned_from is not serving:
                if self._misses_items(held, index):
                    self._predictor.refresh()
                    serving = self._predictor.current()
                held = align(serving, index)
                self._aligned, self._aligned_from = held, serving
                self._since = time.monotonic()
            return held

    def _is_stale(self, held: Aligned) -> bool:
        too_old = time.monotonic() - self._since >= BASELINE_LASTS_S
        return too_old and held.serving.version == BASELINE_VERSION

    def _renew(self, index: CatalogueIndex) -> Aligned:
        self._since = time.monotonic()
        self._predictor.refresh()
        return self.aligned(index)

    def version(self, index: CatalogueIndex, version: str) -> Aligned:
        """A version over an index, kept until the index is another."""
        held = self._versions.get(version)
        if held is not None and held.index is index:
            return held
        usual = self.aligned(index)
        with self._lock:
            held = self._versions.get(version)
            if held is None or held.index is not index:
                held = self._opened(version, held, usual)
                self._versions.put(version, held)
        return held

    @staticmethod
    def _opened(version: str, held: Aligned | None, usual: Aligned) -> Aligned:
        if held is not None and held.serving.version == version:
            return align(held.serving, usual.index)
        try:
            model, manifest = Store(settings.MEDLEY_MODELS).load("feed", version)
        except ArtifactError as fault:
            log.error("the version %s cannot serve: %s", version, fault)
            return Aligned(replace(usual.serving, fallback=USUAL_ANSWERS), usual.index)
        return align(Serving(model, version, None, manifest.notes), usual.index)

    def latest(self, name: str) -> str | None:
        """The latest version of a model, looked up at most every ten seconds."""
        if time.monotonic() - self._listed >= LIST_EVERY_S:
            self._latest = {
                m.model: m.version for m in Store(settings.MEDLEY_MODELS).versions("feed")
            }
            self._listed = time.monotonic()
        return self._latest.get(name)

    @staticmethod
    def _misses_items(held: Aligned | None, index: CatalogueIndex) -> bool:
        """Whether the baseline answers and the catalogue is another than it was fitted on."""
        return (
            held is not None
            and held.index is not index
            and held.serving.version == BASELINE_VERSION
        )


_in_use = _InUse()


def aligned(index: CatalogueIndex) -> Aligned | None:
    """The serving model over an index, None while the catalogue is empty."""
    return _in_use.aligned(index) if len(index) else None


def aligned_version(index: CatalogueIndex, version: str) -> Aligned:
    """A version other than the champion over an index.

    Where it cannot be loaded the champion answers, and its ``serving`` says so.
    """
    return _in_use.version(index, version)


def aligned_source(index: CatalogueIndex, name: str) -> Aligned | None:
    """The champion, or the latest version of a model by name; None when it was not trained."""
    if name == "champion":
        return _in_use.aligned(index)
    version = _in_use.latest(name)
    return None if version is None else aligned_version(index, version)


def version_in_use() -> str:
    """The version that answers at this moment; ``"none"`` while the catalogue is empty."""
    found = aligned(current_index())
    return found.serving.version if found is not None else "none"


def feed_versions() -> list[str]:
    """All saved versions of feed models, oldest first."""
    return [held.version for held in Store(settings.MEDLEY_MODELS).versions("feed")]


def forget_models() -> None:
    """Load and align afresh at the next call."""
    global _in_use
    _in_use = _InUse()
