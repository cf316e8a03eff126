"""What conditions of good form, and what is measured for them, are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _in

from medley.coaching.rules import Rule, rules_of
from medley.data.poses import EXERCISES

CONDITION_WORDS: dict[str, Any] = {
    "depth": _in("form", "Depth"),
    "knees": _in("form", "Knees in line with the feet"),
    "trunk": _in("form", "Trunk upright"),
    "heels": _in("form", "Heels on the floor"),
    "head": _in("form", "Head in line"),
    "line": _in("form", "Body in one line"),
    "hands": _in("form", "Hands under the shoulders"),
    "elbows": _in("form", "Elbows close to the body"),
    "front-knee": _in("form", "Front knee bent"),
    "rear-knee": _in("form", "Rear knee bent"),
    "knee-over-toe": _in("form", "Knee behind the toes"),
    "range": _in("form", "Full range"),
    "momentum": _in("form", "Without momentum"),
    "neck": _in("form", "Neck relaxed"),
    "elbow": _in("form", "Elbow still"),
    "wrist": _in("form", "Wrist straight"),
    "hips-high": _in("form", "Hips not too high"),
    "hips-low": _in("form", "Hips not too low"),
    "arms": _in("form", "Arms up"),
    "legs": _in("form", "Legs apart"),
    "back": _in("form", "Back straight"),
}
_ELSEWHERE: dict[tuple[str, str], Any] = {
    ("curl", "trunk"): _in("form", "Trunk still"),
    ("lateral-raise", "trunk"): _in("form", "Trunk still"),
    ("lateral-raise", "elbow"): _in("form", "Elbows almost straight"),
}
MEASURE_WORDS: dict[str, Any] = {
    "arm-out": _in("measure", "Upper arm from hanging down"),
    "elbow": _in("measure", "Angle of the elbow"),
    "elbow-in-picture": _in("measure", "Angle of the elbow"),
    "feet-apart": _in("measure", "Feet apart"),
    "hands-ahead": _in("measure", "Hands ahead of the shoulders"),
    "heel": _in("measure", "Heels above the toes"),
    "hip": _in("measure", "Angle of the hip"),
    "hip-above-knee": _in("measure", "Hips above the knees"),
    "hips-to-knee": _in("measure", "Hips above the line of the body"),
    "knee": _in("measure", "Angle of the knee"),
    "knee-height": _in("measure", "Knee above the floor"),
    "knee-in-picture": _in("measure", "Angle of the knee"),
    "knee-over-toe": _in("measure", "Knee ahead of the toes"),
    "knees-in": _in("measure", "Knees closer together than the feet"),
    "lean": _in("measure", "Trunk leaning forward"),
    "lean-any": _in("measure", "Trunk from upright"),
    "neck": _in("measure", "Angle of the neck"),
    "shin": _in("measure", "Shin leaning forward"),
    "shoulder": _in("measure", "Upper arm from the body"),
    "shoulder-in-space": _in("measure", "Upper arm from the body"),
    "trunk-length": _in("measure", "From shoulder to hip"),
    "wrist": _in("measure", "Wrist bent"),
}
UNCLEAR_WORDS: dict[str, Any] = {
    "view": gettext_lazy("It cannot be seen from this side."),
    "hidden": gettext_lazy("The joints it needs are hidden."),
    "few-frames": gettext_lazy("There are too few pictures of it."),
}


def condition_words(exercise: str, name: str) -> str:
    """Name a condition of good form; its code where it has no name."""
    return str(_ELSEWHERE.get((exercise, name)) or CONDITION_WORDS.get(name, name))


def evidence_words(exercise: str, condition: Mapping[str, Any]) -> str:
    """Say what was measured and what it was held against, or why it cannot be told.

    Parameters
    ----------
    exercise : str
    condition : mapping
        As `medley.coaching.document.document_of` lays it out.
    """
    if condition["verdict"] == "unclear":
        return str(UNCLEAR_WORDS.get(condition["reason"], condition["reason"]))
    value, limit, unit = condition["value"], condition["limit"], condition["unit"]
    if value is None or limit is None:
        return ""
    rule = _rule(exercise, condition["name"])
    names = {
        "measure": _measure(rule),
        "value": measured_words(value, unit),
        "limit": measured_words(limit, unit),
    }
    if rule is not None and rule.most == limit:
        return _("%(measure)s: %(value)s, at most %(limit)s") % names
    return _("%(measure)s: %(value)s, at least %(limit)s") % names


def measured_words(value: float, unit: str) -> str:
    """Write a measured value with its unit."""
    if unit == "deg":
        return f"{value:.0f}°"
    if unit == "s":
        return _("%(n)s s") % {"n": f"{value:.1f}"}
    return _("%(n)s torso lengths") % {"n": f"{value:.2f}"}


def _measure(rule: Rule | None) -> str:
    if rule is None:
        return _("Measured")
    if rule.take == "seconds":
        return _("Time of the way up")
    words = str(MEASURE_WORDS.get(rule.measure, rule.measure))
    if rule.take == "span":
        return _("%(measure)s, from least to most") % {"measure": words}
    if rule.change:
        return _("%(measure)s, since the start") % {"measure": words}
    return words


def _rule(exercise: str, name: str) -> Rule | None:
    if exercise not in EXERCISES:
        return None
    return next((rule for rule in rules_of(exercise) if rule.name == name), None)
