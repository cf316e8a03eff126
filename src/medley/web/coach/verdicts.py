"""What a person says of form: a verdict on one condition of one repetition or hold.

The words are kept, those that agree with the coach too: they are what models of form learn
from, and never what a model alone said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from django.utils.translation import gettext as _

from medley.coaching.corrected import SaidVerdict, coach_verdict, same_piece
from medley.core.errors import DataError
from medley.data.form_data import Verdict
from medley.web.coach.models import Correction, Workout

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def said_verdicts(workout: Workout) -> list[SaidVerdict]:
    """All that its person says of the form in a workout, the earliest first."""
    return [
        SaidVerdict(
            one.was_exercise,
            one.start_s or 0.0,
            one.end_s or 0.0,
            one.side,
            one.condition,
            cast("Verdict", one.verdict),
        )
        for one in _rows(workout)
    ]


def note_verdict(
    workout: Workout, row: Mapping[str, Any], condition: str, verdict: str, *, at_ms: int
) -> Correction:
    """Keep a verdict on a condition of a piece of the report, said at a time.

    Raises
    ------
    DataError
        If there is no such condition or verdict, or the landmarks are gone.
    """
    if verdict not in VERDICTS:
        raise DataError(_("Choose held, broken or cannot tell."))
    found = next((one for one in row["conditions"] if one["name"] == condition), None)
    if found is None:
        raise DataError(_("Nothing of that name is judged in this repetition."))
    if workout.recording_id is None:
        raise DataError(_("The landmarks of this workout are gone."))
    return Correction.objects.create(
        recording_id=workout.recording_id,
        person_id=workout.person_id,
        condition=condition,
        verdict=verdict,
        was_verdict=coach_verdict(found),
        was_exercise=workout.report["exercise"],
        was_count=len(workout.report["reps"]),
        side=row.get("side", ""),
        start_s=row["start_s"],
        end_s=row["end_s"],
        model_version=_judge_of(workout, found),
        at_ms=at_ms,
    )


def unspoken(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Name what the coach says of a piece that its person neither denied nor agreed with.

    What the coach could not tell is none of it: there is nothing to agree with.
    """
    return [
        one for one in row["conditions"] if one.get("was") is None and one["verdict"] != "unclear"
    ]


def note_agreement(workout: Workout, row: Mapping[str, Any], *, at_ms: int) -> int:
    """Keep that the coach is right about all that is `unspoken`; how many that are."""
    agreed = unspoken(row)
    for one in agreed:
        note_verdict(workout, row, one["name"], one["verdict"], at_ms=at_ms)
    return len(agreed)


def drop_verdict(workout: Workout, row: Mapping[str, Any], condition: str) -> bool:
    """Take back the latest word on a condition of a piece; False where there is none."""
    own = [one for one in _rows(workout) if _is_about(one, workout, row, condition)]
    if not own:
        return False
    own[-1].delete()
    return True


def _is_about(one: Correction, workout: Workout, row: Mapping[str, Any], condition: str) -> bool:
    if one.condition != condition or one.was_exercise != workout.report["exercise"]:
        return False
    rows = [*workout.report["reps"], *workout.report["partials"], *workout.report["holds"]]
    return same_piece(rows, one.start_s or 0.0, one.end_s or 0.0, one.side) is row


def _rows(workout: Workout) -> Iterable[Correction]:
    if workout.recording_id is None:
        return ()
    rows = Correction.objects.filter(recording_id=workout.recording_id).exclude(verdict="")
    return rows.order_by("at_ms", "pk")


def _judge_of(workout: Workout, condition: Mapping[str, Any]) -> str:
    told = condition.get("probability") is not None
    return workout.report.get("form_version", "") if told else ""
