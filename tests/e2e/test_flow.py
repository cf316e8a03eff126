"""What people do on the site, done in a browser over the demo catalogue."""

from __future__ import annotations

import re
from typing import Any

from tests.e2e.accounts import PASSWORD, sign_up


def shown(page: Any) -> list[str]:
    """Ids of the cards on the page, in order."""
    return page.locator("article.card[id]").evaluate_all("cards => cards.map(c => c.id)")


def scroll_on(page: Any) -> None:
    """Scroll to the end and wait until more cards are there."""
    before = len(shown(page))
    page.mouse.wheel(0, 20_000)
    page.wait_for_function(
        "n => document.querySelectorAll('article.card[id]').length > n", arg=before
    )


def test_the_feed_shows_five_then_thirty_and_nothing_twice(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/about", java_script_enabled=False)
    page.goto("/")
    assert len(shown(page)) == 5
    page = open_page(demo_site, "/")
    for _scroll in range(4):
        scroll_on(page)
    cards = shown(page)
    assert len(cards) >= 5 + 4 * 30
    assert len(set(cards)) == len(cards)


def test_a_like_by_keyboard_answers_in_place_and_can_be_undone(
    demo_site: Any, open_page: Any
) -> None:
    page = open_page(demo_site, "/")
    like = page.locator(".act-like").first
    like.focus()
    page.keyboard.press("Enter")
    page.locator(".act-like[aria-pressed=true]").first.wait_for()
    assert page.evaluate("document.activeElement.matches('.act-like[aria-pressed=true]')")
    assert page.locator("#changed").is_visible()
    page.keyboard.press("Space")
    page.locator(".act-like[aria-pressed=true]").first.wait_for(state="detached")


def test_a_dislike_hides_an_item_until_it_is_taken_back(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/")
    card = page.locator("article.card").first
    name = card.locator("h3").inner_text()
    card.locator("summary").click()
    card.get_by_role("button", name="Not for me").click()
    undo = card.get_by_role("button", name="Undo")
    undo.wait_for()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Undo"
    page.goto("/")
    assert name not in page.locator("article.card h3").all_inner_texts()
    page.goto("/likes?show=dislike")
    page.get_by_role("button", name="Undo").click()
    page.locator(".is-disliked").wait_for(state="detached")
    page.goto("/likes?show=dislike")
    assert page.get_by_text("Nothing hidden").is_visible()


def test_the_page_after_a_like_is_ranked_anew_and_repeats_nothing(
    demo_site: Any, open_page: Any
) -> None:
    page = open_page(demo_site, "/?kind=film")
    scroll_on(page)
    liked = page.locator("article.card").first
    title = liked.locator("h3").inner_text()
    liked.locator(".act-like").click()
    liked.locator(".act-like[aria-pressed=true]").wait_for()
    before = shown(page)
    scroll_on(page)
    cards = shown(page)
    assert cards[: len(before)] == before
    assert len(set(cards)) == len(cards)
    assert page.locator(".reason", has_text=f"Because you liked {title}").count() > 0


def test_a_visitor_signs_up_and_keeps_what_they_did(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/")
    wished = page.locator("article.card").nth(1)
    title = wished.locator("h3").inner_text()
    wished.locator(".act-wish").click()
    wished.locator(".act-wish[aria-pressed=true]").wait_for()
    name = sign_up(page)
    page.get_by_label("Food and drink").check()
    page.get_by_text("1 picked").wait_for()
    page.get_by_role("button", name="Show my feed").click()
    page.wait_for_url(f"{demo_site.address}/")
    page.goto("/likes?show=wish")
    assert page.locator("article.card h3").all_inner_texts() == [title]

    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    page.goto("/likes?show=wish")
    assert page.get_by_text("Nothing saved yet").is_visible()

    page.goto("/sign-in?next=/likes%3Fshow%3Dwish")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/likes?show=wish")
    assert page.locator("article.card h3").all_inner_texts() == [title]


def test_a_password_is_changed_and_the_old_one_is_refused(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/")
    name = sign_up(page)
    page.goto("/account/password")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(f"{PASSWORD}-x")
    page.get_by_label("New password once more").fill(f"{PASSWORD}-x")
    page.get_by_role("button", name="Change password").click()
    page.get_by_text("Your password is changed.").wait_for()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    page.goto("/sign-in")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_text("Name and password do not match").wait_for()


def test_search_finds_titles_in_both_languages(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/?kind=video")
    address = page.locator("article.card h3 a").first.get_attribute("href")
    english = page.locator("article.card h3").first.inner_text()
    page.get_by_role("search").get_by_role("searchbox").fill(english)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator(f"article.card a[href='{address}']").count() == 1
    korean = open_page(demo_site, address, language="ko").locator("h1").inner_text()
    assert re.search("[가-힣]", korean)
    page.goto(f"/search?q={korean}")
    assert page.locator(f"article.card a[href='{address}']").count() == 1


def test_language_and_theme_are_kept(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/about", theme="light")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="한국어").click()
    page.get_by_role("heading", name="피드가 만들어지는 방법").wait_for()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("document.documentElement.lang") == "ko"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", dark)[:3])) < 120


def test_everything_works_without_scripts(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/", java_script_enabled=False)
    first = shown(page)
    page.locator("a", has_text="More").last.click()
    rest = shown(page)
    assert len(rest) == 30
    assert not set(first) & set(rest)
    page.locator(".act-like").first.click()
    page.get_by_text("Liked. Your next page follows it.").wait_for()
    page.goto("/likes")
    assert page.locator("article.card").count() == 1


class TestShorts:
    def test_only_the_clip_on_the_screen_plays(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/shorts", width=360)
        playing = (
            "() => [...document.querySelectorAll('video')].flatMap((v, n) => v.paused ? [] : [n])"
        )
        page.wait_for_function(f"() => ({playing})().join() === '0'")
        assert page.evaluate("document.querySelector('video').muted")
        page.keyboard.press("ArrowDown")
        page.wait_for_function(f"() => ({playing})().join() === '1'")
        page.keyboard.press("Space")
        page.wait_for_function(f"() => ({playing})().join() === ''")

    def test_plays_and_skips_are_reported(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/about")
        with page.expect_request("**/play") as played:
            page.goto("/shorts")
        assert played.value.method == "POST"
        assert played.value.response().status == 204
        with page.expect_request("**/skip") as skipped:
            page.keyboard.press("ArrowDown")
        assert skipped.value.url.rsplit("/", 1)[0] == played.value.url.rsplit("/", 1)[0]

    def test_l_likes_and_m_switches_the_sound(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/shorts")
        page.locator("video").first.wait_for()
        page.keyboard.press("m")
        assert page.locator(".mute").first.get_attribute("aria-pressed") == "true"
        page.keyboard.press("l")
        page.locator(".short").first.locator(".act-like[aria-pressed=true]").wait_for()

    def test_nothing_moves_by_itself_when_that_is_asked(
        self, demo_site: Any, open_page: Any
    ) -> None:
        page = open_page(demo_site, "/shorts", reduced_motion="reduce")
        page.locator(".short.is-paused").first.wait_for()
        assert page.evaluate("[...document.querySelectorAll('video')].every(v => v.paused)")
        page.locator(".tap").first.click()
        page.wait_for_function("() => !document.querySelector('video').paused")

    def test_one_creators_clips_play_newest_first(self, demo_site: Any, open_page: Any) -> None:
        page = open_page(demo_site, "/shorts")
        page.goto(page.locator(".short .by a").first.get_attribute("href"))
        page.get_by_role("link", name="Play clips").click()
        page.wait_for_url("**/shorts?creator=*")
        assert page.locator(".short video").count() >= 1


def test_a_failed_like_says_so(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/", expects_faults=True)
    page.route("**/like", lambda route: route.abort())
    page.locator(".act-like").first.click()
    page.get_by_text("That did not work.").wait_for()
    assert page.locator(".act-like").first.get_attribute("aria-pressed") == "false"
