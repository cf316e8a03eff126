"""What people say of a workout instead of the coach: kept to learn from, and taken back.

An exercise becomes the recording's own, as people say it, which the models of exercises
learn from; a count and verdicts on form stand beside the recording in `Correction`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from medley.core.errors import DataError
from medley.data.poses import EXERCISES, NONE_OF_THESE, PoseTrack
from medley.web.clock import now_ms
from medley.web.coach.judging import REPORT_FIELDS, judge_as, let_hold, take_over
from medley.web.coach.models import Correction, Recording, State, Workout
from medley.web.coach.pieces import pieces_of
from medley.web.coach.recordings import track_of
from medley.web.coach.sent import ask
from medley.web.coach.verdicts import drop_verdict, note_agreement, note_verdict
from medley.web.people.models import Person

AT_ONCE = 9_000
"""Frames that are judged while somebody waits: five minutes; a job judges more."""
MOST = 9999
"""Repetitions that somebody can say there were."""


def say_exercise(workout: Workout, exercise: str) -> None:
    """Say which exercise it is; it is counted and judged again as that.

    Raises
    ------
    DataError
        If there is no such exercise, or there are no landmarks.
    """
    if exercise not in (*EXERCISES, NONE_OF_THESE):
        raise DataError(_("Choose one of the exercises."))
    if exercise == workout.exercise:
        # Agreed: what was a guess is known, and nothing is counted anew.
        _note(workout, exercise=exercise)
        return
    _note(workout, exercise=exercise)
    _judge_again(workout, _recording(workout))


def say_count(workout: Workout, text: str) -> None:
    """Say how many complete repetitions there are.

    Raises
    ------
    DataError
        If it is no number that can be.
    """
    if not text.isdecimal() or int(text) > MOST:
        raise DataError(_("Give a number from 0 to %(n)s.") % {"n": MOST})
    _note(workout, count=int(text))


def say_verdict(workout: Workout, place: int, condition: str, verdict: str) -> None:
    """Say of a condition of a repetition or hold whether it is held, broken or cannot be told.

    Raises
    ------
    DataError
        If there is none of that, or there are no landmarks.
    """
    say_verdicts(workout, [(place, condition, verdict)])


def say_verdicts(workout: Workout, verdicts: Sequence[tuple[int, str, str]]) -> None:
    """Say several verdicts at once: place, condition and verdict; all are kept or none.

    Raises
    ------
    DataError
        If there is none of one of them, or there are no landmarks.
    """
    if not verdicts:
        return
    at_ms = now_ms()
    with transaction.atomic():
        rows = _rows(workout)
        for place, condition, verdict in verdicts:
            note_verdict(workout, _row(rows, place), condition, verdict, at_ms=at_ms)
        _hold_verdicts(workout)


def agree(workout: Workout, place: int) -> int:
    """Say that the coach is right about a repetition or hold; about how many conditions.

    Raises
    ------
    DataError
        If there is none at that place, or there are no landmarks.
    """
    with transaction.atomic():
        agreed = note_agreement(workout, _row(_rows(workout), place), at_ms=now_ms())
        _hold_verdicts(workout)
    return agreed


def take_back_verdict(workout: Workout, place: int, condition: str) -> bool:
    """Take back the latest word on a condition; False where there is none.

    Raises
    ------
    DataError
        If there is no repetition or hold at that place.
    """
    with transaction.atomic():
        dropped = drop_verdict(workout, _row(_rows(workout), place), condition)
        _hold_verdicts(workout)
    return dropped


def undo(workout: Workout) -> bool:
    """Take back what was said last; False where nothing was."""
    recording = _recording(workout)
    with transaction.atomic():
        said = list(Correction.objects.filter(recording=recording).order_by("-at_ms", "-pk")[:1])
        if not said:
            return False
        if said[0].verdict:
            # Who agreed with a whole repetition said several things at once.
            same = Correction.objects.filter(recording=recording, at_ms=said[0].at_ms)
            same.exclude(verdict="").delete()
            _hold_verdicts(workout)
        else:
            said[0].delete()
        _settle(workout, recording)
    if said[0].exercise:
        _judge_again(workout, recording)
    return True


def has_spoken(workout: Workout) -> bool:
    """Whether its person said anything of it that can be taken back."""
    if workout.recording_id is None:
        return False
    return Correction.objects.filter(recording_id=workout.recording_id).exists()


def latest(workout: Workout) -> tuple[str, int | None]:
    """The exercise and the count that people say it has; empty and None where they do not."""
    if workout.recording_id is None:
        return "", None
    exercise, count = "", None
    rows = Correction.objects.filter(recording_id=workout.recording_id, verdict="")
    rows = rows.order_by("at_ms", "pk")
    for said in rows:
        if said.exercise:
            exercise, count = said.exercise, None
        else:
            count = said.count
    return exercise, count


def _note(workout: Workout, *, exercise: str = "", count: int | None = None) -> None:
    recording = _recording(workout)
    report = workout.report if not exercise else workout.answer
    with transaction.atomic():
        Correction.objects.create(
            recording=recording,
            person=Person.objects.get(pk=workout.person_id),
            exercise=exercise,
            count=count,
            was_exercise=report["exercise"],
            was_count=len(report["reps"]),
            model_version=report["model_version"],
            at_ms=now_ms(),
        )
        _settle(workout, recording)


def _rows(workout: Workout) -> list[Mapping[str, Any]]:
    """The repetitions or holds of a report, by their place in time."""
    return [piece.row for piece in pieces_of(workout.report)] if workout.report else []


def _row(rows: Sequence[Mapping[str, Any]], place: int) -> Mapping[str, Any]:
    if not 0 <= place < len(rows):
        raise DataError(_("There is no such repetition."))
    return rows[place]


def _hold_verdicts(workout: Workout) -> None:
    let_hold(workout, workout.report)
    workout.save(update_fields=REPORT_FIELDS)


def _settle(workout: Workout, recording: Recording) -> None:
    """Let the recording, the workout and its lists say what holds."""
    exercise, workout.said_count = latest(workout)
    Recording.objects.filter(pk=recording.pk).update(exercise=exercise or workout.wanted)
    workout.save(update_fields=["said_count", *REPORT_FIELDS])


def settle_report(workout: Workout, track: PoseTrack) -> None:
    """Let the report be that of the exercise which holds; what the coach said first is kept."""
    exercise, _count = latest(workout)
    if exercise and exercise != workout.answer["exercise"]:
        judge_as(workout, track, exercise)
    else:
        take_over(workout, track, workout.answer)


def _judge_again(workout: Workout, recording: Recording) -> None:
    if recording.n_frames > AT_ONCE:
        workout.state = State.WAITING
        workout.save(update_fields=["state"])
        ask(workout)
        return
    settle_report(workout, track_of(recording))
    workout.save(update_fields=REPORT_FIELDS)


def _recording(workout: Workout) -> Recording:
    if workout.recording is None:
        raise DataError(_("The landmarks of this workout are gone."))
    return workout.recording
