"""The mix of categories that a person's page is balanced towards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.features.mix import category_mix, lowered
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.less import strengths
from medley.web.feed.marks import Marks

_DAY_MS = 86_400_000.0
_UNKNOWN_AGE_DAYS = 180.0


def target_of(marks: Marks, index: CatalogueIndex, *, now_ms: int) -> NDArray[np.float64]:
    """Blend what was declared and done; categories wanted less of are lowered.

    Returns
    -------
    ndarray of float64, shape (n_categories,)
        In the order of ``index.categories``; sums to 1, or all zeros when nothing
        is known.
    """
    history = marks.history
    places = [index.keys.position(item) for item in history.items]
    known = np.array([n for n, place in enumerate(places) if place is not None], np.intp)
    positions = np.array([place for place in places if place is not None], np.intp)
    times = history.times_ms[known]
    ages = np.where(times > 0, np.maximum(now_ms - times, 0) / _DAY_MS, _UNKNOWN_AGE_DAYS)
    declared = np.array([held.slug in marks.interests for held in index.categories], np.bool_)
    mix = category_mix(index.shares(positions), history.weights[known], ages, declared)
    return less_wanted(mix, marks, index, now_ms=now_ms)


def less_wanted(
    mix: NDArray[np.float64], marks: Marks, index: CatalogueIndex, *, now_ms: int
) -> NDArray[np.float64]:
    """Lower the categories of what the person asked for less of; blocked ones go."""
    found = mix.astype(np.float64, copy=True)
    found[[held.pk in marks.categories for held in index.categories]] = 0.0
    held = strengths(marks, now_ms)
    positions = index.positions(held)
    by_pk = np.array([held[int(pk)] for pk in index.pks[positions]], np.float64)
    return lowered(found, index.shares(positions), by_pk)
