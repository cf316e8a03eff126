"""From a person's marks to a frozen order of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

import numpy as np
from numpy.typing import NDArray

from medley.core.model import AddsItems, Explains, FoldsIn, Similar
from medley.core.prediction import Reason
from medley.data.feed import FeedQuery
from medley.serving.predictor import Serving
from medley.serving.spread import spread
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.marks import Marks

LIST_LENGTH = 1_000
EXPLAINED = 65
"""So many items of a list carry their reason: the first page and two scrolls."""
SEEN_RECENTLY_MS = 30 * 86_400_000

SEEN_AGAIN = "You have seen everything here lately, so it is shown again."
LIKED_AGAIN = "You have seen or liked everything here, so it is shown again."


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
        serving = Serving(grown, serving.version, serving.fallback)
    return Aligned(serving, index)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a feed is narrowed to.

    Attributes
    ----------
    category : str or None
        Slug of the only category.
    kind : str or None
        The only kind of items.
    playable : bool
        Only items with a clip.
    """

    category: str | None = None
    kind: str | None = None
    playable: bool = False


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What one person gets, best first.

    Attributes
    ----------
    pks : ndarray of int64, shape (n,)
        At most `LIST_LENGTH` items.
    scores : ndarray of float32, shape (n,)
        The model's rank scores of the items.
    reasons : list of Reason or None
        The main reason of the first `EXPLAINED` items.
    relaxed : str or None
        Which filter was left out because nothing remained, in words.
    """

    pks: NDArray[np.int64]
    scores: NDArray[np.float32]
    reasons: list[Reason | None]
    relaxed: str | None


def rank(aligned: Aligned, marks: Marks, wanted: Wanted, *, now_ms: int) -> Ranking:
    """Rank what a person may be shown.

    Parameters
    ----------
    aligned : Aligned
    marks : Marks
    wanted : Wanted
    now_ms : int
        Milliseconds since 1970-01-01 UTC.
    """
    index = aligned.index
    query = FeedQuery(marks.history, marks.interests)
    inside = index.allowed(kind=wanted.kind, category=wanted.category, playable=wanted.playable)
    allowed, relaxed = _allowed(index, marks, now_ms, inside)
    scores = aligned.scores(query)
    order = best(scores, allowed, LIST_LENGTH)
    if marks.says_nothing:
        order = spread(order, index.main_category)
    explained = [index.keys[n] for n in order[:EXPLAINED].tolist()]
    reasons = _main_reasons(aligned.serving, query, explained)
    return Ranking(index.pks[order], scores[order], reasons, relaxed)


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
    return index.pks[best(aligned.scores(FeedQuery()), shared, LIST_LENGTH)].tolist()


def best(scores: NDArray[np.float32], allowed: NDArray[np.bool_], k: int) -> NDArray[np.intp]:
    """Positions of the ``k`` best allowed scores, ties by position."""
    pool = np.flatnonzero(allowed)
    if k < len(pool):
        kth = np.partition(scores[pool], len(pool) - k)[len(pool) - k]
        pool = pool[scores[pool] >= kth]
    return pool[np.argsort(-scores[pool], kind="stable")][:k]


def _allowed(
    index: CatalogueIndex, marks: Marks, now_ms: int, wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], str | None]:
    """Leave out what was disliked, liked and seen recently, the last two if anything remains."""
    wanted[index.positions(marks.disliked)] = False
    unliked = wanted.copy()
    unliked[index.positions(marks.liked)] = False
    fresh = unliked.copy()
    since = now_ms - SEEN_RECENTLY_MS
    fresh[index.positions(pk for pk, at in marks.seen_ms.items() if at >= since)] = False
    if fresh.any():
        return fresh, None
    if unliked.any():
        return unliked, SEEN_AGAIN
    return wanted, LIKED_AGAIN if wanted.any() else None


def _main_reasons(serving: Serving, query: FeedQuery, keys: Sequence[str]) -> list[Reason | None]:
    if not isinstance(serving.model, Explains):
        return []
    return [reasons[0] if reasons else None for reasons in serving.model.explain(query, keys)]
