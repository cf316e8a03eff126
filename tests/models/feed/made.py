"""A small made world: 300 people with tastes, 200 items in eight groups."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData, FeedQuery

N_PEOPLE, N_HELD, N_ITEMS, N_GROUPS = 300, 60, 200, 8
DAY_MS = 86_400_000
START_MS = 1_700_000_000_000
POPULARITY_BOUND = 0.2
"""NDCG@20 that popularity reaches on `held_out`: what somebody unknown must get."""
WORDS = (
    ("등산", "mountain"),
    ("요리", "kitchen"),
    ("기타", "guitar"),
    ("사진", "camera"),
    ("축구", "football"),
    ("독서", "novel"),
    ("여행", "journey"),
    ("댄스", "dance"),
)


def group_of(item: int) -> int:
    """The taste group of an item position."""
    return item % N_GROUPS


@cache
def catalogue() -> Catalogue:
    """Items whose category tells the group in four cases of five, and whose words do too."""
    rng = np.random.default_rng(1)
    groups = np.arange(N_ITEMS) % N_GROUPS
    told = np.where(rng.random(N_ITEMS) < 0.8, groups, rng.integers(0, N_GROUPS, N_ITEMS))
    shape = (N_ITEMS, N_GROUPS)
    pairs = (np.ones(N_ITEMS, np.float32), (np.arange(N_ITEMS), told))
    return Catalogue(
        items=Vocabulary(f"made:{i}" for i in range(N_ITEMS)),
        categories=Vocabulary(f"group-{g}" for g in range(N_GROUPS)),
        item_categories=sparse.csr_matrix(pairs, shape=shape),
        creators=(groups * 3 + rng.integers(0, 3, N_ITEMS)).astype(np.int32),
        creator_keys=Vocabulary(f"creator:{c}" for c in range(3 * N_GROUPS)),
        titles=tuple(f"{' '.join(WORDS[g])} {i}" for i, g in enumerate(groups.tolist())),
        kinds=("video",) * N_ITEMS,
        published_ms=START_MS + rng.integers(0, 300, N_ITEMS) * DAY_MS,
    )


@cache
def everything() -> FeedData:
    """What all people did: likes in two groups they love, dislikes in others."""
    rng = np.random.default_rng(2)
    groups = np.arange(N_ITEMS) % N_GROUPS
    fame = rng.zipf(1.6, N_ITEMS).clip(1, 30).astype(np.float64)
    person, item, weight = [], [], []
    for p in range(N_PEOPLE):
        loved = rng.choice(N_GROUPS, 2, replace=False)
        pull = fame * np.where(groups == loved[0], 12.0, np.where(groups == loved[1], 6.0, 0.4))
        chosen = rng.choice(N_ITEMS, rng.integers(8, 30), replace=False, p=pull / pull.sum())
        kinds = rng.choice(np.float32([1.0, 0.6, 0.5, 0.2]), len(chosen), p=[0.5, 0.1, 0.3, 0.1])
        away = np.where(np.isin(groups, loved), 0.0, fame)
        away[chosen] = 0
        disliked = rng.choice(N_ITEMS, 3, replace=False, p=away / away.sum())
        item += [*chosen.tolist(), *disliked.tolist()]
        weight += [*kinds.tolist(), -1.0, -1.0, -0.3]
        person += [p] * (len(chosen) + 3)
    n = len(person)
    return FeedData(
        catalogue(),
        Vocabulary(f"person:{p}" for p in range(N_PEOPLE)),
        np.array(person, np.int32),
        np.array(item, np.int32),
        np.array(weight, np.float32),
        START_MS + rng.integers(0, 365 * DAY_MS, n),
    )


@cache
def training() -> FeedData:
    """The people that models are fitted on."""
    data = everything()
    return data.take(data.person < N_PEOPLE - N_HELD)


@cache
def held_out() -> tuple[tuple[FeedQuery, ...], tuple[NDArray[np.int32], ...]]:
    """Queries of the people held out whole, and the liked items left to find."""
    data = everything()
    rng = np.random.default_rng(3)
    queries, targets = [], []
    for p in range(N_PEOPLE - N_HELD, N_PEOPLE):
        rows = np.flatnonzero(data.person == p)
        liked = rows[data.weight[rows] >= 0.5]
        hidden = rng.choice(liked, max(2, len(liked) // 4), replace=False)
        kept = np.zeros(len(data), bool)
        kept[np.setdiff1d(rows, hidden)] = True
        (history,) = data.take(kept).histories(np.array([p], np.int32))
        queries.append(FeedQuery(history, exclude=frozenset(history.items)))
        targets.append(data.item[hidden])
    return tuple(queries), tuple(targets)
