"""What a model that learned from people says of form, where it may speak beside the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from medley.coaching.description import described
from medley.coaching.repetition import Condition, Hold, Repetition, View
from medley.data.form_data import ALL_IN_ALL, FormQuery, Rows, verdict_of
from medley.data.poses import PoseTrack

UNSURE = "unsure"
"""Why a condition is unclear that is seen, and of which the model is not sure enough."""


class FormJudge(Protocol):
    """A fitted model of form, as the coach asks it."""

    @property
    def version(self) -> str:
        """What is said of it in a report."""
        ...

    def told(self, query: FormQuery) -> Mapping[str, float]:
        """Give the probability of being broken of each condition that it may judge."""
        ...


def heard(
    track: PoseTrack,
    repetitions: Iterable[Repetition],
    exercise: str,
    view: View,
    judge: FormJudge,
    recording: Rows | None = None,
) -> tuple[Repetition, ...]:
    """Let a model judge repetitions that the rules judged.

    Whether a condition can be seen at all is told by its rule, from view and landmarks:
    what cannot stays unclear. Of what can be seen the model says what became of it; where
    it learned nothing the rule's verdict stands. Of a model that was told only whether
    anything was wrong, and not what, the verdict stands beside the rules' as a condition
    named `ALL_IN_ALL`, where the body can be seen.

    Parameters
    ----------
    track : PoseTrack
        The whole recording, or the part of it around the repetitions.
    repetitions : iterable of Repetition
    exercise : str
    view : {"front", "side", "oblique", "unclear"}
    judge : FormJudge
    recording : ndarray of float32, optional
        What `medley.coaching.recording.recorded` sums up, where all of it is known.
    """
    return tuple(
        replace(one, conditions=_conditions(track, one, exercise, view, judge, recording))
        for one in repetitions
    )


def heard_holds(
    track: PoseTrack, holds: Iterable[Hold], exercise: str, view: View, judge: FormJudge
) -> tuple[Hold, ...]:
    """Let a model judge holds that the rules judged; see `heard`."""
    return tuple(
        replace(one, conditions=_conditions(track, one, exercise, view, judge)) for one in holds
    )


def _conditions(
    track: PoseTrack,
    one: Repetition | Hold,
    exercise: str,
    view: View,
    judge: FormJudge,
    recording: Rows | None = None,
) -> tuple[Condition, ...]:
    told = judge.told(replace(described(track, one, exercise, view), recording=recording))
    each = tuple(_heard(each, told.get(each.name)) for each in one.conditions)
    is_seen = any(condition.verdict != "unclear" for condition in one.conditions)
    return (*each, _whole(told[ALL_IN_ALL])) if is_seen and set(told) == {ALL_IN_ALL} else each


def all_in_all(pieces: Iterable[Repetition | Hold]) -> Condition | None:
    """Say of a whole recording whether anything is wrong: what a model says, on average.

    Parameters
    ----------
    pieces : iterable of Repetition or Hold
        All of the recording, as `heard` judged them.

    Returns
    -------
    Condition or None
        None where no model speaks of `ALL_IN_ALL`.
    """
    said = [
        condition.probability
        for one in pieces
        for condition in one.conditions
        if condition.name == ALL_IN_ALL and condition.probability is not None
    ]
    return _whole(sum(said) / len(said)) if said else None


def _whole(probability: float) -> Condition:
    verdict = verdict_of(probability)
    reason = UNSURE if verdict == "unclear" else ""
    return Condition(ALL_IN_ALL, verdict, by="model", probability=probability, reason=reason)


def _heard(condition: Condition, probability: float | None) -> Condition:
    if probability is None or condition.verdict == "unclear":
        return condition
    verdict = verdict_of(probability)
    reason = UNSURE if verdict == "unclear" else ""
    return replace(condition, verdict=verdict, by="model", probability=probability, reason=reason)
