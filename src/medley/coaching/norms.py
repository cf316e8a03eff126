"""Whether what a counter found is the exercise: how people move in it, and how they do not.

A counter follows one joint and finds its way in many movements. Here the whole body is looked
at, over all complete repetitions together: which joints go how far, where hands and feet are,
and whether both legs do the same. The limits are those of the exercise, not of good form, and
what is not seen says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Hold, Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES, joint_angle, joint_visibility
from medley.features.pose.body import torso_in_space, torso_length
from medley.features.pose.gaps import known_median
from medley.features.pose.view import lean_deg

AROUND_S = 0.12
"""Around its ends and its turn the body is looked at."""
SEEN = 0.4
LEEWAY_DEG, LEEWAY = 15.0, 0.25
"""Passing one limit by so many degrees or torso lengths, or several by a part each, strains a
guess by 1: it is another movement."""
HOLD_MOVES_DEG = {"hip": 45.0, "knee": 62.0}
"""Joints that move by more, of either side, hold nothing."""
ARMS_CARRY_DEG = 40.0, 145.0
"""Arms that lie nearer to the trunk, or are stretched out beyond the head, carry nothing."""
_SETTLES_S = 0.3
_JOINTS = ("elbow", "shoulder", "hip", "knee")
_LENGTHS = ("hands", "feet", "step")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Norm:
    """Between what a quantity lies over a repetition.

    Attributes
    ----------
    of : str
        A joint, ``"lean"`` (of the trunk from upright), ``"hands"`` (how far wrists are above
        shoulders), ``"feet"`` (how far ankles are apart in space), in degrees or torso
        lengths, ``"hip over knee"`` (how much farther the hips bend than the knees), or ``"step"``
        (how much higher the foot is of the leg whose hip is bent more).
    at : str
        ``"start"``, ``"turn"``, ``"way"`` from start to turn, ``"far"`` (the way, whichever
        way it goes), ``"range"`` over the whole repetition, or ``"sides"`` (how much left and
        right differ at the turn).
    low, high : float
    leeway : float, optional
    """

    of: str
    at: str
    low: float = -np.inf
    high: float = np.inf
    leeway: float = 0.0

    def strain(self, quantities: dict[str, float]) -> float:
        """How far beyond the limits it is, in leeways; NaN where it is not known."""
        value = quantities.get(f"{self.of} {self.at}", np.nan)
        usual = LEEWAY if self.of in _LENGTHS else LEEWAY_DEG
        return max(self.low - value, value - self.high, 0.0 * value) / (self.leeway or usual)


_LEGS_STILL = Norm("knee", "range", high=35)
_UPRIGHT = Norm("lean", "turn", high=30)
_UNEVEN = (Norm("hip", "sides", low=36, leeway=18), Norm("feet", "turn", low=1.47))

NORMS: dict[str, tuple[tuple[Norm, ...], ...]] = {
    "squat": (
        (Norm("knee", "far", low=50),),
        (Norm("lean", "turn", high=62),),
        (Norm("hip", "sides", high=32),),
        (Norm("feet", "turn", high=1.58),),
        (Norm("hip over knee", "far", low=-30),),
        # Hands hang to the floor in a deadlift too, where hips bend much farther than knees.
        (Norm("hands", "turn", low=-0.75), Norm("hip over knee", "far", high=18)),
    ),
    "lunge": (
        _UNEVEN,
        (Norm("feet", "turn", low=1.1),),
        (Norm("lean", "turn", high=45),),
        (Norm("knee", "turn", high=140),),
        (Norm("knee", "far", low=22),),
        (Norm("step", "turn", high=0.12),),
    ),
    "deadlift": (
        (Norm("lean", "far", low=38),),
        (Norm("hip over knee", "far", low=8),),
        (Norm("elbow", "turn", low=135),),
        (Norm("hands", "start", high=-0.8),),
        (Norm("hands", "turn", high=-0.8),),
    ),
    "push-up": (
        (Norm("elbow", "far", low=22, leeway=25),),
        (Norm("knee", "range", high=70, leeway=40),),
    ),
    "sit-up": ((Norm("lean", "way", high=-10, leeway=30),),),
    "curl": (
        (Norm("elbow", "way", high=-55),),
        (Norm("shoulder", "turn", high=48),),
        (Norm("shoulder", "far", high=30),),
        (Norm("hands", "start", high=-0.6),),
        (Norm("knee", "range", high=30),),
        (_UPRIGHT,),
    ),
    "shoulder-press": (
        (Norm("elbow", "way", low=35),),
        (Norm("shoulder", "way", low=40),),
        (Norm("hands", "start", high=0.4),),
        (Norm("hands", "turn", low=0.5),),
        (_UPRIGHT,),
        (_LEGS_STILL,),
    ),
    "lateral-raise": (
        (Norm("hands", "turn", low=-0.25, high=0.5),),
        (Norm("hands", "start", high=-0.7),),
        (Norm("elbow", "turn", low=105),),
        (Norm("shoulder", "way", low=50),),
        (Norm("shoulder", "start", high=35),),
        (Norm("feet", "turn", high=0.92),),
        (_UPRIGHT,),
        (_LEGS_STILL,),
    ),
    "jumping-jack": ((Norm("shoulder", "way", low=45),), (Norm("feet", "way", low=0.4),)),
}
"""By exercise; of the norms in one bracket one that is known must hold."""


def strain(track: PoseTrack, exercise: str, repetitions: Sequence[Repetition]) -> float:
    """Tell how far repetitions are from how an exercise is done.

    Parameters
    ----------
    track : PoseTrack
    exercise : str
    repetitions : sequence of Repetition
        As the exercise's counter found them.

    Returns
    -------
    float
        0 where they are within all norms; above 1 it is another movement.
    """
    complete = [one for one in repetitions if one.complete]
    if not complete or exercise not in NORMS:
        return 0.0
    body = _body(track)
    each = [_quantities(track, body, one) for one in complete]
    usual = {name: known_median([one[name] for one in each]) for name in each[0]}
    total = 0.0
    for choice in NORMS[exercise]:
        known = [value for norm in choice if np.isfinite(value := norm.strain(usual))]
        total += min(known, default=0.0)
    return total


def is_held(track: PoseTrack, hold: Hold) -> bool:
    """Whether arms carry the body while hips and knees of both sides stay as they are."""
    inside = (track.times_s >= hold.start_s + _SETTLES_S) & (
        track.times_s <= hold.end_s - _SETTLES_S
    )
    body = _body(track.take(inside))
    for joint, most in HOLD_MOVES_DEG.items():
        if any(_range(body[f"{joint} {side}"], 0.1) > most for side in SIDES):
            return False
    arms = [known_median(body[f"shoulder {side}"]) for side in SIDES]
    known = [arm for arm in arms if np.isfinite(arm)]
    # Where no arm is seen they carry as well as any.
    return not known or any(ARMS_CARRY_DEG[0] <= arm <= ARMS_CARRY_DEG[1] for arm in known)


def _body(track: PoseTrack) -> dict[str, Numbers]:
    """Each quantity in each frame, shape (n,); NaN where hardly seen."""
    deep = track.points if track.world is None else track.world
    found = {"lean": lean_deg(track), "feet": _feet_apart(track)}
    for side in SIDES:
        for joint in _JOINTS:
            angle = joint_angle(track.points, joint, side) + joint_angle(deep, joint, side, dims=3)
            visible = joint_visibility(track.visibility, joint, side)
            found[f"{joint} {side}"] = np.where(visible >= SEEN, angle / 2, np.nan)
        ends = [INDEX[f"{side}_wrist"], INDEX[f"{side}_shoulder"]]
        high = np.diff(track.points[:, ends, 1], axis=1)[:, 0] / torso_length(track)
        found[f"foot {side}"] = _foot_high(track, side)
        visible = track.visibility[:, ends].min(axis=1)
        found[f"hands {side}"] = np.where(visible >= SEEN, high, np.nan)
    return found


def _feet_apart(track: PoseTrack) -> Numbers:
    """In space; a picture alone does not tell it from the side."""
    ankles = [INDEX[f"{side}_ankle"] for side in SIDES]
    seen = track.visibility[:, ankles].min(axis=1) >= SEEN
    if track.world is None or not seen.any():
        return np.full(len(track), np.nan)
    wide = np.linalg.norm(track.world[:, ankles[0]] - track.world[:, ankles[1]], axis=1)
    return np.asarray(np.where(seen, wide / torso_in_space(track.world), np.nan), np.float64)


def _foot_high(track: PoseTrack, side: str) -> Numbers:
    """How high an ankle is in space, in torso lengths; from where does not matter."""
    ankle = INDEX[f"{side}_ankle"]
    if track.world is None:
        return np.full(len(track), np.nan)
    high = -track.world[:, ankle, 1] / torso_in_space(track.world)
    return np.asarray(np.where(track.visibility[:, ankle] >= SEEN, high, np.nan), np.float64)


def _quantities(track: PoseTrack, body: dict[str, Numbers], one: Repetition) -> dict[str, float]:
    """All quantities of a repetition, of the side that does it or of both."""
    times = track.times_s
    ends = (np.abs(times - one.start_s) <= AROUND_S) | (np.abs(times - one.end_s) <= AROUND_S)
    turn = np.abs(times - one.bottom_s) <= AROUND_S
    whole = (times >= one.start_s) & (times <= one.end_s)
    sides = SIDES if one.side == "both" else (one.side,)
    found = {}
    for of in (*_JOINTS, "hands", "lean", "feet"):
        columns = [body[of]] if of in body else [body[f"{of} {side}"] for side in sides]
        start, at_turn = (
            known_median([known_median(column[rows]) for column in columns])
            for rows in (ends, turn)
        )
        ranges = [_range(column[whole], 0.05) for column in columns]
        found[f"{of} start"], found[f"{of} turn"] = start, at_turn
        found[f"{of} way"], found[f"{of} far"] = at_turn - start, abs(at_turn - start)
        found[f"{of} range"] = known_median(ranges)
    left, right = (known_median(body[f"hip {side}"][turn]) for side in SIDES)
    found["hip sides"] = abs(left - right)
    ahead, behind = SIDES if left < right else SIDES[::-1]
    feet = (known_median(body[f"foot {side}"][turn]) for side in (ahead, behind))
    found["step turn"] = next(feet) - next(feet)
    found["hip over knee far"] = found["hip far"] - found["knee far"]
    return found


def _range(values: Numbers, aside: float) -> float:
    """Between the extremes, with a share of either left aside."""
    known = values[np.isfinite(values)]
    return float(np.ptp(np.quantile(known, (aside, 1 - aside)))) if len(known) else np.nan
