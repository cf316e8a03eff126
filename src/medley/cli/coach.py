"""`medley coach PATH`: count and judge the exercise in a video or a file of landmarks.

With ``--json``::

    {"exercise": "squat", "confidence": 0.97, "view": "side",
     "reps": [{"start_s": 1.36, "bottom_s": 2.27, "end_s": 3.17, "side": "both",
               "complete": true, "range_deg": 111.0,
               "conditions": [{"name": "depth", "verdict": "held", "value": 82.1,
                               "limit": 95.0, "unit": "deg", "at_s": 2.27,
                               "experimental": false, "reason": "", "by": "rules",
                               "probability": null, "was": null}]}, ...],
     "partials": [], "holds": [], "quality": 0.8, "reasons": [],
     "duration_s": 8.54, "fps": 29.97, "model_version": "20261121-101530-...",
     "form_version": "", "form": null}

``reps`` are complete; ``partials`` have the same fields and are not counted. ``side`` is
``left``, ``right`` or ``both``; ``verdict`` is ``held``, ``broken`` or ``unclear``, and
``value`` and ``limit`` are null where it is unclear. ``holds`` have ``start_s``, ``end_s``
and ``conditions``. ``exercise`` is ``none`` where nothing that Medley knows is done, and
``reasons`` holds codes for whatever could not be told. ``model_version`` is empty where
the exercise was given.

``by`` is who gives a verdict: the ``rules``, or a ``model`` that learned from people's verdicts;
``probability`` is then that of being broken, and ``form_version`` the model's version, which is
empty where the rules judge alone. Of what the model knows too little the rules' verdict stands.
Of a model that was told of recordings only whether they are right or wrong, each repetition has a
condition ``form``, and ``form`` of the whole report is its verdict on the recording.
In a report from the site ``by`` may be ``person``, and ``was`` is what the coach had said.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from medley.core.errors import ConfigError

if TYPE_CHECKING:
    from medley.coaching.repetition import Report
    from medley.data.poses import PoseTrack

LANDMARK_FILES = (".csv", ".csv.gz", ".json", ".json.gz", ".npz")


def coach(
    path: Annotated[Path, typer.Argument(help="A video, or landmarks as CSV, NPZ or JSON.")],
    exercise: Annotated[
        str | None, typer.Option(help="What is done; without it Medley recognises it.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the video with the skeleton as an MP4 file."),
    ] = None,
    pose_model: Annotated[
        Literal["lite", "full", "heavy"],
        typer.Option(help="Larger ones find limbs better and take longer."),
    ] = "full",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Count repetitions in a recording, judge them and say what cannot be told."""
    from medley.cli.output import print_json
    from medley.coaching.document import document_of

    _check(path, exercise, output)
    track = _track(path, pose_model)
    report = _report(track, exercise)
    if output is not None:
        _draw(path, output, track, report)
    if as_json:
        print_json(document_of(report))
    else:
        _print(report)


def _check(path: Path, exercise: str | None, output: Path | None) -> None:
    from medley.data.poses import EXERCISES

    if not path.is_file():
        raise ConfigError(f"{path} is no file; expected a video or a file of landmarks")
    if exercise is not None and exercise not in EXERCISES:
        raise ConfigError(f"{exercise!r} is no exercise; expected one of {', '.join(EXERCISES)}")
    if output is not None and path.name.lower().endswith(LANDMARK_FILES):
        raise ConfigError(f"{path} has no pictures to draw on; leave --output out")
    if output is not None and output.suffix.lower() != ".mp4":
        raise ConfigError(f"{output} does not end in .mp4; name an MP4 file to write")


def _track(path: Path, pose_model: Literal["lite", "full", "heavy"]) -> PoseTrack:
    if path.name.lower().endswith(LANDMARK_FILES):
        from medley.data.sources.landmark_files import read_landmarks

        return read_landmarks(path)
    import medley
    from medley.cli.natives import quiet_natives
    from medley.cli.output import progress_bar
    from medley.features.pose.find import find_poses

    models = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pose"
    with quiet_natives(), progress_bar() as progress:
        return find_poses(path, kind=pose_model, models=models, progress=progress)


def _report(track: PoseTrack, exercise: str | None) -> Report:
    from medley.coaching.coach import analyse
    from medley.serving.form_judge import saved_judge
    from medley.serving.recogniser import admitted, saved_recogniser
    from medley.web import settings

    learned = saved_judge(Path(settings.MEDLEY_MODELS))
    if exercise is not None:
        return admitted(analyse(track, exercise=exercise, learned=learned), learned)
    recogniser = saved_recogniser(_models())
    return admitted(analyse(track, recogniser=recogniser, learned=learned), recogniser, learned)


def _models() -> Path:
    """Folder of the models, with one that tells exercises apart."""
    from medley.cli.output import progress_bar, say
    from medley.cli.training_data import open_store, snapshots_folder
    from medley.training.first_exercises import TASK, ensure_exercises
    from medley.web import settings

    models = Path(settings.MEDLEY_MODELS)
    if open_store().champion(TASK) is None:
        say("no model tells exercises apart yet: fitting one on made bodies (seconds, once)")
        with progress_bar() as progress:
            ensure_exercises(models, snapshots=snapshots_folder(), progress=progress)
    return models


def _draw(path: Path, output: Path, track: PoseTrack, report: Report) -> None:
    from medley.cli.output import progress_bar, say
    from medley.coaching.document import words_at
    from medley.features.pose.drawing import write_annotated

    with progress_bar() as progress:
        write_annotated(
            path, output, track, lambda time_s: words_at(report, time_s), progress=progress
        )
    say(f"wrote {output}")


def _print(report: Report) -> None:
    from medley.cli.output import print_table, say
    from medley.coaching.coach import REASONS
    from medley.data.poses import NOTES

    say(f"{report.exercise} ({report.confidence:.0%} sure), seen from: {report.view}")
    if report.holds:
        print_table(
            ("from", "to", "seconds", "broken"),
            [
                (f"{h.start_s:.1f}", f"{h.end_s:.1f}", f"{h.end_s - h.start_s:.1f}",
                 ", ".join(c.name for c in h.conditions if c.verdict == "broken"))
                for h in report.holds
            ],
        )  # fmt: skip
    elif report.repetitions or report.partials:
        print_table(("", "from", "turns", "to", "side", "range", "broken"), _rows(report))
    say(f"{len(report.repetitions)} complete, {len(report.partials)} partial")
    if report.form_version:
        say(f"form: {_judges(report)}")
    if report.form is not None and report.form.probability is not None:
        said = f"{report.form.verdict} ({report.form.probability:.0%} likely to be broken)"
        say(f"all in all: {said}")
    for reason in report.reasons:
        say(f"{reason}: {REASONS.get(reason) or NOTES.get(reason, '')}")


def _judges(report: Report) -> str:
    """Say who judged form: the learned model, or the rules where it knows too little."""
    each = [one.conditions for one in report.repetitions]
    each += [one.conditions for one in report.holds]
    told = [(c.name, c.by) for conditions in each for c in conditions if c.verdict != "unclear"]
    by_model = dict.fromkeys(name for name, by in told if by == "model")
    by_rules = dict.fromkeys(name for name, by in told if by == "rules")
    words = f"{', '.join(by_model) or 'nothing'} told by {report.form_version}"
    return f"{words}, {', '.join(by_rules)} by the rules" if by_rules else words


def _rows(report: Report) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    n = 0
    for one in sorted((*report.repetitions, *report.partials), key=lambda one: one.bottom_s):
        n += one.complete
        rows.append(
            (
                str(n) if one.complete else "partial",
                f"{one.start_s:.1f}",
                f"{one.bottom_s:.1f}",
                f"{one.end_s:.1f}",
                one.side,
                f"{one.range_deg:.0f}°",
                ", ".join(each.name for each in one.conditions if each.verdict == "broken"),
            )
        )
    return rows
