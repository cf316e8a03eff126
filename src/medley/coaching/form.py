"""Judging form: what became of each condition in a repetition, with what can be seen of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.coaching.measures import MEASURES, Posed
from medley.coaching.repetition import Condition, Hold, Repetition, View
from medley.coaching.rules import Rule, rules_of
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES

VISIBLE = 0.5
"""Landmarks that are less visible, by their median in a phase, are not judged by."""
FEWEST = 2
"""Frames of a phase with a body in them."""
SHARE = 0.12
"""Of a repetition: how long around its start and its bottom they last, each way."""
SHORTEST_S = 0.1
OUTERMOST = 0.1
"""Share of a phase's frames that its highest and lowest value leave out, as accidents."""

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def judge(
    track: PoseTrack, repetition: Repetition | Hold, exercise: str, view: View
) -> tuple[Condition, ...]:
    """Judge one repetition, or one hold.

    Parameters
    ----------
    track : PoseTrack
        The whole recording, or the part of it around the repetition.
    repetition : Repetition or Hold
    exercise : str
        One of `medley.data.poses.EXERCISES`.
    view : {"front", "side", "oblique", "unclear"}
        From where the camera looks.

    Returns
    -------
    tuple of Condition
        In the order of ``rules/<exercise>.toml``. One is unclear where the view
        (``"view"``), hidden landmarks (``"hidden"``) or too few frames
        (``"few-frames"``) do not allow a verdict.

    Raises
    ------
    ConfigError
        If there is no such exercise.
    """
    return _Judge(track, exercise, view).conditions(repetition)


def judged(
    track: PoseTrack, repetitions: Sequence[Repetition], exercise: str, view: View
) -> tuple[Repetition, ...]:
    """Judge many repetitions of a recording; its landmarks are made ready once."""
    court = _Judge(track, exercise, view)
    return tuple(replace(one, conditions=court.conditions(one)) for one in repetitions)


def judged_holds(
    track: PoseTrack, holds: Sequence[Hold], exercise: str, view: View
) -> tuple[Hold, ...]:
    """Judge the holds of a recording."""
    court = _Judge(track, exercise, view)
    return tuple(replace(one, conditions=court.conditions(one)) for one in holds)


class _Judge:
    def __init__(self, track: PoseTrack, exercise: str, view: View) -> None:
        self.rules = rules_of(exercise)
        self.view = view
        self.seen = track.take(track.seen)
        self.posed = Posed.of(self.seen) if len(self.seen) else None

    def conditions(self, one: Repetition | Hold) -> tuple[Condition, ...]:
        times = self.seen.times_s
        phases = {at: _phase(times, one, at) for at in ("start", "bottom", "whole")}
        return tuple(self._condition(rule, one, phases) for rule in self.rules)

    def _condition(self, rule: Rule, one: Repetition | Hold, phases: dict[str, slice]) -> Condition:
        def unclear(reason: str) -> Condition:
            return Condition(
                rule.name, "unclear", unit=rule.unit, experimental=rule.experimental, reason=reason
            )

        if self.view not in rule.views:
            return unclear("view")
        rows = phases[rule.at]
        needed = [rows, phases["start"]] if rule.change else [rows]
        if self.posed is None or any(part.stop - part.start < FEWEST for part in needed):
            return unclear("few-frames")
        sides = self._sides(rule, one, rows)
        if not sides:
            return unclear("hidden")
        value, place = self._value(rule, one, rows, sides)
        if rule.change:
            value -= self._value(rule, one, phases["start"], sides)[0]
        if not math.isfinite(value):
            return unclear("hidden")
        return Condition(
            rule.name,
            "broken" if rule.excess(value) > 0 else "held",
            value=round(value, 3),
            limit=rule.limit(value),
            unit=rule.unit,
            at_s=round(float(self.seen.times_s[place]), 3),
            experimental=rule.experimental,
        )

    def _sides(self, rule: Rule, one: Repetition | Hold, rows: slice) -> list[str]:
        """The sides by which the condition is judged; none where they are hidden."""
        seen = {
            side: min(self._visible(side, part, rows) for part in rule.landmarks) for side in SIDES
        }
        own = one.side if isinstance(one, Repetition) else "both"
        wanted = list(SIDES)
        if own != "both" and rule.of in ("front", "rear", "working"):
            wanted = [own if rule.of != "rear" else _other(own)]
        visible = [side for side in wanted if seen[side] >= VISIBLE]
        if rule.of == "both":
            return visible if len(visible) == len(SIDES) or self.view == "side" else []
        if rule.of == "seen":
            return sorted(visible, key=lambda side: -seen[side])[:1]
        return visible

    def _visible(self, side: str, part: str, rows: slice) -> float:
        name = part if part in INDEX else f"{side}_{part}"
        return float(np.median(self.seen.visibility[rows, INDEX[name]]))

    def _value(
        self, rule: Rule, one: Repetition | Hold, rows: slice, sides: Sequence[str]
    ) -> tuple[float, int]:
        """What is taken of a phase, and the frame that shows it best."""
        assert self.posed is not None
        part = self.posed.take(rows)
        each = [MEASURES[rule.measure](part, side) for side in sides]
        values = np.mean(each, axis=0)
        known = np.flatnonzero(np.isfinite(values))
        if not len(known):
            return math.nan, rows.start
        if rule.take == "seconds" and isinstance(one, Repetition):
            return one.bottom_s - one.start_s, (rows.start + rows.stop) // 2
        if rule.at == "start" and rule.change:
            return float(np.median(values[known])), rows.start
        value = _taken(values[known], rule.take)
        aim = value if rule.take != "span" else float(values[known].max())
        near = known[int(np.argmin(np.abs(values[known] - aim)))]
        return value, rows.start + int(near)


def _other(side: str) -> str:
    return "right" if side == "left" else "left"


def _taken(values: Numbers, take: str) -> float:
    low, middle, high = np.quantile(values, (OUTERMOST, 0.5, 1 - OUTERMOST))
    taken = {"median": middle, "highest": high, "lowest": low, "span": high - low}
    return float(taken[take])


def _phase(times_s: Numbers, one: Repetition | Hold, at: str) -> slice:
    """The frames of a phase."""
    around = max(SHARE * (one.end_s - one.start_s), SHORTEST_S)
    if isinstance(one, Hold) or at == "whole":
        since, until = one.start_s, one.end_s
    elif at == "bottom":
        since, until = one.bottom_s - around, one.bottom_s + around
    else:
        since, until = one.start_s - around, one.start_s + around
    first, last = np.searchsorted(times_s, (since, until + 1e-9))
    return slice(int(first), int(last))
