"""A person's taste: the probability of every category for what they will like next.

The champion of the task `interests` foresees it from what the person declared and
did; what was declared keeps a share that fades as behaviour arrives
(`medley.serving.taste`). Before a model is trained, decayed and weighted counts
answer, against what everybody likes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Count
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.signals import WEIGHTS
from medley.serving.cache import RecentlyUsed
from medley.serving.predictor import BASELINE_VERSION, Predictor, Serving
from medley.web import clock
from medley.web.feed.catalogue_index import CatalogueIndex, current_index
from medley.web.feed.marks import Marks, marks_of
from medley.web.feed.models import Event
from medley.web.people.models import Person

COUNTS_ANSWER = "No model of interests is trained yet, so what was liked is counted."
PREVIOUS_ANSWERS = "The newest model of interests cannot be loaded, so another answers."
_HOUR_MS = 3_600_000
_BASELINE_LASTS_S = 600.0


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """What somebody will like next.

    Attributes
    ----------
    slugs : tuple of str, length n_categories
        In the order of the index's categories.
    probabilities : ndarray of float64, shape (n_categories,)
        Sums to 1 where there is a category.
    declared : ndarray of float64, shape (n_categories,)
        The part of each probability that comes from what was declared.
    behaviour : float
        How much was liked and wished, decayed; see
        `medley.serving.taste.behaviour`.
    model_version : str
    fallback : str or None
        Why this is not the champion's answer, in words.
    """

    slugs: tuple[str, ...]
    probabilities: NDArray[np.float64]
    declared: NDArray[np.float64]
    behaviour: float
    model_version: str
    fallback: str | None

    @property
    def declared_share(self) -> float:
        """How much of the whole comes from what was declared, in [0, 1)."""
        return float(self.declared.sum())

    def by_slug(self) -> dict[str, float]:
        """Every category's probability, the largest first."""
        order = np.argsort(-self.probabilities, kind="stable").tolist()
        return {self.slugs[n]: float(self.probabilities[n]) for n in order}


_held: RecentlyUsed[tuple[int, int, int, int, int], Taste] = RecentlyUsed(1024)


def taste_of(person: Person | None, *, now_ms: int | None = None) -> Taste:
    """Foresee a person's taste; remembered for an hour, until they do something.

    Parameters
    ----------
    person : Person or None
        None for a visitor who did nothing yet: everybody's shares.
    now_ms : int, optional
        Milliseconds since 1970-01-01 UTC; this moment without it.
    """
    # One more, since what happened in this very millisecond counts as well.
    moment = clock.now_ms() + 1 if now_ms is None else now_ms
    index, lens = current_index(), _in_use.lens()
    whose = (0, 0) if person is None else (person.pk, person.revision)
    stamp = (*whose, index.revision, lens.number, moment // _HOUR_MS)
    found = _held.get(stamp)
    if found is None:
        found = taste_from(marks_of(person), index, now_ms=moment)
        _held.put(stamp, found)
    return found


def taste_from(marks: Marks, index: CatalogueIndex, *, now_ms: int) -> Taste:
    """Foresee a taste from marks, whoever's they are.

    Parameters
    ----------
    marks : Marks
    index : CatalogueIndex
    now_ms : int
        Events count less the older they are at this moment.
    """
    from medley.data.interests import known_from
    from medley.serving.taste import behaviour, declared_part, taste

    lens = _in_use.lens()
    over = lens.over(index)
    query = known_from(marks.history, marks.interests, over.shares, now_ms=now_ms)
    probabilities = taste(over, query)
    return Taste(
        over.vocabulary.ids,
        probabilities,
        declared_part(probabilities, query, over.vocabulary),
        behaviour(query),
        lens.serving.version,
        _note(lens.serving),
    )


def forget_answers() -> None:
    """Foresee everybody afresh with the model that is loaded."""
    _held.clear()


def forget_tastes() -> None:
    """Load the model and foresee everybody afresh."""
    global _in_use
    _in_use = _InUse()
    _held.clear()


def _note(serving: Serving) -> str | None:
    if serving.version == BASELINE_VERSION:
        return COUNTS_ANSWER
    return PREVIOUS_ANSWERS if serving.fallback else None


def count_likes() -> Any:
    """Make the baseline: each person's counts, beside everybody's likes by category."""
    from medley.core.registry import model_class, task

    found = model_class("interests", task("interests").baseline)()
    slugs = Vocabulary(held.slug for held in current_index().categories)
    if not len(slugs):
        # A vocabulary of nothing is no fitted model; a catalogue may still come.
        slugs = Vocabulary(["none"])
    found.restore(_state(slugs))
    return found


def _state(slugs: Vocabulary) -> Mapping[str, NDArray[Any]]:
    liking = [kind for kind, weight in WEIGHTS.items() if weight >= WEIGHTS["finish"]]
    rows = (
        Event.objects.filter(kind__in=liking, undo=False)
        .exclude(item__categories=None)
        .order_by()
        .values_list("item__categories__slug")
        .annotate(n=Count("pk"))
    )
    amounts = np.full(len(slugs), 1 / len(slugs))
    for slug, n in rows:
        place = slugs.position(slug)
        if place is not None:
            amounts[place] += n
    return {
        "vocabulary": slugs.encode(),
        "prior": amounts / amounts.sum(),
        "n_declaring": np.zeros(1, np.int64),
    }


class _Over:
    """A model of interests laid over the categories of an index."""

    def __init__(self, model: Any, index: CatalogueIndex) -> None:
        from scipy import sparse

        from medley.data.interests import CategoryShares

        self.index = index
        self.vocabulary = Vocabulary(held.slug for held in index.categories)
        ones = np.ones(len(index.category_columns), np.float32)
        memberships = sparse.csr_matrix(
            (ones, index.category_columns, index.category_starts),
            shape=(len(index), len(index.categories)),
        )
        self.shares = CategoryShares.from_memberships(index.keys, self.vocabulary, memberships)
        self._model = model
        self.n_declaring = int(model.n_declaring)
        places = [model.vocabulary.position(slug) for slug in self.vocabulary]
        self._inside = np.array([n for n, place in enumerate(places) if place is not None], np.intp)
        self._places = np.array([place for place in places if place is not None], np.intp)

    def probabilities(self, queries: list[Any]) -> NDArray[np.float64]:
        """Give what the model knows of these categories, brought to sum to 1."""
        n_categories = len(self.vocabulary)
        found = np.zeros((len(queries), n_categories))
        if len(self._places):
            found[:, self._inside] = self._model.probabilities(queries)[:, self._places]
        sums = found.sum(axis=1, keepdims=True)
        even = np.full_like(found, 1 / max(n_categories, 1))
        return np.divide(found, sums, out=even, where=sums > 0)


class _Lens:
    """A serving model, and the last index that it was laid over."""

    _made = 0

    def __init__(self, serving: Serving) -> None:
        _Lens._made += 1
        self.number = _Lens._made
        self.serving = serving
        self._over: _Over | None = None

    def over(self, index: CatalogueIndex) -> _Over:
        held = self._over
        if held is None or held.index is not index:
            held = self._over = _Over(self.serving.model, index)
        return held


class _InUse:
    def __init__(self) -> None:
        from medley.artifacts.store import Store

        self._lock = threading.Lock()
        self._predictor = Predictor(Store(settings.MEDLEY_MODELS), "interests", count_likes)
        self._lens: _Lens | None = None
        self._since = 0.0

    def lens(self) -> _Lens:
        held = self._lens
        old = time.monotonic() - self._since >= _BASELINE_LASTS_S
        if held is not None and old and held.serving.version == BASELINE_VERSION:
            self._since = time.monotonic()
            self._predictor.refresh()
        serving = self._predictor.current()
        if held is not None and held.serving is serving:
            return held
        with self._lock:
            if self._lens is None or self._lens.serving is not serving:
                self._lens = _Lens(serving)
                self._since = time.monotonic()
            return self._lens


_in_use = _InUse()
