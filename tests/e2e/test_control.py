"""Turning things away, seeing what is known, and the operators' pages, in a browser."""

from __future__ import annotations

import re
from typing import Any

from tests.e2e.accounts import sign_up


def creators(page: Any) -> list[str]:
    """Names of the creators of the cards on the page."""
    return page.locator("article.card[id] .by a").all_inner_texts()


def open_menu(card: Any) -> None:
    card.locator("summary").focus()
    card.page.keyboard.press("Enter")


class TestMenu:
    def test_less_like_this_by_keyboard_and_back(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/")
        card = page.locator("article.card[id]").first
        open_menu(card)
        card.get_by_role("button", name="Less like this").focus()
        page.keyboard.press("Enter")
        card.get_by_role("button", name="Undo").wait_for()
        page.wait_for_function("() => document.activeElement.textContent.trim() === 'Undo'")
        page.get_by_text("You will see less like this").wait_for()
        page.keyboard.press("Enter")
        card.locator(".act-like").wait_for()
        page.wait_for_function("() => document.activeElement.matches('summary')")

    def test_a_creator_is_gone_from_the_next_page(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/?kind=video")
        card = page.locator("article.card[id]").first
        name = card.locator(".by a").inner_text()
        open_menu(card)
        card.get_by_role("button", name="Not this creator").click()
        card.get_by_text(f"Nothing by {name}").wait_for()
        page.goto("/?kind=video")
        for _scroll in range(2):
            page.mouse.wheel(0, 20_000)
            page.wait_for_timeout(300)
        assert name not in creators(page)
        page.goto("/me")
        page.get_by_role("button", name=f"Show again: {name}").click()
        page.get_by_text(f"{name} may show up again.").wait_for()
        assert page.get_by_role("button", name="Show again").count() == 0

    def test_a_category_is_turned_away_without_scripts_and_let_back(
        self, demo_site: Any, open_page: Any
    ) -> None:
        page = open_page(demo_site, "/?kind=film", java_script_enabled=False)
        card = page.locator("article.card[id]").first
        card.locator("summary").click()
        card.get_by_role("button", name="Not this category").first.click()
        note = page.locator(".note")
        assert "from the next page on" in note.inner_text()
        note.get_by_role("button", name="Undo").click()
        assert "may show up again" in page.locator(".note").inner_text()


class TestReports:
    def test_how_long_an_item_was_in_sight_is_told(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/?kind=film")
        page.clock.install()
        page.goto(page.locator("article.card h3 a").first.get_attribute("href"))
        page.clock.run_for(42_000)
        with page.expect_request("**/dwell") as told:
            page.evaluate(
                """() => {
                    Object.defineProperty(document, "hidden", {value: true, configurable: true});
                    document.dispatchEvent(new Event("visibilitychange"));
                }"""
            )
        assert told.value.response().status == 204
        seconds = re.search(r'name="seconds"\s+([\d.]+)', told.value.post_data)
        assert seconds
        assert 41 <= float(seconds[1]) < 60

    def test_a_clip_on_its_own_page_is_told(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/shorts")
        address = page.locator(".short h2 a").first.get_attribute("href")
        page.goto(address)
        with page.expect_request("**/play"):
            page.evaluate("document.querySelector('video').muted = true")
            page.evaluate("document.querySelector('video').play()")
        with page.expect_request("**/finish"):
            page.evaluate(
                "() => { const v = document.querySelector('video'); v.currentTime = v.duration }"
            )


class TestMe:
    def test_the_share_outside_is_saved_while_the_slider_moves(
        self, demo_site: Any, open_page: Any
    ) -> None:
        page = open_page(demo_site, "/me")
        slider = page.get_by_role("slider")
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("output").inner_text() == "35%"
        page.get_by_role("status").get_by_text("Saved.").wait_for()
        page.reload()
        assert page.get_by_role("slider").input_value() == "35"

    def test_what_is_known_shows_and_is_deleted(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/", expects_faults=True)
        sign_up(page)
        page.get_by_label("Food and drink").check()
        page.get_by_text("1 picked").wait_for()
        page.goto("/")
        page.locator(".act-wish").first.click()
        page.locator(".act-wish[aria-pressed=true]").first.wait_for()
        page.goto("/")
        assert page.locator(".later article").count() == 1
        page.locator(".account summary").click()
        page.get_by_role("link", name="What Medley knows about you").first.click()
        assert page.get_by_text("Your picked interests make up").is_visible()
        with page.expect_download() as file:
            page.get_by_role("link", name="Download everything").click()
        assert file.value.suggested_filename == "medley-export.json"
        page.get_by_role("link", name="Delete everything").click()
        page.get_by_role("button", name="Delete everything").click()
        page.get_by_text("Nothing was deleted.").wait_for()
        page.get_by_label("Yes, delete everything about me.").check()
        page.get_by_role("button", name="Delete everything").click()
        page.get_by_text("Everything about you is deleted.").wait_for()
        assert page.locator(".sign-in").is_visible()
