"""The mix of categories that a person's page is balanced towards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.features.mix import lowered
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.less import strengths
from medley.web.feed.marks import NOBODY, Marks
from medley.web.feed.taste import taste_from


def target_of(marks: Marks, index: CatalogueIndex, *, now_ms: int) -> NDArray[np.float64]:
    """Give a person's taste, less of what they asked for less of; blocked categories go.

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        In the order of ``index.categories``; sums to 1, or all zeros when every
        category is blocked.
    """
    found = taste_from(marks, index, now_ms=now_ms).probabilities.astype(np.float64, copy=True)
    found[[held.pk in marks.categories for held in index.categories]] = 0.0
    total = float(found.sum())
    mix = found / total if total > 0 else found
    held = strengths(marks, now_ms)
    positions = index.positions(held)
    by_pk = np.array([held[int(pk)] for pk in index.pks[positions]], np.float64)
    return lowered(mix, index.shares(positions), by_pk)


def everybodys_mix(index: CatalogueIndex, *, now_ms: int) -> NDArray[np.float64]:
    """What people like who are not known at all, in the order of ``index.categories``."""
    return taste_from(NOBODY, index, now_ms=now_ms).probabilities
