"""A made population whose tastes move, and a catalogue that grows every day.

Nothing of what is drawn here is known to the code under test: it sees titles,
categories, creators and what people do. Every draw depends on the seed alone, so
that all arms of a run meet the same people, items and moods.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue

DAY_MS = 86_400_000
START_MS = 1_700_000_000_000 // DAY_MS * DAY_MS
N_TOPICS, N_STYLES, N_CREATORS = 10, 4, 40
EXAMINED = 0.92
"""Each place of a page is looked at so often, given that the one above it was."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Size:
    """How large a world is.

    Attributes
    ----------
    days : int
    people, items : int
        At the start.
    joining, published : int
        People and items that come every day.
    """

    days: int = 45
    people: int = 220
    items: int = 220
    joining: int = 3
    published: int = 6


@dataclass(frozen=True, eq=False)
class _Tastes:
    """Of one day: fashion by topic, people's liking of topics and of styles."""

    trend: Floats
    taste: Floats
    manner: Floats


class World:
    """One drawn world; rows of people and items stand in the order of their coming."""

    def __init__(self, seed: int, size: Size | None = None) -> None:
        self.seed, self.size = seed, size or Size()
        rng = np.random.default_rng([seed, 1])
        self.joined = _coming(self.size.people, self.size.joining, self.size.days)
        self.published = _coming(self.size.items, self.size.published, self.size.days)
        n, m = len(self.published), len(self.joined)
        self._topics = rng.dirichlet(np.full(N_TOPICS, 0.15), n)
        self.creators = rng.integers(N_CREATORS, size=n)
        manner = rng.normal(size=(N_CREATORS, N_STYLES))
        self._styles = 0.5 * manner[self.creators] + 0.85 * rng.normal(size=(n, N_STYLES))
        self.appeal = rng.normal(0, 0.6, n)
        crowds = rng.dirichlet(np.full(N_TOPICS, 0.3), 12)
        own = rng.dirichlet(np.full(N_TOPICS, 0.25), m)
        taste = np.log(0.5 * crowds[rng.integers(12, size=m)] + 0.5 * own + 0.02)
        self._habit = rng.beta(2, 3, m)
        self._drift = np.random.default_rng([seed, 2])
        self._tastes = [_Tastes(np.zeros(N_TOPICS), taste, rng.normal(size=(m, N_STYLES)))]

    def _on(self, day: int) -> _Tastes:
        """Let tastes and fashions drift up to a day; every day is kept."""
        rng = self._drift
        while len(self._tastes) <= day:
            last = self._tastes[-1]
            self._tastes.append(
                _Tastes(
                    0.97 * last.trend + rng.normal(0, 0.18, N_TOPICS),
                    last.taste + rng.normal(0, 0.10, last.taste.shape),
                    0.99 * last.manner + rng.normal(0, 0.14, last.manner.shape),
                )
            )
        return self._tastes[day]

    def liking(self, day: int) -> Floats:
        """How likely each person likes each item that is out, shape (n_people, n_items)."""
        now, n, m = self._on(day), self.n_items(day), self.n_people(day)
        taste = np.exp(now.taste[:m])
        taste /= taste.sum(axis=1, keepdims=True)
        joy = 1.7 * np.log(taste @ self._topics[:n].T + 0.05) + 4.2
        joy += 0.6 * now.manner[:m] @ self._styles[:n].T
        joy += 0.8 * self._topics[:n] @ now.trend + self.appeal[:n]
        return np.asarray(1 / (1 + np.exp(-1.3 * (joy - 2.2))))

    def n_items(self, day: int) -> int:
        """How many items are out on a day."""
        return int(np.searchsorted(self.published, day, side="right"))

    def n_people(self, day: int) -> int:
        """How many people have joined by a day."""
        return int(np.searchsorted(self.joined, day, side="right"))

    def visitors(self, day: int) -> NDArray[np.int64]:
        """Who comes on a day; everybody does on the day of joining."""
        m = self.n_people(day)
        draws = np.random.default_rng([self.seed, 3, day]).random(len(self.joined))[:m]
        return np.flatnonzero((draws < self._habit[:m]) | (self.joined[:m] == day))

    def moods(self, day: int) -> tuple[Floats, Floats]:
        """Two draws for each person: by place (is it looked at), and by item (is it liked)."""
        rng = np.random.default_rng([self.seed, 4, day])
        return rng.random((len(self.joined), 10)), rng.random(
            (len(self.joined), len(self.published))
        )

    @cached_property
    def _whole(self) -> Catalogue:
        n = len(self.published)
        held = self._topics >= np.minimum(0.3, self._topics.max(axis=1, keepdims=True))
        return Catalogue(
            items=Vocabulary(f"i:{k}" for k in range(n)),
            categories=Vocabulary(f"topic-{k}" for k in range(N_TOPICS)),
            item_categories=sparse.csr_matrix(held.astype(np.float32)),
            creators=self.creators.astype(np.int32),
            creator_keys=Vocabulary(f"c:{k}" for k in range(N_CREATORS)),
            titles=tuple("" for _ in range(n)),
            kinds=tuple("video" for _ in range(n)),
            published_ms=START_MS + np.maximum(self.published, -30) * DAY_MS,
        )

    def catalogue(self, day: int) -> Catalogue:
        """What is out on a day."""
        whole, n = self._whole, self.n_items(day)
        return Catalogue(
            items=Vocabulary(whole.items.ids[:n]),
            categories=whole.categories,
            item_categories=whole.item_categories[:n],
            creators=whole.creators[:n],
            creator_keys=whole.creator_keys,
            titles=whole.titles[:n],
            kinds=whole.kinds[:n],
            published_ms=whole.published_ms[:n],
        )


def _coming(first: int, daily: int, days: int) -> NDArray[np.int64]:
    """Days of coming: the first were there before, then so many a day."""
    return np.concatenate([np.full(first, -1), np.repeat(np.arange(days), daily)]).astype(np.int64)
