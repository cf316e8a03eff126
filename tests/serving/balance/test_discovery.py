"""A few places near a page's end go to the best of what was shown least."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.serving.balance.test_balance import NOTHING, made

from medley.serving.balance import Balance, balance
from medley.serving.balance.moves import CONCERNS

N = 200
SHOWN = np.r_[np.full(100, 9), np.full(99, 3), 1].astype(np.int64)


def counted(known_by: np.ndarray) -> object:
    return replace(made(N), known_by=known_by)


def order_of(settings: Balance, known_by: np.ndarray = SHOWN) -> list[int]:
    found = balance(counted(known_by), np.zeros(8), settings)
    assert sorted(found.order.tolist()) == list(range(N))
    return found.order.tolist()


def test_the_least_shown_come_before_the_last_two_places_and_the_rest_stays() -> None:
    order = order_of(replace(NOTHING, page=10, discovery=0.2))
    # The one shown once first, then the best of those shown three times.
    assert order[:10] == [0, 1, 2, 3, 4, 5, 199, 100, 6, 7]
    assert order[10:20] == [8, 9, 10, 11, 12, 13, 101, 102, 14, 15]


def test_without_discovery_the_order_stays() -> None:
    assert order_of(replace(NOTHING, page=10, discovery=0.0)) == list(range(N))


def test_half_a_place_is_one_on_every_second_page() -> None:
    found = balance(counted(SHOWN), np.zeros(8), replace(NOTHING, page=10, discovery=0.05))
    lifted = (found.terms[:, CONCERNS.index("discovery")] > 0).reshape(-1, 10).sum(axis=1)
    assert set(lifted.tolist()) == {0, 1}
    assert 4 <= lifted.sum() <= 16


@pytest.mark.parametrize("page", [1, 2])
def test_a_page_of_hardly_a_place_discovers_nothing(page: int) -> None:
    assert order_of(replace(NOTHING, page=page, discovery=0.5)) == list(range(N))


def test_where_nobody_counted_nothing_is_discovered() -> None:
    nobody = np.empty(0, np.int64)
    assert order_of(replace(NOTHING, page=10, discovery=0.2), nobody) == list(range(N))


def test_among_equals_the_most_worthy_is_discovered_which_changes_nothing() -> None:
    evenly = np.full(N, 4, np.int64)
    assert order_of(replace(NOTHING, page=10, discovery=0.2), evenly) == list(range(N))


def test_the_log_says_what_lifted_it_and_by_how_much() -> None:
    found = balance(counted(SHOWN), np.zeros(8), replace(NOTHING, page=10, discovery=0.1))
    move = found.move(7)
    assert (move.item, move.before, move.lifted_by) == ("demo:199", 199, "discovery")
    # With the lift its worth equals that of the best that was passed over.
    passed_over = float(counted(SHOWN).scores[7])
    assert sum(move.terms.values()) == pytest.approx(passed_over, abs=1e-5)
    assert found.move(8).terms["discovery"] == 0


def test_two_neighbours_of_one_creator_are_not_discovered_either() -> None:
    candidates = replace(made(N, n_creators=3), known_by=SHOWN)
    found = balance(candidates, np.ones(8), Balance(page=10, discovery=0.3), places=100)
    creators = candidates.creators[found.order[:100]]
    same = (creators[1:] == creators[:-1]) & (creators[1:] >= 0)
    assert not (same & ~found.relaxed[1:100]).any()


def test_pages_that_count_what_they_show_cover_more() -> None:
    def covered(settings: Balance) -> int:
        shown = np.zeros(N, np.int64)
        for seed in range(20):
            found = balance(counted(shown), np.zeros(8), settings, seed=seed)
            shown[found.order[:10]] += 1
        return int((shown > 0).sum())

    assert covered(replace(NOTHING, page=10, discovery=0)) == 10
    assert covered(replace(NOTHING, page=10, discovery=0.2)) >= 45
