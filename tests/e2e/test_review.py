"""Films and songs reviewed in one queue by keys; the catalogue asked about beside the server."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from tests import made_films
from tests.e2e.accounts import sign_up
from tests.e2e.conftest import Site
from tests.e2e.test_labels import sign_in
from tests.e2e.test_looks import VIEWS, inspect
from tests.web.labels.made_film_models import train

N_FILMS = 72
WITHOUT_GENRES = 12


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Films of which twelve have no genre and one a wrong one, and models of films."""
    found = Site(tmp_path_factory.mktemp("review-site"))
    folder = made_films.write_posters(found.home / "made", N_FILMS)
    with (folder / "posters.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    for row in rows[:WITHOUT_GENRES]:
        row[1] = ""
    rows[16][1] = "western"
    with (folder / "posters.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    found.command("import", "films", str(folder), "--json")
    train(found.home / "models")
    found.command("label-errors", "film-genre", "--json")
    found.serve()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def boss(site: Any, browser: Any) -> str:
    """The name of an operator."""
    context = browser.new_context(base_url=site.address)
    name = sign_up(context.new_page())
    context.close()
    site.command("operator", name)
    return name


def test_films_are_worked_through_by_keys(site: Any, open_page: Any, boss: str) -> None:
    page = open_page(site, "/sign-in")
    sign_in(page, boss)
    page.goto("/labels/queue?kind=film")
    page.get_by_role("button", name="Propose genres").click()
    page.get_by_text("0 of 12 decided").wait_for()
    titles = [page.locator("h1").inner_text()]
    with page.expect_navigation():
        page.keyboard.press("a")
    page.get_by_text("1 of 12 decided").wait_for()
    titles.append(page.locator("h1").inner_text())
    ticks = page.locator(".genre-ticks input")
    before = [ticks.nth(number).is_checked() for number in range(2)]
    page.keyboard.press("1")
    page.keyboard.press("2")
    assert [ticks.nth(number).is_checked() for number in range(2)] == [not one for one in before]
    ticks.nth(4).check()
    with page.expect_navigation():
        page.keyboard.press("k")
    page.get_by_text("2 of 12 decided").wait_for()
    titles.append(page.locator("h1").inner_text())
    assert len(set(titles)) == 3
    with page.expect_navigation():
        page.keyboard.press("u")
    page.get_by_text("1 of 12 decided").wait_for()


def test_a_process_beside_the_server_goes_on(site: Any, open_page: Any, boss: str) -> None:
    (row,) = json.loads(site.command("label", "--catalogue", "film", "--json"))
    assert (row["catalogue"], row["error"]) == ("film", None)
    page = open_page(site, "/sign-in")
    sign_in(page, boss)
    page.goto("/labels/queue?kind=film")
    assert page.locator("form[action='/labels/queue/ask']").count() == 0


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_the_pages_are_accessible_and_fit(
    site: Any, open_page: Any, boss: str, width: int, language: str
) -> None:
    page = open_page(site, "/sign-in", width=width, language=language, expects_faults=True)
    sign_in(page, boss)
    page.goto("/labels/queue?kind=film")
    if page.locator("form[action='/labels/queue/ask']").count():
        wrong = inspect(page, "review-ask", width, language)
        page.locator("form[action='/labels/queue/ask'] button").click()
    else:
        wrong = []
    page.locator(".poster-heat").wait_for()
    wrong += inspect(page, "review-film", width, language)
    page.goto("/labels/queue/doubts")
    assert page.locator(".doubt").count() > 0
    wrong += inspect(page, "review-doubts", width, language)
    page.goto("/labels/queue/doubts?kind=song")
    wrong += inspect(page, "review-doubts-none", width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)
