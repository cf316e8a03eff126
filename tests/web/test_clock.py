"""A machine's clock that is set back or ahead: what people do holds, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medley.core.errors import DataError
from medley.web import clock
from medley.web.catalog.models import Item
from medley.web.feed import service, upkeep
from medley.web.feed.frozen import purge_lists
from medley.web.feed.models import Event, RankedList
from medley.web.feed.recording import record
from medley.web.people.control import reset
from medley.web.people.models import Person
from medley.web.people.sessions import SessionStore

DAY_MS = 86_400_000


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    return make_items(60, "film", "drama")


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the machine's clock by so many milliseconds from what it is."""
    real = clock.time.time_ns
    moved = {"ms": 0}

    def by(ms: int) -> None:
        moved["ms"] += ms

    monkeypatch.setattr(clock.time, "time_ns", lambda: real() + moved["ms"] * 1_000_000)
    return by


class TestSetBack:
    def test_what_is_done_last_holds(
        self, person: Person, items: list[Item], set_clock: Callable[[int], None]
    ) -> None:
        record(person, items[0], "like")
        set_clock(-3 * DAY_MS)
        record(person, items[0], "like", undo=True)
        assert service.marks_of(person).liked == frozenset()
        set_clock(-DAY_MS)
        record(person, items[0], "like")
        assert service.marks_of(person).liked == {items[0].pk}

    def test_a_wish_is_taken_back(
        self, person: Person, items: list[Item], set_clock: Callable[[int], None]
    ) -> None:
        record(person, items[0], "wish")
        set_clock(-DAY_MS)
        record(person, items[0], "wish", undo=True)
        assert not person.wishes.exists()

    def test_a_reset_forgets_what_came_before_and_counts_what_comes_after(
        self, person: Person, items: list[Item], set_clock: Callable[[int], None]
    ) -> None:
        record(person, items[0], "like")
        set_clock(-DAY_MS)
        reset(person)
        assert service.marks_of(person).says_nothing
        record(person, items[1], "like")
        assert service.marks_of(person).liked == {items[1].pk}

    def test_scrolling_goes_on(
        self, person: Person, items: list[Item], set_clock: Callable[[int], None]
    ) -> None:
        first = service.first_page(person, size=5)
        set_clock(-30 * DAY_MS)
        purge_lists()
        assert first.cursor
        second = service.next_page(first.cursor, person, size=5)
        shown = [card.item.pk for card in (*first.cards, *second.cards)]
        assert len(set(shown)) == 10

    def test_people_stay_signed_in(
        self, relaxed_client: Client, items: list[Item], set_clock: Callable[[int], None]
    ) -> None:
        relaxed_client.post(f"/items/{items[0].pk}/like")
        set_clock(-10 * DAY_MS)
        assert f"/items/{items[0].pk}" in relaxed_client.get("/likes").text

    def test_a_time_far_ahead_that_a_program_gave_is_not_followed(
        self, person: Person, items: list[Item]
    ) -> None:
        record(person, items[0], "like", at_ms=200_000_000_000_000)
        record(person, items[0], "view")
        latest = Event.objects.get(kind="view").at_ms
        assert latest is not None
        assert abs(latest - clock.now_ms()) < DAY_MS


class TestSetAhead:
    def test_nothing_is_cleared_by_a_clock_that_was_just_set(
        self,
        person: Person,
        items: list[Item],
        set_clock: Callable[[int], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(upkeep, "_clock", clock.JumpWatch())
        upkeep.clear_outdated()
        service.first_page(person)
        session = SessionStore()
        session["x"] = 1
        session.save()
        set_clock(400 * DAY_MS)
        upkeep.clear_outdated()
        assert RankedList.objects.exists()
        assert Session.objects.exists()
        set_clock(-400 * DAY_MS)
        assert SessionStore(session.session_key)["x"] == 1

    def test_a_clock_that_runs_as_usual_clears_as_usual(
        self, db: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        watch = clock.JumpWatch()
        assert [watch.jumped_lately() for _ in range(3)] == [False] * 3

    def test_after_an_hour_the_clock_is_believed(
        self, set_clock: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        watch = clock.JumpWatch()
        watch.jumped_lately()
        set_clock(DAY_MS)
        assert watch.jumped_lately()
        steady = clock.time.monotonic
        ahead = clock.SETTLES_S + 1
        monkeypatch.setattr(clock.time, "monotonic", lambda: steady() + ahead)
        set_clock(int(1000 * ahead))
        assert not watch.jumped_lately()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-(10**9), 10**9), max_size=5))
def test_after_is_later_than_all_within_a_year(offsets: list[int]) -> None:
    now = clock.now_ms()
    times = [now + offset for offset in offsets]
    found = clock.after(*times)
    assert found >= now
    assert all(found > at for at in times if now + 1000 < at)


def test_an_event_of_somebody_who_is_gone_is_refused(person: Person, items: list[Item]) -> None:
    Person.objects.filter(pk=person.pk).delete()
    with pytest.raises(DataError, match="is gone"):
        record(person, items[0], "like")
