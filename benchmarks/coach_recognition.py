"""How well exercises are recognised, and what is none of them rejected.

Candidates are fitted on made bodies. Made: windows of other made bodies. Real: the clips of
`exercise/videos/` of the shared data, which no candidate was fitted on, from their landmarks
alone: told by the windows, by the coach (which also asks the exercises' counters), and counted
within the range that was counted by eye; and the push-up clips of `exercise/pushup/`. Rest:
made recordings of rest, walking and what people do between sets. Unknown: made exercises that
nothing was fitted on, the later of them written after most limits were chosen.
Left out: the usual model fitted without one exercise and asked about made and real recordings
of it. What counters and windows find in a recording is remembered by its content, since every
candidate asks for the same. Prints the section "Coach: recognition" of docs/results.md.

    python benchmarks/coach_recognition.py [--kind KIND] [--landmarks FOLDER] [--rest N] [--of N]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coach_counting import DATA, MODELS, NAMES
from medley.coaching.agreement import Done, done_of, recognised
from medley.coaching.recognition import exercise_in
from medley.core.registry import model_class
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.unknown import UNKNOWN
from medley.data.demo.kinematics.unknown_late import UNKNOWN_LATE
from medley.data.demo.made_exercises import made_exercises
from medley.data.exercise_data import CLASSES
from medley.data.poses import EXERCISES, HELD, NONE_OF_THESE, PoseTrack
from medley.data.sources.landmark_files import read_landmarks, read_recordings
from medley.models.exercise.network import Network, NetworkConfig
from medley.serving.recogniser import SavedRecogniser
from medley.training.exercise_examination import examine_people

CANDIDATES = ("prior", "knn", "kernels", "boosting", "network")
BASELINE, USUAL = "prior", "network"
STRANGE = {**UNKNOWN, **UNKNOWN_LATE}
"""Exercises that no coach here knows; the later ones were written after most limits."""
_remembered: dict[tuple[Any, ...], Any] = {}


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
    again = exercise if exercise in STRANGE else None
    for number in range(n):
        rng = np.random.default_rng([20261122, number, sum(map(ord, exercise))])
        spec = sample_spec(rng, None if again else exercise, again=again)
        yield make_workout(spec, rng=rng).track


def content(track: PoseTrack) -> bytes:
    """What tells one recording from another."""
    found = hashlib.sha1()
    for part in (track.times_s, track.points, track.visibility, track.world):
        found.update(b"-" if part is None else np.ascontiguousarray(part).tobytes())
    return found.digest()


def counted_once(track: PoseTrack, exercise: str) -> Done:
    key = (content(track), exercise)
    if key not in _remembered:
        _remembered[key] = done_of(track, exercise)
    return _remembered[key]


def describing_once(model: Any) -> Any:
    """A model that describes the same windows of the same recording once."""
    describe = model.rows_of

    def rows_of(track: PoseTrack, starts_s: np.ndarray) -> Any:
        key = (describe.__func__.__qualname__, content(track), starts_s.tobytes())
        if key not in _remembered:
            _remembered[key] = describe(track, starts_s)
        return _remembered[key]

    model.rows_of = rows_of
    return model


def share(found: list[bool]) -> str:
    """With Wilson's interval, since drawing again from what was always right says nothing."""
    from scipy.stats import binomtest

    within = binomtest(sum(found), len(found)).proportion_ci(method="wilson")
    return f"{np.mean(found):.3f} [{within.low:.3f}, {within.high:.3f}]"


def told(asked: SavedRecogniser, track: PoseTrack) -> tuple[str, int]:
    """The exercise, and how many repetitions or holds are counted."""
    exercise, _, (repetitions, holds, _) = recognised(track, asked.windows(track), counted_once)
    return exercise, len(holds) + sum(one.complete for one in repetitions)


def on_real(asked: SavedRecogniser, clips: list[Clip]) -> list[str]:
    by_windows, by_coach, inside = [], [], []
    for clip in clips:
        by_windows.append(exercise_in(asked.windows(clip.track))[0] == clip.exercise)
        exercise, done = told(asked, clip.track)
        by_coach.append(exercise == clip.exercise)
        fits = done > 0 if clip.exercise in HELD else clip.low <= done <= clip.high
        inside.append(by_coach[-1] and fits)
        if not inside[-1]:
            sys.stderr.write(f"{clip.exercise} of {clip.track.duration_s:.1f} s: "
                             f"{done} of {exercise}\n")  # fmt: skip
    return [share(by_windows), share(by_coach), share(inside)]


def quiet(asked: SavedRecogniser, tracks: list[PoseTrack]) -> list[bool]:
    """Where nothing is counted."""
    return [told(asked, track)[1] == 0 for track in tracks]


def of_candidates(
    clips: list[Clip], resting: list[PoseTrack], unknown: dict[str, list[PoseTrack]]
) -> tuple[list[str], SavedRecogniser]:
    rows = [
        "| model | made windows, accuracy | macro-F1 | real clips, by windows | by the coach | "
        "and count inside | rest not counted | unknown exercises not counted | fit, s |",
        "|---|---|---|---|---|---|---|---|---:|",
    ]
    held, usual = examine_people(made_exercises()), None
    for name in CANDIDATES:
        model, began = describing_once(model_class("exercise", name)()), time.process_time()
        model.fit(held.train, rng=np.random.default_rng(0))
        took = time.process_time() - began
        figures = held.measure(model).evaluation.metrics
        made = [f"{figures[key].value:.3f}" for key in ("accuracy", "macro_f1")]
        asked = SavedRecogniser(model, "")
        cells = [name, *made, *on_real(asked, clips)]
        if name == BASELINE:
            # It is never sure of anything, so that every counter would be asked everywhere.
            cells += ["", ""]
        else:
            still = [one for tracks in unknown.values() for one in quiet(asked, tracks)]
            cells += [share(quiet(asked, resting)), share(still)]
        rows.append(f"| {' | '.join(cells)} | {took:.0f} |")
        sys.stderr.write(f"{rows[-1]}\n")
        usual = asked if name == USUAL else usual
    assert usual is not None
    return rows, usual


def of_unknown(asked: SavedRecogniser, unknown: dict[str, list[PoseTrack]]) -> list[str]:
    found = {name: quiet(asked, tracks) for name, tracks in unknown.items()}
    missed = [f"{name} {still.count(False)}" for name, still in found.items() if not all(still)]
    late = [one for name in UNKNOWN_LATE for one in found[name]]
    every = [one for still in found.values() for one in still]
    return [
        f"{len(unknown)} unknown exercises, {len(every)} made recordings: nothing counted in "
        f"{share(every)}; of the {len(UNKNOWN_LATE)} later ones, "
        f"{share(late)}. Counted: {', '.join(missed) or 'none'}.",
    ]


def of_push_ups(asked: SavedRecogniser) -> list[str]:
    clips = read_recordings(DATA / "exercise" / "pushup" / "landmarks.npz")
    names = [told(asked, track)[0] for _, track in clips]
    seen = [name == "push-up" for name in names]
    none = names.count(NONE_OF_THESE)
    return [
        f"{len(seen)} real push-up clips (`exercise/pushup`, mostly of one or two repetitions): "
        f"told as push-ups {share(seen)}, as none {none}, as another exercise "
        f"{len(seen) - sum(seen) - none}.",
    ]


def of_left_out(clips: list[Clip], n: int) -> list[str]:
    rows = [
        "| left out | made: nothing counted | real clips: nothing counted | "
        "what it was taken for |",
        "|---|---|---|---|",
    ]
    data = made_exercises()
    made: list[bool] = []
    real: list[bool] = []
    for exercise in EXERCISES:
        model = describing_once(Network(NetworkConfig(n_networks=1)))
        known = data.labels != CLASSES.position(exercise)
        model.fit(data.take(known), rng=np.random.default_rng(0))
        asked = SavedRecogniser(model, "")
        drawn = [told(asked, track) for track in made_tracks(exercise, n)]
        filmed = [told(asked, clip.track) for clip in clips if clip.exercise == exercise]
        names = [name for name, count in (*drawn, *filmed) if count]
        said = ", ".join(f"{name} {names.count(name)}" for name in sorted(set(names)))
        still = [count == 0 for _, count in filmed]
        of_real = f"{sum(still)} of {len(still)}" if still else ""
        made += [count == 0 for _, count in drawn]
        real += still
        rows.append(f"| {exercise} | {np.mean(made[-n:]):.2f} | {of_real} | {said} |")
        sys.stderr.write(f"{rows[-1]}\n")
    rows.append(f"| all | {share(made)} | {share(real)} | |")
    return rows


def main() -> None:
    """Print the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", default="full", choices=("lite", "full", "heavy"))
    parser.add_argument("--landmarks", type=Path)
    parser.add_argument("--rest", type=int, default=100)
    parser.add_argument("--of", type=int, default=8)
    given = parser.parse_args()
    clips = list(real_clips(given.kind, given.landmarks))
    resting = list(made_tracks(NONE_OF_THESE, given.rest))
    unknown = {name: list(made_tracks(name, max(1, given.of // 2))) for name in STRANGE}
    candidates, usual = of_candidates(clips, resting, unknown)
    out = [
        "## Coach: recognition",
        "",
        f"Fitted on made bodies; {len(clips)} real clips (landmarks by `{given.kind}`), none of "
        f"which was fitted on; {given.rest} made recordings of rest, walking and other movements, "
        f"and made exercises that no coach here knows. The rules by which the coach asks its "
        "counters were chosen while looking at these clips.",
        "",
        *candidates,
        "",
        f"With the usual model, `{USUAL}`:",
        "",
        *of_unknown(usual, unknown),
        "",
        *of_push_ups(usual),
        "",
        f"One exercise left out of the training (one network), {given.of} made recordings of it "
        "and the real clips of it. None should be counted:",
        "",
        *of_left_out(clips, given.of),
    ]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
