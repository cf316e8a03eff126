"""Less like this: what resembles such items falls, and rises again with time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Similar
from medley.data.feed import History
from medley.data.signals import LESS_HALF_LIFE_DAYS
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.marks import Marks

NEIGHBOURS = 50
NEIGHBOUR_FALL = 0.6
CATEGORY_FALL = 0.3
"""Parts of the whole span of scores by which the nearest neighbour, and an item of just
the same categories, fall when it was said this moment."""
LATEST = 20
"""Only so many of the latest are followed."""
_DAY_MS = 86_400_000.0


def strengths(marks: Marks, now_ms: int) -> dict[int, float]:
    """How strongly each "less like this" still counts, by item primary key, in (0, 1]."""
    latest = sorted(marks.less_ms.items(), key=lambda pair: -pair[1])[:LATEST]
    return {
        pk: float(2.0 ** (-max(now_ms - at_ms, 0) / _DAY_MS / LESS_HALF_LIFE_DAYS))
        for pk, at_ms in latest
    }


def fading(history: History, marks: Marks, index: CatalogueIndex, now_ms: int) -> History:
    """Let the weight of "less like this" in a history fade with its age."""
    if not marks.less_ms:
        return history
    held = {index.key_of(pk): strength for pk, strength in strengths(marks, now_ms).items()}
    factors = np.array([held.get(item, 1.0) for item in history.items], np.float32)
    # A mark that outranks it, such as a dislike, does not fade.
    fades = history.weights > -1.0
    weights = np.where(fades, history.weights * factors, history.weights).astype(np.float32)
    return History(history.items, weights, history.times_ms)


def fall(
    model: object, index: CatalogueIndex, less: dict[int, float]
) -> NDArray[np.float32] | None:
    """By which part of the span of scores each item falls.

    Parameters
    ----------
    model : Model
    index : CatalogueIndex
    less : dict of int to float
        See `strengths`.

    Returns
    -------
    ndarray of float32, shape (n,), or None
        At least 0; None when nothing falls.
    """
    if not less or not len(index):
        return None
    total = np.zeros(len(index), np.float32)
    for pk, strength in less.items():
        place = index.positions((pk,))
        if len(place):
            total += strength * _around(model, index, int(place[0]))
    return total


def _around(model: object, index: CatalogueIndex, place: int) -> NDArray[np.float32]:
    own = index.category_columns[slice(*index.category_starts[place : place + 2].tolist())]
    shared = np.zeros(len(index), np.float32)
    for column in own.tolist():
        shared[index.members.get(index.categories[column].slug, np.empty(0, np.intp))] += 1
    sizes = np.diff(index.category_starts)
    alike = shared / np.maximum(np.sqrt(sizes * max(len(own), 1)), 1)
    found: NDArray[np.float32] = (CATEGORY_FALL * alike).astype(np.float32)
    if isinstance(model, Similar):
        near = model.similar([index.keys[place]], NEIGHBOURS)[0]
        scores = near.scores / max(float(near.scores.max(initial=0.0)), 1e-12)
        for key, score in zip(near.ids, scores.tolist(), strict=True):
            position = index.keys.position(key)
            if position is not None:
                found[position] += NEIGHBOUR_FALL * max(score, 0.0)
    return found
