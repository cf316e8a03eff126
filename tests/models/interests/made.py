"""A made group of people whose later likes follow from what they declared and liked."""

from __future__ import annotations

from functools import cache

import numpy as np

from medley.core.vocabulary import Vocabulary
from medley.data.interests import InterestsData, hold_out_people

N_CATEGORIES = 5
N_PEOPLE = 60
SLUGS = Vocabulary([f"taste-{i}" for i in range(N_CATEGORIES)])


@cache
def everybody() -> InterestsData:
    """Three examples a person: nothing known, a little, more.

    People of one kind like a category for a while and then its neighbour, so
    that what comes later is not simply what was liked most.
    """
    rng = np.random.default_rng(5)
    rows = []
    people = []
    for number in range(N_PEOPLE):
        first = int(rng.integers(N_CATEGORIES - 1))
        taste = np.full(N_CATEGORIES, 0.05)
        taste[first] = 0.75
        next_taste = np.roll(taste, 1 if first % 2 else 0)
        for n_likes in (0, 6, 25):
            liked = rng.multinomial(n_likes, taste / taste.sum()) * rng.uniform(0.3, 1)
            wished = rng.multinomial(rng.integers(3) if n_likes else 0, taste / taste.sum())
            declared = np.zeros(N_CATEGORIES)
            declared[first] = rng.random() < 0.3
            later = rng.multinomial(20, next_taste / next_taste.sum()) / 20
            rows.append((declared, wished, liked, later))
            people.append(f"made:{number}")
    columns = [np.array(column, np.float32) for column in zip(*rows, strict=True)]
    return InterestsData(SLUGS, tuple(people), *columns)


@cache
def split() -> tuple[InterestsData, InterestsData]:
    return hold_out_people(everybody(), 0.3, rng=np.random.default_rng(1))
