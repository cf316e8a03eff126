"""The models' pages in a real browser: charts, comparison, promotion and its way back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.e2e.accounts import sign_up
from tests.e2e.test_looks import VIEWS, inspect

TRAINED = (
    ("feed", "popular"),
    ("feed", "item-knn"),
    ("interests", "most-liked"),
    ("playlist", "title-knn"),
)


@pytest.fixture(scope="module")
def trained(demo_site: Any) -> dict[str, str]:
    """Several real versions on the demo's data, by ``"task model"``."""
    found = {}
    for task, model in TRAINED:
        made = json.loads(demo_site.command("train", task, "--model", model, "--json"))
        found[f"{task} {model}"] = made["version"]
    listed = json.loads(demo_site.command("models", "feed", "--json"))
    found["champion"] = next(one["version"] for one in listed if one["champion"])
    return found


def operate(site: Any, page: Any) -> None:
    """Become one who runs the site."""
    site.command("operator", sign_up(page))


def addresses(trained: dict[str, str]) -> dict[str, str]:
    """The pages, with the trained versions in them."""
    feed, knn = trained["feed popular"], trained["feed item-knn"]
    return {
        "models": "/operators/models",
        "models-feed": "/operators/models/feed",
        "models-live": "/operators/models/feed/live",
        "models-compare": f"/operators/models/feed/compare?v={feed}&v={knn}",
        "models-changed": f"/operators/models/feed/changed?v={feed}&v={knn}",
        "models-version": f"/operators/models/interests/version/{trained['interests most-liked']}",
        "models-empty": "/operators/models/song-genre",
        "jobs": "/operators/jobs",
    }


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_every_page_is_accessible_and_fits(
    demo_site: Any, open_page: Any, trained: dict[str, str], width: int, language: str
) -> None:
    page = open_page(demo_site, "/about", width=width, language=language)
    operate(demo_site, page)
    wrong = []
    for name, path in addresses(trained).items():
        page.goto(path)
        wrong += inspect(page, name, width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)


def test_charts_are_drawn_from_their_tables_in_the_colours_of_the_theme(
    demo_site: Any, open_page: Any, trained: dict[str, str]
) -> None:
    page = open_page(demo_site, "/about")
    operate(demo_site, page)
    page.goto("/operators/models/feed")
    page.locator("figure[data-plot=time] canvas").wait_for()
    assert page.locator("figure[data-plot=time] tr[data-x]").count() >= 3
    assert page.locator("figure[data-plot=scatter] canvas").count() == 1

    def drawn() -> str:
        return page.locator("figure[data-plot=time] canvas").evaluate("c => c.toDataURL()")

    light = drawn()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "light => document.querySelector('figure[data-plot=time] canvas').toDataURL() !== light",
        arg=light,
    )
    page.get_by_text("The numbers").first.click()
    page.locator("figure[data-plot=time] table").wait_for()
    with page.expect_download() as download:
        page.locator("a[href$='table=trade-offs']").click()
    assert trained["feed popular"] in download.value.path().read_text()


def test_two_picked_versions_are_compared_promoted_and_rolled_back(
    demo_site: Any, open_page: Any, trained: dict[str, str]
) -> None:
    page = open_page(demo_site, "/about")
    operate(demo_site, page)
    page.goto("/operators/models/feed")
    for version in (trained["champion"], trained["feed item-knn"]):
        page.locator(f".pick-two input[value='{version}']").check()
    page.locator(".compare-bar button").click()
    page.wait_for_url(re.compile(r"/operators/models/feed/compare"))
    page.get_by_role("link", name="Show what changes").click()
    page.locator(".strip img").first.wait_for()
    assert page.locator(".strip li.is-alone").count() > 0

    other = trained["feed item-knn"]
    page.goto("/operators/models/feed")
    row = page.locator("li.version", has=page.locator(f"input[value='{other}']"))
    row.get_by_text("Promote", exact=True).click()
    row.get_by_role("button", name="Promote it").click()
    page.locator(".note", has_text=f"{other} serves now").wait_for()
    page.wait_for_timeout(1_100)
    assert serves(page) == other
    page.goto("/operators/models/feed")
    page.get_by_text("Roll back", exact=True).click()
    page.get_by_role("button", name="Roll back now").click()
    page.locator(".note", has_text=f"{trained['champion']} serves again").wait_for()
    page.wait_for_timeout(1_100)
    assert serves(page) == trained["champion"]


def serves(page: Any) -> str:
    """The version that answers the feed's API."""
    found: str = page.request.get("/api/v1/feed?limit=5").json()["model_version"]
    return found


def test_a_training_is_asked_for_by_keyboard_and_followed_to_its_end(
    demo_site: Any, open_page: Any, trained: dict[str, str]
) -> None:
    assert trained
    page = open_page(demo_site, "/about")
    operate(demo_site, page)
    page.goto("/operators/models/interests")
    page.get_by_role("button", name="Retrain now").press("Enter")
    page.wait_for_url(re.compile(r"/operators/jobs/\d+"))
    page.locator(".note", has_text="is in the queue").wait_for()
    page.locator("[role=status] .state-good", has_text="Done").wait_for(timeout=120_000)
    page.goto("/operators/jobs")
    assert page.locator(".job-row", has_text="Training: Interests").count() >= 1
