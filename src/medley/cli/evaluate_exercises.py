"""Ask a saved model of exercises or of form about the recordings of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medley.core.model import Progress
    from medley.data.exercise_data import ExerciseData
    from medley.data.exercise_snapshot import FrozenExercises
    from medley.data.form_data import FormData
    from medley.training.evaluation import Measured


def ask_exercises(
    model: Any, snapshot: str, data: ExerciseData, _on: Path, progress: Progress
) -> tuple[dict[str, Any], Measured]:
    """Measure a version on the recordings that it was not fitted on.

    Returns
    -------
    dict, Measured
        Facts about the windows asked about, and what was found.

    Raises
    ------
    DataError
        If the version was fitted on all of the recordings.
    """
    from medley.core.errors import DataError
    from medley.data.exercise_snapshot import unseen_exercises
    from medley.training.exercise_examination import SPLIT_SEED, measure_exercises

    left_out = None
    fitted = _fitted(snapshot)
    if fitted is not None:
        data, left_out = unseen_exercises(data, fitted)
        if left_out and not len(data):
            raise DataError("the version was fitted on all recordings of this folder; give others")
    progress(0.2, "looking at movements")
    found = measure_exercises(model, data, seed=SPLIT_SEED)
    facts: dict[str, Any] = {"test_windows": len(data), "seed": SPLIT_SEED}
    return facts | {"windows_in_training": left_out, **_by_recording(model, data)}, found


def ask_form(
    model: Any, snapshot: str, data: FormData, _on: Path, progress: Progress
) -> tuple[dict[str, Any], Measured]:
    """Measure a version on repetitions of persons or recordings that it was not fitted on.

    Returns
    -------
    dict, Measured
        Facts about the repetitions asked about, and what was found.

    Raises
    ------
    DataError
        If the version was fitted on all of the groups.
    """
    from medley.cli.output import say
    from medley.cli.training_data import snapshots_folder
    from medley.core.errors import DataError
    from medley.data.form_snapshot import load_form
    from medley.training.form_examination import SPLIT_SEED, measure_form, unseen_form

    left_out = None
    try:
        frozen = load_form(snapshots_folder() / snapshot)
    except DataError as error:
        say(f"cannot tell which recordings the version was fitted on: {error}")
    else:
        data, left_out = unseen_form(data, frozen)
        if left_out and not len(data):
            raise DataError("the version was fitted on all of these recordings; give others")
    progress(0.2, "looking at repetitions")
    facts: dict[str, Any] = {"test_repetitions": len(data), "seed": SPLIT_SEED}
    facts["repetitions_in_training"] = left_out
    return facts, measure_form(model, data, seed=SPLIT_SEED)


def _by_recording(model: Any, data: ExerciseData) -> dict[str, int]:
    """How many recordings are told rightly, as the coach tells them."""
    from medley.coaching.recognition import exercise_in
    from medley.data.exercise_data import CLASSES
    from medley.data.poses import NONE_OF_THESE
    from medley.serving.recogniser import SavedRecogniser

    recogniser = SavedRecogniser(model, "")
    n = right = seen = 0
    for number, track in enumerate(data.tracks):
        labels = set(data.labels[data.of == number].tolist())
        if len(labels) != 1 or CLASSES[next(iter(labels))] == NONE_OF_THESE:
            continue
        truth = CLASSES[labels.pop()]
        windows = recogniser.windows(track)
        sums = {name: windows.of(name).sum() for name in CLASSES if name != NONE_OF_THESE}
        n += 1
        right += max(sums, key=lambda name: sums[name]) == truth
        seen += exercise_in(windows)[0] == truth
    return {"recordings": n, "recordings_right": right, "recordings_coached": seen}


def _fitted(snapshot: str) -> FrozenExercises | None:
    """Read what a version was fitted on back; None when it is gone."""
    from medley.cli.output import say
    from medley.cli.training_data import snapshots_folder
    from medley.core.errors import DataError
    from medley.data.exercise_snapshot import load_exercises

    try:
        return load_exercises(snapshots_folder() / snapshot)
    except DataError as error:
        say(f"cannot tell which recordings the version was fitted on: {error}")
        return None
