"""How well repetitions are counted, beside a plain counter with two thresholds.

Real: the clips of `exercise/videos/` of the shared data, counted by eye, the exercise given.
Their landmarks are found with the pose model `--kind`, or read from `--landmarks`, a folder
of NPZ files named like the clips. Made: bodies with known counts, faults, partial
repetitions, noise, and walking, resting and other movements around the sets. Intervals are
from a bootstrap over clips. The plain counter takes the main joint's angle in the picture, of
the side that is seen better, below 90 and then above 145 degrees as one repetition. Prints
the section "Coach: counting" of docs/results.md.

    python benchmarks/coach_counting.py [--kind KIND] [--landmarks FOLDER] [--made N] [--seed N]
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import medley
from medley.coaching.coach import analyse
from medley.coaching.live import LiveCoach
from medley.coaching.movements import MOVEMENTS
from medley.coaching.repetition import Repetition
from medley.coaching.repetitions import find_repetitions
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.poses import PoseTrack
from medley.data.sources.landmark_files import read_landmarks
from medley.features.pose.angles import SIDES, joint_angle, joint_visibility

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
MODELS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pose"
NAMES = {"biceps curl": "curl", "romanian deadlift": "deadlift"}
NEAR_S = 0.2
BATCH_S = 0.4
LOW_DEG, HIGH_DEG = 90.0, 145.0
SEED = 20261121
MADE = tuple(MOVEMENTS)


@dataclass(frozen=True, slots=True)
class Clip:
    """A counted recording; starts and ends, and when sets last, where they are known."""

    name: str
    exercise: str
    track: PoseTrack
    reps: int
    low: int
    high: int
    edges_s: tuple[float, ...] = ()
    sets_s: tuple[tuple[float, float], ...] = ()


def real_clips(kind: str, landmarks: Path | None) -> Iterable[Clip]:
    """The clips that were counted by eye."""
    folder = DATA / "exercise" / "videos"
    with (folder / "counts.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["reps"])]
    for row in rows:
        name = row["exercise"]
        exercise = NAMES.get(name, name.replace(" ", "-"))
        if landmarks is not None:
            track = read_landmarks(landmarks / f"{Path(row['file']).stem}.npz")
        else:
            from medley.features.pose.find import find_poses

            track = find_poses(folder / row["file"], kind=kind, models=MODELS)  # type: ignore[arg-type]
        counts = (int(row[key]) for key in ("reps", "reps_lo", "reps_hi"))
        yield Clip(row["file"], exercise, track, *counts)


def made_clips(exercise: str, n: int, seed: int = SEED) -> Iterable[Clip]:
    """Made bodies whose truth is known; another seed makes others."""
    for number in range(n):
        rng = np.random.default_rng([seed, number, sum(map(ord, exercise))])
        made = make_workout(sample_spec(rng, exercise), rng=rng)
        whole = [one for one in made.repetitions if one.complete]
        edges = tuple(edge for one in whole for edge in (one.start_s, one.end_s))
        sets = tuple((a, b) for a, b, doing in made.segments if doing == exercise)
        yield Clip(
            str(number), exercise, made.track, len(whole), len(whole), len(whole), edges, sets
        )


def medley_counter(track: PoseTrack, exercise: str) -> list[Repetition]:
    """Count as the coach does."""
    return [one for one in find_repetitions(track, exercise)[0] if one.complete]


def live_counter(track: PoseTrack, exercise: str) -> list[Repetition]:
    """Count as the coach does while somebody exercises, from batches without depth."""
    coach = LiveCoach(exercise, aspect=track.aspect)
    found: list[Repetition] = []
    for since in np.arange(track.times_s[0], track.times_s[-1] + BATCH_S, BATCH_S):
        rows = (track.times_s >= since) & (track.times_s < since + BATCH_S)
        if rows.any():
            batch = track.take(rows)
            found += coach.push(batch.times_s, batch.points, batch.visibility).finished
    return [one for one in found if one.complete]


def plain_counter(track: PoseTrack, exercise: str) -> list[Repetition]:
    """Count how often one angle goes below one threshold and then above another."""
    joint = MOVEMENTS[exercise].joint
    side = max(SIDES, key=lambda s: float(joint_visibility(track.visibility, joint, s).mean()))
    angles = joint_angle(track.points, joint, side)
    found, since = [], None
    for time_s, angle in zip(track.times_s.tolist(), angles.tolist(), strict=True):
        if since is None and angle < LOW_DEG:
            since = time_s
        elif since is not None and angle > HIGH_DEG:
            found.append(Repetition(since, (since + time_s) / 2, time_s))
            since = None
    return found


Counter = Callable[[PoseTrack, str], list[Repetition]]


def measured(clips: list[Clip], counter: Counter) -> str:
    """One row of a table, without its name."""
    found = [counter(clip.track, clip.exercise) for clip in clips]
    counts = np.array([len(each) for each in found])
    reps = np.array([clip.reps for clip in clips])
    inside = np.array([c.low <= n <= c.high for c, n in zip(clips, counts, strict=True)])
    near = np.abs(counts - reps) <= 1
    off = np.abs(counts - reps) / np.maximum(reps, 1)
    cells = [f"{inside.mean():.2f} {interval(inside)}", f"{near.mean():.2f}"]
    cells.append(f"{off.mean():.3f} {interval(off)}")
    if any(clip.edges_s for clip in clips):
        cells.append(f"{boundary_f1(clips, found):.3f}")
        cells.append(f"{resting(clips, found):.3f}")
    return " | ".join(cells)


def resting(clips: list[Clip], found: list[list[Repetition]]) -> float:
    """Share of the workouts in which nothing is counted outside of the sets."""
    quiet = [
        all(
            any(since - NEAR_S <= one.bottom_s <= until + NEAR_S for since, until in clip.sets_s)
            for one in each
        )
        for clip, each in zip(clips, found, strict=True)
    ]
    return float(np.mean(quiet))


def interval(values: np.ndarray) -> str:
    """Give the 95% interval of the mean over clips."""
    rng = np.random.default_rng(0)
    means = values[rng.integers(len(values), size=(2000, len(values)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return f"[{low:.2f}, {high:.2f}]"


def boundary_f1(clips: list[Clip], found: list[list[Repetition]]) -> float:
    """Share of starts and ends that are found within `NEAR_S`, as F1."""
    hits = total = 0
    for clip, repetitions in zip(clips, found, strict=True):
        edges = [edge for one in repetitions for edge in (one.start_s, one.end_s)]
        total += len(edges) + len(clip.edges_s)
        # Starts with starts, ends with ends.
        for kind in (0, 1):
            free = edges[kind::2]
            for edge in clip.edges_s[kind::2]:
                best = min(free, key=lambda other: abs(other - edge), default=None)
                if best is not None and abs(best - edge) <= NEAR_S:
                    free.remove(best)
                    hits += 2
    return hits / max(total, 1)


def cost(clips: list[Clip]) -> float:
    """Milliseconds of processor time a frame."""
    began = time.process_time()
    for clip in clips:
        find_repetitions(clip.track, clip.exercise)
    return 1000 * (time.process_time() - began) / sum(len(clip.track) for clip in clips)


def cost_of_all(clips: list[Clip]) -> float:
    """Milliseconds of processor time a frame, the form judged and the view told too."""
    began = time.process_time()
    for clip in clips:
        analyse(clip.track, exercise=clip.exercise)
    return 1000 * (time.process_time() - began) / sum(len(clip.track) for clip in clips)


def an_hour(clip: Clip) -> str:
    """Exercise live for an hour, the same clip again and again, and look at the memory."""
    coach, sizes = LiveCoach(clip.exercise, aspect=clip.track.aspect), []
    lasts_s = clip.track.duration_s + 1 / clip.track.fps
    peaks = []
    for number in range(int(3600 / lasts_s)):
        coach.push(clip.track.times_s + number * lasts_s, clip.track.points, clip.track.visibility)
        sizes.append(len(coach.encode()))
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    tenth = len(peaks) // 10
    return (
        f"An hour live ({len(sizes)} times the first clip): the session takes at most "
        f"{max(sizes) / 1000:.1f} kB, {sizes[-1] / 1000:.1f} kB at the end; the process's peak "
        f"grew by {peaks[-1] - peaks[tenth]:.1f} MB after the first six minutes."
    )


def main() -> None:
    """Print the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", default="full", choices=("lite", "full", "heavy"))
    parser.add_argument("--landmarks", type=Path)
    parser.add_argument("--made", type=int, default=40)
    parser.add_argument("--seed", type=int, default=SEED, help="of the made bodies")
    given = parser.parse_args()
    real = list(real_clips(given.kind, given.landmarks))
    out = [
        "## Coach: counting",
        "",
        f"{len(real)} real clips counted by eye, the exercise given, landmarks by `{given.kind}`. "
        "Inside: the count lies in the range that clips cut within a repetition allow. The "
        "counter was designed while looking at these clips, so they are no test kept apart.",
        "",
        "| counter | inside | off by at most 1 | nMAE |",
        "|---|---|---|---|",
        f"| Medley | {measured(real, medley_counter)} |",
        f"| Medley, live | {measured(real, live_counter)} |",
        f"| two thresholds | {measured(real, plain_counter)} |",
        "",
        f"Outside: {missed(real) or 'none'}. Cost: {cost(real):.2f} ms of one core a frame "
        f"to count, {cost_of_all(real):.2f} with the form judged. {an_hour(real[0])}",
        "",
        f"Made bodies, {given.made} workouts an exercise, with faults, partial repetitions, noise "
        "and other movements before, between and after the sets. Made data; real data decides.",
        "",
        "| exercise | counter | exact | off by at most 1 | nMAE | boundary F1 at 0.2 s | "
        "nothing outside the sets |",
        "|---|---|---|---|---|---|---|",
    ]
    for exercise in MADE:
        clips = list(made_clips(exercise, given.made, given.seed))
        out.append(f"| {exercise} | Medley | {measured(clips, medley_counter)} |")
        out.append(f"| {exercise} | two thresholds | {measured(clips, plain_counter)} |")
    sys.stdout.write("\n".join(out) + "\n")


def missed(clips: list[Clip]) -> str:
    """Name the clips whose count is outside."""
    counts = [(clip, len(medley_counter(clip.track, clip.exercise))) for clip in clips]
    return ", ".join(
        f"{clip.name} ({n} of {clip.reps})" for clip, n in counts if not clip.low <= n <= clip.high
    )


if __name__ == "__main__":
    main()
