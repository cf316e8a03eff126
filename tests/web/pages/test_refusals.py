"""What a card lets one turn away: in place, without scripts, and on the next page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medley.web.catalog.models import CatalogueRevision, Creator, Item
from medley.web.feed.models import Event
from medley.web.people.models import Block, Person

PART = {"HX-Request": "true"}


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    """Thirty travel videos of one creator, thirty dance videos of another."""
    first = make_items(30, "video", "travel", prefix="t")
    second = make_items(30, "video", "dance", prefix="d")
    Creator.objects.filter(key="t:creator").update(name="Walkers")
    Creator.objects.filter(key="d:creator").update(name="Dancers")
    CatalogueRevision.bump()
    return first + second


def pks(html: str) -> set[int]:
    return {int(pk) for pk in re.findall(r'id="item-(\d+)"', html)}


def whole_feed(client: Client) -> set[int]:
    html = client.get("/").text
    seen = pks(html)
    while found := re.search(r"hx-get=\"(/feed/more\?cursor=[^\"]+)", html):
        html = client.get(found[1].replace("&amp;", "&")).text
        seen |= pks(html)
    return seen


def test_a_card_names_its_creator_and_categories(client: Client, items: list[Item]) -> None:
    html = client.get("/search?q=item").text
    assert f'formaction="/items/{items[0].pk}/not-creator"' in html
    assert f'formaction="/items/{items[0].pk}/not-category/travel"' in html
    assert "<small>Walkers</small>" in html


def test_the_queries_of_a_page_do_not_grow_with_its_categories(
    client: Client, items: list[Item]
) -> None:
    client.get("/search?q=item")
    with CaptureQueriesContext(connection) as few:
        client.get("/search?q=item")
    assert sum("category" in query["sql"] for query in few) == 0


class TestBlocks:
    def test_a_creator_is_gone_from_the_next_page_until_let_back(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        address = f"/items/{items[0].pk}/not-creator"
        answer = relaxed_client.post(address, headers=PART)
        assert "Nothing by Walkers" in answer.text
        assert f'formaction="{address}/undo"' in answer.text
        assert whole_feed(relaxed_client) == {item.pk for item in items[30:]}
        answer = relaxed_client.post(f"{address}/undo", headers=PART)
        assert "act-like" in answer.text
        assert whole_feed(relaxed_client) == {item.pk for item in items}

    def test_a_category_is_gone_from_the_next_page_until_let_back(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        address = f"/items/{items[0].pk}/not-category/travel"
        said = json.loads(relaxed_client.post(address, headers=PART)["HX-Trigger"])
        assert said["medley:marked"]["said"] == "Nothing of Travel from the next page on."
        assert whole_feed(relaxed_client) == {item.pk for item in items[30:]}
        relaxed_client.post(f"{address}/undo")
        assert whole_feed(relaxed_client) == {item.pk for item in items}

    def test_an_unknown_category_makes_no_person(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        answer = relaxed_client.post(f"/items/{items[0].pk}/not-category/none")
        assert answer.status_code == 404
        assert not Person.objects.exists()

    def test_an_item_without_a_creator_has_none_to_turn_away(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        Item.objects.update(creator=None)
        assert relaxed_client.post(f"/items/{items[0].pk}/not-creator").status_code == 404
        assert not Block.objects.exists()

    def test_without_scripts_the_page_offers_to_undo_it(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        address = f"/items/{items[0].pk}/not-creator"
        page = relaxed_client.post(
            address, headers={"Referer": "http://testserver/"}, follow=True
        ).text
        assert "Nothing by Walkers from the next page on." in page
        assert f'formaction="{address}/undo"' in page


class TestLess:
    def test_it_is_hidden_and_comes_back(self, relaxed_client: Client, items: list[Item]) -> None:
        pk = items[0].pk
        answer = relaxed_client.post(f"/items/{pk}/less", headers=PART)
        assert f'formaction="/items/{pk}/less/undo"' in answer.text
        assert pk not in whole_feed(relaxed_client)
        relaxed_client.post(f"/items/{pk}/less/undo", headers=PART)
        assert pk in whole_feed(relaxed_client)

    @pytest.mark.parametrize(("first", "then"), [("less", "dislike"), ("dislike", "less")])
    def test_one_undo_takes_back_both_ways_of_refusing(
        self, relaxed_client: Client, items: list[Item], first: str, then: str
    ) -> None:
        pk = items[0].pk
        for kind in (first, then):
            relaxed_client.post(f"/items/{pk}/{kind}")
        answer = relaxed_client.post(f"/items/{pk}/{first}/undo", headers=PART)
        assert "act-like" in answer.text

    @pytest.mark.parametrize(
        "what", ["less", "not-creator", "not-category/travel", "less/undo", "not-creator/undo"]
    )
    def test_a_get_or_a_post_from_elsewhere_changes_nothing(
        self, client: Client, items: list[Item], what: str
    ) -> None:
        address = f"/items/{items[0].pk}/{what}"
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 403
        assert not Event.objects.exists()
        assert not Block.objects.exists()


class TestLater:
    def test_the_row_is_there_only_for_who_saved_something(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        assert "Saved for later" not in relaxed_client.get("/").text
        relaxed_client.post(f"/items/{items[3].pk}/wish")
        home = relaxed_client.get("/").text
        row = home[home.index("later") :]
        assert f'href="/items/{items[3].pk}"' in row
        assert "Saved for later" not in relaxed_client.get("/?category=dance").text


class TestDwell:
    def test_seconds_are_kept_once_for_a_key(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        key = "2b0f7f0e-8a3c-4e5e-9b1e-111111111111"
        for _time in range(2):
            answer = relaxed_client.post(
                f"/items/{items[0].pk}/dwell", {"key": key, "seconds": "41.5"}
            )
            assert answer.status_code == 204
        assert list(Event.objects.values_list("kind", "value")) == [("dwell", 41.5)]

    @pytest.mark.parametrize("text", ["", "x", "-1", "nan", "1" * 50])
    def test_what_is_no_time_is_not_kept(
        self, relaxed_client: Client, items: list[Item], text: str
    ) -> None:
        answer = relaxed_client.post(f"/items/{items[0].pk}/dwell", {"seconds": text})
        assert answer.status_code == 204
        assert not Event.objects.exists()

    def test_a_page_left_open_for_days_counts_a_day(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        relaxed_client.post(f"/items/{items[0].pk}/dwell", {"seconds": "1e9"})
        assert Event.objects.get().value == 86_400
