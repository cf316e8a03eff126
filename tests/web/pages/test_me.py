"""What Medley knows about somebody: shown, changed, taken along, begun anew, deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from medley.web.catalog.models import Category, Item
from medley.web.feed import service
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.recording import declare_interests, record
from medley.web.feed.setting import circumstances_of, setting_of
from medley.web.people.identity import account_person
from medley.web.people.models import Block, Person, User

PASSWORD = "grasshopper-42-tea"


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    return make_items(20, "film", "drama", prefix="d") + make_items(20, "film", "war", prefix="w")


@pytest.fixture
def ann(account: Callable[..., User], relaxed_client: Client) -> Person:
    """Somebody who is signed in in ``relaxed_client``."""
    user = account("ann")
    relaxed_client.force_login(user)
    person = account_person(user)
    assert person is not None
    return person


def shares(html: str) -> dict[str, float]:
    rows = re.findall(r'<th scope="row">([\w ]+).*?class="number">([\d.]+)%', html)
    return {name: float(percent) for name, percent in rows}


class TestShown:
    def test_a_newcomer_is_told_that_nothing_is_known_and_what_many_like(
        self, client: Client, items: list[Item]
    ) -> None:
        html = client.get("/me").text
        assert "Nothing yet" in html
        assert {"drama", "war"} <= set(shares(html))
        assert "/me/export" not in html
        assert not Person.objects.exists()

    def test_every_category_has_its_share_and_likes_move_it(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        for item in items[20:32]:
            record(ann, item, "like")
        found = shares(relaxed_client.get("/me").text)
        assert sum(found.values()) == pytest.approx(100, abs=2)
        assert found["war"] > 60 > found["drama"]

    def test_declared_interests_fade_as_behaviour_arrives(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        def declared() -> int:
            html = relaxed_client.get("/me").text
            found = re.search(r"Your picked interests make up (\d+)%", html)
            return int(found[1]) if found else 0

        declare_interests(ann, Category.objects.filter(slug="drama"))
        at_first = declared()
        for item in items[20:36]:
            record(ann, item, "like")
        assert at_first > declared() > 0

    def test_what_was_done_is_counted(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        for item in items[:3]:
            record(ann, item, "like")
        record(ann, items[5], "wish")
        service.first_page(ann)
        html = relaxed_client.get("/me").text
        figures = dict(re.findall(r'<th scope="row">([\w ]+)</th><td>(\d+)</td>', html))
        assert figures == {"Likes": "3", "Saved for later": "1", "Pages shown to you": "1"}
        assert items[5].title in html

    def test_nobody_sees_what_is_known_of_another(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        record(ann, items[0], "like")
        assert "Nothing yet" in Client().get("/me").text


class TestChanged:
    def test_a_block_is_taken_back(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        relaxed_client.post(f"/items/{items[0].pk}/not-category/drama")
        address = re.search(r"/me/categories/drama/again", relaxed_client.get("/me").text)
        assert address
        relaxed_client.post(address[0])
        assert not Block.objects.exists()

    def test_the_block_of_another_stays(
        self, relaxed_client: Client, ann: Person, items: list[Item], person: Person
    ) -> None:
        war = Category.objects.get(slug="war")
        Block.objects.create(person=person, category=war, at_ms=1)
        relaxed_client.post("/me/categories/war/again")
        assert Block.objects.get().person == person

    @pytest.mark.parametrize("what", ["categories/none", "creators/0"])
    def test_what_does_not_exist_cannot_be_let_back(
        self, relaxed_client: Client, ann: Person, what: str
    ) -> None:
        assert relaxed_client.post(f"/me/{what}/again").status_code == 404

    def test_starting_over_forgets_likes_until_it_is_taken_back(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        for item in items[20:32]:
            record(ann, item, "like")
        before = shares(relaxed_client.get("/me").text)
        page = relaxed_client.post("/me/reset", follow=True).text
        assert 'formaction="/me/reset/undo"' in page
        assert shares(page)["war"] < before["war"]
        page = relaxed_client.post("/me/reset/undo", follow=True).text
        assert "What you did before counts again." in page
        assert shares(page) == before

    def test_an_old_reset_is_refused_in_words(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        Person.objects.filter(pk=ann.pk).update(reset_ms=1)
        page = relaxed_client.post("/me/reset/undo", follow=True).text
        assert "more than 30 days ago" in page

    def test_the_share_outside_the_top_three_reaches_the_ranking(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        relaxed_client.post("/me/adventure", {"outside": "55"})
        ann.refresh_from_db()
        index = current_index()
        for scenario, share in (("home", 0.55), ("similar", 0.3)):
            setting = setting_of(ann, index, scenario)
            assert setting is not None
            rules = circumstances_of(ann, index, setting, now_ms=1).scenario
            assert rules.balance.outside == share
        assert 'value="55"' in relaxed_client.get("/me").text
        relaxed_client.post("/me/adventure", {"outside": "usual"})
        ann.refresh_from_db()
        assert ann.outside is None

    @pytest.mark.parametrize("text", ["", "-1", "61", "x", "²", "9" * 40])
    def test_a_share_out_of_range_changes_nothing(
        self, relaxed_client: Client, ann: Person, items: list[Item], text: str
    ) -> None:
        page = relaxed_client.post("/me/adventure", {"outside": text}, follow=True).text
        assert "Nothing was changed" in page
        ann.refresh_from_db()
        assert ann.outside is None

    def test_a_visitors_share_comes_along_to_the_account(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        relaxed_client.post("/me/adventure", {"outside": "10"})
        words = {"username": "bo", "password1": PASSWORD, "password2": PASSWORD}
        relaxed_client.post("/sign-up", words)
        assert Person.objects.get().outside == 0.1


class TestTakenAlongAndDeleted:
    def test_the_file_holds_everything(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        record(ann, items[0], "dwell", value=40.0)
        relaxed_client.post(f"/items/{items[0].pk}/not-category/war")
        answer = relaxed_client.get("/me/export")
        assert answer["Content-Disposition"] == 'attachment; filename="medley-export.json"'
        held = json.loads(answer.getvalue())
        assert held["person"] == ann.key
        assert [(row["kind"], row["value"]) for row in held["events"]] == [("dwell", 40.0)]
        assert held["blocks"][0]["category__slug"] == "war"

    def test_a_newcomer_has_no_file(self, client: Client) -> None:
        assert client.get("/me/export").status_code == 404

    def test_deleting_asks_first(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        answer = relaxed_client.post("/me/delete")
        assert answer.status_code == 422
        assert "Nothing was deleted" in answer.text
        assert User.objects.exists()

    def test_deleting_removes_the_account_and_signs_out(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        record(ann, items[0], "like")
        page = relaxed_client.post("/me/delete", {"sure": "yes"}, follow=True).text
        assert "Everything about you is deleted." in page
        assert "nothing of you was found" in page
        assert "No model learned from you" in page
        assert not User.objects.exists()
        assert not Person.objects.exists()
        assert "Sign in" in relaxed_client.get("/account").text

    def test_a_visitor_is_deleted_too(self, relaxed_client: Client, items: list[Item]) -> None:
        relaxed_client.post(f"/items/{items[0].pk}/like")
        relaxed_client.post("/me/delete", {"sure": "yes"})
        assert not Person.objects.exists()
        assert "Nothing yet" in relaxed_client.get("/me").text

    def test_the_report_stays_at_its_address_and_says_not_whose_it_is(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        record(ann, items[0], "like")
        address = relaxed_client.post("/me/delete", {"sure": "yes"})["Location"]
        page = Client().get(address)
        assert page.status_code == 200
        assert "ann" not in re.sub(r"<head>.*</head>", "", page.text.lower(), flags=re.S).split()
        assert re.search(r"liked and did</th><td>1<", page.text)
        assert Client().get("/erased/0000").status_code == 404

    def test_programs_get_the_report_too(
        self, relaxed_client: Client, ann: Person, items: list[Item]
    ) -> None:
        record(ann, items[0], "like")
        answer = relaxed_client.delete("/api/v1/me?confirm=delete")
        assert answer.status_code == 204
        report = Client().get(answer["Location"]).json()
        assert (report["deleted"]["feed.Event"], report["left"]) == (1, {})

    def test_an_account_that_never_did_anything_is_deleted(
        self, relaxed_client: Client, db: Path
    ) -> None:
        user = User.objects.create(username="idle")
        relaxed_client.force_login(user)
        relaxed_client.post("/me/delete", {"sure": "yes"})
        assert not User.objects.exists()

    @pytest.mark.parametrize("address", ["/me/reset", "/me/reset/undo", "/me/adventure"])
    def test_a_get_or_a_post_from_elsewhere_is_refused(self, client: Client, address: str) -> None:
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 403
        assert not Person.objects.exists()

    def test_a_delete_from_elsewhere_is_refused(
        self, client: Client, account: Callable[..., User]
    ) -> None:
        client.force_login(account("bo"))
        assert client.post("/me/delete", {"sure": "yes"}).status_code == 403
        assert User.objects.exists()
