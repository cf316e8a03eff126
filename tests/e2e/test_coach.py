"""A workout sent, looked at, stepped through, corrected and deleted, in a browser."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.e2e.conftest import Site
from tests.e2e.test_looks import VIEWS, inspect
from tests.web.coach.made_bodies import landmarks, made

from medley.data.poses import PoseTrack
from medley.features.pose.drawing import draw
from medley.features.pose.encoder import mp4_encoder

LOOKS_S = 120_000
"""So long at most, in milliseconds, a workout is looked at."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    found = Site(tmp_path_factory.mktemp("coach-site"))
    found.serve()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Landmarks of made squats, and a video in which their stick figure moves."""
    folder = tmp_path_factory.mktemp("workouts")
    (folder / "squats.npz").write_bytes(landmarks())
    write_drawn(folder / "figure.mp4", made().track)
    return folder


def write_drawn(path: Path, track: PoseTrack, seconds: float = 4.0) -> None:
    """A body drawn as lines, as no pose model will take for a person."""
    ground = np.full((180, round(180 * track.aspect), 3), 90, np.uint8)
    with mp4_encoder(path) as add:
        for row in range(0, int(np.searchsorted(track.times_s, seconds)), 3):
            points = draw(ground, track.points[row], track.visibility[row])
            add(points, float(track.times_s[row]))
        add(None, 0.0)


def send(page: Any, path: Path, exercise: str = "squat") -> None:
    page.goto("/coach")
    page.set_input_files("#workout", str(path))
    page.locator("#exercise").select_option(exercise)
    page.locator(".drop-send").click()
    page.wait_for_url("**/coach/workouts/*")


def send_and_wait(page: Any, path: Path, exercise: str = "squat") -> None:
    send(page, path, exercise)
    page.locator("#sum-name").wait_for(timeout=LOOKS_S)


def at_s(page: Any) -> float:
    return float(page.locator("#seek").input_value())


INKED = """() => {
    const body = document.getElementById("body");
    const copy = new OffscreenCanvas(body.width, body.height);
    const pen = copy.getContext("2d", {willReadFrequently: true});
    pen.drawImage(body, 0, 0);
    const drawn = pen.getImageData(0, 0, body.width, body.height).data;
    return drawn.filter((value, n) => n % 4 === 3 && value).length > 100;
}"""
"""Whether a skeleton is drawn."""


def test_a_workout_is_sent_followed_and_stepped_through(
    site: Any, folder: Path, open_page: Any
) -> None:
    page = open_page(site, "/coach")
    send(page, folder / "squats.npz")
    page.reload()
    page.locator(".workout-count").wait_for(timeout=LOOKS_S)
    truth = made().repetitions
    assert page.locator(".workout-count b").inner_text() == str(len(truth))
    assert page.locator(".piece").count() == len(truth)
    page.wait_for_function("() => document.getElementById('seek').value !== '0'")
    page.locator(".piece").nth(2).click()
    page.locator("#piece[data-place='2']").wait_for()
    page.locator("#toggle").click()
    assert truth[2].start_s - 0.5 < at_s(page) < truth[2].end_s + 0.5
    page.wait_for_function(INKED)
    page.locator(".piece").nth(2).focus()
    page.keyboard.press("ArrowRight")
    page.locator("#piece[data-place='3']").wait_for()
    assert page.locator(".piece[aria-current]").get_attribute("data-place") == "3"
    page.locator("button.evidence").first.click()
    bottom = truth[3].bottom_s
    assert bottom - 1 < at_s(page) < bottom + 1
    page.wait_for_function(INKED)


def test_what_is_corrected_holds_and_is_taken_back(site: Any, folder: Path, open_page: Any) -> None:
    page = open_page(site, "/coach")
    send_and_wait(page, folder / "squats.npz")
    page.locator("#said-count").fill("9")
    page.locator("button[value=count]").click()
    page.locator(".workout-count b", has_text="9").wait_for()
    page.locator("#said-exercise").select_option("none")
    page.locator("button[value=exercise]").click()
    page.locator("h1", has_text="No known exercise").wait_for()
    for _ in range(2):
        page.locator("button[value=undo]").click()
        page.locator(".notes .note", has_text="Taken back.").wait_for()
    page.locator("h1", has_text="Squat").wait_for()
    page.locator("button[value=delete]").click()
    page.wait_for_url("**/coach")
    assert page.locator(".song-line").count() == 0


def test_a_verdict_is_given_by_mouse_and_by_keyboard_and_taken_back(
    site: Any, folder: Path, open_page: Any
) -> None:
    page = open_page(site, "/coach")
    send_and_wait(page, folder / "squats.npz")
    broken = page.locator("#form-over-all b.is-broken").count()
    page.locator(".piece").nth(1).click()
    page.locator("#piece[data-place='1']:not(.htmx-added)").wait_for()
    address = page.url
    page.locator("#say-trunk-broken").click()
    page.locator("#say-trunk-broken[aria-pressed=true]").wait_for()
    page.locator(".verdict-who", has_text="Your word. The coach said: held.").wait_for()
    assert "piece-broken" in (page.locator(".piece").nth(1).get_attribute("class") or "")
    assert page.locator("#form-over-all b.is-broken").count() == broken + 1
    assert page.url == address
    page.wait_for_function("() => document.activeElement.id === 'say-trunk-broken'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#say-trunk-unclear[aria-pressed=true]").wait_for()
    for _ in range(2):
        page.locator("#piece:not(.htmx-added) #say-trunk-undo").click()
        page.locator("#say-trunk-unclear[aria-pressed=false]").wait_for()
    page.locator("#say-trunk-undo").wait_for(state="detached")
    page.locator("#say-depth-held").click()
    page.locator("#say-depth-held[aria-pressed=true]").wait_for()
    # The timeline comes in the same answer, and is put in after the piece.
    page.wait_for_function(
        "() => document.querySelectorAll('.piece')[1].classList.contains('piece-good')"
    )
    page.locator("#agree").press("Enter")
    page.locator("#agree").wait_for(state="detached")
    for left in (1, 0):
        page.locator("button[value=undo]").click()
        page.locator(".notes .note", has_text="Taken back.").wait_for()
        assert page.locator("#say-undo button").count() == left


def test_a_file_that_is_no_workout_is_refused_where_it_was_chosen(
    site: Any, folder: Path, open_page: Any
) -> None:
    page = open_page(site, "/coach", expects_faults=True)
    (folder / "notes.txt").write_text("ten squats")
    Image.new("RGB", (64, 48)).save(folder / "still.png")
    for name, words in (("notes.txt", "cannot be read as a video"), ("still.png", "single")):
        page.set_input_files("#workout", str(folder / name))
        page.locator(".drop-send").click()
        page.locator("#workout-fault", has_text=words).wait_for()
        assert page.locator(".drop-send").is_enabled()


def test_a_file_beyond_the_limit_is_refused_before_it_goes(
    site: Site, tmp_path: Path, open_page: Any
) -> None:
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.truncate(4 << 30)
    page = open_page(site, "/coach")
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.set_input_files("#workout", str(large))
    page.locator("#workout-fault", has_text="larger than 2000 MB").wait_for()
    page.locator(".drop-send").click()
    assert not page.locator(".sending").is_visible()
    assert posts == []


def test_an_upload_that_breaks_off_says_so_and_can_be_sent_again(
    site: Site, folder: Path, open_page: Any
) -> None:
    page = open_page(site, "/coach", expects_faults=True)
    page.route("**/coach/uploads", lambda route: route.abort("connectionreset"))
    page.set_input_files("#workout", str(folder / "squats.npz"))
    page.locator(".drop-send").click()
    page.locator("#workout-fault", has_text="The connection broke off.").wait_for()
    page.unroute("**/coach/uploads")
    page.locator(".drop-send").click()
    page.wait_for_url("**/coach/workouts/*")


def test_half_an_upload_leaves_nothing_on_the_disk(site: Site) -> None:
    incoming = site.home / "workouts" / "incoming"
    with closing(socket.create_connection(("127.0.0.1", site.port))) as sender:
        sender.sendall(
            b"POST /coach/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50000000\r\n"
            b"Cookie: csrftoken=" + b"x" * 32 + b"\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
            b'Content-Disposition: form-data; name="workout"; filename="half.mp4"\r\n'
            b"Content-Type: video/mp4\r\n\r\n" + b"0" * 20_000_000
        )
        until(lambda: any(one.stat().st_size for one in incoming.glob("*")))
    until(lambda: not list(incoming.glob("*")))


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    last = time.monotonic() + LOOKS_S / 1000
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.05)


def test_a_video_without_a_person_says_so_and_plays(
    site: Any, folder: Path, open_page: Any
) -> None:
    pytest.importorskip("mediapipe", reason="mediapipe is not there for this machine")
    page = open_page(site, "/coach")
    send_and_wait(page, folder / "figure.mp4")
    page.locator("h1", has_text="No person was found").wait_for()
    page.locator(".remarks .note", has_text="Film the whole body").wait_for()
    assert page.locator(".workout-count, .workout-say").count() == 0
    page.wait_for_function("() => document.getElementById('video').readyState >= 2")
    page.locator("#toggle").click()
    page.wait_for_function("() => document.getElementById('video').currentTime > 0.3")
    page.locator("button[value=draw]").click()
    with page.expect_download() as download:
        page.locator("a[href$='drawn.mp4']").click(timeout=LOOKS_S)
    assert download.value.suggested_filename == "figure-medley.mp4"


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_every_page_of_the_coach_is_accessible_and_fits(
    site: Any, folder: Path, open_page: Any, width: int, language: str
) -> None:
    page = open_page(site, "/coach", width=width, language=language)
    wrong = inspect(page, "coach-empty", width, language)
    (folder / "wrong.csv").write_text("x,y\n1,2\n")
    send(page, folder / "wrong.csv")
    page.locator(".wait-trouble").wait_for(timeout=LOOKS_S)
    wrong += inspect(page, "coach-fault", width, language)
    send_and_wait(page, folder / "squats.npz")
    wrong += inspect(page, "coach-report", width, language)
    page.locator("#say-trunk-broken").click()
    page.locator("#say-trunk-undo").wait_for()
    page.locator("#agree").click()
    page.locator("#agree").wait_for(state="detached")
    wrong += inspect(page, "coach-verdicts", width, language)
    page.goto("/coach")
    wrong += inspect(page, "coach", width, language)
    assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)
