"""A film sent, seen, explained and labelled in a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests import made_films
from tests.e2e.accounts import sign_up
from tests.e2e.conftest import Site
from tests.e2e.test_labels import sign_in
from tests.e2e.test_looks import VIEWS, inspect
from tests.web.labels.made_film_models import train

PLOT = "A haunted cellar, blood in the night and a creature that waits."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A catalogue of twelve films, and models that know their kinds."""
    found = Site(tmp_path_factory.mktemp("films-site"))
    made_films.write_posters(found.home / "made", 12)
    found.command("import", "films", str(found.home / "made"), "--json")
    train(found.home / "models")
    found.serve()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def poster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("posters") / "포스터.png"
    path.write_bytes(made_films.poster(1, "PNG", (192, 288)))
    return path


def send(page: Any, poster: Path | None = None, overview: str = PLOT) -> None:
    page.goto("/labels/films")
    if poster is not None:
        page.set_input_files("#poster", str(poster))
    page.locator("#overview").fill(overview)
    page.locator(".drop-send").click()
    page.wait_for_url("**/labels/films/uploads/*")


def test_a_film_is_sent_explained_and_labelled(site: Any, open_page: Any, poster: Path) -> None:
    page = open_page(site, "/labels")
    page.get_by_role("link", name="A film").click()
    page.set_input_files("#poster", str(poster))
    page.locator(".drop-preview").wait_for()
    page.locator("#overview").fill(PLOT)
    page.locator(".drop-send").click()
    page.get_by_role("heading", name="포스터.png").wait_for()
    assert page.locator(".verdict").first.inner_text() == "Horror"
    page.locator(".poster-heat").wait_for()
    page.get_by_role("link", name="Western").click()
    page.locator("#show-western[aria-current]").wait_for()
    assert page.locator("mark").count()
    page.locator("#show-none").click()
    page.locator(".poster-heat").wait_for(state="detached")
    page.get_by_label("Comedy", exact=True).check()
    page.get_by_role("button", name="Keep the ticked genres").click()
    page.get_by_text("You corrected it").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back.").wait_for()


def test_what_is_no_poster_is_said_at_once(site: Any, open_page: Any, tmp_path: Path) -> None:
    page = open_page(site, "/labels/films", language="ko", expects_faults=True)
    tale = tmp_path / "tale.jpg"
    tale.write_text("once upon a time")
    page.set_input_files("#poster", str(tale))
    page.locator(".drop-send").click()
    page.get_by_text("그림 파일이 아니에요").wait_for()
    assert page.locator(".drop-send").is_enabled()


def test_without_scripts_it_is_a_form(site: Any, open_page: Any, poster: Path) -> None:
    page = open_page(site, "/labels/films", java_script_enabled=False)
    page.set_input_files("#poster", str(poster))
    page.locator(".drop-send").click()
    page.wait_for_url("**/labels/films/uploads/*")
    page.locator("#show-comedy").click()
    assert page.locator(".poster-heat").get_attribute("alt").startswith("Heat map for Comedy.")
    page.get_by_role("button", name="Accept “Horror”").click()
    page.get_by_text("You accepted it").wait_for()


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_the_pages_are_accessible_and_fit(
    site: Any, open_page: Any, poster: Path, width: int, language: str
) -> None:
    page = open_page(site, "/labels/films", width=width, language=language, expects_faults=True)
    send(page, overview="zzz qqq")
    wrong = inspect(page, "films-not-confident", width, language)
    send(page, poster)
    page.locator(".poster-heat").wait_for()
    wrong += inspect(page, "films-film", width, language)
    page.locator(".genre-ticks input").first.check()
    page.locator(".genre-ticks ~ button").click()
    wrong += inspect(page, "films-said", width, language)
    page.goto("/labels/films")
    page.locator(".film-facts summary").click()
    wrong += inspect(page, "films-start", width, language)
    page.goto("/labels/films?film=a")
    page.locator(".song-line[href^='/labels/films/']:not([href*=uploads])").first.click()
    page.locator(".poster-heat").wait_for()
    wrong += inspect(page, "films-catalogue", width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)


def test_labellers_say_the_genres_of_the_catalogue(site: Any, open_page: Any) -> None:
    page = open_page(site, "/sign-in")
    name = sign_up(page)
    site.command("operator", name)
    page.context.clear_cookies()
    sign_in(page, name)
    page.goto(f"/labels/films?film={made_films.title(2)}")
    page.locator(".song-line[href^='/labels/films/']").first.click()
    page.get_by_label("War", exact=True).check()
    page.get_by_role("button", name="Keep the ticked genres").click()
    page.get_by_text("Kept: this is").wait_for()
