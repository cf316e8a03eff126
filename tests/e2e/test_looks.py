"""Every page in both widths, themes and languages: screenshots, axe, no sideways scroll."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "tests" / "screenshots"
COMBINATIONS = [
    (width, theme, language)
    for width in (360, 1280)
    for theme in ("light", "dark")
    for language in ("en", "ko")
]
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
        "search": "/search?q=the",
        "search-start": "/search",
        "search-nothing": "/search?q=qqqqqq",
        "likes": "/likes",
        "wishes": "/likes?show=wish",
        "interests": "/interests",
        "sign-up": "/sign-up",
        "sign-in": "/sign-in",
        "account": "/account",
        "about": "/about",
        "not-found": "/nothing-here",
    }


def violations(page: Any) -> list[str]:
    """Run axe and give what is serious or worse."""
    page.evaluate(f"() => {{ {AXE.read_text()} }}")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} ({one['nodes'][0]['failureSummary'][:200]})"
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


def inspect(page: Any, name: str, combination: tuple[int, str, str]) -> list[str]:
    """Wait for a page's pictures, keep a screenshot, and list what is wrong with it."""
    page.wait_for_load_state("networkidle")
    width, theme, language = combination
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / f"{name}-{width}-{theme}-{language}.png"))
    root = page.evaluate(
        """() => ({over: document.documentElement.scrollWidth - innerWidth,
            language: document.documentElement.lang,
            blank: [...document.images].filter(i => i.complete && !i.naturalWidth).length})"""
    )
    wrong = violations(page)
    if root["over"] > 0:
        wrong.append(f"scrolls {root['over']} px sideways")
    if root["language"] != language:
        wrong.append(f"speaks {root['language']}")
    if root["blank"]:
        wrong.append(f"{root['blank']} blank pictures")
    return [f"{name}: {fault}" for fault in wrong]


@pytest.mark.parametrize("combination", COMBINATIONS, ids=lambda c: "-".join(map(str, c)))
def test_every_page_is_accessible_and_fits(
    demo_site: Any, open_page: Any, combination: tuple[int, str, str]
) -> None:
    width, theme, language = combination
    page = open_page(
        demo_site, "/about", width=width, theme=theme, language=language, expects_faults=True
    )
    wrong = []
    for name, path in addresses(page).items():
        page.goto(path)
        wrong += inspect(page, name, combination)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("combination", COMBINATIONS[::3], ids=lambda c: "-".join(map(str, c)))
def test_the_first_page_of_an_empty_site_is_accessible_and_fits(
    empty_site: Any, open_page: Any, combination: tuple[int, str, str]
) -> None:
    width, theme, language = combination
    page = open_page(empty_site, "/", width=width, theme=theme, language=language)
    assert inspect(page, "welcome", combination) == []
    assert page.locator("code", has_text="medley demo").count() == 1


def test_no_page_complains_or_asks_anything_outside(demo_site: Any, open_page: Any) -> None:
    page = open_page(demo_site, "/about")
    for name, path in addresses(page).items():
        if name != "not-found":
            page.goto(path)
            page.wait_for_load_state("networkidle")
