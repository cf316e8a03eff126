"""The feed on real films with their real posters."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real_data
LIKED = ("Alien", "Blade Runner", "The Terminator")
PASSWORD = "grasshopper-42-tea"
SCREENSHOTS = Path(__file__).parents[2] / "tests" / "screenshots"


@pytest.fixture(scope="module")
def film_site(
    real_data: Path, tmp_path_factory: pytest.TempPathFactory, demo_site: Any
) -> Iterator[Any]:
    """MovieLens with posters, imported and trained by the command that people use."""
    kept = os.environ.get("MEDLEY_E2E_FILMS")
    site = type(demo_site)(Path(kept) if kept else tmp_path_factory.mktemp("film-site"))
    site.command(
        "import",
        "movielens",
        str(real_data / "movielens-small"),
        "--posters",
        str(real_data / "posters"),
        "--json",
    )
    site.serve()
    yield site
    site.stop()


def science_fiction(site: Any) -> set[int]:
    """Primary keys of the science-fiction films."""
    query = """SELECT m.item_id FROM catalog_item_categories m
               JOIN catalog_category c ON c.id = m.category_id WHERE c.slug LIKE 'sci%'"""
    with sqlite3.connect(f"file:{site.home / 'medley.sqlite3'}?mode=ro", uri=True) as database:
        return {pk for (pk,) in database.execute(query)}


def shown(page: Any) -> list[int]:
    """Primary keys of the films on the page, in order."""
    cards = page.locator("article.card[id]").evaluate_all("cards => cards.map(c => c.id)")
    return [int(card.removeprefix("item-")) for card in cards]


def scroll_on(page: Any) -> None:
    before = len(shown(page))
    page.mouse.wheel(0, 50_000)
    page.wait_for_function(
        "n => document.querySelectorAll('article.card[id]').length > n", arg=before
    )


def first_forty(page: Any) -> list[int]:
    """Open the feed afresh and read its first page and the next."""
    page.goto("/")
    while len(shown(page)) < 35:
        scroll_on(page)
    return shown(page)[:35]


def like(page: Any, title: str) -> None:
    page.goto(f"/search?q={title}")
    card = page.locator("article.card").filter(has=page.get_by_role("link", name=title, exact=True))
    card.first.locator(".act-like").click()
    card.first.locator(".act-like[aria-pressed=true]").wait_for()


def test_three_likes_turn_the_feed_to_science_fiction(film_site: Any, open_page: Any) -> None:
    page = open_page(film_site, "/sign-up")
    page.get_by_label("User name").fill(f"u{secrets.token_hex(5)}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/interests")

    wanted = science_fiction(film_site)
    before = [pk in wanted for pk in first_forty(page)]
    for title in LIKED:
        like(page, title)
    after = [pk in wanted for pk in first_forty(page)]
    # Half as much again on average, and most of what is seen first. What a newcomer meets is
    # drawn: of 60 people, 10 to 12 were science fiction before, 14 to 19 after.
    assert sum(after) >= 1.25 * sum(before)
    assert sum(after[:10]) >= max(6, sum(before[:10]) + 2)

    reasons = page.locator(".reason-own").all_inner_texts()
    assert len(reasons) >= 20
    assert {reason.removeprefix("Because you liked ") for reason in reasons} <= set(LIKED)

    for _scroll in range(10):
        scroll_on(page)
    films = shown(page)
    assert len(films) >= 5 + 10 * 30
    assert len(set(films)) == len(films)


def test_real_posters_show(film_site: Any, open_page: Any) -> None:
    page = open_page(film_site, "/")
    with sqlite3.connect(f"file:{film_site.home / 'medley.sqlite3'}?mode=ro", uri=True) as database:
        pks = {pk for (pk,) in database.execute("SELECT id FROM catalog_item WHERE picture <> ''")}
    assert len(pks) > 3_000
    assert pks & set(shown(page))
    for image in page.locator("article.card img").all()[:5]:
        image.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.images].slice(0, 5).every(i => i.naturalWidth > 0)")
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / "films-1280-light-en.png"))
