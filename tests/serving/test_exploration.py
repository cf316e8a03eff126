"""Places filled by chance carry exactly the chance they were filled with."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.core.errors import ConfigError, DataError
from medley.serving.exploration import Exploration, chances, explore, exploring_places

SCORES = np.array([3.0, 2.5, 2.0, 0.5, 0.0])


@given(
    n=st.integers(0, 120),
    share=st.floats(0, 1),
    chance=st.floats(0, 1),
    pool=st.integers(2, 60),
    temperature=st.floats(0.05, 50),
    page=st.integers(1, 40),
    seed=st.integers(0, 2**63),
)
@settings(max_examples=100, deadline=None)
def test_a_page_is_a_permutation_with_possible_chances(
    n: int, share: float, chance: float, pool: int, temperature: float, page: int, seed: int
) -> None:
    order = np.random.default_rng(0).permutation(n)
    scores = np.sort(np.random.default_rng(1).standard_normal(n))
    chosen = Exploration(share, chance, pool, temperature)
    found = explore(order, scores, chosen, seed=seed, page=page)
    assert sorted(found.order.tolist()) == list(range(n))
    assert (found.propensities > 0).all()
    assert (found.propensities <= 1 + 1e-12).all()
    assert (found.propensities[~found.by_chance] == 1).all()
    for start in range(0, n, page):
        expected = exploring_places(chosen, page)
        marked = np.flatnonzero(found.by_chance[start : start + page])
        assert marked.tolist() == [p for p in expected.tolist() if start + p < n]


def test_frequencies_are_the_logged_propensities() -> None:
    chosen = Exploration(share=1.0, chance=0.7, pool=3, temperature=0.8)
    counts: dict[tuple[int, ...], int] = {}
    logged: dict[tuple[int, ...], float] = {}
    n = 6000
    for seed in range(n):
        found = explore(np.arange(5), SCORES, chosen, seed=seed, page=2)
        page = tuple(found.order[:2].tolist())
        counts[page] = counts.get(page, 0) + 1
        logged[page] = float(found.propensities[:2].prod())
    assert sum(logged.values()) == pytest.approx(1)
    chi_square = sum((counts[p] - n * logged[p]) ** 2 / (n * logged[p]) for p in logged)
    # Pages of two from a pool of three: 9 outcomes; 26.1 is exceeded once in a thousand.
    assert len(logged) == 9
    assert chi_square < 26.1


def test_with_chance_alone_a_page_follows_plackett_and_luce() -> None:
    chosen = Exploration(share=1.0, pool=5, temperature=1.0)
    z = (SCORES[:4] - SCORES[:4].mean()) / SCORES[:4].std()
    assert chances(SCORES[:4], chosen) == pytest.approx(np.exp(z) / np.exp(z).sum())
    total = 0.0
    for page in permutations(range(4)):
        left, product = list(range(4)), 1.0
        for item in page:
            product *= chances(SCORES[left], chosen)[left.index(item)]
            left.remove(item)
        total += product
    assert total == pytest.approx(1)


def test_what_is_overtaken_moves_down_by_one() -> None:
    chosen = Exploration(share=0.25, pool=10, temperature=100)
    found = next(
        f
        for seed in range(100)
        if (f := explore(np.arange(12), np.zeros(12), chosen, seed=seed, page=4)).order[3] != 3
    )
    assert found.order[:3].tolist() == [0, 1, 2]
    rest = [i for i in found.order.tolist() if i not in found.order[found.by_chance]]
    assert rest == sorted(rest)


def test_epsilon_keeps_the_rank_with_the_chance_that_is_left() -> None:
    even = chances(np.zeros(4), Exploration(chance=0.2, temperature=1))
    assert even == pytest.approx([0.85, 0.05, 0.05, 0.05])


def test_one_request_gets_one_page() -> None:
    pages = [explore(np.arange(40), np.arange(40.0), seed=s).order.tolist() for s in (4, 4, 5)]
    assert pages[0] == pages[1] != pages[2]


def test_no_exploration_leaves_the_order_and_nothing_to_log() -> None:
    found = explore(np.arange(9), np.arange(9.0), Exploration(share=0), seed=1)
    assert found.order.tolist() == list(range(9))
    assert not found.by_chance.any()


def test_what_has_no_exact_chance_is_refused() -> None:
    with pytest.raises(DataError, match="not finite"):
        explore(np.arange(2), np.array([1, np.nan]), seed=0)
    with pytest.raises(ConfigError, match="temperature of the exploration is 0"):
        Exploration(temperature=0)


def test_chance_never_brings_two_items_of_one_creator_together() -> None:
    creators = np.array([0, 1, 0, 1, 2, 1, 0, 2, 1, 0, 2, 0], np.int32)
    chosen = Exploration(share=0.5, pool=8, temperature=100)
    for seed in range(300):
        found = explore(np.arange(12), np.zeros(12), chosen, seed=seed, page=4, creators=creators)
        made_by = creators[found.order]
        assert (made_by[1:] != made_by[:-1]).all()


def test_the_pool_of_each_draw_comes_with_its_chances() -> None:
    creators = np.array([0, 1, 0, 1, 2, 1, 0, 2, 1, 0, 2, 0], np.int32)
    scores = np.arange(12, 0, -1.0)
    chosen = Exploration(share=0.25, pool=6, temperature=2)
    for seed in range(50):
        found = explore(np.arange(12), scores, chosen, seed=seed, page=4, creators=creators)
        places = np.flatnonzero(found.by_chance).tolist()
        assert len(places) == len(found.pools) == 3
        for place, pool in zip(places, found.pools, strict=True):
            chance = dict(zip(pool.tolist(), chances(scores[pool], chosen), strict=True))
            assert found.propensities[place] == pytest.approx(chance[int(found.order[place])])
