"""What the coach says: one cue at a time, of the worst broken condition, not too often."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from medley.coaching.repetition import Condition, Hold, Repetition
from medley.coaching.rules import Rule, rules_of
from medley.core.errors import ConfigError

EVERY = 2
"""Repetitions from one cue to the next at least."""
LANGUAGES = ("en", "ko")
_FULL = {"deg": 15.0, "torso": 0.15, "s": 0.3}
"""How far beyond its limit a condition is plainly broken."""
_A_GUESS = 0.5
"""An experimental condition weighs so much of one that was measured on real recordings."""


@cache
def _cues() -> dict[str, Any]:
    file = resources.files(__package__).joinpath("cues.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def worst_broken(one: Repetition | Hold, exercise: str) -> Condition | None:
    """Find the condition to speak of: broken by most, those well measured first.

    Returns
    -------
    Condition or None
        None where nothing is broken.

    Raises
    ------
    ConfigError
        If there is no such exercise.
    """
    rules = {rule.name: rule for rule in rules_of(exercise)}
    broken = [
        each for each in one.conditions if each.verdict == "broken" and each.value is not None
    ]
    return max(broken, key=lambda each: _badness(rules[each.name], each), default=None)


def _badness(rule: Rule, condition: Condition) -> float:
    assert condition.value is not None
    beyond = min(rule.excess(condition.value) / _FULL[rule.unit], 1.0)
    return beyond * (_A_GUESS if condition.experimental else 1.0)


def cue(exercise: str, condition: Condition, language: str) -> str:
    """Say in a few words what to do about a broken condition.

    Parameters
    ----------
    exercise : str
    condition : Condition
    language : {"en", "ko"}

    Returns
    -------
    str

    Raises
    ------
    ConfigError
        If there is no such exercise, condition or language.

    Examples
    --------
    >>> cue("squat", Condition("depth", "broken", value=0.4), "en")
    'Go a little deeper.'
    """
    rule = next((rule for rule in rules_of(exercise) if rule.name == condition.name), None)
    if rule is None:
        raise ConfigError(f"{exercise} has no condition {condition.name!r}")
    if language not in LANGUAGES:
        raise ConfigError(f"no cues in {language!r}; expected one of {', '.join(LANGUAGES)}")
    words = _cues()[exercise][condition.name]
    under = rule.least is not None and (condition.value or 0.0) < rule.least
    return str((words.get("under", words) if under else words)[language])


def cues(repetitions: Sequence[Repetition], exercise: str) -> tuple[tuple[int, Condition], ...]:
    """Choose after which repetitions to speak, and of what.

    Parameters
    ----------
    repetitions : sequence of Repetition
        In order of time, judged.
    exercise : str

    Returns
    -------
    tuple of (int, Condition)
        Place of the repetition and the condition; at least `EVERY` apart.

    Raises
    ------
    ConfigError
        If there is no such exercise.
    """
    chosen: list[tuple[int, Condition]] = []
    for place, one in enumerate(repetitions):
        if chosen and place - chosen[-1][0] < EVERY:
            continue
        worst = worst_broken(one, exercise)
        if worst is not None:
            chosen.append((place, worst))
    return tuple(chosen)
