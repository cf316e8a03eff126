"""Retrain the model of exercises, with what people say is done in recordings."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, QuerySet

from medley.core.errors import MedleyError
from medley.core.model import Progress, part_of, silent
from medley.data.exercise_data import CLASSES, ExerciseData, labelled_windows
from medley.data.poses import NONE_OF_THESE
from medley.web.coach.models import Recording, Workout
from medley.web.coach.recordings import track_of

if TYPE_CHECKING:
    from medley.data.exercise_data import Segment
    from medley.data.poses import PoseTrack

TASK, USUAL = "exercise", "network"
_PAST_THE_END_S = 1.0
log = logging.getLogger(__name__)


def retrain_exercises(
    name: str | None = None,
    *,
    notes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> str | None:
    """Fit a model on made bodies and on recordings, and promote it as the guard says.

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
        The version saved, or the latest when the recordings are still what it was made
        from; None where nobody said of a recording what is done in it.
    """
    # Imported here: serving a page needs neither the models nor scipy.
    from medley.artifacts.store import Store
    from medley.data.demo.made_exercises import made_exercises
    from medley.data.exercise_snapshot import exercise_hash
    from medley.training.train import train

    say = progress or silent
    say(0.0, "reading the recordings")
    real = stated_exercises()
    if not len(real):
        log.info("of no recording it is said what is done in it")
        return None
    say(0.1, "making bodies that exercise")
    data = made_exercises().joined(real)
    store, model = Store(settings.MEDLEY_MODELS), name or USUAL
    if latest := store.made_from(TASK, model, exercise_hash(data)):
        say(1.0, "nothing changed since the last training")
        return latest
    done = train(
        TASK,
        model,
        data,
        store,
        snapshots=settings.MEDLEY_SNAPSHOTS,
        notes={"fitted_on": f"made bodies and {len(real.tracks)} recordings", **(notes or {})},
        progress=part_of(say, 0.2, 1.0),
    )
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("exercise retrained: %s %s: %s", done.version, promoted, done.decision.summary)
    return done.version


def stated_recordings() -> QuerySet[Recording]:
    """The recordings of which a person, or the table beside an import, says what is done.

    What the coach itself heard or saw is never among it: that stands in its report. Who
    corrects a count to nothing says that nothing was done.
    """
    said = Q(exercise__in=tuple(CLASSES)) | Q(workout__said_count=0)
    found: QuerySet[Recording] = Recording.objects.filter(said)
    return found.order_by("pk")


def said_counts() -> dict[int, int]:
    """How many repetitions people counted in recordings, by the recordings' keys."""
    rows = Workout.objects.filter(recording__isnull=False, said_count__isnull=False)
    return {key: count or 0 for key, count in rows.values_list("recording_id", "said_count")}


def stated_exercise(exercise: str, count: int | None) -> str:
    """What is done, by the exercise and the count that people say."""
    return NONE_OF_THESE if count == 0 else exercise


def stated_exercises() -> ExerciseData:
    """Cut those recordings into windows; what a person sent stays together in a split."""
    counts = said_counts()
    held = list(_segments(counts))
    found = labelled_windows((segment for _, segment in held), hop_s=1.0)
    return found.counted(counts.get(key) for key, _ in held)


def _segments(
    counts: Mapping[int, int],
) -> Iterator[tuple[int, tuple[PoseTrack, str, tuple[Segment, ...]]]]:
    for recording in stated_recordings().select_related("person").iterator(chunk_size=200):
        try:
            track = track_of(recording)
        except MedleyError as error:
            log.warning("left out: %s", error)
            continue
        if len(track):
            first = float(track.times_s[0])
            done = stated_exercise(recording.exercise, counts.get(recording.pk))
            whole = (first, first + track.duration_s + _PAST_THE_END_S, done)
            person = recording.person
            group = f"recording:{recording.token}" if person is None else person.key
            yield recording.pk, (track, group, (whole,))
