"""What a person forbids or takes back acts on the very next page."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.feed.crowds import shown, train, two_tastes

from medley.core.errors import DataError
from medley.web.catalog.models import Category, Creator, Item
from medley.web.clock import now_ms
from medley.web.feed import service
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.dataset import feed_data_from_database
from medley.web.feed.gate import BLOCKED_AGAIN
from medley.web.feed.knowledge import known_about
from medley.web.feed.marks import marks_of
from medley.web.feed.models import Event
from medley.web.feed.recording import record
from medley.web.feed.target import target_of
from medley.web.people.control import (
    block_category,
    block_creator,
    reset,
    unblock_category,
    unblock_creator,
    undo_reset,
)
from medley.web.people.models import Person


@pytest.fixture
def crowd(make_items: Any) -> list[Item]:
    return two_tastes(make_items)


def kept(person: Person) -> set[str]:
    """The prefixes of all that a person is shown."""
    return {key.partition(":")[0] for key in shown(person)}


def test_a_blocked_creator_is_gone_from_the_next_page_and_back_after_undo(crowd, person):
    creator = Creator.objects.create(key="club:x", name="X")
    Item.objects.filter(pk__in=[item.pk for item in crowd[:20]]).update(creator=creator)
    service.forget_everything()
    assert kept(person) == {"d", "w"}
    assert block_creator(person, creator)
    assert kept(person) == {"w"}
    assert not block_creator(person, creator)
    assert unblock_creator(person, creator)
    assert kept(person) == {"d", "w"}


def test_a_blocked_category_is_gone_also_from_the_list_being_scrolled(crowd, person):
    page = service.first_page(person, size=5)
    block_category(person, Category.objects.get(slug="war"))
    more = service.next_page(page.cursor, person, size=30)
    assert {card.item.key[0] for card in more.cards} == {"d"}
    assert kept(person) == {"d"}
    unblock_category(person, Category.objects.get(slug="war"))
    assert kept(person) == {"d", "w"}


def test_a_blocked_category_still_shows_to_who_asks_for_it(crowd, person):
    block_category(person, Category.objects.get(slug="war"))
    assert {card.item.key[0] for card in service.first_page(person, category="war").cards} == {"w"}


def test_who_blocks_everything_is_told_and_still_shown_something(crowd, person):
    for slug in ("war", "drama"):
        block_category(person, Category.objects.get(slug=slug))
    page = service.first_page(person)
    assert page.cards
    assert page.fallback is not None
    assert BLOCKED_AGAIN in page.fallback


def test_less_like_this_turns_the_next_page_away_and_fades(crowd, person):
    train("item-knn")
    record(person, crowd[0], "like")
    record(person, crowd[20], "like")
    before = sum(key.startswith("w") for key in shown(person)[:10])
    record(person, crowd[21], "less")
    lately = sum(key.startswith("w") for key in shown(person)[:10])
    assert lately < before
    assert crowd[21].key not in shown(person)
    old = now_ms() - 300 * 86_400_000
    Event.objects.filter(person=person, kind="less").update(at_ms=old)
    service.forget_everything()
    faded = sum(key.startswith("w") for key in shown(person)[:10])
    assert faded > lately


def test_less_like_this_can_be_undone(crowd, person):
    train("item-knn")
    record(person, crowd[20], "like")
    mix = target_of(marks_of(person), current_index(), now_ms=now_ms()).tolist()
    record(person, crowd[21], "less")
    lowered = target_of(marks_of(person), current_index(), now_ms=now_ms()).tolist()
    record(person, crowd[21], "less", undo=True)
    again = target_of(marks_of(person), current_index(), now_ms=now_ms()).tolist()
    war = [held.slug for held in current_index().categories].index("war")
    assert lowered[war] < mix[war]
    assert again == pytest.approx(mix, rel=1e-3)
    assert crowd[21].key in shown(person)


def test_a_reset_forgets_taste_but_not_what_was_kept_or_sent_away(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    record(person, crowd[26], "wish")
    record(person, crowd[0], "dislike")
    rows = Event.objects.filter(person=person).count()
    reset(person)
    marks = marks_of(person)
    assert marks.says_nothing
    assert marks.liked == frozenset()
    assert marks.wished == {crowd[26].pk}
    assert crowd[0].key not in shown(person)
    assert crowd[25].key in shown(person)
    assert Event.objects.filter(person=person).count() == rows
    record(person, crowd[5], "like", at_ms=now_ms() + 5)
    assert marks_of(person).liked == {crowd[5].pk}


def test_what_came_before_a_reset_is_not_learned_from(crowd, person):
    record(person, crowd[25], "like")
    known = len(feed_data_from_database())
    reset(person)
    assert len(feed_data_from_database()) == known - 1
    assert undo_reset(person)
    assert len(feed_data_from_database()) == known


def test_a_reset_can_be_taken_back_for_thirty_days_and_only_the_latest(crowd, person):
    assert not undo_reset(person)
    record(person, crowd[25], "like")
    reset(person)
    assert undo_reset(person)
    assert marks_of(person).liked == {crowd[25].pk}
    Person.objects.filter(pk=person.pk).update(reset_ms=now_ms() - 31 * 86_400_000)
    with pytest.raises(DataError, match="older than 30 days"):
        undo_reset(person)


def test_a_wish_has_its_own_row_and_stays_out_of_the_feed(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    record(person, crowd[3], "wish")
    record(person, crowd[30], "wish")
    assert not {crowd[3].key, crowd[30].key} & set(shown(person))
    page = service.for_later(person)
    assert [card.item.key for card in page.cards] == [crowd[30].key, crowd[3].key]
    assert service.for_later(None).cards == []


def test_what_is_known_says_everything_that_counts(crowd, person):
    train("item-knn")
    record(person, crowd[25], "like")
    record(person, crowd[26], "wish")
    record(person, crowd[2], "less")
    record(person, crowd[3], "dislike")
    record(person, crowd[4], "dwell", value=40.0)
    block_category(person, Category.objects.get(slug="drama"))
    service.first_page(person)
    known = known_about(person)
    assert known.strongest[0].item.key == crowd[25].key
    assert [one.item.key for one in known.wishes] == [crowd[26].key]
    assert [one.item.key for one in known.less] == [crowd[2].key]
    assert [item.key for item in known.disliked] == [crowd[3].key]
    assert [category.slug for category in known.categories] == ["drama"]
    assert known.counts == {"like": 1, "wish": 1, "less": 1, "dislike": 1, "dwell": 1}
    assert known.n_shown == 1
    assert sum(share for _, share in known.taste) == pytest.approx(1)
    assert "drama" not in {category.slug for category, _ in known.taste}
    record(person, crowd[25], "like", undo=True)
    assert crowd[25].key not in {one.item.key for one in known_about(person).strongest}
