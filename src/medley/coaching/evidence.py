"""Where one can see a verdict: lines to draw over the picture at its moment."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from medley.coaching.repetition import Condition
from medley.coaching.rules import rules_of
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES

NEAREST_S = 0.2
"""A body found further away in time than this shows nothing."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A line between two points of a picture.

    Attributes
    ----------
    start, end : tuple of float
        Right and down in picture heights, as in `medley.data.poses.PoseTrack`.
    """

    start: tuple[float, float]
    end: tuple[float, float]


def lines_of(
    track: PoseTrack, condition: Condition, exercise: str, *, side: str = "both"
) -> tuple[Segment, ...]:
    """Find the limbs that a verdict is about, at its moment.

    Parameters
    ----------
    track : PoseTrack
    condition : Condition
        As `medley.coaching.form.judge` gives it.
    exercise : str
    side : {"left", "right", "both"}
        The repetition's.

    Returns
    -------
    tuple of Segment
        One after the other along the limb; empty where the condition is unclear or the
        body was not found.

    Raises
    ------
    ConfigError
        If there is no such exercise.

    Examples
    --------
    >>> import numpy as np
    >>> from medley.data.poses import PoseTrack
    >>> track = PoseTrack(np.zeros(1), np.full((1, 33, 3), 0.5), np.ones((1, 33)))
    >>> len(lines_of(track, Condition("depth", "broken", at_s=0.0), "squat"))
    1
    """
    rule = next((rule for rule in rules_of(exercise) if rule.name == condition.name), None)
    if rule is None or condition.at_s is None or not len(track):
        return ()
    row = int(np.argmin(np.abs(track.times_s - condition.at_s)))
    if abs(float(track.times_s[row]) - condition.at_s) > NEAREST_S or not track.seen[row]:
        return ()
    if side == "both" or rule.of in ("seen", "both"):
        side = _better_seen(track, row, rule.landmarks)
    elif rule.of == "rear":
        side = "right" if side == "left" else "left"
    ends = [track.points[row, _place(side, part), :2] for part in rule.line]
    points = [(float(x), float(y)) for x, y in ends]
    return tuple(Segment(one, other) for one, other in pairwise(points))


def _place(side: str, part: str) -> int:
    return INDEX[part] if part in INDEX else INDEX[f"{side}_{part}"]


def _better_seen(track: PoseTrack, row: int, parts: tuple[str, ...]) -> str:
    seen = {
        side: min(float(track.visibility[row, _place(side, part)]) for part in parts)
        for side in SIDES
    }
    return max(SIDES, key=lambda side: seen[side])
