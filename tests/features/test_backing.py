"""Many new accounts win an item nothing; what regulars like is not held down."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.rows import EventRow
from medley.features.backing import BackingConfig, backed, regular_votes

DAY_MS = 86_400_000
START_MS = 2_800 * 7 * DAY_MS
"""The beginning of a week."""


def vote(person: str, item: str, day: float, kind: str = "like") -> EventRow:
    return EventRow(person, item, kind, START_MS + int(day * DAY_MS))


def regulars(n: int, *, last_day: int = 27, seed: int = 1) -> list[EventRow]:
    """People who came every few days and like one or two things each time."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(n):
        items = rng.permutation(60)[: last_day + 1]
        rows += [
            vote(f"r:{person}", f"i:{item}", day + rng.random() * 0.9)
            for day, item in enumerate(items.tolist())
            if rng.random() < 0.6
        ]
    return rows


def newcomers(n: int, items: Iterable[str], day: float, prefix: str = "n") -> list[EventRow]:
    """Accounts made on one day that like the same items at once."""
    return [
        vote(f"{prefix}:{person}", item, day + 0.0001 * person)
        for person in range(n)
        for item in items
    ]


def usual_newcomers(n: int, day: int, seed: int = 2) -> list[EventRow]:
    """People who join on a day and like three things that catch them."""
    rng = np.random.default_rng([seed, day])
    return [
        vote(f"u:{day}:{person}", f"i:{item}", day + rng.random() * 0.9)
        for person in range(n)
        for item in rng.permutation(60)[:3].tolist()
    ]


def site(days: int = 28) -> list[EventRow]:
    rows = regulars(40, last_day=days - 1)
    return rows + [row for day in range(days) for row in usual_newcomers(4, day)]


def votes_for(data: FeedData, item: str) -> int:
    place = data.catalogue.items.position(item)
    return int((data.item == place).sum())


class TestPushing:
    def test_five_hundred_accounts_win_no_more_than_fifty(self) -> None:
        counted = {
            n: votes_for(backed(build_feed_data([*site(), *newcomers(n, ["bad"], 24)])).data, "bad")
            for n in (5, 50, 500)
        }
        assert counted[5] == 5
        assert counted[500] == counted[50] < 25

    def test_accounts_that_like_other_things_besides_are_no_exception(self) -> None:
        rng = np.random.default_rng(3)
        others = [
            vote(f"n:{n}", f"i:{item}", 23.5)
            for n in range(300)
            for item in rng.permutation(60)[:8].tolist()
        ]
        data = build_feed_data([*site(), *others, *newcomers(300, ["bad"], 24)])
        assert votes_for(backed(data).data, "bad") < 100

    def test_an_item_can_no_more_be_voted_down(self) -> None:
        down = [vote(f"n:{n}", "i:1", 24, "dislike") for n in range(300)]
        data = build_feed_data([*site(), *down])
        kept = backed(data).data
        assert int((kept.weight < 0).sum()) < 30
        assert int((kept.weight > 0).sum()) == int((data.weight > 0).sum())

    def test_what_is_left_out_is_told_without_names_of_people(self) -> None:
        found = backed(build_feed_data([*site(), *newcomers(200, ["bad"], 24)]))
        notes = found.notes()
        assert notes["items"] == 1
        (worst,) = notes["most"]
        assert worst["item"] == "bad"
        assert worst["newcomers"] == 200
        assert worst["left_out"] == notes["votes"] == 200 - votes_for(found.data, "bad")
        assert "n:" not in str(notes)


class TestHonestVotes:
    def test_a_usual_month_is_learned_from_whole(self) -> None:
        data = build_feed_data(site())
        assert backed(data).data is data
        assert backed(data).notes() == {"votes": 0, "items": 0, "most": []}

    def test_what_regulars_like_too_counts_with_its_newcomers(self) -> None:
        hit = [vote(f"r:{n}", "hit", 24 + n / 100) for n in range(25)]
        data = build_feed_data([*site(), *hit, *newcomers(15, ["hit"], 24)])
        assert votes_for(backed(data).data, "hit") == 40

    def test_more_of_the_same_votes_count_once_regulars_agree(self) -> None:
        early = [*site(), *newcomers(40, ["slow"], 24)]
        before = backed(build_feed_data(early))
        late = [*early, *(vote(f"r:{n}", "slow", 25 + n / 40) for n in range(39))]
        after = backed(build_feed_data(late))
        assert before.notes()["votes"] > 25
        assert after.notes()["votes"] < before.notes()["votes"] / 3

    def test_a_crowd_of_newcomers_that_likes_what_everybody_likes_counts(self) -> None:
        crowd = [row for k in range(40) for row in usual_newcomers(4, 24, seed=100 + k)]
        renamed = [
            EventRow(f"{row.person}:{k}", row.item, row.kind, row.at_ms)
            for k, row in enumerate(crowd)
        ]
        data = build_feed_data([*site(), *renamed])
        assert backed(data).notes()["votes"] < 0.05 * len(renamed)

    def test_a_young_site_learns_from_everything(self) -> None:
        data = build_feed_data(newcomers(100, ["a", "b"], 3))
        assert backed(data).data is data

    def test_imported_votes_without_a_time_count(self) -> None:
        rows = [EventRow(f"m:{n}", "old", "like", None) for n in range(500)]
        data = build_feed_data([*site(), *rows])
        assert votes_for(backed(data).data, "old") == 500


def test_who_is_a_regular_when() -> None:
    rows = [vote("p", f"i:{n}", day) for n, day in enumerate((0, 0, 1, 1, 2, 6.9, 7, 30))]
    data = build_feed_data([*rows, vote("q", "i:0", 0), vote("q", "i:1", 9)])
    found = regular_votes(data, BackingConfig())
    assert found.tolist() == [False] * 6 + [True, True] + [False, False]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 400), st.integers(0, 10_000))
def test_the_answer_does_not_depend_on_the_order_of_entries(n: int, seed: int) -> None:
    data = build_feed_data([*site(21), *newcomers(n, ["bad"], 17)])
    order = np.random.default_rng(seed).permutation(len(data))
    mixed = FeedData(
        data.catalogue,
        data.people,
        data.person[order],
        data.item[order],
        data.weight[order],
        data.time_ms[order],
    )
    assert np.array_equal(backed(data).left_out, backed(mixed).left_out)


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_at_all_is_left_as_it_is(n: int) -> None:
    data = build_feed_data([vote("p", "a", 1)][:n])
    assert backed(data).data is data
