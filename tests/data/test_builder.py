"""Rows become arrays; the quick reduction agrees with the plain one in `signals`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import DataError
from medley.data.builder import build_feed_data
from medley.data.rows import BadRow, CategoryRow, CreatorRow, EventRow, ItemRow, PersonRow
from medley.data.signals import EVENT_KINDS, in_force, weight_of

EVENTS = st.lists(
    st.builds(
        EventRow,
        person=st.sampled_from(["p:1", "p:2"]),
        item=st.sampled_from(["i:1", "i:2", "i:3"]),
        kind=st.sampled_from(EVENT_KINDS),
        at_ms=st.none() | st.integers(1, 5),
        undo=st.booleans(),
    ),
    max_size=40,
)


def reduced_one_by_one(events: list[EventRow]) -> dict[tuple[str, str], tuple[float, int]]:
    """The specification: sort, `in_force`, `weight_of`."""
    found = {}
    for person in {event.person for event in events}:
        own = sorted((e for e in events if e.person == person), key=lambda e: e.at_ms or 0)
        for item, kinds in in_force(own).items():
            latest = max(at or 0 for at in kinds.values())
            found[person, item] = (np.float32(weight_of(kinds)), latest)
    return found


@given(EVENTS)
def test_reduction_agrees_with_the_event_by_event_one(events: list[EventRow]) -> None:
    data = build_feed_data(events)
    got = {
        (data.people[p], data.catalogue.items[i]): (w, t)
        for p, i, w, t in zip(data.person, data.item, data.weight, data.time_ms, strict=True)
    }
    assert got == reduced_one_by_one(events)
    assert len(got) == len(data)


@given(EVENTS)
def test_entries_stand_by_person_then_time(events: list[EventRow]) -> None:
    data = build_feed_data(events)
    order = np.lexsort((data.time_ms, data.person))
    assert np.array_equal(order, np.arange(len(data)))


def test_events_without_a_time_keep_the_order_in_which_they_came() -> None:
    data = build_feed_data([EventRow("p", item, "finish") for item in ("c", "a", "b")])
    assert data.histories(np.array([0], np.int32))[0].items == ("c", "a", "b")


def test_an_undone_event_leaves_no_entry_but_the_item_stays() -> None:
    data = build_feed_data(
        [EventRow("p", "a", "like", 1), EventRow("p", "a", "like", 2, undo=True)]
    )
    assert len(data) == 0
    assert data.catalogue.items.ids == ("a",)


def test_catalogue_columns() -> None:
    data = build_feed_data(
        [
            CategoryRow("drama", "드라마", "Drama", "film"),
            CreatorRow("c:1", "Kim"),
            ItemRow(
                "m:1",
                "film",
                "기생충",
                title_en="Parasite",
                description="A family.",
                categories=("drama", "thriller"),
                creator="c:1",
                published_ms=7,
            ),
            BadRow("x.csv", 3, "no id", ",,"),
            EventRow("p:1", "m:2", "like", 3),
            PersonRow("p:1", ("drama",)),
        ]
    )
    catalogue = data.catalogue
    assert catalogue.items.ids == ("m:1", "m:2")
    assert catalogue.categories.ids == ("drama", "thriller")
    assert catalogue.item_categories.toarray().tolist() == [[1, 1], [0, 0]]
    assert catalogue.creators.tolist() == [0, -1]
    assert catalogue.titles == ("기생충\nParasite\nA family.", "")
    assert catalogue.published_ms.tolist() == [7, 0]
    assert data.interests == {0: ("drama",)}


def test_a_later_row_of_the_same_item_replaces_the_earlier() -> None:
    rows = [ItemRow("m:1", "film", "Old"), ItemRow("m:2", "film", "B"), ItemRow("m:1", "film", "A")]
    assert build_feed_data(rows).catalogue.titles == ("A", "B")


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(DataError, match=r"'love'.*'p'"):
        build_feed_data([EventRow("p", "a", "love")])


def test_nothing_gives_an_empty_data_set() -> None:
    data = build_feed_data([])
    assert len(data) == len(data.catalogue) == len(data.people) == 0
    assert data.matrix().shape == (0, 0)


def test_a_film_of_which_only_the_year_is_known_counts_from_its_middle() -> None:
    films = [ItemRow("m:1", "film", "Old", year=1927), ItemRow("m:2", "film", "Late", year=2016)]
    found = build_feed_data(films).catalogue.published_ms.astype("datetime64[ms]").astype(str)
    assert [moment[:10] for moment in found] == ["1927-07-01", "2016-07-01"]
