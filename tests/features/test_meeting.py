"""Patience wins an item nothing: sought votes count as far as those who met it like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.rows import EventRow
from medley.data.shown import Shown
from medley.features.backing import BackingConfig, backed, regular_votes
from medley.features.meeting import MeetingConfig, borne_out, met_rows, sought_rows

DAY_MS = 86_400_000
START_MS = 2_800 * 7 * DAY_MS
N_ITEMS = 80
Page = tuple[str, str, float]
"""Whom, what, on which day."""


def vote(person: str, item: str, day: float, kind: str = "like") -> EventRow:
    return EventRow(person, item, kind, START_MS + int(day * DAY_MS))


def lives(n: int, *, days: int = 28, seed: int = 1) -> tuple[list[EventRow], list[Page]]:
    """People who are shown three things a day, like one of them, and seek one every other day."""
    rng = np.random.default_rng(seed)
    votes, pages = [], []
    for person in (f"r:{number}" for number in range(n)):
        items = [f"i:{item}" for item in rng.permutation(N_ITEMS * 2).tolist()]
        for day in range(days):
            shown, sought = items[4 * day : 4 * day + 3], items[4 * day + 3]
            pages += [(person, item, day + 0.2) for item in shown]
            votes.append(vote(person, shown[0], day + 0.3))
            if day % 2:
                votes.append(vote(person, sought, day + 0.4))
    return votes, pages


def sleepers(n: int) -> list[EventRow]:
    """Accounts that like one thing a day for two weeks, then the pushed one."""
    aged = [
        vote(f"b:{bot}", f"i:{bot % 9 + 9 * day}", 13 + day)
        for bot in range(n)
        for day in range(14)
    ]
    return aged + [vote(f"b:{bot}", "pushed", 27 + bot / 1000) for bot in range(n)]


def site(
    votes: Iterable[EventRow], pages: Sequence[Page], named: Sequence[str] = ()
) -> tuple[FeedData, Shown]:
    data = build_feed_data(votes)
    held = [page for page in pages if page[0] in data.people and page[1] in data.catalogue.items]
    unnamed = np.array([key.partition(":")[0] not in named for key in data.people], np.bool_)
    return data, Shown.of(
        data.people.positions(page[0] for page in held),
        data.catalogue.items.positions(page[1] for page in held),
        np.array([START_MS + int(page[2] * DAY_MS) for page in held], np.int64),
        unnamed,
    )


def votes_for(data: FeedData, item: str) -> int:
    return int((data.item == data.catalogue.items.position(item)).sum())


def counted(votes: Iterable[EventRow], pages: Sequence[Page], item: str = "pushed") -> int:
    data, shown = site(votes, pages)
    return votes_for(backed(data, shown=shown).data, item)


class TestPushing:
    def test_bots_that_waited_until_they_were_regulars_win_an_item_little(self) -> None:
        votes, pages = lives(60)
        most = int(MeetingConfig().floor)
        assert counted([*votes, *sleepers(30)], pages) == most
        assert counted([*votes, *sleepers(300)], pages) == most

    def test_without_knowledge_of_what_was_shown_they_would_win_all(self) -> None:
        votes, _ = lives(60)
        data = build_feed_data([*votes, *sleepers(300)])
        assert votes_for(backed(data).data, "pushed") == 300

    def test_liking_much_else_besides_does_not_make_it_usual(self) -> None:
        votes, pages = lives(60)
        much = [
            vote(f"b:{bot}", f"i:{n}", 13 + n / 10) for bot in range(100) for n in range(N_ITEMS)
        ]
        assert counted([*votes, *much, *sleepers(100)], pages) == int(MeetingConfig().floor)

    def test_being_shown_it_after_the_like_does_not_help(self) -> None:
        votes, pages = lives(60)
        late = [(f"b:{bot}", "pushed", 27.9) for bot in range(100)]
        assert counted([*votes, *sleepers(100)], [*pages, *late]) == int(MeetingConfig().floor)

    def test_newcomers_are_not_backed_by_votes_that_do_not_count(self) -> None:
        votes, pages = lives(60)
        crowd = [vote(f"n:{number}", "pushed", 27.5) for number in range(400)]
        joined = [vote(f"j:{day}:{n}", f"i:{n}", day) for day in range(28) for n in range(4)]
        assert counted([*votes, *joined, *sleepers(100), *crowd], pages) < 80

    def test_an_item_can_no_more_be_voted_down(self) -> None:
        votes, pages = lives(60)
        down = [
            EventRow(row.person, "i:1", "dislike", row.at_ms) if row.item == "pushed" else row
            for row in sleepers(100)
        ]
        data, shown = site([*votes, *down], pages)
        kept = backed(data, shown=shown).data
        against = kept.take(kept.weight < 0)
        assert votes_for(against, "i:1") == int(MeetingConfig().floor)


class TestHonestVotes:
    def test_a_usual_month_is_learned_from_whole(self) -> None:
        data, shown = site(*lives(60))
        assert backed(data, shown=shown).data is data

    def test_what_regulars_sought_counts_once_it_is_loved_by_whom_it_was_shown(self) -> None:
        votes, pages = lives(60)
        link = [vote(f"r:{person}", "hit", 26) for person in range(40)]
        assert counted([*votes, *link], pages, "hit") < 30
        met: list[Page] = [(f"r:{person}", "hit", 26.2) for person in range(40, 60)]
        fans = [vote(f"r:{person}", "hit", 26.4) for person in range(40, 58)]
        assert counted([*votes, *link, *fans], [*pages, *met], "hit") == 58

    def test_what_few_like_whom_it_was_shown_does_not_come_to_count(self) -> None:
        votes, pages = lives(60)
        met: list[Page] = [(f"r:{person}", "pushed", 26.2) for person in range(60)]
        some = [vote(f"r:{person}", "pushed", 26.4) for person in range(6)]
        found = counted([*votes, *some, *sleepers(300)], [*pages, *met])
        assert found < 20

    def test_people_whom_a_program_names_are_not_judged(self) -> None:
        votes, pages = lives(60)
        data, shown = site([*votes, *sleepers(100)], pages, named=("b",))
        assert votes_for(backed(data, shown=shown).data, "pushed") == 100

    def test_where_little_was_shown_everything_counts(self) -> None:
        votes, pages = lives(MeetingConfig().least_people - 1)
        assert counted([*votes, *sleepers(100)], pages) == 100

    @pytest.mark.parametrize("at_ms", [None, START_MS - DAY_MS])
    def test_what_came_before_anything_was_shown_counts(self, at_ms: int | None) -> None:
        votes, pages = lives(60)
        rows = [EventRow(f"b:{n}", f"i:{k}", "like", None) for n in range(99) for k in range(9)]
        rows += [EventRow(f"b:{n}", "pushed", "like", at_ms) for n in range(99)]
        assert counted([*votes, *rows], pages) == 99


def test_met_is_what_was_shown_before_and_newcomers_are_not_judged() -> None:
    votes = [vote("p", "i:0", 1), vote("p", "i:1", 2), vote("p", "i:2", 3)]
    data, shown = site(votes, [("p", "i:1", 1.5), ("p", "i:2", 3.5), ("p", "i:1", 0.5)])
    assert met_rows(data, shown).tolist() == [False, True, False]
    assert sought_rows(data, shown).tolist() == [True, False, True]
    regular = regular_votes(data, BackingConfig())
    assert borne_out(data, shown, regular).all()
