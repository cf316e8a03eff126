"""What came onto first pages is kept once for each person and item, at its first time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from medley.data.shown import Shown

pages = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(1, 99)), max_size=60)


def shown(rows: list[tuple[int, int, int]]) -> Shown:
    person, item, at_ms = np.array(rows, np.int64).reshape(-1, 3).T
    everybody = np.ones(6, np.bool_)
    return Shown.of(person.astype(np.int32), item.astype(np.int32), at_ms, everybody)


@given(pages)
def test_each_pair_is_found_at_its_first_time_and_no_other_is(
    rows: list[tuple[int, int, int]],
) -> None:
    expected: dict[tuple[int, int], int] = {}
    for person, item, at_ms in rows:
        expected[person, item] = min(at_ms, expected.get((person, item), at_ms))
    found = shown(rows)
    assert len(found) == len(expected)
    asked = [(person, item) for person in range(6) for item in range(8)]
    person, item = np.array(asked, np.int32).T
    first = found.first_of(person, item).tolist()
    assert first == [expected.get(pair, -1) for pair in asked]


def test_keeping_again_with_what_came_later_changes_nothing_of_before() -> None:
    early, late = shown([(1, 2, 5), (0, 3, 4)]), shown([(1, 2, 9), (1, 0, 8)])
    both = Shown.of(
        np.concatenate([early.person, late.person]),
        np.concatenate([early.item, late.item]),
        np.concatenate([early.first_ms, late.first_ms]),
        early.unnamed,
    )
    assert both.first_of(*np.array([(1, 2), (0, 3), (1, 0)], np.int32).T).tolist() == [5, 4, 8]
