from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from medley.serving.spread import spread


@given(st.lists(st.integers(-1, 6), min_size=1, max_size=80), st.randoms())
def test_categories_take_turns(categories, random):
    category = np.array(categories, np.int32)
    positions = list(range(len(categories)))
    random.shuffle(positions)
    order = np.array(positions, np.intp)
    found = spread(order, category)
    assert sorted(found.tolist()) == sorted(positions)
    assert found[0] == order[0]
    n_categories = len(set(categories))
    assert len(set(category[found[:n_categories]].tolist())) == n_categories
    for one in set(categories):
        inside = [p for p in order.tolist() if category[p] == one]
        assert [p for p in found.tolist() if category[p] == one] == inside


def test_nothing_spreads_to_nothing():
    assert spread(np.empty(0, np.intp), np.empty(0, np.int32)).tolist() == []
