"""A model laid over the catalogue: scores, and what is alike, by position."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count

import numpy as np
from numpy.typing import NDArray

from medley.core.model import AddsItems, FoldsIn, Similar
from medley.data.feed import FeedQuery
from medley.serving.predictor import Serving
from medley.web.feed.catalogue_index import CatalogueIndex

SHARING = 1_000
"""So many items at most stand in for what the model knows nothing about."""


@dataclass(frozen=True, eq=False)
class Aligned:
    """A serving model whose vocabulary is laid over the catalogue's index."""

    serving: Serving
    index: CatalogueIndex
    number: int = field(default_factory=count().__next__)
    """Tells apart what was aligned at different times in this process."""

    @cached_property
    def _places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions in the vocabulary and in the index of the items in both."""
        places = [self.index.keys.position(key) for key in self.serving.model.vocabulary]
        known = [n for n, place in enumerate(places) if place is not None]
        return np.array(known, np.intp), np.array([places[n] for n in known], np.intp)

    def scores(self, query: FeedQuery) -> NDArray[np.float32]:
        """Score every item of the index; those unknown to the model come last."""
        model = self.serving.model
        inside, outside = self._places
        found = np.full(len(self.index), -np.inf, np.float32)
        if isinstance(model, FoldsIn):
            found[outside] = model.fold_in([query])[0][inside]
        else:
            answer = model.predict([query], len(model.vocabulary))[0]
            for key, score in zip(answer.ids, answer.scores.tolist(), strict=True):
                place = self.index.keys.position(key)
                if place is not None:
                    found[place] = score
        known = found[found > -np.inf]
        found[found == -np.inf] = np.nextafter(known.min(), -np.inf) if len(known) else 0
        return found


def align(serving: Serving, index: CatalogueIndex) -> Aligned:
    """Lay a model over the catalogue, adding the items that came after its fit.

    The model itself is left as it is, since other threads may be answering
    with it: what grows is a copy.
    """
    known = serving.model.vocabulary
    if isinstance(serving.model, AddsItems) and any(key not in known for key in index.keys):
        from medley.web.feed.dataset import catalogue_from_database

        grown = deepcopy(serving.model)
        grown.add_items(catalogue_from_database())
        serving = replace(serving, model=grown)
    return Aligned(serving, index)


def best(scores: NDArray[np.float32], allowed: NDArray[np.bool_], k: int) -> NDArray[np.intp]:
    """Positions of the ``k`` best allowed scores, ties by position."""
    pool = np.flatnonzero(allowed)
    if k < len(pool):
        kth = np.partition(scores[pool], len(pool) - k)[len(pool) - k]
        pool = pool[scores[pool] >= kth]
    return pool[np.argsort(-scores[pool], kind="stable")][:k]


def most_similar(aligned: Aligned, pk: int, k: int, skip: frozenset[int]) -> list[int]:
    """Find the ``k`` items most like one by the model, then by shared categories.

    Hidden items and those in ``skip`` are left out. The categories answer for
    what the model knows nothing about, its best items first.
    """
    index, model = aligned.index, aligned.serving.model
    left_out = index.hidden_pks | skip | {pk}
    key = index.key_of(pk)
    found: list[int] = []
    if isinstance(model, Similar) and key is not None:
        for other in model.similar([key], k + len(left_out))[0].ids:
            other_pk = index.pk_of(other)
            if other_pk is not None and other_pk not in left_out:
                found.append(other_pk)
    if len(found) < k:
        sharing = _sharing_category(aligned, pk)
        found += [other for other in sharing if other not in left_out and other not in found]
    return found[:k]


def _sharing_category(aligned: Aligned, pk: int) -> list[int]:
    index = aligned.index
    place = index.positions((pk,))
    shared = np.zeros(len(index), np.bool_)
    for members in index.members.values():
        if len(place) and place[0] in members:
            shared[members] = True
    if not shared.any():
        return []
    return index.pks[best(aligned.scores(FeedQuery()), shared, SHARING)].tolist()
