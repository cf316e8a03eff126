"""A visitor's doings join the account, once."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import connections
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from medley.web.catalog.models import Category
from medley.web.feed import service
from medley.web.feed.marks import marks_of
from medley.web.feed.models import Event, Exposure, RankedList
from medley.web.feed.recording import declare_interests, record
from medley.web.people.control import block_category, reset, undo_reset
from medley.web.people.identity import VISITOR, AccountBackend, adopt_visitor, person_of
from medley.web.people.models import Interest, Person, User, Wish


class Session(SessionBase):
    """A session that lives in memory."""

    def load(self):
        return {}


def request_of(user=None, token=None):
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = Session()
    if token:
        request.session[VISITOR] = token
    return request


@pytest.fixture
def visitor(db):
    request = request_of()
    return request, person_of(request, create=True)


def test_a_visitor_who_did_nothing_is_nobody(db):
    request = request_of()
    assert person_of(request) is None
    assert Person.objects.count() == 0
    assert list(request.session.keys()) == []


def test_a_visitor_is_found_again_by_the_session(visitor):
    request, person = visitor
    later = request_of(token=request.session[VISITOR])
    assert person_of(later) == person
    assert person_of(request_of(token="guessed")) is None


def test_the_account_of_a_session_has_its_person(account):
    ann = account("ann")
    assert person_of(request_of(ann)) == ann.person
    bare = User.objects.create(username="made-by-createsuperuser")
    assert person_of(request_of(bare)) is None
    assert person_of(request_of(bare), create=True).user == bare


def test_everything_joins_the_account_once(visitor, account, make_items):
    request, person = visitor
    items = make_items(40, "video", "travel", "study")
    ann = account("ann")
    travel, study = Category.objects.get(slug="travel"), Category.objects.get(slug="study")
    record(ann.person, items[0], "wish", key="same")
    declare_interests(ann.person, [travel])
    record(person, items[1], "like", key="same")
    record(person, items[2], "wish")
    record(person, items[0], "wish")
    declare_interests(person, [travel, study])
    cursor = service.first_page(person).cursor

    joined = adopt_visitor(request, ann)
    assert joined == ann.person
    marks = marks_of(joined)
    assert marks.liked == {items[1].pk}
    assert marks.wished == {items[0].pk, items[2].pk}
    assert set(Wish.objects.values_list("person_id", "item_id")) == {
        (joined.pk, items[0].pk),
        (joined.pk, items[2].pk),
    }
    assert Interest.objects.filter(person=joined).count() == Interest.objects.count() == 2
    assert not Person.objects.filter(pk=person.pk).exists()
    assert Exposure.objects.get().person_id == RankedList.objects.get().person_id == joined.pk
    assert service.next_page(cursor, joined).cards

    n_events, revision = Event.objects.count(), joined.revision
    assert n_events == 4
    adopt_visitor(request, ann)
    assert Event.objects.count() == n_events
    assert Person.objects.get(pk=joined.pk).revision == revision


def test_blocks_and_a_reset_of_a_visitor_hold_for_the_account(visitor, account, make_items):
    request, person = visitor
    items = make_items(3, "video", "travel", "study")
    travel, study = Category.objects.get(slug="travel"), Category.objects.get(slug="study")
    ann = account("ann")
    block_category(ann.person, travel)
    block_category(person, travel)
    block_category(person, study)
    record(person, items[0], "like")
    reset(person)
    joined = adopt_visitor(request, ann)
    marks = marks_of(joined)
    assert marks.categories == {travel.pk, study.pk}
    assert marks.liked == frozenset()
    assert undo_reset(joined)
    assert marks_of(joined).liked == {items[0].pk}


def test_a_wish_taken_back_as_a_visitor_is_taken_back(visitor, account, make_items):
    request, person = visitor
    (item,) = make_items(1)
    ann = account("ann")
    record(ann.person, item, "wish", at_ms=1000)
    record(person, item, "wish", at_ms=2000)
    record(person, item, "wish", undo=True, at_ms=3000)
    joined = adopt_visitor(request, ann)
    assert not Wish.objects.exists()
    assert marks_of(joined).wished == frozenset()


def test_signing_in_at_the_same_moment_twice_joins_once(visitor, account, make_items):
    request, person = visitor
    items = make_items(5)
    for item in items:
        record(person, item, "like")
    ann = account("ann")
    token = request.session[VISITOR]
    barrier, failures = threading.Barrier(4), []

    def sign_in():
        try:
            barrier.wait()
            adopt_visitor(request_of(token=token), User.objects.get(pk=ann.pk))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Event.objects.filter(person=ann.person).count() == Event.objects.count() == 5
    assert Person.objects.get(pk=ann.person.pk).revision == 1


def test_the_session_of_an_account_cannot_be_adopted(account):
    ann, bob = account("ann"), account("bob")
    Person.objects.filter(pk=ann.person.pk).update(key="visitor:stolen")
    adopt_visitor(request_of(token="stolen"), bob)
    assert Person.objects.filter(key="visitor:stolen", user=ann).exists()


def test_the_backend_reads_account_and_person_at_once(account):
    ann = account("ann")
    with CaptureQueriesContext(connections["default"]) as queries:
        found = AccountBackend().get_user(ann.pk)
        assert (found.username, found.person.key) == ("ann", f"user:{ann.pk}")
        assert found.date_joined == ann.date_joined
        assert found.person.created_at == ann.person.created_at
    assert len(queries) == 1
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert AccountBackend().get_user(ann.pk) is None
    assert AccountBackend().get_user(10**9) is None
