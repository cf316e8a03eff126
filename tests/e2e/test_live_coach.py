"""The live coach in Chromium: MediaPipe really runs, before a webcam that shows a drawn body.

The camera is Chromium's own fake device, fed with pictures of a made body (nobody's likeness
is in the project); MediaPipe finds it as it finds people. Nothing else is stood in for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from tests.e2e import cameras
from tests.e2e.conftest import FLAGS, Site, Watch, chromium
from tests.e2e.test_looks import VIEWS, inspect

PATIENCE_MS = 120_000
LISTEN = """() => {
  window.answers = [];
  document.getElementById("live").addEventListener("live-answer", (event) => {
    window.answers.push(event.detail);
  });
}"""
DONE = "n => window.answers.some((one) => one.count >= n)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without a catalogue: the coach needs none."""
    site = Site(tmp_path_factory.mktemp("coach-site"))
    site.serve()
    yield site
    site.stop()


Opens = Callable[..., Any]


@pytest.fixture
def before(site: Site) -> Iterator[Opens]:
    """Opens the page before a camera; what the page should not do is told at the end."""
    with sync_playwright() as running:
        browsers, watches = [], []

        def opened(
            camera: Path | None,
            *,
            width: int = 1280,
            height: int = 900,
            language: str = "en",
            allowed: bool = True,
            script: str = "",
            flags: tuple[str, ...] = (),
            expects_faults: bool = False,
        ) -> Any:
            fake = [
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
            ]
            arguments = [*FLAGS, *(fake if camera is not None else []), *flags]
            browser = running.chromium.launch(executable_path=chromium(), args=arguments)
            browsers.append(browser)
            context = browser.new_context(
                base_url=site.address,
                viewport={"width": width, "height": height},
                locale={"en": "en-US", "ko": "ko-KR"}[language],
                permissions=["camera"] if allowed else [],
            )
            page = context.new_page()
            if script:
                page.add_init_script(script)
            if not expects_faults:
                watches.append(Watch(page, site.address))
            page.goto("/coach/live")
            page.evaluate(LISTEN)
            return page

        yield opened
        for browser in browsers:
            browser.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture(scope="module")
def squats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cameras.exercising(tmp_path_factory.mktemp("camera") / "squats.y4m")


def part(page: Any, name: str) -> Any:
    return page.locator(f"[data-part={name}]")


def start(page: Any, exercise: str = "squat") -> None:
    page.locator(f"input[name=exercise][value='{exercise}']").check(force=True)
    page.locator("[data-act=start]").click()


def counted(page: Any, n: int) -> None:
    page.wait_for_function(DONE, arg=n, timeout=PATIENCE_MS)


def said(page: Any, name: str, words: str) -> None:
    part(page, name).filter(has_text=words).wait_for(timeout=PATIENCE_MS)


def kept(site: Site) -> tuple[int, int | None]:
    """Frames and the corrected count of what was kept last."""
    with closing(sqlite3.connect(site.home / "medley.sqlite3")) as database:
        row = database.execute(
            "select r.n_frames, w.said_count from coach_workout w"
            " join coach_recording r on r.id = w.recording_id order by w.id desc"
        ).fetchone()
    return int(row[0]), row[1]


def test_squats_are_counted_corrected_kept_and_reported(
    site: Site, before: Opens, squats: Path
) -> None:
    page = before(squats)
    start(page)
    counted(page, 2)
    page.keyboard.press(" ")
    said(page, "remark", "Paused.")
    shown = int(part(page, "count").inner_text())
    page.keyboard.press("u")
    assert int(part(page, "count").inner_text()) == shown - 1
    page.keyboard.press("c")
    part(page, "said").fill(str(shown + 3))
    page.keyboard.press("Enter")
    assert int(part(page, "count").inner_text()) == shown + 3
    page.keyboard.press("e")
    part(page, "done").wait_for()
    assert part(page, "done-count").inner_text() == str(shown + 3)
    assert part(page, "done-name").inner_text() == "Squat"
    part(page, "keep").click()
    page.wait_for_url("**/coach/workouts/*")
    frames, said_count = kept(site)
    assert frames > 1
    assert said_count == shown + 3


SENT = """window.sent = [];
const ask = window.fetch;
window.fetch = (url, options) => {
  if (options?.body) window.sent.push([String(url), options.body.byteLength]);
  return ask(url, options);
};"""


def test_only_landmarks_travel(before: Opens, squats: Path) -> None:
    page = before(squats, script=SENT)
    posts: set[str] = set()
    page.on("request", lambda one: posts.add(one.url) if one.method == "POST" else None)
    start(page)
    counted(page, 1)
    page.locator("[data-act=end]").click()
    part(page, "done").wait_for(timeout=PATIENCE_MS)
    sent = page.evaluate("() => window.sent")
    assert {url.rsplit("/", 1)[1] for url in posts} == {"push"}
    assert {url for url, _ in sent} == {"/coach/live/push"}
    frames = page.evaluate("() => window.answers.flatMap((one) => one.frames).length")
    # A frame's 239 bytes and the state: no picture of 320 by 240 would find room in it.
    assert frames > 1
    assert sum(size for _, size in sent) <= 239 * frames + 24_500 * len(sent)


def test_a_server_that_goes_and_comes_back_loses_nothing(
    site: Site, before: Opens, squats: Path
) -> None:
    page = before(squats, expects_faults=True)
    start(page)
    counted(page, 1)
    site.stop()
    said(page, "remark", "The connection is lost.")
    page.wait_for_function(
        "n => performance.now() > n + 8000", arg=page.evaluate("() => performance.now()")
    )
    site.serve()
    said(page, "remark", "Nothing was lost.")
    last = page.evaluate("() => window.answers.at(-1).count")
    counted(page, last + 1)
    page.locator("[data-act=end]").click()
    part(page, "done").wait_for(timeout=PATIENCE_MS)
    frames = page.evaluate("() => window.answers.flatMap((one) => one.frames).length")
    part(page, "keep").click()
    page.wait_for_url("**/coach/workouts/*")
    # Each frame of the session was answered, and answered once.
    assert kept(site)[0] == frames


def test_of_two_people_the_one_who_exercises_is_followed(before: Opens, tmp_path: Path) -> None:
    page = before(cameras.with_bystander(tmp_path / "two.y4m"))
    start(page)
    counted(page, 2)


SPEECH = """window.spoken = [];
speechSynthesis.speak = ({ text, lang }) => window.spoken.push([text, lang]);"""


def test_the_count_is_said_aloud_where_that_is_wanted(before: Opens, squats: Path) -> None:
    page = before(squats, language="ko", script=SPEECH)
    page.locator("input[name=counts]").check()
    start(page)
    counted(page, 2)
    page.wait_for_function("() => window.spoken.length > 1", timeout=PATIENCE_MS)
    page.locator("[data-act=end]").click()
    spoken = page.evaluate("() => window.spoken")
    assert {language for _, language in spoken} == {"ko-KR"}
    assert [int(text) for text, _ in spoken] == sorted(int(text) for text, _ in spoken)
    # What is heard need not be read out, too.
    assert part(page, "announced").inner_text() == ""


CAMERA_FAILS = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(new DOMException("taken", "%s"));"""


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("NotAllowedError", "The camera is not allowed here."),
        ("NotReadableError", "Another program uses the camera."),
        ("AbortError", "The camera does not start."),
    ],
)
def test_a_camera_that_does_not_open_is_told(before: Opens, fault: str, words: str) -> None:
    page = before(None, script=CAMERA_FAILS % fault)
    start(page)
    said(page, "fault", words)
    assert part(page, "start").is_enabled()


def test_without_a_camera_it_says_so_in_korean(before: Opens) -> None:
    page = before(None, language="ko")
    start(page)
    said(page, "fault", "카메라를 찾지 못했어요")


def test_a_camera_that_is_refused_can_be_asked_for_again(before: Opens, squats: Path) -> None:
    page = before(squats, allowed=False)
    start(page)
    said(page, "fault", "The camera is not allowed here.")
    page.context.grant_permissions(["camera"])
    start(page)
    counted(page, 0)


def test_a_browser_without_webassembly_is_told(before: Opens, squats: Path) -> None:
    page = before(squats, script="delete window.WebAssembly")
    start(page)
    said(page, "fault", "cannot run WebAssembly")


def test_a_browser_without_webgl_is_told(before: Opens, squats: Path) -> None:
    page = before(squats, flags=("--disable-software-rasterizer",))
    start(page)
    said(page, "fault", "no WebGL")


def test_a_dark_and_empty_room_is_told(before: Opens, tmp_path: Path) -> None:
    page = before(cameras.empty_room(tmp_path / "dark.y4m"))
    start(page)
    said(page, "remark", "I do not see you.")
    assert part(page, "count").inner_text() == "0"


def test_a_camera_that_gives_few_pictures_is_told_from_a_slow_device(
    before: Opens, tmp_path: Path
) -> None:
    page = before(cameras.exercising(tmp_path / "two-a-second.y4m", fps=2))
    start(page)
    said(page, "remark", "The camera gives fewer than eight pictures a second.")


def test_a_page_out_of_sight_pauses(before: Opens, squats: Path) -> None:
    page = before(squats)
    start(page)
    counted(page, 0)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    said(page, "remark", "Paused while this page was out of sight.")
    page.locator("[data-act=pause]").click()
    answers = page.evaluate("() => window.answers.length")
    page.wait_for_function("n => window.answers.length > n + 3", arg=answers, timeout=PATIENCE_MS)


@pytest.mark.parametrize(("width", "language"), VIEWS)
def test_every_state_is_accessible_and_fits(
    before: Opens, squats: Path, width: int, language: str
) -> None:
    page = before(squats, width=width, height=780 if width < 700 else 900, language=language)
    wrong = inspect(page, "live-setup", width, language)
    start(page)
    counted(page, 1)
    part(page, "correct").click()
    wrong += inspect(page, "live-room", width, language)
    page.locator("[data-act=end]").click()
    part(page, "done").wait_for(timeout=PATIENCE_MS)
    wrong += inspect(page, "live-done", width, language)
    assert wrong == []


def test_a_phone_on_its_side_shows_picture_and_buttons_at_once(before: Opens, squats: Path) -> None:
    page = before(squats, width=780, height=360)
    start(page)
    counted(page, 0)
    page.screenshot(path=str(Path(__file__).parents[1] / "screenshots" / "live-landscape.png"))
    for name in ("drawing", "pause"):
        box = part(page, name).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 360
