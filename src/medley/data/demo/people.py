"""Four hundred people: what each likes, how often they come, what they declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.data.categories import CLUB_CATEGORIES, FILM_GENRES, MUSIC_GENRES
from medley.data.demo.made import N_PEOPLE
from medley.data.rows import ItemRow, PersonRow

Floats = NDArray[np.float64]

N_STYLES = 5
KIND_ORDER = ("video", "film", "song", "playlist")
_FAMILIES = (CLUB_CATEGORIES, FILM_GENRES, MUSIC_GENRES)
_SLUGS = tuple(row.slug for family in _FAMILIES for row in family)
_N_FAVOURITES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Things:
    """The items as the columns that people's choices depend on.

    Attributes
    ----------
    keys : tuple of str, length n_items
    kinds : ndarray of int8, shape (n_items,)
        Position in `KIND_ORDER`.
    topics : ndarray, shape (n_items, n_categories)
        Rows sum to 1; the first category counts most.
    styles : ndarray, shape (n_items, N_STYLES)
        What distinguishes items of one category; alike within a creator.
    creators : ndarray of int64, shape (n_items,)
    korean : ndarray of bool, shape (n_items,)
    appeal : ndarray, shape (n_items,)
        Log popularity that taste does not explain.
    published_ms : ndarray of int64, shape (n_items,)
    duration_s : ndarray, shape (n_items,)
    """

    keys: tuple[str, ...]
    kinds: NDArray[np.int8]
    topics: Floats
    styles: Floats
    creators: NDArray[np.int64]
    korean: NDArray[np.bool_]
    appeal: Floats
    published_ms: NDArray[np.int64]
    duration_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """People as columns; row i is person i + 1.

    Attributes
    ----------
    rows : tuple of PersonRow, length n_people
    liking : ndarray, shape (n_people, n_items)
        How much each person would enjoy each item, about standard normal.
    kind_mix : ndarray, shape (n_people, 4)
        How the sessions split over `KIND_ORDER`.
    n_sessions : ndarray of int64, shape (n_people,)
        Heavy-tailed.
    """

    rows: tuple[PersonRow, ...]
    liking: Floats
    kind_mix: Floats
    n_sessions: NDArray[np.int64]


def describe(items: Sequence[ItemRow], rng: np.random.Generator) -> Things:
    """Draw the hidden traits of items: style and appeal."""
    position = {slug: i for i, slug in enumerate(_SLUGS)}
    topics = np.zeros((len(items), len(_SLUGS)))
    for row, item in enumerate(items):
        for rank, slug in enumerate(item.categories):
            topics[row, position[slug]] = 1.0 / (rank + 1.5)
    names = sorted({item.creator for item in items})
    creator_of = {name: i for i, name in enumerate(names)}
    creators = np.array([creator_of[item.creator] for item in items])
    manner = rng.normal(size=(len(names), N_STYLES))
    styles = 0.75 * manner[creators] + 0.66 * rng.normal(size=(len(items), N_STYLES))
    return Things(
        keys=tuple(item.key for item in items),
        kinds=np.array([KIND_ORDER.index(item.kind) for item in items], np.int8),
        topics=topics / topics.sum(axis=1, keepdims=True),
        styles=styles,
        creators=creators,
        korean=np.array([item.title == item.title_ko for item in items]),
        appeal=rng.normal(0.0, 1.0, len(items)) + 0.5 * rng.normal(size=len(names))[creators],
        published_ms=np.array([item.published_ms for item in items]),
        duration_s=np.array([item.duration_s for item in items], float),
    )


def gather(things: Things, rng: np.random.Generator) -> Crowd:
    """Draw people and how much each would enjoy every item."""
    taste = _tastes(rng)
    liking = 1.5 * _centred(np.log(taste @ things.topics.T + 0.004))
    liking += 0.55 * _centred(rng.normal(size=(N_PEOPLE, N_STYLES)) @ things.styles.T)
    n_creators = int(things.creators.max()) + 1
    for person in range(N_PEOPLE):
        favourite = rng.choice(n_creators, _N_FAVOURITES, replace=False)
        liking[person] += 0.9 * np.isin(things.creators, favourite)
    speaks = rng.choice([-0.4, 0.0, 0.7], (N_PEOPLE, 1), p=[0.15, 0.4, 0.45])
    liking += speaks * (2.0 * things.korean - 1.0)
    return Crowd(
        rows=tuple(_declare(number, taste[number], rng) for number in range(N_PEOPLE)),
        liking=liking / liking.std(),
        kind_mix=rng.dirichlet([3.2, 1.5, 2.0, 0.9], N_PEOPLE),
        n_sessions=np.clip(rng.lognormal(1.85, 0.85, N_PEOPLE), 2, 60).astype(np.int64),
    )


def _tastes(rng: np.random.Generator) -> Floats:
    """Mix few categories of each family for each person; rows of a family sum to 1.

    Shape (n_people, n_categories). People come in loose crowds, so that what
    one likes says something about the others in the crowd.
    """
    parts = []
    n_crowds = 14
    crowd = rng.integers(n_crowds, size=N_PEOPLE)
    for family in _FAMILIES:
        shared = rng.dirichlet(np.full(len(family), 0.28), n_crowds)
        own = rng.dirichlet(np.full(len(family), 0.22), N_PEOPLE)
        parts.append(0.5 * shared[crowd] + 0.5 * own)
    return np.hstack(parts)


def _centred(values: Floats) -> Floats:
    return np.asarray((values - values.mean(axis=1, keepdims=True)) / values.std())


def _declare(number: int, taste: Floats, rng: np.random.Generator) -> PersonRow:
    """Declare one to four categories that fit the taste; one person in eight none."""
    key = f"demo:person-{number + 1}"
    if rng.random() < 0.125:
        return PersonRow(key)
    odds = taste + 0.01
    chosen = rng.choice(len(odds), int(rng.integers(1, 5)), replace=False, p=odds / odds.sum())
    return PersonRow(key, tuple(_SLUGS[i] for i in sorted(chosen.tolist())))
