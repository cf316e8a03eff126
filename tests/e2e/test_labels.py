"""A song sent, seen, heard and labelled, and a queue worked through, in a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.accounts import PASSWORD, sign_up
from tests.e2e.conftest import Site
from tests.e2e.test_looks import VIEWS, inspect
from tests.web.labels.made_songs import song_bytes, train, write_songs

HERE = "() => [...document.images].every(i => i.loading === 'lazy' || i.complete)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A library of nine songs without genres, and a model that knows their kinds."""
    found = Site(tmp_path_factory.mktemp("labels-site"))
    write_songs(found.home / "music")
    found.command("import", "songs", str(found.home / "music"), "--json")
    train(found.home / "models")
    found.serve()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("songs") / "밤의 노래.flac"
    path.write_bytes(song_bytes(1, 7, 12.0))
    return path


@pytest.fixture(scope="module")
def boss(site: Any, browser: Any) -> str:
    """The name of an operator."""
    context = browser.new_context(base_url=site.address)
    name = sign_up(context.new_page())
    context.close()
    site.command("operator", name)
    return name


def send(page: Any, song: Path) -> None:
    page.goto("/labels")
    page.set_input_files("#song", str(song))
    page.locator(".drop-send").click()
    page.wait_for_url("**/labels/uploads/*")
    page.wait_for_function(HERE)


def sign_in(page: Any, name: str) -> None:
    page.goto("/sign-in")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def at_s(page: Any) -> float:
    return float(page.evaluate("() => document.getElementById('audio').currentTime"))


def playhead(page: Any) -> float:
    """Where the playhead stands, as a share of the pictures' width."""
    return float(
        page.evaluate(
            """() => {
            const wide = document.getElementById('wide').getBoundingClientRect();
            const head = document.getElementById('playhead').getBoundingClientRect();
            return (head.left + head.width / 2 - wide.left) / wide.width;
        }"""
        )
    )


def test_a_song_is_sent_seen_and_labelled(site: Any, open_page: Any, song: Path) -> None:
    page = open_page(site, "/labels")
    send(page, song)
    page.get_by_role("heading", name="밤의 노래.flac").wait_for()
    assert page.locator("#wave, #spectrum").count() == 2
    assert page.locator(".verdict").first.inner_text().startswith("Classical")
    page.get_by_role("button", name="2 Ambient").click()
    page.get_by_text("You corrected it").wait_for()
    page.keyboard.press("u")
    page.get_by_text("Taken back.").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("Jazz")
    page.keyboard.press("Enter")
    page.get_by_text("Kept: this is Jazz.").wait_for()
    address = page.url
    assert open_page(site, "/labels").request.get(address).status == 404


def test_the_playhead_follows_keys_clicks_and_the_sound(
    site: Any, open_page: Any, song: Path
) -> None:
    page = open_page(site, "/labels")
    send(page, song)
    page.wait_for_function("() => document.getElementById('audio').readyState > 0")
    page.keyboard.press("ArrowRight")
    assert at_s(page) == pytest.approx(5, abs=0.1)
    assert playhead(page) == pytest.approx(5 / 12, abs=0.01)
    page.keyboard.press("ArrowLeft")
    assert at_s(page) == pytest.approx(0, abs=0.1)
    box = page.locator("#spectrum").bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 20)
    assert at_s(page) == pytest.approx(9, abs=0.2)
    page.locator("#seek").focus()
    page.keyboard.press("ArrowLeft")
    assert at_s(page) == pytest.approx(4, abs=0.2)
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press(" ")
    page.wait_for_function("() => !document.getElementById('audio').paused")
    page.wait_for_function("() => document.getElementById('audio').currentTime > 4.3")
    page.keyboard.press(" ")
    page.wait_for_function("() => document.getElementById('audio').paused")
    assert playhead(page) == pytest.approx(at_s(page) / 12, abs=0.02)
    # The element is paused at once, and says so to the page a moment later.
    page.wait_for_selector("#toggle[aria-label='Play']")


def test_zooming_widens_the_pictures_and_nothing_else(
    site: Any, open_page: Any, song: Path
) -> None:
    page = open_page(site, "/labels", width=360)
    send(page, song)
    before = page.locator("#wide").bounding_box()["width"]
    with page.expect_response("**/spectrum-4800.webp*"):
        page.keyboard.press("+")
    page.get_by_role("button", name="Zoom in").click()
    assert page.locator("#wide").bounding_box()["width"] == pytest.approx(4 * before, abs=2)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("-")
    assert page.locator("#zoom").inner_text() == "2×"


def test_what_is_no_song_is_said_at_once(site: Any, open_page: Any, tmp_path: Path) -> None:
    page = open_page(site, "/labels", language="ko", expects_faults=True)
    tale = tmp_path / "tale.mp3"
    tale.write_text("once upon a time")
    page.set_input_files("#song", str(tale))
    page.locator(".drop-send").click()
    page.get_by_text("들을 수 없어요").wait_for()
    assert page.locator(".drop-send").is_enabled()


def test_without_scripts_it_is_a_form(site: Any, open_page: Any, song: Path) -> None:
    page = open_page(site, "/labels", java_script_enabled=False)
    page.set_input_files("#song", str(song))
    page.locator(".drop-send").click()
    page.wait_for_url("**/labels/uploads/*")
    assert page.locator("audio").is_visible()
    page.get_by_role("button", name="Accept “Classical”").click()
    page.get_by_text("You accepted it").wait_for()


def test_the_queue_is_worked_through_by_keys(site: Any, open_page: Any, boss: str) -> None:
    page = open_page(site, "/sign-in")
    sign_in(page, boss)
    page.goto("/labels/queue")
    page.get_by_role("button", name="Propose genres").click()
    page.get_by_text("The model listened to 9 songs.").wait_for()
    titles = [page.locator("h1").inner_text()]
    for key, done in (("a", 1), ("2", 2), ("s", 2)):
        with page.expect_navigation():
            page.keyboard.press(key)
        page.get_by_text(f"{done} of 9 decided").wait_for()
        titles.append(page.locator("h1").inner_text())
    assert len(set(titles)) == 4
    with page.expect_navigation():
        page.keyboard.press("u")
    page.get_by_text("1 of 9 decided").wait_for()
    assert page.locator("h1").inner_text() == titles[1]
    page.locator("#genre").focus()
    page.keyboard.type("as2u")
    assert page.locator("#genre").input_value() == "as2u"


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_the_pages_are_accessible_and_fit(
    site: Any, open_page: Any, song: Path, boss: str, width: int, language: str
) -> None:
    page = open_page(site, "/labels", width=width, language=language, expects_faults=True)
    send(page, song)
    wrong = inspect(page, "labels-song", width, language)
    page.goto("/labels")
    wrong += inspect(page, "labels-start", width, language)
    sign_in(page, boss)
    page.goto("/labels/queue")
    if page.locator("form[action='/labels/queue/ask']").count():
        page.locator("form[action='/labels/queue/ask'] button").click()
        page.locator("#sound").wait_for()
    wrong += inspect(page, "labels-queue", width, language)
    page.goto("/labels/queue?genre=nothing")
    wrong += inspect(page, "labels-queue-empty", width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)
