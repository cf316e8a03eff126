"""From a workout's landmarks to its report: what the coach says, and what people say instead."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from django.conf import settings

from medley.coaching.coach import analyse
from medley.coaching.corrected import corrected
from medley.coaching.document import document_of
from medley.coaching.motion import Motion, motion_of
from medley.coaching.repetition import Report
from medley.core.errors import ArtifactError, UnavailableError
from medley.core.model import Progress
from medley.data.poses import NONE_OF_THESE, PoseTrack
from medley.features.pose.view import facing
from medley.web.clock import now_ms
from medley.web.coach.form_model import form_judge
from medley.web.coach.models import Workout
from medley.web.coach.places import MOTION, folder_of
from medley.web.coach.recogniser_trials import recogniser_on_trial
from medley.web.coach.verdicts import said_verdicts

MOST_POINTS = 3000
"""Of a plotted line: more than a screen shows."""
log = logging.getLogger(__name__)
REPORT_FIELDS = (
    "report",
    "judged_ms",
    "exercise",
    "n_reps",
    "n_partial",
    "hold_s",
    "range_deg",
    "n_held",
    "n_broken",
)
"""What `take_over` sets."""


def first_report(workout: Workout, track: PoseTrack, progress: Progress | None = None) -> None:
    """Judge a workout for the first time; the exercise is told if its sender did not name it."""
    document = document_of(_first(workout, track, progress))
    workout.answer = document
    take_over(workout, track, document)


def _first(workout: Workout, track: PoseTrack, progress: Progress | None) -> Report:
    from medley.serving.recogniser import admitted, saved_recogniser

    learned = form_judge()
    if workout.wanted:
        return admitted(analyse(track, exercise=workout.wanted, learned=learned), learned)
    from medley.training.first_exercises import ensure_exercises

    models, snapshots = settings.MEDLEY_MODELS, settings.MEDLEY_SNAPSHOTS
    ensure_exercises(models, snapshots=snapshots, progress=_learning(progress))
    try:
        recogniser = recogniser_on_trial(workout) or saved_recogniser(models)
    except (ArtifactError, UnavailableError) as error:
        # Whoever sent it can still name the exercise; who runs the site finds why in the log.
        log.warning("no model tells the exercise of a workout: %s", error)
        return _unnamed(track, "no-recogniser")
    found = analyse(track, recogniser=recogniser, learned=learned)
    return admitted(found, recogniser, learned)


def _unnamed(track: PoseTrack, *reasons: str) -> Report:
    """A report of a recording whose exercise is none, or not known."""
    return Report(
        NONE_OF_THESE,
        0.0 if reasons else 1.0,
        facing(track),
        reasons=(*track.notes, *reasons),
        duration_s=track.duration_s,
        fps=track.fps,
    )


def _learning(progress: Progress | None) -> Progress | None:
    """Say of a first training what people wait for, in place of its steps."""
    if progress is None:
        return None
    return lambda share, _words: progress(share, "learning the exercises")


def judge_as(workout: Workout, track: PoseTrack, exercise: str) -> None:
    """Judge a workout as the exercise that somebody says it is."""
    none = exercise == NONE_OF_THESE
    learned = form_judge()
    report = _unnamed(track) if none else analyse(track, exercise=exercise, learned=learned)
    take_over(workout, track, document_of(report))


def take_over(workout: Workout, track: PoseTrack, document: dict[str, Any]) -> None:
    """Let what the coach said hold: its figures beside it, and the line that is plotted."""
    workout.judged_ms = now_ms()
    let_hold(workout, document)
    lines = [_line(motion) for motion in motion_of(track, workout.exercise)]
    shown = {"aspect": round(track.aspect, 4), "lines": lines}
    (folder_of(workout) / MOTION).write_text(json.dumps(shown), encoding="ascii")


def let_hold(workout: Workout, document: Mapping[str, Any]) -> None:
    """Let a report hold, with the verdicts of its person in place of the coach's."""
    document = corrected(document, said_verdicts(workout))
    workout.report, workout.exercise = document, document["exercise"]
    done = [*document["reps"], *document["holds"]]
    verdicts = [each["verdict"] for one in done for each in one["conditions"]]
    ranges = [one["range_deg"] for one in document["reps"]]
    workout.n_reps, workout.n_partial = len(document["reps"]), len(document["partials"])
    workout.hold_s = round(sum(one["end_s"] - one["start_s"] for one in document["holds"]), 3)
    workout.range_deg = float(np.median(ranges)) if ranges else 0.0
    workout.n_held, workout.n_broken = verdicts.count("held"), verdicts.count("broken")


def motion_of_workout(workout: Workout) -> tuple[list[dict[str, Any]], float]:
    """What is plotted: lines of ``joint``, ``side``, ``times_s`` and ``angle_deg``.

    The second value is the width of the picture over its height.
    """
    path = folder_of(workout) / MOTION
    if not path.is_file():
        return [], 4 / 3
    shown = json.loads(path.read_text(encoding="ascii"))
    return shown["lines"], float(shown["aspect"])


def _line(motion: Motion) -> dict[str, Any]:
    rows = _shown_rows(motion.angle_deg)
    return {
        "joint": motion.joint,
        "side": motion.side,
        "times_s": [round(float(one), 2) for one in motion.times_s[rows]],
        "angle_deg": [
            round(float(one), 1) if np.isfinite(one) else None for one in motion.angle_deg[rows]
        ],
    }


def _shown_rows(values: np.ndarray[Any, Any]) -> Sequence[int]:
    """Few enough places; the highest and lowest of each stretch, so that no peak is lost."""
    if len(values) <= MOST_POINTS:
        return range(len(values))
    edges = np.linspace(0, len(values), MOST_POINTS // 2 + 1).astype(int)
    kept: set[int] = set()
    for first, last in pairwise(edges):
        part = values[first:last]
        if np.isfinite(part).any():
            kept |= {first + int(np.nanargmin(part)), first + int(np.nanargmax(part))}
        else:
            kept.add(int(first))
    return sorted(kept)
