"""Pages as the server gives them: whole, safe, and in words when something is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medley.web.catalog.models import Item
from medley.web.feed.models import Event
from medley.web.feed.service import forget_everything
from medley.web.people.models import Person, User

PASSWORD = "grasshopper-42-tea"
STATE_CHANGING = [
    "/items/1/like",
    "/items/1/wish/undo",
    "/items/1/dislike",
    "/items/1/play",
    "/sign-out",
    "/theme",
    "/welcome/demo",
]


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    return make_items(60, "video", "travel")


@pytest.fixture
def creator_rules(home: Path) -> Iterator[Path]:
    """Where a site's own rules for creators' pages lie; there are none before and after."""
    path = Path(settings.MEDLEY_RULES) / "creator.toml"
    path.parent.mkdir(exist_ok=True)
    yield path
    path.unlink()
    path.parent.rmdir()
    forget_everything()


def pks(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="item-(\d+)"', html)]


def cursor(html: str) -> str:
    found = re.search(r"hx-get=\"/feed/more\?cursor=([^&\"]+)", html)
    assert found
    return found[1]


class TestFeed:
    def test_begins_with_five_and_goes_on_with_the_rest(
        self, client: Client, items: list[Item]
    ) -> None:
        first = client.get("/").text
        second = client.get(f"/feed/more?cursor={cursor(first)}").text
        part = client.get(
            f"/feed/more?cursor={cursor(second)}", headers={"HX-Request": "true"}
        ).text
        seen = pks(first) + pks(second) + pks(part)
        assert [len(pks(html)) for html in (first, second)] == [5, 30]
        assert sorted(seen) == sorted(item.pk for item in items)
        assert "<html" not in part

    @pytest.mark.parametrize("text", ["", "x", "AAAA", "%00", "é" * 50])
    def test_says_in_words_that_a_cursor_is_no_good(
        self, client: Client, items: list[Item], text: str
    ) -> None:
        answer = client.get("/feed/more", {"cursor": text})
        assert answer.status_code == 410
        assert "too old to go on" in answer.text

    def test_leaves_out_choices_that_the_catalogue_lacks(
        self, client: Client, items: list[Item]
    ) -> None:
        assert len(pks(client.get("/?kind=nonsense&category=<b>").text)) == 5

    def test_escapes_what_others_wrote(self, client: Client, items: list[Item]) -> None:
        Item.objects.update(title='<script>alert("x")</script>')
        html = client.get("/").text
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html

    def test_a_renewed_page_keeps_what_was_shown_and_repeats_nothing(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        first = relaxed_client.get("/").text
        relaxed_client.post(f"/items/{pks(first)[0]}/like")
        page = relaxed_client.get(f"/feed/more?renew=1&cursor={cursor(first)}").text
        last = relaxed_client.get(f"/feed/more?cursor={cursor(page)}").text
        seen = pks(first) + pks(page) + pks(last)
        assert sorted(seen) == sorted(item.pk for item in items)


class TestMarks:
    @pytest.mark.parametrize("address", STATE_CHANGING)
    def test_a_get_changes_nothing_and_says_why(
        self, client: Client, items: list[Item], address: str
    ) -> None:
        answer = client.get(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "Nothing was changed" in answer.text
        assert not Event.objects.exists()

    def test_a_post_from_elsewhere_is_refused_in_words(
        self, client: Client, items: list[Item]
    ) -> None:
        answer = client.post(f"/items/{items[0].pk}/like")
        assert answer.status_code == 403
        assert "This form is too old" in answer.text
        assert not Event.objects.exists()

    def test_a_visitor_likes_and_takes_it_back(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        address = f"/items/{items[0].pk}/like"
        answer = relaxed_client.post(address, headers={"HX-Request": "true"})
        assert 'aria-pressed="true"' in answer.text
        answer = relaxed_client.post(f"{address}/undo", headers={"HX-Request": "true"})
        assert 'aria-pressed="true"' not in answer.text
        assert Person.objects.count() == 1

    def test_the_way_back_stays_on_this_site(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        address = f"/items/{items[0].pk}/wish"
        back = relaxed_client.post(address, headers={"Referer": "http://testserver/likes"})
        away = relaxed_client.post(address, headers={"Referer": "https://evil.example/"})
        assert back["Location"] == f"http://testserver/likes#item-{items[0].pk}"
        assert away["Location"] == f"/items/{items[0].pk}"

    def test_the_same_report_counts_once(self, relaxed_client: Client, items: list[Item]) -> None:
        key = "2b0f7f0e-8a3c-4e5e-9b1e-111111111111"
        for _time in range(2):
            answer = relaxed_client.post(f"/items/{items[0].pk}/play", {"key": key})
            assert answer.status_code == 204
        assert Event.objects.count() == 1

    def test_a_hidden_item_cannot_be_liked(self, relaxed_client: Client, items: list[Item]) -> None:
        Item.objects.update(hidden=True)
        assert relaxed_client.post(f"/items/{items[0].pk}/like").status_code == 404


class TestAccounts:
    def test_signing_up_brings_along_what_the_visitor_did(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        relaxed_client.post(f"/items/{items[0].pk}/like")
        words = {"username": "ann", "password1": PASSWORD, "password2": PASSWORD}
        assert relaxed_client.post("/sign-up", words)["Location"] == "/interests"
        assert Event.objects.get().person.user == User.objects.get(username="ann")
        assert pks(relaxed_client.get("/likes").text) == [items[0].pk]

    def test_a_weak_password_is_refused_beside_its_field(self, relaxed_client: Client) -> None:
        words = {"username": "ann", "password1": "12345678", "password2": "12345678"}
        answer = relaxed_client.post("/sign-up", words)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert not User.objects.exists()

    def test_signing_in_never_leads_to_another_site(
        self, relaxed_client: Client, account: Callable[..., User]
    ) -> None:
        user = account("bo")
        user.set_password(PASSWORD)
        user.save()
        words = {"username": "bo", "password": PASSWORD, "next": "https://evil.example/"}
        assert relaxed_client.post("/sign-in", words)["Location"] == "/"

    def test_changing_a_password_needs_an_account(self, client: Client) -> None:
        answer = client.get("/account/password")
        assert answer["Location"] == "/sign-in?next=/account/password"

    def test_interests_are_declared_and_unknown_ones_left_out(
        self, relaxed_client: Client, items: list[Item]
    ) -> None:
        relaxed_client.post("/interests", {"category": ["travel", "no-such"]})
        html = relaxed_client.get("/interests").text
        assert re.findall(r'value="([\w-]+)" checked', html) == ["travel"]


class TestChrome:
    def test_the_theme_is_in_the_page_before_any_script_runs(self, relaxed_client: Client) -> None:
        answer = relaxed_client.post("/theme", {"theme": "dark", "next": "//evil.example"})
        assert answer["Location"] == "/"
        assert 'data-theme="dark"' in relaxed_client.get("/about").text

    def test_the_language_follows_the_browser_until_it_is_chosen(
        self, relaxed_client: Client
    ) -> None:
        korean = {"Accept-Language": "ko-KR,ko;q=0.9"}
        assert '<html lang="ko"' in relaxed_client.get("/about", headers=korean).text
        relaxed_client.post("/language", {"language": "en", "next": "/about"})
        assert '<html lang="en"' in relaxed_client.get("/about", headers=korean).text

    def test_pages_load_nothing_from_elsewhere_and_run_no_inline_script(
        self, client: Client, items: list[Item]
    ) -> None:
        answer = client.get("/")
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", answer.text)
        assert not re.search(r'(src|href|srcset)="(https?:)?//', answer.text)

    def test_a_creators_page_is_newest_first_or_in_the_order_of_its_rules(
        self, client: Client, items: list[Item], creator_rules: Path
    ) -> None:
        address = f"/creators/{items[0].creator_id}"
        assert pks(client.get(address).text)[0] == items[-1].pk
        creator_rules.write_text(f'[[pins]]\nitem = "{items[7].key}"\nplace = 1\n')
        forget_everything()
        for_you = pks(client.get(f"{address}?order=for-you").text)
        assert for_you[0] == items[7].pk
        assert len(set(for_you)) == 48

    @pytest.mark.parametrize("path", ["/nothing", "/items/999999", "/creators/0", "/media/5"])
    def test_what_is_not_there_is_said_in_words(self, client: Client, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 404
        assert "This page does not exist" in answer.text

    def test_an_empty_catalogue_offers_ways_to_fill_it(self, client: Client) -> None:
        html = client.get("/").text
        assert "medley import movielens" in html
        assert "Make the demo catalogue" in html

    def test_the_demo_is_not_started_from_another_machine(self, relaxed_client: Client) -> None:
        for forwarded in ({}, {"X-Forwarded-For": "203.0.113.5"}):
            address = "203.0.113.5" if not forwarded else "127.0.0.1"
            answer = relaxed_client.post("/welcome/demo", REMOTE_ADDR=address, headers=forwarded)
            assert answer.status_code == 403
            assert "only on the machine that runs Medley" in answer.text

    @pytest.mark.parametrize("text", ["'; --", "%", "_", "🦊", "\\", "a" * 5000, "<b>"])
    def test_search_takes_any_text(self, client: Client, items: list[Item], text: str) -> None:
        assert client.get("/search", {"q": text}).status_code == 200

    @pytest.mark.parametrize("number", ["-1", "0", "9999999999999999", "x", "²"])
    def test_pages_of_lists_take_any_number(
        self, client: Client, items: list[Item], number: str
    ) -> None:
        for path in ("/likes", f"/creators/{items[0].creator_id}", "/search?q=item"):
            answer = client.get(f"{path}{'&' if '?' in path else '?'}page={number}")
            assert answer.status_code == 200


def test_queries_do_not_grow_with_the_length_of_a_page(client: Client, items: list[Item]) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    following = f"/feed/more?cursor={cursor(client.get('/').text)}"
    client.get(following)
    assert count(following) <= count("/") + 1
