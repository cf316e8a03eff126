"""What Chromium and the server hold while one session before the camera lasts.

Beside the page runs a second Chromium with the camera and no session: what that gains is not
the page's. Nothing watches either from inside, since a browser's tools keep each answer they
see: the tools start the session and let go, the page writes how far it is into its title, and
the kernel says what each process holds. Counted is memory of its own and its share of what is
shared, without what lies in files, which the system takes back as it pleases.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from medley.features.pose.closing import Closing

EVERY_S = 30
WARM_MIN = 10
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-precise-memory-info",
    "--mute-audio",
    "--remote-debugging-port=0",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
COUNT = """() => {
  window.bodies = 0;
  document.getElementById("live").addEventListener("live-answer", ({ detail }) => {
    window.bodies += detail.frames.length;
  });
  setInterval(() => {
    const count = document.querySelector("[data-part=count]").textContent.trim();
    document.title = `${window.bodies} ${count} ${performance.memory.usedJSHeapSize / 1048576}`;
  }, 5000);
}"""
CAMERA = """async () => {
  const video = document.createElement("video");
  const picture = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: picture });
  video.muted = true;
  document.body.append(video);
  await video.play();
  window.bodies = 0;
  const next = () => { window.bodies += 1; video.requestVideoFrameCallback(next); };
  video.requestVideoFrameCallback(next);
  setInterval(() => {
    document.title = `${window.bodies} 0 ${performance.memory.usedJSHeapSize / 1048576}`;
  }, 5000);
}"""


class Server(Protocol):
    """Where the page is."""

    address: str
    process: subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a browser."""

    at_s: float
    bodies: int
    count: int
    heap_mb: float
    held_mb: Mapping[str, float]

    def held(self, kind: str = "") -> float:
        """MB of one kind of process; of all where none is named."""
        return self.held_mb.get(kind, 0.0) if kind else sum(self.held_mb.values())


class Chromium(Closing):
    """A browser that nothing watches from inside once its page is started."""

    def __init__(self, program: str, profile: Path, camera: Path) -> None:
        self._profile = profile
        profile.mkdir()
        own = (f"--user-data-dir={profile}", f"--use-file-for-fake-video-capture={camera}")
        self.process = subprocess.Popen(
            [program, *FLAGS, *own, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._tools = f"http://127.0.0.1:{self._port()}"

    def close(self) -> None:
        """End the browser."""
        self.process.terminate()
        self.process.wait(timeout=60)

    def _port(self) -> int:
        told = self._profile / "DevToolsActivePort"
        for _ in range(600):
            if told.is_file() and told.read_text().strip():
                return int(told.read_text().split()[0])
            time.sleep(0.2)
        raise SystemExit("Chromium does not start")

    def start(self, address: str, script: str, exercise: str = "") -> None:
        """Open the page, begin the session where an exercise is given, and let go of it."""
        from playwright.sync_api import sync_playwright

        with sync_playwright() as running:
            browser = running.chromium.connect_over_cdp(self._tools)
            page = browser.contexts[0].pages[0]
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(address)
            page.evaluate(script)
            if exercise:
                page.locator(f"input[name=exercise][value='{exercise}']").check(force=True)
                page.locator("[data-act=start]").click()
            page.wait_for_function("() => window.bodies > 40", timeout=300_000)

    def look(self, at_s: float) -> Sample:
        """See how far the page is and what each kind of process holds."""
        with urllib.request.urlopen(f"{self._tools}/json/list", timeout=60) as answer:
            pages = [one for one in json.load(answer) if one["type"] == "page"]
        told = re.fullmatch(r"(\d+) (\d+) ([\d.]+)", pages[0]["title"]) if pages else None
        bodies, count, heap = told.groups() if told else ("0", "0", "0")
        held = held_by_kind(self.process.pid)
        return Sample(at_s, int(bodies), int(count), float(heap), held)


def held_by_kind(root: int) -> dict[str, float]:
    """Memory of a process and all that it started by what they are for, in MB."""
    held: dict[str, float] = defaultdict(float)
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        try:
            held[_kind(pid)] += held_mb(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return dict(held)


def held_mb(pid: int) -> float:
    """What a process holds that lies in no file, in MB; what is shared by its share."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return (
        sum(int(row.split()[1]) for row in rows if row.startswith(("Pss_Anon", "Pss_Shm"))) / 1024
    )


def _kind(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    kind = re.search(r"--type=([\w-]+)", words)
    part = re.search(r"--utility-sub-type=(\w+)", words)
    return part[1] if part else kind[1] if kind else "browser"


def watch(program: str, server: Server, camera: Path, exercise: str, minutes: int) -> None:
    """Watch one session beside a camera alone, and print what they held."""
    folder = camera.parent
    with (
        Chromium(program, folder / "page", camera) as page,
        Chromium(program, folder / "alone", camera) as alone,
    ):
        alone.start(f"{server.address}/coach/live", CAMERA)
        page.start(f"{server.address}/coach/live", COUNT, exercise)
        began, told = time.monotonic(), []
        for number in range(minutes * 60 // EVERY_S + 1):
            time.sleep(max(began + EVERY_S * number - time.monotonic(), 0))
            at_s = time.monotonic() - began
            held = sum(held_by_kind(server.process.pid).values())
            told.append((page.look(at_s), alone.look(at_s), held))
            sys.stderr.write(f"{told[-1]}\n")
    print_minutes(told)
    print_gains(told)


Told = list[tuple[Sample, Sample, float]]


def print_minutes(told: Told) -> None:
    """Print what was held, some ten times."""
    print("| minute | bodies a second | count | JavaScript | the page's process | browser's own | "
          "all of Chromium | camera alone, all | server |")  # fmt: skip
    print("|" + " ---: |" * 9)
    every = max(len(told) // 12, 1)
    for (before, *_), (page, alone, server) in zip(told[::every], told[every::every], strict=False):
        passed = page.at_s - before.at_s
        print(
            f"| {page.at_s / 60:.0f} | {(page.bodies - before.bodies) / passed:.1f} | "
            f"{page.count} | {page.heap_mb:.1f} | {page.held('renderer'):.0f} | "
            f"{page.held('browser'):.0f} | {page.held():.0f} | {alone.held():.0f} | {server:.0f} |"
        )


def print_gains(told: Told) -> None:
    """Print medians of the first and the last minutes, and what was gained after the first."""
    pages, alone = [one[0] for one in told], [one[1] for one in told]
    at_min = [one.at_s / 60 for one in pages]
    warm = min(WARM_MIN, at_min[-1] / 3)
    rows = {
        "JavaScript": [one.heap_mb for one in pages],
        "all of Chromium": [one.held() for one in pages],
    }
    for kind in sorted(pages[-1].held_mb, key=lambda kind: -pages[-1].held_mb[kind]):
        rows[f"- {kind}"] = [one.held(kind) for one in pages]
    rows["server"] = [one[2] for one in told]
    rows["camera alone, all of Chromium"] = [one.held() for one in alone]
    for kind in ("renderer", "browser"):
        rows[f"- camera alone, {kind}"] = [one.held(kind) for one in alone]
    print(f"\n| MB | first {warm:.0f} min, median | last {warm:.0f} min, median | slope, "
          "MB an hour |")  # fmt: skip
    print("| --- | ---: | ---: | ---: |")
    for words, values in rows.items():
        first, last, slope = gain(at_min, values, warm)
        print(f"| {words} | {first:.1f} | {last:.1f} | {slope:+.1f} |")


def gain(at_min: list[float], values: list[float], warm: float) -> tuple[float, float, float]:
    """Medians of the first and last minutes, and MB an hour after the first."""
    at, held = np.array(at_min), np.array(values)
    early, late, after = at <= warm, at >= at[-1] - warm, at >= warm
    slope = 60 * np.polyfit(at[after], held[after], 1)[0]
    return float(np.median(held[early])), float(np.median(held[late])), float(slope)
