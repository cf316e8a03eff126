"""From a title to a shared playlist, in a browser over the demo catalogue."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.e2e.test_looks import VIEWS, inspect

TITLE = {"en": "Quiet songs for a rainy day", "ko": "비 오는 날 듣는 잔잔한 노래"}


@pytest.fixture(scope="module")
def site(demo_site: Any) -> Any:
    """The demo with a model of playlists, also where the home was made before."""
    demo_site.command("train", "playlist", "--model", "title-knn", "--json")
    return demo_site


def make(page: Any, title: str, *, tick: bool = True) -> None:
    """Type a title, tick the most similar playlist, make the playlist."""
    page.goto("/playlists")
    page.locator("#title").fill(title)
    page.locator(".title-form button").click()
    page.locator("#similar").wait_for()
    if tick and page.locator(".near-tick").count():
        page.locator(".near-tick").first.click()
    if page.locator(".step-next").is_visible():
        page.locator(".step-next").click()
    page.locator("#mix .button-main").click()
    page.wait_for_url("**/playlists/drafts/**")
    page.locator(".song").first.wait_for()


def names(page: Any) -> list[str]:
    return page.locator(".song-text b").all_inner_texts()


def settled(page: Any, act: Any) -> None:
    """Do something and wait for the result that the server sends."""
    with page.expect_response("**/edit"):
        act()
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping')")


def test_the_whole_way_with_the_mouse(site: Any, open_page: Any) -> None:
    page = open_page(site, "/playlists")
    make(page, TITLE["ko"])
    first = names(page)
    assert len(first) == 10
    assert page.locator(".tags .tag").count() >= 5
    settled(page, page.locator("#lock-1").click)
    settled(page, page.locator("#do-rest").click)
    assert names(page)[1] == first[1]
    before = names(page)
    settled(page, page.locator("#replace-4").click)
    assert names(page)[4] not in before
    settled(page, page.locator("#drop-0").click)
    assert len(names(page)) == 9
    settled(page, page.locator("#do-undo").click)
    assert len(names(page)) == 10
    settled(page, page.locator("#do-save").click)
    page.get_by_text("Saved to your playlists.").wait_for()
    page.locator("#menu-share summary").click()
    settled(page, page.locator("#menu-share").get_by_role("button", name="Make a link").click)
    page.locator("#menu-share summary").click()
    link = page.locator("#menu-share .link").input_value()
    kept = names(page)
    stranger = open_page(site, link)
    assert names(stranger) == kept
    assert stranger.get_by_role("button", name="Delete").count() == 0


def test_dragging_and_the_arrow_keys_move_a_song(site: Any, open_page: Any) -> None:
    page = open_page(site, "/playlists")
    make(page, TITLE["en"], tick=False)
    before = names(page)
    page.locator("#grip-0").focus()
    settled(page, lambda: page.keyboard.press("ArrowDown"))
    assert names(page)[:2] == [before[1], before[0]]
    page.wait_for_function("() => document.activeElement.id === 'grip-1'")
    page.get_by_text("Moved to place 2 of 10.").wait_for()
    grip = page.locator("#grip-1")
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), page.locator("#grip-4").bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, (start["y"] + end["y"]) / 2, steps=5)
    page.mouse.move(start["x"] + 10, end["y"] + end["height"], steps=5)
    settled(page, page.mouse.up)
    assert names(page).index(before[0]) == 4


def test_the_sliders_count_at_once(site: Any, open_page: Any) -> None:
    page = open_page(site, "/playlists/new?title=jazz")
    page.locator(".near-tick").first.click()
    with page.expect_response("**/playlists/preview*"):
        page.locator("#similarity").fill("100")
    page.wait_for_function(
        "() => document.querySelector('#preview b')?.textContent === '10'"
        " && document.querySelectorAll('#preview b').length === 1"
    )
    assert page.locator("output[for=similarity]").inner_text() == "100%"


def test_without_scripts_everything_is_a_form(site: Any, open_page: Any) -> None:
    page = open_page(site, "/playlists", java_script_enabled=False)
    make(page, TITLE["en"])
    before = names(page)
    page.get_by_role("button", name="Move down").first.click()
    assert names(page)[:2] == [before[1], before[0]]
    page.locator("#do-save").click()
    assert page.locator("#do-save").is_disabled()


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_the_pages_are_accessible_and_fit(
    site: Any, open_page: Any, width: int, language: str
) -> None:
    page = open_page(site, "/playlists", width=width, language=language, expects_faults=True)
    wrong = inspect(page, "playlists-start", width, language)
    page.goto(f"/playlists/new?title={TITLE[language]}")
    wrong += inspect(page, "playlists-similar", width, language)
    make(page, TITLE[language])
    page.reload()
    wrong += inspect(page, "playlists-result", width, language)
    settled(page, page.locator("#do-like").click)
    page.goto("/playlists")
    wrong += inspect(page, "playlists-own", width, language)
    page.locator(".cover-card a").first.click()
    page.locator(".saved-head").wait_for()
    wrong += inspect(page, "playlists-kept", width, language)
    page.goto("/playlists/new?title=")
    wrong += inspect(page, "playlists-fault", width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)
