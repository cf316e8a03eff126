"""What one repetition looks like in numbers, for models of form to learn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.coaching.form import judge
from medley.coaching.measures import MEASURES, Posed
from medley.coaching.repetition import Hold, Repetition, View
from medley.coaching.rules import rules_of
from medley.data.form_data import CONDITIONS, FormQuery
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES
from medley.features.pose.gaps import known_median

VIEWS: tuple[View, ...] = ("front", "side", "oblique")
AROUND = 0.15
"""Of a repetition: how long about its start and its turning point they last, each way."""
SHORTEST_S = 0.1
_OUTERMOST = (0.1, 0.9)
_LEAST = 0.05
"""Weight of a side that is not seen."""

NAMES: tuple[str, ...] = (
    *(
        f"{name} {at}"
        for name in MEASURES
        for at in ("usual", "at start", "at turn", "span", "apart")
    ),
    "seconds out",
    "seconds back",
    *(f"seen from {view}" for view in VIEWS),
)
"""Columns of what `described` measures."""

Numbers = NDArray[np.float64]


def described(track: PoseTrack, one: Repetition | Hold, exercise: str, view: View) -> FormQuery:
    """Sum a repetition up, and hold it against the rules.

    Left and right change nothing: of two sides it is the mean, weighted by how well each
    is seen, and how far they are apart.

    Parameters
    ----------
    track : PoseTrack
        The whole recording, or the part of it around the repetition.
    one : Repetition or Hold
        What was measured of its conditions, where it is judged, is not measured again.
    exercise : str
        One of `medley.data.poses.EXERCISES`.
    view : {"front", "side", "oblique", "unclear"}

    Returns
    -------
    FormQuery

    Raises
    ------
    ConfigError
        If there is no such exercise.
    """
    evidence = np.full(len(CONDITIONS), np.nan, np.float32)
    rules = {rule.name: rule for rule in rules_of(exercise)}
    for condition in one.conditions or judge(track, one, exercise, view):
        place = CONDITIONS.position(f"{exercise}/{condition.name}")
        if place is not None and condition.value is not None and condition.name in rules:
            evidence[place] = rules[condition.name].excess(condition.value)
    return FormQuery(exercise, _measured(track, one, view), evidence)


def _measured(track: PoseTrack, one: Repetition | Hold, view: View) -> NDArray[np.float32]:
    near = (track.times_s >= one.start_s - 1) & (track.times_s <= one.end_s + 1)
    seen = track.take(near & track.seen)
    turn = one.bottom_s if isinstance(one, Repetition) else (one.start_s + one.end_s) / 2
    around = max(AROUND * (one.end_s - one.start_s), SHORTEST_S)
    times = seen.times_s
    phases = [
        (times >= one.start_s) & (times <= one.end_s),
        np.abs(times - one.start_s) <= around,
        np.abs(times - turn) <= around,
    ]
    columns: list[float] = []
    if not phases[0].any():
        columns = [np.nan] * (5 * len(MEASURES))
    else:
        posed = Posed.of(seen)
        weights = np.stack([seen.visibility[:, INDEX[f"{side}_hip"]] for side in SIDES]) + _LEAST
        for measure in MEASURES.values():
            each = np.stack([measure(posed, side) for side in SIDES])
            columns += _summed_up(each, np.asarray(weights, np.float64), phases)
    columns += [turn - one.start_s, one.end_s - turn, *(float(view == name) for name in VIEWS)]
    return np.array(columns, np.float32)


def _summed_up(each: Numbers, weights: Numbers, phases: list[NDArray[np.bool_]]) -> list[float]:
    values = (each * weights).sum(axis=0) / weights.sum(axis=0)
    whole, *_ = phases
    usual, at_start, at_turn = (known_median(values[rows]) for rows in phases)
    known = values[whole & np.isfinite(values)]
    low, high = np.quantile(known, _OUTERMOST) if len(known) else (np.nan, np.nan)
    return [usual, at_start, at_turn, high - low, known_median(np.abs(each[0] - each[1])[whole])]
