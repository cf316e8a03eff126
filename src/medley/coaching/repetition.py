"""What the coach says of a workout: repetitions, what was held or broken in each, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["left", "right", "both"]
Verdict: TypeAlias = Literal["held", "broken", "unclear"]
"""``unclear``: it cannot be told, from this view or with what is seen."""
Judge: TypeAlias = Literal["rules", "model", "person"]
View: TypeAlias = Literal["front", "side", "oblique", "unclear"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What became of one condition of good form in one repetition.

    Attributes
    ----------
    name : str
        As in ``coaching/rules/*.toml``, such as ``"depth"``.
    verdict : {"held", "broken", "unclear"}
    value, limit : float or None
        What was measured and what it is held against, in ``unit``; None where unclear.
    unit : str
        ``"deg"``, ``"torso"`` (torso lengths) or ``"s"``.
    at_s : float or None
        When it shows best.
    experimental : bool
        The condition's own accuracy is not good enough yet, or was not measured.
    reason : str
        Why it is unclear, such as ``"view"`` or ``"hidden"``; else empty.
    by : {"rules", "model", "person"}
        Who says so. A model was fitted on what people said; value and limit stay the rule's.
    probability : float or None
        Of being broken, where a model said so.
    was : {"held", "broken", "unclear"} or None
        What the coach had said, where a person has the word.
    """

    name: str
    verdict: Verdict
    value: float | None = None
    limit: float | None = None
    unit: str = "deg"
    at_s: float | None = None
    experimental: bool = False
    reason: str = ""
    by: Judge = "rules"
    probability: float | None = None
    was: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Repetition:
    """One movement from the start position to the turning point and back.

    Attributes
    ----------
    start_s, bottom_s, end_s : float
        Seconds; ``bottom_s`` is the turning point, also where that is at the top.
    side : {"left", "right", "both"}
    complete : bool
        False for a partial repetition, which is reported and not counted.
    range_deg : float
        Between the start position and the turning point.
    conditions : tuple of Condition
    """

    start_s: float
    bottom_s: float
    end_s: float
    side: Side = "both"
    complete: bool = True
    range_deg: float = 0.0
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """A position kept still, such as a plank.

    Attributes
    ----------
    start_s, end_s : float
    conditions : tuple of Condition
    """

    start_s: float
    end_s: float
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that is said of a recording.

    Attributes
    ----------
    exercise : str
        One of `medley.data.poses.EXERCISES`, or ``"none"``.
    confidence : float
        Probability of the exercise, in [0, 1]; 1 where it was given.
    view : {"front", "side", "oblique", "unclear"}
    repetitions, partials : tuple of Repetition
        In order of time; ``repetitions`` are complete.
    holds : tuple of Hold
    quality : float
        How well the body was seen, in [0, 1].
    reasons : tuple of str
        What the coach could not tell and why, codes such as ``"nobody-seen"``.
    duration_s, fps : float
    model_version : str
        Of the recogniser; empty where the exercise was given.
    form_version : str
        Of the model that judged form beside the rules; empty where they judged alone.
    form : Condition or None
        Whether anything is wrong all in all, where a model tells that.
    """

    exercise: str
    confidence: float
    view: View
    repetitions: tuple[Repetition, ...] = ()
    partials: tuple[Repetition, ...] = ()
    holds: tuple[Hold, ...] = ()
    quality: float = 0.0
    reasons: tuple[str, ...] = ()
    duration_s: float = 0.0
    fps: float = 0.0
    model_version: str = ""
    form_version: str = ""
    form: Condition | None = None
