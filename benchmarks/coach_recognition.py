"""How well exercises are recognised, and what is none of them rejected.

Candidates are fitted on made bodies. Made: windows of other made bodies. Real: the clips of
`exercise/videos/` of the shared data, which no candidate was fitted on, from their landmarks
alone: told by the windows, by the coach (which also asks each exercise's counter), and counted
within the range that was counted by eye. Rest: made recordings without any exercise. Left out:
the usual model fitted without one exercise and asked about made recordings of it. Prints the
section "Coach: recognition" of docs/results.md.

    python benchmarks/coach_recognition.py [--kind KIND] [--landmarks FOLDER] [--rest N] [--of N]
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coach_counting import DATA, MODELS, NAMES, interval
from medley.coaching.coach import analyse
from medley.coaching.recognition import exercise_in
from medley.coaching.repetition import Report
from medley.core.registry import model_class
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.made_exercises import made_exercises
from medley.data.exercise_data import CLASSES
from medley.data.poses import EXERCISES, HELD, NONE_OF_THESE, PoseTrack
from medley.data.sources.landmark_files import read_landmarks
from medley.models.exercise.network import Network, NetworkConfig
from medley.serving.recogniser import SavedRecogniser
from medley.training.exercise_examination import examine_people

CANDIDATES = ("prior", "knn", "kernels", "boosting", "network")


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording whose exercise and count are known by eye."""

    exercise: str
    track: PoseTrack
    low: int
    high: int


def real_clips(kind: str, landmarks: Path | None) -> Iterator[Clip]:
    folder = DATA / "exercise" / "videos"
    with (folder / "counts.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        name = row["exercise"]
        if landmarks is not None:
            track = read_landmarks(landmarks / f"{Path(row['file']).stem}.npz")
        else:
            from medley.features.pose.find import find_poses

            track = find_poses(folder / row["file"], kind=kind, models=MODELS)  # type: ignore[arg-type]
        exercise = NAMES.get(name, name.replace(" ", "-"))
        yield Clip(exercise, track, int(row["reps_lo"]), int(row["reps_hi"]))


def made_tracks(exercise: str, n: int) -> Iterator[PoseTrack]:
    for number in range(n):
        rng = np.random.default_rng([20261122, number, sum(map(ord, exercise))])
        yield make_workout(sample_spec(rng, exercise), rng=rng).track


def share(found: list[bool]) -> str:
    values = np.array(found, float)
    return f"{values.mean():.2f} {interval(values)}"


def counted(report: Report) -> bool:
    return bool(report.repetitions or report.holds)


def on_real(model: Any, clips: list[Clip]) -> list[str]:
    asked = SavedRecogniser(model, "")
    by_windows, by_coach, inside = [], [], []
    for clip in clips:
        by_windows.append(exercise_in(asked.windows(clip.track))[0] == clip.exercise)
        report = analyse(clip.track, recogniser=asked)
        by_coach.append(report.exercise == clip.exercise)
        done = len(report.holds if clip.exercise in HELD else report.repetitions)
        fits = done > 0 if clip.exercise in HELD else clip.low <= done <= clip.high
        inside.append(by_coach[-1] and fits)
    return [share(by_windows), share(by_coach), share(inside)]


def of_candidates(clips: list[Clip], resting: list[PoseTrack]) -> list[str]:
    rows = [
        "| model | made windows, accuracy | macro-F1 | real clips, by windows | by the coach | "
        "and count inside | rest not counted | fit, s |",
        "|---|---|---|---|---|---|---|---:|",
    ]
    held = examine_people(made_exercises())
    for name in CANDIDATES:
        model, began = model_class("exercise", name)(), time.process_time()
        model.fit(held.train, rng=np.random.default_rng(0))
        took = time.process_time() - began
        figures = held.measure(model).evaluation.metrics
        made = [f"{figures[key].value:.3f}" for key in ("accuracy", "macro_f1")]
        asked = SavedRecogniser(model, "")
        quiet = [not counted(analyse(track, recogniser=asked)) for track in resting]
        cells = [name, *made, *on_real(model, clips), share(quiet), f"{took:.0f}"]
        rows.append(f"| {' | '.join(cells)} |")
        sys.stderr.write(f"{rows[-1]}\n")
    return rows


def of_left_out(n: int) -> list[str]:
    rows = [
        "| left out | told as none | nothing counted | what it was taken for |",
        "|---|---|---|---|",
    ]
    data = made_exercises(hop_s=2.0)
    quiet: list[bool] = []
    for exercise in EXERCISES:
        model = Network(NetworkConfig(n_networks=1))
        model.fit(
            data.take(data.labels != CLASSES.position(exercise)), rng=np.random.default_rng(0)
        )
        asked = SavedRecogniser(model, "")
        reports = [analyse(track, recogniser=asked) for track in made_tracks(exercise, n)]
        names = [r.exercise for r in reports if r.exercise != NONE_OF_THESE]
        said = ", ".join(f"{name} {names.count(name)}" for name in sorted(set(names)))
        still = [not counted(report) for report in reports]
        quiet += still
        none = np.mean([report.exercise == NONE_OF_THESE for report in reports])
        rows.append(f"| {exercise} | {none:.2f} | {np.mean(still):.2f} | {said} |")
        sys.stderr.write(f"{rows[-1]}\n")
    rows.append(f"| all | | {share(quiet)} | |")
    return rows


def main() -> None:
    """Print the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", default="full", choices=("lite", "full", "heavy"))
    parser.add_argument("--landmarks", type=Path)
    parser.add_argument("--rest", type=int, default=60)
    parser.add_argument("--of", type=int, default=8)
    given = parser.parse_args()
    clips = list(real_clips(given.kind, given.landmarks))
    resting = list(made_tracks(NONE_OF_THESE, given.rest))
    out = [
        "## Coach: recognition",
        "",
        f"Fitted on made bodies; {len(clips)} real clips (landmarks by `{given.kind}`), none of "
        f"which was fitted on; {given.rest} made recordings of rest, walking and other movements. "
        "The rules by which the coach asks its counters were chosen while looking at these "
        "clips.",
        "",
        *of_candidates(clips, resting),
        "",
        f"One exercise left out of the training (one network), {given.of} made recordings of it:",
        "",
        *of_left_out(given.of),
    ]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
