"""The pieces of a report as a page shows them: repetitions in a row, or holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medley.coaching.corrected import coach_verdict
from medley.coaching.repetition import Condition
from medley.coaching.wording import LANGUAGES, cue
from medley.core.errors import ConfigError
from medley.web.coach.form_words import (
    UNCLEAR_WORDS,
    condition_words,
    evidence_words,
    who_words,
)
from medley.web.coach.words import SIDE_WORDS, VERDICT_WORDS
from medley.web.labels.over_time import clock


@dataclass(frozen=True, slots=True)
class Piece:
    """A repetition or a hold on the timeline.

    Attributes
    ----------
    place : int
        Among all of the report, from 0.
    label : str
        Its number, empty for a partial repetition.
    kind : {"good", "broken", "partial", "unclear"}
    start_s, turn_s, end_s : float
    row : mapping
        As in the report.
    """

    place: int
    label: str
    kind: str
    start_s: float
    turn_s: float
    end_s: float
    row: Mapping[str, Any]

    @property
    def words(self) -> str:
        """What it is, for those who do not see it."""
        if self.kind == "partial":
            return _("Partial repetition")
        said = {
            "good": _("nothing broken"),
            "broken": _("something was broken"),
            "unclear": _("form not told"),
        }
        name = _("Hold %(n)s") if "bottom_s" not in self.row else _("Repetition %(n)s")
        return f"{name % {'n': self.label}}: {said[self.kind]}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition of one piece.

    ``who`` says by whom it is told, where that is not the rules alone; ``is_said`` whether
    its person has the word.
    """

    name: str
    words: str
    verdict: str
    verdict_words: str
    evidence: str
    experimental: bool
    at_s: float | None
    cue: str
    who: str
    is_said: bool


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One condition over the whole workout; ``why`` is the usual reason not to tell."""

    words: str
    held: int
    broken: int
    unclear: int
    experimental: bool
    why: str
    shown_in: int | None


def pieces_of(report: Mapping[str, Any]) -> list[Piece]:
    """All repetitions, complete or not, in order of time; or all holds."""
    if report["holds"]:
        return [
            Piece(n, str(n + 1), _kind(one), one["start_s"], one["start_s"], one["end_s"], one)
            for n, one in enumerate(report["holds"])
        ]
    rows = sorted([*report["reps"], *report["partials"]], key=lambda one: one["bottom_s"])
    found, counted = [], 0
    for place, one in enumerate(rows):
        counted += one["complete"]
        label = str(counted) if one["complete"] else ""
        kind = _kind(one) if one["complete"] else "partial"
        times = (one["start_s"], one["bottom_s"], one["end_s"])
        found.append(Piece(place, label, kind, *times, one))
    return found


def verdicts_of(report: Mapping[str, Any], piece: Piece) -> list[Verdict]:
    """The conditions of a piece with what shows them, the broken ones first."""
    exercise = report["exercise"]
    learned = bool(report.get("form_version"))
    found = [_verdict(exercise, one, learned=learned) for one in piece.row["conditions"]]
    order = {"broken": 0, "held": 1, "unclear": 2}
    coach = {one["name"]: order[coach_verdict(one)] for one in piece.row["conditions"]}
    # By what the coach says: nothing moves away under the hand that corrects it.
    return sorted(found, key=lambda one: (coach[one.name], one.experimental))


def condition_rows(report: Mapping[str, Any], pieces: Sequence[Piece]) -> list[ConditionRow]:
    """Each condition over all complete repetitions or holds."""
    done = [piece for piece in pieces if piece.kind != "partial"]
    names = list(dict.fromkeys(c["name"] for p in done for c in p.row["conditions"]))
    return [_condition_row(report["exercise"], name, done) for name in names]


def all_in_all_of(report: Mapping[str, Any]) -> Verdict | None:
    """What a model says of the whole recording; None where none does."""
    said = report.get("form")
    return None if said is None else _verdict(report["exercise"], said, learned=True)


def facts_of(piece: Piece) -> list[tuple[str, str]]:
    """What is measured of a piece: name and value."""
    facts = [(_("When"), f"{clock(piece.start_s)}–{clock(piece.end_s)}")]
    if "bottom_s" not in piece.row:
        return [*facts, (_("Held"), _seconds(piece.end_s - piece.start_s))]
    way = f"{_seconds(piece.turn_s - piece.start_s)} / {_seconds(piece.end_s - piece.turn_s)}"
    facts += [(_("There and back"), way), (_("Range"), f"{piece.row['range_deg']:.0f}°")]
    side = str(SIDE_WORDS.get(piece.row["side"], ""))
    return [*facts, (_("Side"), side)] if side else facts


def _condition_row(exercise: str, name: str, done: Sequence[Piece]) -> ConditionRow:
    each = [(p.place, c) for p in done for c in p.row["conditions"] if c["name"] == name]
    counts = Counter(c["verdict"] for _place, c in each)
    reasons = Counter(c["reason"] for _place, c in each if c["verdict"] == "unclear")
    why = next((str(UNCLEAR_WORDS.get(one, one)) for one, _n in reasons.most_common(1)), "")
    return ConditionRow(
        condition_words(exercise, name),
        counts["held"],
        counts["broken"],
        counts["unclear"],
        bool(each[0][1]["experimental"]),
        why,
        next((place for place, c in each if c["verdict"] == "broken"), None),
    )


def _verdict(exercise: str, one: Mapping[str, Any], *, learned: bool) -> Verdict:
    return Verdict(
        one["name"],
        condition_words(exercise, one["name"]),
        one["verdict"],
        str(VERDICT_WORDS[one["verdict"]]),
        evidence_words(exercise, one),
        bool(one["experimental"]),
        one["at_s"],
        _cue(exercise, one) if one["verdict"] == "broken" else "",
        who_words(one, learned=learned),
        one.get("was") is not None,
    )


def _cue(exercise: str, one: Mapping[str, Any]) -> str:
    language = (get_language() or "en")[:2]
    try:
        return cue(exercise, Condition(**one), language if language in LANGUAGES else "en")
    except ConfigError:
        # A report of an older version may know conditions that this one does not.
        return ""


def _kind(one: Mapping[str, Any]) -> str:
    verdicts = {each["verdict"] for each in one["conditions"]}
    if "broken" in verdicts:
        return "broken"
    return "good" if "held" in verdicts else "unclear"


def _seconds(value: float) -> str:
    return _("%(n)s s") % {"n": f"{value:.1f}"}
