"""A real server over a real catalogue, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
]


def chromium() -> str | None:
    """Find the browser: the system's own, or one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in names)
    return next(
        (path for path in ("/usr/bin/chromium", *found) if path and Path(path).exists()), None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, keep it on one worker, skip it where there is none."""
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if chromium() is None:
            item.add_marker(
                pytest.mark.skip(reason="Chromium is not installed: apt install chromium")
            )


class Site:
    """A Medley of its own: a home folder, commands, and a server over it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the commands run with."""
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return kept | {
            "MEDLEY_HOME": str(self.home),
            "MEDLEY_HOSTS": "127.0.0.1,localhost",
            "OMP_NUM_THREADS": "1",
            "DJANGO_SETTINGS_MODULE": "medley.web.settings",
        }

    def command(self, *arguments: str) -> str:
        """Run ``medley`` with the arguments and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "medley", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"medley {' '.join(arguments)}: {done.stderr[-2000:]}"
        return done.stdout

    def serve(self) -> None:
        """Start the server and wait until it answers."""
        self.log = (self.home / "serve.log").open("wb")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "medley", "serve", "--no-worker", "--port", str(self.port)],
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        for _attempt in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/about", timeout=5).close()
                return
            except OSError:
                assert self._server.poll() is None, (self.home / "serve.log").read_text()
                time.sleep(0.2)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=20)
            self.log.close()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo catalogue, made by the command that people use, and served.

    MEDLEY_E2E_HOME names a home where it was made before, to save the minute.
    """
    kept = os.environ.get("MEDLEY_E2E_HOME")
    site = Site(Path(kept) if kept else tmp_path_factory.mktemp("demo-site"))
    site.command("demo", "--json")
    site.serve()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site at its first start."""
    site = Site(tmp_path_factory.mktemp("empty-site"))
    site.serve()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium a module.

    Playwright keeps an event loop running in this thread, under which Django's
    tests of the same process cannot touch a database: it must end with the module.
    """
    with playwright.sync_playwright() as running:
        held = running.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield held
        held.close()


class Watch:
    """What a page did that it should not do."""

    def __init__(self, page: Any, address: str) -> None:
        self.faults: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda request: self._asked(request.url, address))

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:", "about:")):
            self.faults.append(f"outside request: {url}")


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages that may neither complain nor ask anything outside the site."""
    contexts: list[Any] = []
    watches: list[Watch] = []

    def opened(
        site: Site,
        path: str = "/",
        *,
        width: int = 1280,
        theme: str = "light",
        language: str = "en",
        expects_faults: bool = False,
        **options: Any,
    ) -> Any:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 780 if width < 700 else 900},
            color_scheme=theme,
            locale={"en": "en-US", "ko": "ko-KR"}[language],
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        if not expects_faults:
            watches.append(Watch(page, site.address))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []
