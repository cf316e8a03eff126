"""A report as plain values, for JSON, and in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medley.coaching.repetition import Condition, Hold, Repetition, Report


def document_of(report: Report) -> dict[str, Any]:
    """Give a report as JSON has it; seconds and degrees are rounded.

    Returns
    -------
    dict
        ``exercise``, ``confidence``, ``view``, ``reps``, ``partials``, ``holds``,
        ``quality``, ``reasons``, ``duration_s``, ``fps``, ``model_version``,
        ``form_version`` and ``form``.
    """
    return {
        "exercise": report.exercise,
        "confidence": round(report.confidence, 3),
        "view": report.view,
        "reps": [_repetition(one) for one in report.repetitions],
        "partials": [_repetition(one) for one in report.partials],
        "holds": [_hold(one) for one in report.holds],
        "quality": round(report.quality, 3),
        "reasons": list(report.reasons),
        "duration_s": round(report.duration_s, 3),
        "fps": round(report.fps, 2),
        "model_version": report.model_version,
        "form_version": report.form_version,
        "form": None if report.form is None else _condition(report.form),
    }


def _repetition(one: Repetition) -> dict[str, Any]:
    return {
        "start_s": round(one.start_s, 3),
        "bottom_s": round(one.bottom_s, 3),
        "end_s": round(one.end_s, 3),
        "side": one.side,
        "complete": one.complete,
        "range_deg": round(one.range_deg, 1),
        "conditions": [_condition(each) for each in one.conditions],
    }


def _hold(one: Hold) -> dict[str, Any]:
    return {
        "start_s": round(one.start_s, 3),
        "end_s": round(one.end_s, 3),
        "conditions": [_condition(each) for each in one.conditions],
    }


def _condition(one: Condition) -> dict[str, Any]:
    return {
        "name": one.name,
        "verdict": one.verdict,
        "value": _rounded(one.value),
        "limit": _rounded(one.limit),
        "unit": one.unit,
        "at_s": _rounded(one.at_s),
        "experimental": one.experimental,
        "reason": one.reason,
        "by": one.by,
        "probability": _rounded(one.probability),
        "was": one.was,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3)


def report_of(document: Mapping[str, Any]) -> Report:
    """Read a report back from what `document_of` gave; times as they were rounded."""
    return Report(
        exercise=document["exercise"],
        confidence=document["confidence"],
        view=document["view"],
        repetitions=tuple(_repetition_of(one) for one in document["reps"]),
        partials=tuple(_repetition_of(one) for one in document["partials"]),
        holds=tuple(_hold_of(one) for one in document["holds"]),
        quality=document["quality"],
        reasons=tuple(document["reasons"]),
        duration_s=document["duration_s"],
        fps=document["fps"],
        model_version=document["model_version"],
        form_version=document.get("form_version", ""),
        form=None if document.get("form") is None else Condition(**document["form"]),
    )


def movement_of(one: Mapping[str, Any]) -> Repetition | Hold:
    """Read one repetition or hold of a document back."""
    return _repetition_of(one) if "bottom_s" in one else _hold_of(one)


def _hold_of(one: Mapping[str, Any]) -> Hold:
    return Hold(one["start_s"], one["end_s"], _conditions_of(one))


def _repetition_of(one: Mapping[str, Any]) -> Repetition:
    return Repetition(**{**one, "conditions": _conditions_of(one)})


def _conditions_of(one: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(Condition(**each) for each in one["conditions"])


def words_at(report: Report, time_s: float) -> tuple[str, ...]:
    """What is written over the recording at a time: the exercise, the count, what is broken."""
    holds = [hold for hold in report.holds if hold.start_s <= time_s]
    if holds:
        held = min(time_s, holds[-1].end_s) - holds[-1].start_s
        return (f"{report.exercise}  {held:.0f} s",)
    done = [one for one in report.repetitions if one.end_s <= time_s]
    shown = next(
        (one for one in report.repetitions if one.bottom_s <= time_s <= one.end_s + 1.0), None
    )
    broken = [each.name for each in shown.conditions if each.verdict == "broken"] if shown else []
    return (f"{report.exercise}  {len(done)}", *broken)
