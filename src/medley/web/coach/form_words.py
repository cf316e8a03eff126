"""What conditions of good form, and what is measured for them, are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from medley.coaching.rules import Rule, rules_of
from medley.data.poses import EXERCISES
from medley.web.coach.words import VERDICT_WORDS

CONDITION_WORDS: dict[str, Any] = {
    "depth": pgettext_lazy("form", "Depth"),
    "knees": pgettext_lazy("form", "Knees in line with the feet"),
    "trunk": pgettext_lazy("form", "Trunk upright"),
    "heels": pgettext_lazy("form", "Heels on the floor"),
    "head": pgettext_lazy("form", "Head in line"),
    "line": pgettext_lazy("form", "Body in one line"),
    "hands": pgettext_lazy("form", "Hands under the shoulders"),
    "elbows": pgettext_lazy("form", "Elbows close to the body"),
    "front-knee": pgettext_lazy("form", "Front knee bent"),
    "rear-knee": pgettext_lazy("form", "Rear knee bent"),
    "knee-over-toe": pgettext_lazy("form", "Knee behind the toes"),
    "range": pgettext_lazy("form", "Full range"),
    "momentum": pgettext_lazy("form", "Without momentum"),
    "neck": pgettext_lazy("form", "Neck relaxed"),
    "elbow": pgettext_lazy("form", "Elbow still"),
    "wrist": pgettext_lazy("form", "Wrist straight"),
    "hips-high": pgettext_lazy("form", "Hips not too high"),
    "hips-low": pgettext_lazy("form", "Hips not too low"),
    "arms": pgettext_lazy("form", "Arms up"),
    "legs": pgettext_lazy("form", "Legs apart"),
    "back": pgettext_lazy("form", "Back straight"),
    "form": pgettext_lazy("form", "All in all"),
}
_ELSEWHERE: dict[tuple[str, str], Any] = {
    ("curl", "trunk"): pgettext_lazy("form", "Trunk still"),
    ("lateral-raise", "trunk"): pgettext_lazy("form", "Trunk still"),
    ("lateral-raise", "elbow"): pgettext_lazy("form", "Elbows almost straight"),
}
MEASURE_WORDS: dict[str, Any] = {
    "arm-out": pgettext_lazy("measure", "Upper arm from hanging down"),
    "elbow": pgettext_lazy("measure", "Angle of the elbow"),
    "elbow-in-picture": pgettext_lazy("measure", "Angle of the elbow"),
    "feet-apart": pgettext_lazy("measure", "Feet apart"),
    "hands-ahead": pgettext_lazy("measure", "Hands ahead of the shoulders"),
    "heel": pgettext_lazy("measure", "Heels above the toes"),
    "hip": pgettext_lazy("measure", "Angle of the hip"),
    "hip-above-knee": pgettext_lazy("measure", "Hips above the knees"),
    "hips-to-knee": pgettext_lazy("measure", "Hips above the line of the body"),
    "knee": pgettext_lazy("measure", "Angle of the knee"),
    "knee-height": pgettext_lazy("measure", "Knee above the floor"),
    "knee-in-picture": pgettext_lazy("measure", "Angle of the knee"),
    "knee-over-toe": pgettext_lazy("measure", "Knee ahead of the toes"),
    "knees-in": pgettext_lazy("measure", "Knees closer together than the feet"),
    "lean": pgettext_lazy("measure", "Trunk leaning forward"),
    "lean-any": pgettext_lazy("measure", "Trunk from upright"),
    "neck": pgettext_lazy("measure", "Angle of the neck"),
    "shin": pgettext_lazy("measure", "Shin leaning forward"),
    "shoulder": pgettext_lazy("measure", "Upper arm from the body"),
    "shoulder-in-space": pgettext_lazy("measure", "Upper arm from the body"),
    "trunk-length": pgettext_lazy("measure", "From shoulder to hip"),
    "wrist": pgettext_lazy("measure", "Wrist bent"),
}
UNCLEAR_WORDS: dict[str, Any] = {
    "view": gettext_lazy("It cannot be seen from this side."),
    "hidden": gettext_lazy("The joints it needs are hidden."),
    "few-frames": gettext_lazy("There are too few pictures of it."),
    "unsure": gettext_lazy("It lies between held and broken."),
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
    value, limit, unit = condition["value"], condition["limit"], condition["unit"]
    if value is None or limit is None:
        return str(UNCLEAR_WORDS.get(condition["reason"], condition["reason"]))
    rule = _rule(exercise, condition["name"])
    names = {
        "measure": _measure(rule),
        "value": measured_words(value, unit),
        "limit": measured_words(limit, unit),
    }
    if rule is not None and rule.most == limit:
        return _("%(measure)s: %(value)s, at most %(limit)s") % names
    return _("%(measure)s: %(value)s, at least %(limit)s") % names


def who_words(condition: Mapping[str, Any], *, learned: bool) -> str:
    """Say by whom a verdict is told; nothing where the rules judge alone.

    Parameters
    ----------
    condition : mapping
        As `medley.coaching.document.document_of` lays it out.
    learned : bool
        Whether a learned model judged beside the rules.
    """
    was = condition.get("was")
    if was is not None:
        if was == condition["verdict"]:
            return _("You agree with the coach.")
        return _("Your word. The coach said: %(was)s.") % {"was": VERDICT_WORDS[was]}
    probability = condition.get("probability")
    if probability is not None:
        n = round(100 * probability)
        return _("Learned from people here: %(n)s%% likely to be broken.") % {"n": n}
    if learned and condition["verdict"] != "unclear":
        return _("By the rule: the learned model knows too little of this.")
    return ""


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
