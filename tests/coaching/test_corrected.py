"""A person's verdicts stand in place of the coach's, and can be taken back."""

from __future__ import annotations

import copy
from typing import Any

from medley.coaching.corrected import SaidVerdict, coach_verdict, corrected, same_piece


def condition(name: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "verdict": verdict,
        "by": "rules",
        "probability": None,
        "was": None,
    } | more


def document(exercise: str = "squat") -> dict[str, Any]:
    reps = [
        {"start_s": at, "end_s": at + 2.0, "side": side,
         "conditions": [condition("depth", "held"), condition("knees", "unclear", reason="view")]}
        for at, side in ((1.0, "both"), (3.0, "both"))
    ]  # fmt: skip
    return {"exercise": exercise, "reps": reps, "partials": [], "holds": []}


def said(start_s: float, name: str, verdict: Any, exercise: str = "squat") -> SaidVerdict:
    return SaidVerdict(exercise, start_s, start_s + 2.0, "both", name, verdict)


def verdicts(found: dict[str, Any], name: str = "depth") -> list[tuple[Any, ...]]:
    told = [next(c for c in row["conditions"] if c["name"] == name) for row in found["reps"]]
    return [(one["verdict"], one["by"], one["was"]) for one in told]


def test_the_word_holds_and_what_the_coach_said_stands_beside_it() -> None:
    before = document()
    kept = copy.deepcopy(before)
    found = corrected(before, [said(3.0, "depth", "broken")])
    assert verdicts(found) == [("held", "rules", None), ("broken", "person", "held")]
    assert before == kept


def test_of_two_words_the_later_one_holds() -> None:
    found = corrected(document(), [said(1.0, "depth", "broken"), said(1.0, "depth", "held")])
    assert verdicts(found)[0] == ("held", "person", "held")


def test_without_the_word_the_coach_has_it_again() -> None:
    spoken = corrected(document(), [said(1.0, "depth", "broken"), said(1.0, "knees", "held")])
    assert verdicts(spoken, "knees")[0] == ("held", "person", "unclear")
    assert corrected(spoken, []) == document()


def test_a_model_that_is_contradicted_speaks_again_afterwards() -> None:
    told = document()
    told["reps"][0]["conditions"][0] |= {"by": "model", "probability": 0.9, "verdict": "broken"}
    spoken = corrected(told, [said(1.0, "depth", "held")])
    assert verdicts(spoken)[0] == ("held", "person", "broken")
    assert coach_verdict(spoken["reps"][0]["conditions"][0]) == "broken"
    assert corrected(spoken, []) == told


def test_a_word_follows_its_movement_though_its_ends_are_told_otherwise() -> None:
    found = corrected(document(), [said(1.4, "depth", "broken")])
    assert [verdict for verdict, *_ in verdicts(found)] == ["broken", "held"]


def test_what_is_said_of_another_exercise_or_another_time_changes_nothing() -> None:
    words = [said(1.0, "depth", "broken", exercise="lunge"), said(9.0, "depth", "broken")]
    assert corrected(document(), words) == document()


def test_two_arms_at_once_are_told_apart() -> None:
    rows = [{"start_s": 0.0, "end_s": 2.0, "side": side} for side in ("left", "right")]
    assert same_piece(rows, 0.1, 2.0, "right") is rows[1]
    assert same_piece(rows, 0.1, 2.0, "both") is None


def test_reports_of_before_there_were_words_are_read() -> None:
    old = document()
    for row in old["reps"]:
        for one in row["conditions"]:
            for name in ("by", "probability", "was"):
                del one[name]
    found = corrected(old, [said(3.0, "depth", "broken")])
    assert verdicts(found) == [("held", "rules", None), ("broken", "person", "held")]
