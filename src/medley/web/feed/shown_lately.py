"""How often each item was shown lately: what novelty is measured by."""

from __future__ import annotations

import threading
import time
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from medley.web.clock import now_ms
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.models import Exposure

READ_EVERY_S = 60.0
LATELY_MS = 7 * 86_400_000
MOST_PAGES = 20_000
SPARED = 10
"""Counts as if everything had been shown so often: the first few times say little."""


class _Shown:
    """Counts of this process, brought up to date at most once a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()
        self._since_ms = 0
        self._begun_ms = 0
        self._read_at = float("-inf")

    def counts(self) -> Counter[int]:
        if time.monotonic() - self._read_at >= READ_EVERY_S and self._lock.acquire(blocking=False):
            try:
                self._read()
                self._read_at = time.monotonic()
            finally:
                self._lock.release()
        return self._counts

    def _read(self) -> None:
        moment = now_ms()
        # Begun afresh each day, so that what is older than a week is forgotten.
        if moment - self._begun_ms > 86_400_000:
            self._counts, self._since_ms, self._begun_ms = Counter(), moment - LATELY_MS, moment
        rows = Exposure.objects.filter(shown_ms__gt=self._since_ms).order_by("-shown_ms")
        pages = list(rows.values_list("shown_ms", "items")[:MOST_PAGES])
        counts = Counter(self._counts)
        for _, items in pages:
            counts.update(items)
        self._counts = counts
        self._since_ms = max([self._since_ms, *(shown_ms for shown_ms, _ in pages[:1])])


_shown = _Shown()


def shown_lately(index: CatalogueIndex) -> NDArray[np.int64]:
    """How often each item of the index was shown in the last week, and `SPARED` more.

    At most a minute behind; each process counts by itself.

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    found = np.full(len(index), SPARED, np.int64)
    counts = _shown.counts()
    if not counts or not len(index):
        return found
    pks = np.fromiter(counts, np.int64, len(counts))
    times = np.fromiter(counts.values(), np.int64, len(counts))
    place = np.minimum(np.searchsorted(index.pks, pks), len(index) - 1)
    known = index.pks[place] == pks
    found[place[known]] += times[known]
    return found


def forget_shown() -> None:
    """Count afresh at the next call."""
    global _shown
    _shown = _Shown()
