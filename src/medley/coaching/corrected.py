"""A report with the verdicts of the person who exercised, in place of the coach's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medley.data.form_data import Verdict

ALIKE = 0.5
"""Share of their time that two pieces must have in common to be the same movement."""
_PIECES = ("reps", "partials", "holds")


@dataclass(frozen=True, slots=True)
class SaidVerdict:
    """What a person says of one condition of one repetition or hold.

    Attributes
    ----------
    exercise : str
        As which it was judged: of another exercise it says nothing.
    start_s, end_s : float
        When the movement was, as the report had it then.
    side : str
        Empty for a hold.
    condition : str
    verdict : {"held", "broken", "unclear"}
    """

    exercise: str
    start_s: float
    end_s: float
    side: str
    condition: str
    verdict: Verdict


def corrected(document: Mapping[str, Any], said: Sequence[SaidVerdict]) -> dict[str, Any]:
    """Put a person's verdicts in place of the coach's.

    Parameters
    ----------
    document : mapping
        As `medley.coaching.document.document_of` lays it out, corrected before or not.
    said : sequence of SaidVerdict
        The earliest first; of one condition the last one holds. Those of movements that the
        report does not have, or has as another exercise, change nothing.

    Returns
    -------
    dict
        Another document: a condition of which a person spoke has ``by`` ``"person"`` and
        under ``was`` what the coach had said; all others are as the coach said them.
    """
    rows = [row for kind in _PIECES for row in document[kind]]
    words: dict[int, dict[str, Verdict]] = {}
    for one in said:
        row = same_piece(rows, one.start_s, one.end_s, one.side)
        if row is not None and one.exercise == document["exercise"]:
            words.setdefault(id(row), {})[one.condition] = one.verdict
    return {
        **document,
        **{kind: [_piece(row, words.get(id(row), {})) for row in document[kind]]
           for kind in _PIECES},
    }  # fmt: skip


def same_piece(
    rows: Iterable[Mapping[str, Any]], start_s: float, end_s: float, side: str
) -> Mapping[str, Any] | None:
    """Find the movement that was at a time, though its ends may be told otherwise by now."""
    own = [row for row in rows if row.get("side", "") == side]
    best = max(own, key=lambda row: _alike(row, start_s, end_s), default=None)
    return best if best is not None and _alike(best, start_s, end_s) >= ALIKE else None


def coach_verdict(condition: Mapping[str, Any]) -> Verdict:
    """What the coach says of a condition, whoever has the word."""
    verdict: Verdict = condition.get("was") or condition["verdict"]
    return verdict


def _piece(row: Mapping[str, Any], words: Mapping[str, Verdict]) -> dict[str, Any]:
    said = [_condition(each, words.get(each["name"])) for each in row["conditions"]]
    return {**row, "conditions": said}


def _condition(one: Mapping[str, Any], word: Verdict | None) -> dict[str, Any]:
    coach = coach_verdict(one)
    by = "rules" if one.get("probability") is None else "model"
    if word is None:
        return {**one, "verdict": coach, "by": by, "was": None}
    return {**one, "verdict": word, "by": "person", "was": coach}


def _alike(row: Mapping[str, Any], start_s: float, end_s: float) -> float:
    common = min(row["end_s"], end_s) - max(row["start_s"], start_s)
    whole = max(row["end_s"], end_s) - min(row["start_s"], start_s)
    return max(common, 0.0) / whole if whole > 0 else 1.0
