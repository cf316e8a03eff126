from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from medley.data.rows import EventRow
from medley.data.signals import EVENT_KINDS, in_force, weight_of
from medley.web.catalog.models import Item
from medley.web.feed.dataset import catalogue_from_database, feed_data_from_database
from medley.web.feed.models import Event
from medley.web.feed.recording import declare_interests
from medley.web.people.models import Person

happenings = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 3),
        st.sampled_from(EVENT_KINDS),
        st.booleans(),
        st.none() | st.integers(1, 6),
    ),
    max_size=40,
)


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(happenings)
def test_the_arrays_hold_what_the_events_leave_in_force(db, rows):
    Event.objects.all().delete()
    people = [Person.objects.get_or_create(key=f"p:{n}")[0] for n in range(3)]
    items = [
        Item.objects.get_or_create(key=f"i:{n}", defaults={"kind": "video", "title": "t"})[0]
        for n in range(4)
    ]
    Event.objects.bulk_create(
        Event(person=people[p], item=items[i], kind=kind, undo=undo, at_ms=at, key=str(n))
        for n, (p, i, kind, undo, at) in enumerate(rows)
    )
    data = feed_data_from_database()
    found = {
        (data.people[p], data.catalogue.items[i]): (round(float(w), 6), int(t))
        for p, i, w, t in zip(
            data.person.tolist(), data.item.tolist(), data.weight, data.time_ms, strict=True
        )
    }
    expected = {}
    for p, person in enumerate(people):
        own = sorted((row for row in rows if row[0] == p), key=lambda row: row[4] or 0)
        events = [EventRow(person.key, f"i:{i}", kind, at, undo) for _, i, kind, undo, at in own]
        for item, kinds in in_force(events).items():
            latest = max(at or 0 for at in kinds.values())
            expected[person.key, item] = (round(weight_of(kinds), 6), latest)
    assert found == expected


def test_the_catalogue_comes_with_categories_creators_and_text(make_items):
    items = make_items(3, "film", "drama", "war")
    Item.objects.filter(pk=items[0].pk).update(
        title_ko="밤 기차", description="A train.", published_ms=5, hidden=True
    )
    Item.objects.create(key="bare:1", kind="song", title="Bare")
    catalogue = catalogue_from_database()
    assert catalogue.items.ids == ("test:0", "test:1", "test:2", "bare:1")
    assert catalogue.titles[0] == "Item 0\n밤 기차\nA train."
    assert catalogue.creators.tolist() == [0, 0, 0, -1]
    assert catalogue.item_categories.toarray().sum(axis=1).tolist() == [2, 2, 2, 0]
    assert catalogue.published_ms.tolist() == [5, 0, 0, 0]
    assert catalogue.kinds[3] == "song"


def test_interests_come_by_person(make_items, person):
    make_items(1, "video", "travel")
    other = Person.objects.create(key="test:second")
    from medley.web.catalog.models import Category

    declare_interests(other, [Category.objects.get(slug="travel")])
    data = feed_data_from_database()
    assert data.interests == {data.people.position(other.key): ("travel",)}
    assert len(data) == 0
    assert data.weight.dtype == np.float32
