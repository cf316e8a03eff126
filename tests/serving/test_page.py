from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import DataError
from medley.serving.page import cut_page

lists = st.lists(st.integers(1, 10_000), unique=True, max_size=200).map(
    lambda items: np.array(items, np.int64)
)


@given(lists, st.lists(st.integers(1, 100), min_size=1, max_size=5), st.data())
def test_scrolling_shows_each_item_once_whatever_is_hidden_meanwhile(order, sizes, data):
    hidden: set[int] = set()
    shown: list[int] = []
    position, turn = 0, 0
    while position is not None:
        hidden |= data.draw(st.sets(st.sampled_from(order.tolist()))) if len(order) else set()
        page = cut_page(order, position, sizes[turn % len(sizes)], hidden, set())
        items = [int(order[place]) for place in page.positions]
        assert not hidden & set(items)
        shown += items
        position, turn = page.next_position, turn + 1
    assert len(shown) == len(set(shown))
    never_hidden = set(order.tolist()) - hidden
    assert never_hidden <= set(shown)
    places = {item: place for place, item in enumerate(order.tolist())}
    assert [places[item] for item in shown] == sorted(places[item] for item in shown)


@given(lists, st.integers(1, 100))
def test_every_page_but_the_last_is_full(order, size):
    position = 0
    while position is not None:
        page = cut_page(order, position, size)
        assert len(page.positions) == size or page.next_position is None
        position = page.next_position


def test_a_last_page_is_not_followed_by_an_empty_one():
    assert cut_page(np.array([1, 2, 3, 4]), 0, 2, {3, 4}).next_position is None


@pytest.mark.parametrize("size", [0, -1, 101])
def test_sizes_out_of_range_are_refused(size):
    with pytest.raises(DataError, match="1 to 100"):
        cut_page(np.array([1]), 0, size)
