"""Retrain the model of form, with what people say was held or broken in their repetitions.

Only people's words are learned from: what the coach said and nobody spoke of is left out,
and so are made bodies, whose form is right or wrong in a drawing only.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from medley.core.errors import MedleyError
from medley.core.model import Progress, part_of, silent
from medley.data.poses import EXERCISES
from medley.web.coach.models import Correction, State, Workout
from medley.web.coach.recordings import track_of

if TYPE_CHECKING:
    from medley.data.form_data import FormData
    from medley.training.form_repetitions import Spoken

TASK, USUAL = "form", "forest"
log = logging.getLogger(__name__)


def retrain_form(
    name: str | None = None,
    *,
    notes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> str | None:
    """Fit a model on people's verdicts, and promote it as the guard says.

    Parameters
    ----------
    name : str, optional
        Of the model; the usual one when left out.
    notes : mapping, optional
        Kept beside the version.
    progress : callable, optional

    Returns
    -------
    str or None
        The version saved, or the latest when the verdicts are still what it was made from;
        None where nobody gave one.
    """
    # Imported here: serving a page needs neither the models nor scipy.
    from medley.artifacts.store import Store
    from medley.data.form_snapshot import form_hash
    from medley.training.first_form import ensure_form
    from medley.training.train import train

    say = progress or silent
    say(0.0, "reading what was said of repetitions")
    data = stated_form()
    if not len(data):
        log.info("of no repetition it is said what was held or broken")
        return None
    store, model = Store(settings.MEDLEY_MODELS), name or USUAL
    if latest := store.made_from(TASK, model, form_hash(data)):
        say(1.0, "nothing changed since the last training")
        return latest
    snapshots = settings.MEDLEY_SNAPSHOTS
    ensure_form(settings.MEDLEY_MODELS, snapshots=snapshots, progress=part_of(say, 0.1, 0.3))
    done = train(
        TASK,
        model,
        data,
        store,
        snapshots=snapshots,
        notes={"fitted_on": f"what people said of {len(data)} repetitions", **(notes or {})},
        progress=part_of(say, 0.3, 1.0),
    )
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("form retrained: %s %s: %s", done.version, promoted, done.decision.summary)
    return done.version


def stated_workouts() -> QuerySet[Workout]:
    """The workouts in which somebody said what was held or broken."""
    said = Correction.objects.filter(recording=OuterRef("recording")).exclude(verdict="")
    found: QuerySet[Workout] = Workout.objects.filter(
        Exists(said), state=State.DONE, recording__isnull=False, exercise__in=EXERCISES
    )
    return found.order_by("recording_id")


def spoken_pieces(report: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], dict[str, bool]]]:
    """Name the repetitions and holds of a report of which a person said what was broken.

    Yields
    ------
    mapping, dict of str to bool
        The repetition, and whether each condition is broken of which the person knows.
    """
    for row in (*report["reps"], *report["partials"], *report["holds"]):
        told = {
            one["name"]: one["verdict"] == "broken"
            for one in row["conditions"]
            if one.get("was") is not None and one["verdict"] != "unclear"
        }
        if told:
            yield row, told


def stated_form() -> FormData:
    """Sum up the repetitions of which people said what was held or broken."""
    from medley.training.form_repetitions import spoken_form

    return spoken_form(_spoken())


def _spoken() -> Iterator[Spoken]:
    from medley.coaching.document import movement_of
    from medley.training.form_repetitions import Spoken

    workouts = stated_workouts().select_related("recording", "person")
    for workout in workouts.iterator(chunk_size=100):
        recording = workout.recording
        assert recording is not None
        told = list(spoken_pieces(workout.report))
        if not told:
            continue
        try:
            track = track_of(recording)
        except MedleyError as error:
            log.warning("left out: %s", error)
            continue
        done = (*workout.report["reps"], *workout.report["partials"], *workout.report["holds"])
        pieces = tuple(movement_of(row) for row in done)
        for row, words in told:
            yield Spoken(
                track,
                movement_of(row),
                workout.report["exercise"],
                workout.report["view"],
                words,
                workout.person.key,
                recording.token,
                pieces,
            )
