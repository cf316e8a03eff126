"""The models that this process answers with, laid over the present catalogue."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
from django.conf import settings

from medley.artifacts.store import Store
from medley.core.registry import model_class, task
from medley.serving.predictor import BASELINE_VERSION, Predictor
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.ranking import Aligned, align

BASELINE_LASTS_S = 600.0


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


def forget_models() -> None:
    """Load and align afresh at the next call."""
    global _in_use
    _in_use = _InUse()
