"""What it costs to coach from a file: beside the bare pose model, the clip's length, and memory.

A minute at 30 pictures a second is joined from clips of `exercise/videos/` of the shared data
(a drawn body where there are none). The whole command, from file to report with the exercise
recognised, and MediaPipe's `lite` alone over the same pictures run in turns, each in a process
of its own that may use one core. CPU time is what the kernel accounts, and depends little on
what else runs. Our analysis is timed without the landmarks, on that minute and on made bodies.
The hours are an hour of made landmarks through the live engine, and an hour of the same clips
again and again, at few pictures a second, from file to landmarks. Planks are of made bodies,
whose seconds are known. Prints the section "Coach: cost" of docs/results.md.

    python benchmarks/coach_cost.py [--rounds N] [--hour-fps N] [--part NAME]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import medley
from medley.coaching.coach import analyse
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.camera import View
from medley.data.poses import EXERCISES, HELD, PoseTrack
from medley.features.pose.encoder import mp4_encoder
from medley.features.pose.find import find_poses
from medley.features.pose.frames import Picture, open_video
from medley.features.pose.landmarker import Landmarker

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
CLIPS = DATA / "exercise" / "videos"
JOINED = ("sebitzu_squat.mp4", "rokfit_Pushups_demo_video.mp4", "bodypix_jumping-jacks.mp4",
          "formfit_squat.mp4", "rokfit_situpx.mp4", "pushfit_correct_correct112.mp4")  # fmt: skip
POSE = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pose"
FPS, MINUTE_S = 30, 60
SMALL, PHONE = (640, 360), (1920, 1080)
VIEWS: tuple[View, ...] = ("front", "side", "oblique")


@dataclass(slots=True)
class Spent:
    """Seconds of a process by the clock and by the kernel, and its largest memory in MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def pictures(size: tuple[int, int]) -> Iterator[np.ndarray[Any, Any]]:
    """The clips one after another, again and again, at the even rate of the minute."""
    from PIL import Image, ImageOps

    from medley.data.demo.kinematics.drawn import drawn

    names = [name for name in JOINED if (CLIPS / name).is_file()]
    while names:
        for name in names:
            made = 0
            with open_video(CLIPS / name) as video:
                for picture in video.frames():
                    fitted = ImageOps.pad(Image.fromarray(picture.pixels), size)
                    while made <= picture.time_s * FPS:
                        made += 1
                        yield np.asarray(fitted)
    track = made_track("squat", "side", np.random.default_rng(7))
    while True:
        yield from (drawn(track, row, size) for row in range(len(track)))


def write_clip(path: Path, seconds: float, fps: float, size: tuple[int, int] = SMALL) -> None:
    """Save pictures of the clips, if that was not done.

    At fewer pictures a second they are the same ones, further apart in time.
    """
    if path.is_file():
        return
    with mp4_encoder(path) as add:
        for number, pixels in zip(range(round(seconds * fps)), pictures(size), strict=False):
            add(pixels, number / fps)
        add(None, seconds)


def made_track(exercise: str, view: View, rng: np.random.Generator) -> PoseTrack:
    """A set of a made body."""
    n = None if exercise in HELD else 8
    spec = sample_spec(rng, exercise, view, repetitions=n, fps=FPS)
    return make_workout(spec, rng=rng).track


def on_one_core(command: list[str]) -> Spent:
    """Run a command that may use one core: the first that this process may use."""
    core, began = min(os.sched_getaffinity(0)), time.monotonic()
    process = subprocess.Popen(
        ["taskset", "--cpu-list", str(core), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
    wall_s = time.monotonic() - began
    return Spent(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def bare(path: Path) -> None:
    """Show every picture to the pose model, and nothing else."""
    import av

    with av.open(str(path)) as container, Landmarker(POSE, "lite") as landmarker:
        for frame in container.decode(video=0):
            landmarker.find(Picture(float(frame.time or 0), frame.to_ndarray(format="rgb24")))


def from_file(folder: Path, rounds: int, size: tuple[int, int]) -> list[str]:
    """A minute from file to report, beside the bare model, in turns."""
    clip = folder / f"minute-{size[1]}.mp4"
    write_clip(clip, MINUTE_S, FPS, size)
    product = [sys.executable, "-m", "medley", "coach", str(clip), "--pose-model", "lite", "--json"]
    alone = [sys.executable, __file__, "--part", "bare", "--file", str(clip)]
    tiny = folder / "tiny.mp4"
    write_clip(tiny, 1, FPS)
    # The model of exercises is fitted once, on the first call.
    on_one_core([*product[:4], str(tiny), *product[5:]])
    turns = [(on_one_core(alone), on_one_core(product)) for _ in range(rounds)]
    n = MINUTE_S * FPS
    rows = [
        f"A minute, {n:,} pictures of {size[0]} x {size[1]}, one core; the process from its start, "
        f"loading included; median of {rounds}. Load average {os.getloadavg()[0]:.1f} with what "
        "else the machine did.",
        "",
        "| | bare pose model | file to report |",
        "| --- | ---: | ---: |",
    ]
    for words, of in (
        ("seconds by the clock", lambda one: one.wall_s),
        ("seconds of CPU", lambda one: one.cpu_s),
        ("times faster than it plays, by the clock", lambda one: MINUTE_S / one.wall_s),
        ("times faster than it plays, by CPU", lambda one: MINUTE_S / one.cpu_s),
        ("ms of CPU a picture", lambda one: 1000 * one.cpu_s / n),
        ("largest memory, MB", lambda one: one.peak_mb),
    ):
        left, right = (np.median([of(turn[side]) for turn in turns]) for side in (0, 1))
        digits = 0 if "memory" in words else 1
        rows.append(f"| {words} | {left:.{digits}f} | {right:.{digits}f} |")
    return rows


def analysis() -> list[str]:
    """Our own work on landmarks that are there, in ms of CPU a frame."""
    from medley.serving.recogniser import saved_recogniser
    from medley.web import settings

    recogniser = saved_recogniser(Path(settings.MEDLEY_MODELS))
    rng = np.random.default_rng(5)
    named, told, frames = [], [], 0
    for exercise in EXERCISES:
        for view in VIEWS:
            track = made_track(exercise, view, rng)
            frames += len(track)
            for spent, more in (
                (named, {"exercise": exercise}),
                (told, {"recogniser": recogniser}),
            ):
                began = time.process_time()
                analyse(track, **more)
                spent.append(1000 * (time.process_time() - began) / len(track))
    rows = [
        f"Our analysis of made sets ({len(EXERCISES)} exercises from {len(VIEWS)} views, "
        f"{frames:,} frames), counting and judging, ms of CPU a frame:",
        "",
        "| | median | most |",
        "| --- | ---: | ---: |",
    ]
    for words, spent in (("exercise named", named), ("exercise recognised", told)):
        rows.append(f"| {words} | {np.median(spent):.2f} | {np.max(spent):.2f} |")
    return rows


def memory_mb() -> float:
    """What this process holds at the moment."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def live_hour() -> str:
    """An hour of landmarks through the live engine, a second at a time."""
    from medley.coaching.live import LiveCoach

    track = made_track("squat", "side", np.random.default_rng(3))
    lasts, state, seen = track.duration_s + 0.5, b"", {}
    began = time.process_time()
    for number in range(int(3600 / lasts) + 1):
        for first in range(0, len(track), FPS):
            rows = slice(first, first + FPS)
            coach = LiveCoach.decode(state) if state else LiveCoach("squat", aspect=track.aspect)
            times = track.times_s[rows] + number * lasts
            coach.push(times, track.points[rows], track.visibility[rows])
            state = coach.encode()
            for minute in (5, 60):
                if minute not in seen and times[-1] >= 60 * minute - 1:
                    seen[minute] = memory_mb()
    spent = 1000 * (time.process_time() - began) / (3600 * FPS)
    return (
        f"An hour of made landmarks through the live engine at {FPS} a second: "
        f"{seen[5]:.0f} MB after 5 minutes, {seen[60]:.0f} after 60; {spent:.2f} ms of CPU a frame."
    )


def video_hour(folder: Path, fps: float) -> str:
    """An hour of video from file to landmarks, and to the report."""
    clip, seen = folder / "hour.mp4", {}
    write_clip(clip, 3600, fps)

    def progress(share: float, _words: str) -> None:
        for minute in (5, 30, 58):
            if minute not in seen and share >= minute / 60:
                seen[minute] = memory_mb()

    track = find_poses(clip, models=POSE, kind="lite", progress=progress)
    found = memory_mb()
    analyse(track, exercise="squat")
    return (
        f"An hour of video at {fps:g} pictures a second ({len(track):,}) from file to landmarks: "
        f"{seen[5]:.0f} MB after 5 minutes, {seen[30]:.0f} after 30, {seen[58]:.0f} after 58; "
        f"{found:.0f} with the whole track in memory (0.9 kB a picture), {memory_mb():.0f} "
        "counted and judged."
    )


def planks(n: int = 20) -> list[str]:
    """Held seconds of made bodies, whose seconds are known."""
    rows = [
        f"Planks of made bodies, {n} workouts a view, with noise, faults and other movements "
        "(made data):",
        "",
        "| view | holds | found | seconds off, median | most |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    rng = np.random.default_rng(11)
    for view in VIEWS:
        off: list[float] = []
        holds = found = 0
        for _ in range(n):
            made = make_workout(sample_spec(rng, "plank", view, fps=FPS), rng=rng)
            told = analyse(made.track, exercise="plank", judge=False).holds
            for truth in made.holds:
                holds += 1
                shared = [
                    one for one in told if one.start_s < truth.end_s and one.end_s > truth.start_s
                ]
                if shared:
                    found += 1
                    lasted = sum(one.end_s - one.start_s for one in shared)
                    off.append(abs(lasted - (truth.end_s - truth.start_s)))
        figures = f"{np.median(off):.2f} | {np.max(off):.2f}" if off else "- | -"
        rows.append(f"| {view} | {holds} | {found} | {figures} |")
    return rows


PARTS = ("file", "phone", "analysis", "live", "video", "planks")


def main() -> int:
    """Measure, and print the section."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--hour-fps", type=float, default=1.0, help="of the hour of video")
    parser.add_argument("--part", choices=[*PARTS, "bare"], action="append")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--folder", type=Path, help="in which the clips are, or are put")
    asked = parser.parse_args()
    if asked.part == ["bare"]:
        bare(asked.file)
        return 0
    wanted = asked.part or PARTS
    with tempfile.TemporaryDirectory() as name:
        folder = asked.folder or Path(name)
        parts = {
            "file": lambda: from_file(folder, asked.rounds, SMALL),
            "phone": lambda: from_file(folder, asked.rounds, PHONE),
            "analysis": analysis,
            "live": lambda: [live_hour()],
            "video": lambda: [video_hour(folder, asked.hour_fps)],
            "planks": planks,
        }
        print("## Coach: cost")
        for part in PARTS:
            if part in wanted:
                print("\n" + "\n".join(parts[part]()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
