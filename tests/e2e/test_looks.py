"""Every page in both widths, themes and languages: screenshots, axe, no sideways scroll."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.accounts import sign_up

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "tests" / "screenshots"
VIEWS = [(width, language) for width in (360, 1280) for language in ("en", "ko")]
THEMES = ("light", "dark")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}


def addresses(page: Any) -> dict[str, str]:
    """Name the pages and find their addresses in the catalogue that is there."""

    def first(path: str, pattern: str) -> str:
        found = re.search(pattern, page.request.get(path).text())
        assert found, f"{path} has no {pattern}"
        return found[0]

    video = first("/?kind=video", r"/items/\d+")
    return {
        "feed": "/",
        "feed-films": "/?kind=film",
        "feed-songs": "/?kind=song",
        "shorts": "/shorts",
        "item-video": video,
        "item-film": first("/?kind=film", r"/items/\d+"),
        "item-song": first("/?kind=song", r"/items/\d+"),
        "creator": first(video, r"/creators/\d+"),
        "creator-for-you": first(video, r"/creators/\d+") + "?order=for-you",
        "search": "/search?q=the",
        "search-start": "/search",
        "search-nothing": "/search?q=qqqqqq",
        "likes": "/likes",
        "wishes": "/likes?show=wish",
        "interests": "/interests",
        "sign-up": "/sign-up",
        "sign-in": "/sign-in",
        "account": "/account",
        "me-newcomer": "/me",
        "not-for-you": "/operators",
        "about": "/about",
        "not-found": "/nothing-here",
    }


def violations(page: Any, theme: str) -> list[str]:
    """Run axe and give what is serious or worse; a second theme can differ only in its colours."""
    rules = {"runOnly": ["color-contrast"]} if theme == "dark" else {}
    found = page.evaluate(
        "rules => axe.run(document, {resultTypes: ['violations'], ...rules})", rules
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} ({one['nodes'][0]['failureSummary'][:200]})"
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


def inspect(page: Any, name: str, width: int, language: str) -> list[str]:
    """Keep screenshots of a page in both themes, and list what is wrong with it."""
    page.wait_for_function(
        "() => [...document.images].every(i => i.loading === 'lazy' || i.complete)"
    )
    page.evaluate(f"() => {{ {AXE.read_text()} }}")
    wrong = []
    SCREENSHOTS.mkdir(exist_ok=True)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.screenshot(path=str(SCREENSHOTS / f"{name}-{width}-{theme}-{language}.png"))
        wrong += [f"{theme}: {fault}" for fault in violations(page, theme)]
    root = page.evaluate(
        """() => ({over: document.documentElement.scrollWidth - innerWidth,
            language: document.documentElement.lang,
            blank: [...document.images].filter(i => i.complete && !i.naturalWidth).length})"""
    )
    if root["over"] > 0:
        wrong.append(f"scrolls {root['over']} px sideways")
    if root["language"] != language:
        wrong.append(f"speaks {root['language']}")
    if root["blank"]:
        wrong.append(f"{root['blank']} blank pictures")
    return [f"{name}: {fault}" for fault in wrong]


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_every_page_is_accessible_and_fits(
    demo_site: Any, open_page: Any, width: int, language: str
) -> None:
    page = open_page(demo_site, "/about", width=width, language=language, expects_faults=True)
    wrong = []
    for name, path in addresses(page).items():
        page.goto(path)
        wrong += inspect(page, name, width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)


@pytest.mark.parametrize(("width", "language"), VIEWS[1:3])
def test_the_first_page_of_an_empty_site_is_accessible_and_fits(
    empty_site: Any, open_page: Any, width: int, language: str
) -> None:
    page = open_page(empty_site, "/", width=width, language=language)
    assert inspect(page, "welcome", width, language) == []
    assert page.locator("code", has_text="medley demo").count() == 1


def test_no_page_complains_or_asks_anything_outside(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/about")
    for name, path in addresses(page).items():
        if name not in ("not-found", "not-for-you"):
            page.goto(path)
            page.wait_for_load_state("load")


OPERATED = {
    "feed-later": "/",
    "me": "/me",
    "delete": "/me/delete",
    "operators-why-ask": "/operators",
    "operators-why": "/operators?person={name}&item={item}",
    "operators-which": "/operators?item=the",
    "operators-rules": "/operators/rules",
    "operators-experiments": "/operators/experiments",
    "operators-experiment": "/operators/experiment?name={name}",
    "operators-interests": "/operators/interests",
}


@pytest.fixture(scope="module")
def compared(demo_site: Any) -> None:
    """A report of the models of interests, two of them, which fit in a moment."""
    demo_site.command("compare", "interests", "--models", "prior,most-liked", "--json")


def settle_in(site: Any, page: Any) -> dict[str, str]:
    """Become an operator with interests, likes, a block and something for later."""
    name = sign_up(page)
    site.command("operator", name)
    page.locator(".pick input").first.check()
    page.locator(".pick input").nth(3).check()
    page.goto("/?kind=film")
    for kind, count in (("like", 3), ("wish", 2)):
        for n in range(count):
            page.locator(f".act-{kind}").nth(n).click()
        page.locator(f".act-{kind}[aria-pressed=true]").nth(count - 1).wait_for()
    card = page.locator("article.card[id]").nth(4)
    card.locator("summary").click()
    card.locator("[formaction$=not-creator]").click()
    card.locator(".is-disliked").wait_for()
    page.goto("/operators/experiments")
    page.locator("#name").fill(name)
    page.locator("#scenario").select_option("similar")
    page.locator("main form .button-main").click()
    page.wait_for_url("**/operators/experiment?name=*")
    return {"name": name, "item": "demo:film-7"}


@pytest.mark.parametrize(("width", "language"), VIEWS)
@pytest.mark.usefixtures("compared")
def test_what_is_known_and_the_operators_pages_are_accessible_and_fit(
    demo_site: Any, open_page: Any, width: int, language: str
) -> None:
    page = open_page(demo_site, "/about", width=width, language=language)
    names = settle_in(demo_site, page)
    wrong = []
    for name, path in OPERATED.items():
        page.goto(path.format(**names))
        wrong += inspect(page, name, width, language)
    page.goto(f"/operators/experiment?name={names['name']}")
    page.locator("main .button-bad").click()
    page.locator(".note").wait_for()
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)
