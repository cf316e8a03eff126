"""What the live coach costs beside the bare pose model, in headless Chromium.

A real Medley, a real Chromium with a fake webcam that shows a clip of `exercise/videos/` of the
shared data (a drawn body where there is none), and MediaPipe's `lite` in it. Bare is the same
worker with nothing else: no drawing, no server. Both take turns, so that what else the machine
does troubles both. Added is the time from the moment a body is found in a picture until the
page shows what the server says of it. CPU time is what the kernel accounts to the browser's
processes and to the server, and hardly depends on what else runs. The hour is an hour of made
landmarks through the engine. With ``--minutes`` one session is watched for so long instead,
beside a camera without the coach, and what Chromium and server hold is printed
(`live_memory.py`). Prints the section "Coach: live" of docs/results.md.

    python benchmarks/coach_live.py [--seconds S] [--rounds N] [--clip NAME] [--exercise NAME]
    python benchmarks/coach_live.py --minutes M
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import live_memory
from medley.coaching.live import LiveCoach
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.drawn import drawn

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
TICKS = os.sysconf("SC_CLK_TCK")
SIZE, FPS = (640, 480), 30
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio")
LISTEN = """() => { window.answers = [];
  document.getElementById("live").addEventListener("live-answer",
    (event) => window.answers.push(event.detail)); }"""
BARE = """async () => {
  const { Camera } = await import("/static/js/live-camera.js");
  const { Finder } = await import("/static/js/live-finder.js");
  const video = document.querySelector("video");
  const section = video.closest("section");
  section.hidden = false;
  const camera = new Camera(video);
  await camera.open(() => {});
  window.bare = [];
  const finder = new Finder(({ time, picture }) => {
    window.bare.push({ takenAt: time, foundAt: performance.now() });
    picture.close();
  }, (code) => { throw new Error(code); });
  await finder.open();
  camera.onPicture(() => { finder.look(() => camera.picture(), performance.now()); });
}"""


@dataclass(slots=True)
class Measured:
    """What some turns of one kind gave."""

    fps: list[float] = field(default_factory=list)
    pose_ms: list[float] = field(default_factory=list)
    added_ms: list[float] = field(default_factory=list)
    browser_ms: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)
    batches_s: list[float] = field(default_factory=list)
    load: list[float] = field(default_factory=list)


def pictures(clip: Path) -> Iterator[np.ndarray[Any, Any]]:
    """Pictures of a clip at an even rate, or of a drawn body."""
    from PIL import Image, ImageOps

    if not clip.is_file():
        rng = np.random.default_rng(7)
        spec = sample_spec(rng, "squat", "side", repetitions=4, faults=False, partials=False,
                           others=False, noise=0.0, fps=FPS)  # fmt: skip
        track = make_workout(spec, rng=rng).track
        yield from (drawn(track, row, SIZE) for row in range(len(track)))
        return
    import av

    made = 0
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            while made <= float(frame.time or 0) * FPS:
                made += 1
                yield np.asarray(
                    ImageOps.pad(Image.fromarray(frame.to_ndarray(format="rgb24")), SIZE)
                )


def write_camera(path: Path, clip: Path) -> None:
    """Write pictures as Chromium takes them for a webcam."""
    import av

    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures(clip):
            planes = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p")
            file.write(b"FRAME\n" + planes.to_ndarray().tobytes())


class Server:
    """A Medley of its own."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        environment = os.environ | {"MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "medley", "serve", "--no-worker", "--port", str(port)]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> Server:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/about", timeout=5).close()
                return self
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server does not answer")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def cpu_s(root: int) -> float:
    """CPU seconds of a process and all that it started."""
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
        values = stat.rsplit(")", 1)[1].split()
        total += (int(values[11]) + int(values[12])) / TICKS
    return total


def browser_pid(driver: int) -> int:
    """The process of Chromium below this one."""
    waiting = [driver]
    while waiting:
        pid = waiting.pop(0)
        if pid != driver and b"chrom" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]:
            return pid
        for task in Path(f"/proc/{pid}/task").iterdir():
            waiting += [int(child) for child in (task / "children").read_text().split()]
    raise SystemExit("no Chromium is running")


def turn(browser: Any, server: Server, exercise: str, seconds: float, into: Measured) -> None:
    """Run the page, or the bare worker where no exercise is given, for a while."""
    context = browser.new_context(
        base_url=server.address, permissions=["camera"], viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto("/coach/live")
    frames = "window.bare" if not exercise else "window.answers.flatMap((one) => one.frames)"
    if exercise:
        page.evaluate(LISTEN)
        page.locator(f"input[name=exercise][value='{exercise}']").check(force=True)
        page.locator("[data-act=start]").click()
    else:
        page.evaluate(BARE)
    page.wait_for_function(f"() => {frames}.length > 40", timeout=120_000)
    page.evaluate("() => { window.bare = []; window.answers = []; }")
    chromium, began = browser_pid(os.getpid()), time.monotonic()
    before = cpu_s(chromium), cpu_s(server.process.pid)
    time.sleep(seconds)
    after = cpu_s(chromium), cpu_s(server.process.pid)
    lasted = time.monotonic() - began
    seen = page.evaluate(f"() => {frames}")
    answers = page.evaluate("() => window.answers.map(({answeredAt, frames}) => "
                            "frames.map(({foundAt}) => answeredAt - foundAt))")  # fmt: skip
    context.close()
    into.fps.append(len(seen) / lasted)
    into.pose_ms += [one["foundAt"] - one["takenAt"] for one in seen]
    into.added_ms += [late for batch in answers for late in batch]
    into.browser_ms.append(1000 * (after[0] - before[0]) / max(len(seen), 1))
    if exercise:
        into.server_ms.append(1000 * (after[1] - before[1]) / max(len(answers), 1))
        into.batches_s.append(len(answers) / lasted)
    into.load.append(os.getloadavg()[0])


def an_hour(exercise: str) -> tuple[int, int, float, float, float]:
    """Push an hour of made landmarks, a second at a time.

    Returns
    -------
    tuple
        Repetitions done and counted, largest state in KB, MB gained, CPU ms a push.
    """
    rng = np.random.default_rng(3)
    spec = sample_spec(rng, exercise, "side", repetitions=8, faults=False, partials=False,
                       others=False, noise=1.0, fps=20)  # fmt: skip
    made = make_workout(spec, rng=rng)
    track, lasts = made.track, made.track.duration_s + 0.5
    done = sum(one.complete for one in made.repetitions)
    state, largest, early, pushes, began = b"", 0, 0, 0, time.process_time()
    rounds = int(3600 / lasts)
    for number in range(rounds):
        for first in range(0, len(track), 20):
            rows = slice(first, first + 20)
            coach = LiveCoach.decode(state) if state else LiveCoach(exercise, aspect=track.aspect)
            times = track.times_s[rows] + number * lasts
            count = coach.push(times, track.points[rows], track.visibility[rows]).count
            state = coach.encode()
            largest, pushes = max(largest, len(state)), pushes + 1
        if number == rounds // 10:
            early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gained = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early) / 1024
    spent = 1000 * (time.process_time() - began) / pushes
    return done * rounds, count, largest / 1024, gained, spent


def figures(values: list[float], digits: int = 0) -> str:
    """Median and ninety-fifth percentile."""
    if not values:
        return "-"
    return f"{np.median(values):.{digits}f} ({np.quantile(values, 0.95):.{digits}f})"


def main() -> int:
    """Measure, and print the section."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clip", default="sebitzu_squat.mp4")
    parser.add_argument("--exercise", default="squat")
    parser.add_argument("--no-hour", action="store_true")
    parser.add_argument("--minutes", type=int, help="watch one session for so long")
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    clip = DATA / "exercise" / "videos" / asked.clip
    program = next((p for p in map(shutil.which, ("chromium", "google-chrome")) if p), None)
    if program is None:
        raise SystemExit("Chromium is not installed: apt install chromium")
    bare, page = Measured(), Measured()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        camera = Path(folder) / "camera.y4m"
        write_camera(camera, clip)
        fake = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}")
        if asked.minutes:
            live_memory.watch(program, server, camera, asked.exercise, asked.minutes)
            return 0
        with sync_playwright() as running:
            browser = running.chromium.launch(executable_path=program, args=[*FLAGS, *fake])
            for number in range(asked.rounds):
                turn(browser, server, "", asked.seconds, bare)
                turn(browser, server, asked.exercise, asked.seconds, page)
                sys.stderr.write(f"round {number + 1} of {asked.rounds}\n")
            browser.close()
    source = clip.name if clip.is_file() else "a drawn body"
    print_section(source, bare, page)
    if not asked.no_hour:
        done, count, kb, gained, ms = an_hour(asked.exercise)
        print(
            f"\nAn hour of made {asked.exercise}s in batches of a second: {count:,} of {done:,} "
            f"repetitions counted, the session's state at most {kb:.1f} KB, {gained:.1f} MB more "
            f"after the hour than after its tenth part, {ms:.1f} ms of CPU a batch."
        )
    return 0


def print_section(source: str, bare: Measured, page: Measured) -> None:
    """Print the table."""
    print("## Coach: live\n")
    print(
        f"{source} before headless Chromium at {SIZE[0]}x{SIZE[1]} and {FPS} pictures a second, "
        f"`lite` on the CPU, {os.cpu_count()} cores; load average {np.mean(page.load):.1f} with "
        "what else the machine did. Median (95th percentile).\n"
    )
    print("| | bare pose model | live coach |\n|---|---:|---:|")
    rows = {
        "bodies a second": (figures(bare.fps, 1), figures(page.fps, 1)),
        "ms from picture to body": (figures(bare.pose_ms), figures(page.pose_ms)),
        "ms added, from body to answer": ("-", figures(page.added_ms)),
        "ms of CPU a body in the browser": (figures(bare.browser_ms), figures(page.browser_ms)),
        "batches a second": ("-", figures(page.batches_s, 1)),
        "ms of CPU a batch in the server": ("-", figures(page.server_ms, 1)),
    }
    for name, (left, right) in rows.items():
        print(f"| {name} | {left} | {right} |")


if __name__ == "__main__":
    sys.exit(main())
