"""From a title to a cover in a browser: chosen, changed, downloaded, given to a playlist."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.e2e.test_looks import VIEWS, inspect
from tests.e2e.test_playlists import make

TITLE = {"en": "Quiet songs for a rainy night in the city", "ko": "비 오는 새벽 드라이브"}


@pytest.fixture(scope="module")
def site(demo_site: Any) -> Any:
    """The demo with a model of playlists, also where the home was made before."""
    demo_site.command("train", "playlist", "--model", "title-knn", "--json")
    return demo_site


def paint(page: Any, title: str) -> None:
    """Type a title and wait for its four covers."""
    page.goto("/covers")
    page.locator("#title").fill(title)
    page.locator(".title-form button").click()
    page.wait_for_url("**/covers/*")
    painted(page)


def painted(page: Any) -> None:
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request, .htmx-swapping') &&"
        " [...document.images].every(one => one.complete && one.naturalWidth)"
    )


def settled(page: Any, act: Any) -> None:
    """Do something and wait for the editor that the server sends, and its pictures."""
    with page.expect_response("**/edit"):
        act()
    painted(page)


def shown(page: Any) -> str:
    return str(page.locator(".stage-full").evaluate("one => one.currentSrc"))


def test_choosing_changing_and_downloading(site: Any, open_page: Any) -> None:
    page = open_page(site, "/covers")
    paint(page, TITLE["en"])
    seen = [shown(page)]
    settled(page, page.locator("#pick-2").check)
    seen.append(shown(page))
    settled(page, lambda: page.locator("#part-place").select_option("sea"))
    seen.append(shown(page))
    assert page.locator("#pick-2").is_checked()
    page.get_by_text("You chose it.").wait_for()
    settled(page, page.locator("#layout-centre").check)
    seen.append(shown(page))
    settled(page, page.locator("#with-title").uncheck)
    seen.append(shown(page))
    settled(page, page.locator("#do-others").click)
    seen.append(shown(page))
    assert len(set(seen)) == 6
    page.locator("#menu-save summary").click()
    with page.expect_download() as download:
        page.locator("#menu-save a").first.click()
    with Image.open(BytesIO(Path(download.value.path()).read_bytes())) as image:
        assert (image.format, image.size) == ("JPEG", (1280, 720))


def test_enter_in_the_title_paints_that_title(site: Any, open_page: Any) -> None:
    page = open_page(site, "/covers")
    paint(page, TITLE["ko"])
    before = page.locator("#pick-0").evaluate("one => one.nextElementSibling.src")
    page.locator("#cover-title").fill("snow at night")
    settled(page, lambda: page.keyboard.press("Enter"))
    page.get_by_text("Because of “snow”").first.wait_for()
    assert page.locator("#pick-0").evaluate("one => one.nextElementSibling.src") != before
    assert page.locator("#do-back").count() == 0


def test_the_keyboard_chooses_and_stays_where_it_is(site: Any, open_page: Any) -> None:
    page = open_page(site, "/covers")
    paint(page, TITLE["ko"])
    page.locator("#pick-0").focus()
    settled(page, lambda: page.keyboard.press("ArrowRight"))
    assert page.locator("#pick-1").is_checked()
    assert page.evaluate("document.activeElement.id") == "pick-1"
    page.locator("#part-time").focus()
    settled(page, lambda: page.locator("#part-time").select_option("night"))
    assert page.evaluate("document.activeElement.id") == "part-time"


def test_a_playlist_gets_the_chosen_cover(site: Any, open_page: Any) -> None:
    page = open_page(site, "/playlists")
    make(page, TITLE["ko"])
    before = page.locator(".result-head .cover").get_attribute("src")
    page.locator("#do-change-cover").click()
    page.wait_for_url("**/covers/*")
    painted(page)
    settled(page, lambda: page.locator("#part-place").select_option("lake"))
    page.locator("#do-use").click()
    page.wait_for_url("**/playlists/drafts/*")
    assert page.locator(".result-head .cover").get_attribute("src") != before
    page.get_by_text("The playlist has its new cover.").wait_for()


def test_without_scripts_everything_is_a_form(site: Any, open_page: Any) -> None:
    page = open_page(site, "/covers", java_script_enabled=False)
    page.locator("#title").fill(TITLE["en"])
    page.locator(".title-form button").click()
    page.locator("#part-place").select_option("sea")
    page.get_by_role("button", name="Show it").click()
    page.get_by_text("You chose it.").wait_for()
    page.locator("#do-others").click()
    assert page.locator("#do-back").count() == 1


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_the_pages_are_accessible_and_fit(
    site: Any, open_page: Any, width: int, language: str
) -> None:
    page = open_page(site, "/covers", width=width, language=language, expects_faults=True)
    wrong = inspect(page, "covers-start", width, language)
    paint(page, TITLE[language])
    wrong += inspect(page, "covers-edit", width, language)
    settled(page, lambda: page.locator("#part-weather").select_option("snow"))
    wrong += inspect(page, "covers-changed", width, language)
    page.goto("/covers")
    wrong += inspect(page, "covers-own", width, language)
    make(page, TITLE[language])
    page.locator("#do-change-cover").click()
    page.wait_for_url("**/covers/*")
    painted(page)
    wrong += inspect(page, "covers-playlist", width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)
