from __future__ import annotations

import pytest

from medley.core.errors import DataError
from medley.web.catalog.models import Category, Item
from medley.web.feed.marks import marks_of
from medley.web.feed.models import Event
from medley.web.feed.recording import (
    KeyReusedError,
    NewEvent,
    declare_interests,
    item_by_key,
    record,
    record_all,
)
from medley.web.people.models import Person, Wish


def revision(person: Person) -> int:
    return Person.objects.get(pk=person.pk).revision


def test_an_event_raises_the_revision_and_shows_in_the_marks(person, make_items):
    a, b = make_items(2)
    assert record(person, a, "like")
    assert revision(person) == person.revision == 1
    record(person, b, "dislike")
    marks = marks_of(person)
    assert (marks.liked, marks.disliked) == ({a.pk}, {b.pk})
    assert marks.history.items == (a.key, b.key)
    assert marks.history.weights.tolist() == [1.0, -1.0]


def test_undo_takes_back_and_nothing_is_deleted(person, make_items):
    (item,) = make_items(1)
    record(person, item, "like")
    record(person, item, "like", undo=True)
    assert marks_of(person).liked == frozenset()
    assert marks_of(person).says_nothing
    assert Event.objects.count() == 2


def test_a_like_takes_back_a_dislike(person, make_items):
    (item,) = make_items(1)
    record(person, item, "dislike")
    record(person, item, "like")
    assert (marks_of(person).liked, marks_of(person).disliked) == ({item.pk}, frozenset())


def test_a_known_key_changes_nothing(person, make_items):
    a, b = make_items(2)
    assert record(person, a, "wish", key="k")
    assert not record(person, a, "wish", key="k")
    assert (Event.objects.count(), revision(person)) == (1, 1)
    with pytest.raises(KeyReusedError, match="different event"):
        record(person, b, "wish", key="k")
    assert not Wish.objects.filter(item=b).exists()


def test_two_people_may_use_the_same_key(person, make_items):
    (item,) = make_items(1)
    other = Person.objects.create(key="test:other")
    assert record(person, item, "like", key="k")
    assert record(other, item, "like", key="k")


def test_wishes_follow_the_latest_event_in_time(person, make_items):
    (item,) = make_items(1)
    record(person, item, "wish", at_ms=2000)
    assert Wish.objects.get().at_ms == 2000
    record(person, item, "wish", undo=True, at_ms=3000)
    record(person, item, "wish", at_ms=1000)
    assert not Wish.objects.exists()
    assert marks_of(person).wished == frozenset()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "sing"}, "no event is called 'sing'"),
        ({"key": ""}, "1 to 64"),
        ({"key": "x" * 65}, "1 to 64"),
        ({"at_ms": -1}, "milliseconds"),
        ({"at_ms": 10**18}, "milliseconds"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(person, make_items, change, words):
    (item,) = make_items(1)
    values = {"kind": "like"} | change
    with pytest.raises(DataError, match=words):
        record(person, item, values.pop("kind"), **values)
    assert Event.objects.count() == 0


def test_unknown_items_are_named(db):
    with pytest.raises(DataError, match="no item 'x:1'"):
        item_by_key("x:1")


def test_many_events_are_recorded_all_or_none(person, make_items):
    items = make_items(4)
    gone = Person.objects.create(key="test:gone")
    Person.objects.filter(pk=gone.pk).delete()
    events = [NewEvent(person, item, "like") for item in items]
    with pytest.raises(DataError, match="gone"):
        record_all([*events, NewEvent(gone, items[0], "like")])
    assert (Event.objects.count(), revision(person)) == (0, 0)
    assert record_all(events) == [True] * 4
    assert revision(person) == 1


def test_interests_become_exactly_those_declared(person, make_items):
    make_items(1, "video", "travel", "study")
    travel, study = Category.objects.get(slug="travel"), Category.objects.get(slug="study")
    declare_interests(person, [travel])
    declare_interests(person, [study, study])
    assert marks_of(person).interests == ("study",)
    assert revision(person) == 2


def test_deleting_an_item_takes_its_events_along(person, make_items):
    (item,) = make_items(1)
    record(person, item, "like")
    Item.objects.filter(pk=item.pk).delete()
    assert Event.objects.count() == 0
