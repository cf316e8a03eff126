"""The feed's promises, over real tables and real models."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medley.artifacts.store import Store
from medley.core.errors import DataError
from medley.core.prediction import BecauseLiked
from medley.core.registry import model_class
from medley.web.catalog.models import CatalogueRevision, Item
from medley.web.clock import now_ms
from medley.web.feed import service
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.frozen import KEPT_MS, purge_lists
from medley.web.feed.gate import LIKED_AGAIN, SEEN_AGAIN
from medley.web.feed.models import Event, Exposure, RankedList
from medley.web.feed.recording import record
from medley.web.people.models import Person


def keys(page: service.FeedPage) -> list[str]:
    return [card.item.key for card in page.cards]


def scroll(person: Person | None, between: Callable[[], Any] = lambda: None) -> list[int]:
    page = service.first_page(person)
    seen = [card.item.pk for card in page.cards]
    while page.cursor is not None:
        between()
        page = service.next_page(page.cursor, person)
        seen += [card.item.pk for card in page.cards]
    return seen


def train(name: str) -> str:
    model = model_class("feed", name)()
    model.fit(feed_data_from_database(), rng=np.random.default_rng(0))
    store = Store(settings.MEDLEY_MODELS)
    version = store.save("feed", name, model, metrics={}, snapshot="test", seed=0)
    store.promote("feed", version, "test")
    return version


@pytest.fixture
def crowd(make_items: Any) -> list[Item]:
    """Two groups of 20 items, each liked by 15 people of its own taste."""
    items = make_items(20, "film", "drama", prefix="d") + make_items(20, "film", "war", prefix="w")
    Item.objects.update(creator=None)
    events = []
    for n in range(30):
        person = Person.objects.create(key=f"crowd:{n}")
        liked = items[:20] if n < 15 else items[20:]
        rng = np.random.default_rng(n)
        events += [
            Event(person=person, item=liked[place], kind="like", at_ms=n, key=str(place))
            for place in rng.choice(20, 10, replace=False).tolist()
        ]
    Event.objects.bulk_create(events)
    return items


def test_the_first_page_holds_five_and_the_next_thirty(make_items, person):
    make_items(50)
    first = service.first_page(person)
    assert len(first.cards) == 5
    assert len(service.next_page(first.cursor, person).cards) == 30


def test_scrolling_shows_everything_once(make_items, person):
    items = make_items(137)
    assert sorted(scroll(person)) == sorted(item.pk for item in items)


def test_a_retrain_and_hidden_items_between_pages_make_no_double_and_no_gap(crowd, person):
    train("item-knn")
    hidden = []

    def retrain_and_hide():
        train("popular")
        item = Item.objects.filter(hidden=False).exclude(pk__in=hidden).order_by("?").first()
        Item.objects.filter(pk=item.pk).update(hidden=True)
        hidden.append(item.pk)
        CatalogueRevision.bump()

    seen = scroll(person, retrain_and_hide)
    assert len(seen) == len(set(seen))
    assert {item.pk for item in crowd} - set(hidden) <= set(seen)


def test_what_is_hidden_or_disliked_while_scrolling_is_skipped(make_items, person):
    items = make_items(30)
    page = service.first_page(person)
    rest = [item for item in items if item.pk not in {card.item.pk for card in page.cards}]
    record(person, rest[0], "dislike")
    Item.objects.filter(pk=rest[1].pk).update(hidden=True)
    CatalogueRevision.bump()
    shown = {card.item.pk for card in service.next_page(page.cursor, person).cards}
    assert shown == {item.pk for item in rest[2:]}


def test_seen_liked_disliked_and_hidden_items_stay_away(make_items, person):
    items = make_items(10)
    record(person, items[0], "view")
    record(person, items[1], "like")
    record(person, items[2], "dislike")
    record(person, items[3], "view", at_ms=now_ms() - 40 * 86_400_000)
    Item.objects.filter(pk=items[4].pk).update(hidden=True)
    CatalogueRevision.bump()
    shown = set(scroll(person))
    assert shown == {items[3].pk, *(item.pk for item in items[5:])}


def test_a_page_is_never_empty_while_something_can_be_shown(make_items, person):
    items = make_items(3)
    for item in items:
        record(person, item, "view")
    page = service.first_page(person)
    assert len(page.cards) == 3
    assert SEEN_AGAIN in page.fallback
    for item in items:
        record(person, item, "like")
    page = service.first_page(person)
    assert len(page.cards) == 3
    assert LIKED_AGAIN in page.fallback
    for item in items:
        record(person, item, "dislike")
    assert service.first_page(person).cards == []


def test_an_empty_catalogue_gives_an_empty_page(db, person):
    page = service.first_page(person)
    assert (page.cards, page.cursor, page.model_version) == ([], None, "none")


def test_filters_hold_over_all_pages(make_items, person):
    films = make_items(20, "film", "drama", prefix="f")
    make_items(20, "video", "travel", prefix="v")
    page = service.first_page(person, kind="film")
    more = service.next_page(page.cursor, person)
    assert sorted(keys(page) + keys(more)) == sorted(item.key for item in films)
    travel = service.first_page(person, category="travel", size=100)
    assert {card.item.kind for card in travel.cards} == {"video"}


def test_visitors_get_the_popular_of_each_category_in_turn(make_items, person):
    for n, slug in enumerate(("travel", "study", "hobby")):
        for item in make_items(10, "video", slug, prefix=slug):
            for k in range(n + 1):
                Event.objects.create(
                    person=person, item=item, kind="like", at_ms=1, key=f"{item.pk}-{k}"
                )
    page = service.first_page(None, size=6)
    slugs = [key.partition(":")[0] for key in keys(page)]
    assert set(slugs[:3]) == set(slugs[3:]) == {"travel", "study", "hobby"}


def test_a_like_changes_the_next_page_and_is_named_as_its_reason(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    page = service.first_page(person, size=10)
    assert all(key.startswith("w:") for key in keys(page))
    reasons = [card.reason for card in page.cards]
    assert all(isinstance(reason, BecauseLiked) for reason in reasons)
    assert {card.reason_item.pk for card in page.cards} == {crowd[25].pk}
    assert page.fallback is None


def test_reasons_stay_with_the_list(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    page = service.first_page(person, size=2)
    record(person, crowd[1], "like")
    train("popular")
    cards = service.next_page(page.cursor, person, size=5).cards
    assert {card.reason_item.pk for card in cards} == {crowd[25].pk}


def test_promotion_reaches_the_next_first_page(crowd, person):
    assert service.first_page(person).model_version == "baseline"
    version = train("item-knn")
    time.sleep(1.05)
    page = service.first_page(person)
    assert (page.model_version, page.fallback) == (version, None)


def test_items_that_came_after_the_fit_are_shown_too(crowd, person, make_items):
    train("item-knn")
    (late,) = make_items(1, "film", "war", prefix="late")
    assert late.pk in scroll(person)


def test_similar_items_are_of_the_same_taste(crowd, person):
    train("item-knn")
    record(person, crowd[3], "dislike")
    cards = service.similar_items(crowd[0], 8, person)
    found = [card.item.key for card in cards]
    assert len(found) == 8
    assert all(key.startswith("d:") for key in found)
    assert crowd[0].key not in found
    assert crowd[3].key not in found
    assert Exposure.objects.get().scenario == "similar"


def test_each_page_is_written_down_once_with_its_list(make_items, person):
    make_items(50)
    page = service.first_page(person)
    service.next_page(page.cursor, person)
    again = service.first_page(person)
    assert again.request_id != page.request_id
    assert RankedList.objects.count() == 1
    shown = Exposure.objects.order_by("shown_ms")
    assert [len(row.items) for row in shown] == [5, 30, 5]
    assert [row.first_position for row in shown] == [0, 5, 0]
    assert {row.ranked_list for row in shown} == {RankedList.objects.get().pk}
    assert shown[0].items == [card.item.pk for card in page.cards]


def test_old_lists_are_purged_and_their_cursors_say_so(make_items, person):
    make_items(50)
    page = service.first_page(person)
    RankedList.objects.update(created_ms=now_ms() - KEPT_MS - 1)
    assert purge_lists() == 1
    with pytest.raises(DataError, match="is gone"):
        service.next_page(page.cursor, person)


def test_a_list_belongs_to_its_person(make_items, person):
    make_items(50)
    cursor = service.first_page(person).cursor
    other = Person.objects.create(key="test:other")
    for stranger in (other, None):
        with pytest.raises(DataError, match="somebody else"):
            service.next_page(cursor, stranger)


def test_a_list_of_a_new_visitor_goes_on_after_the_first_like(make_items, person):
    make_items(50)
    cursor = service.first_page(None).cursor
    assert len(service.next_page(cursor, person).cards) == 30


def test_the_number_of_queries_does_not_depend_on_the_page_length(crowd, make_items):
    make_items(100)
    train("item-knn")
    counts = []
    for size in (5, 30, 100):
        asked = Person.objects.create(key=f"asks:{size}")
        record(asked, crowd[0], "like")
        service.forget_everything()
        service.first_page(None, size=1)
        with CaptureQueriesContext(connection) as queries:
            assert len(service.first_page(asked, size=size).cards) == size
        counts.append(len(queries))
    # Events, interests; begin, list, exposure, commit; purge; items, their categories.
    assert counts == [counts[0]] * 3
    assert counts[0] <= 9


def test_a_page_seen_again_asks_the_database_for_nothing_but_its_exposure(crowd, person):
    service.first_page(person, size=30)
    with CaptureQueriesContext(connection) as queries:
        service.first_page(person, size=30)
    assert [query["sql"].split()[0] for query in queries] == ["INSERT"]


def test_renewed_pages_keep_what_was_shown(crowd, person):
    train("item-knn")
    page = service.first_page(person)
    record(person, crowd[25], "like")
    more = service.renewed_page(page.cursor, person, size=30)
    shown = [card.item.pk for card in [*page.cards, *more.cards]]
    assert len(shown) == len(set(shown))
    assert all(key.startswith("w:") for key in keys(more)[:5])


def test_a_whole_ranking_comes_with_scores(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    answer = service.recommend(person, 12)
    scores = answer.ranking.scores.tolist()
    assert len(scores) == 12
    assert sum(score > 0 for score in scores) >= 9
    with pytest.raises(DataError, match="1 to 1000"):
        service.recommend(person, 0)
