"""Whether a movement can be the exercise at all: where the body must be when it turns.

The limits are wide. They tell a curl from a press, not a good squat from a poor one, and
what is not seen rules nothing out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Repetition
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, JOINTS, SIDES, joint_angle, joint_visibility
from medley.features.pose.body import torso_in_space, torso_length
from medley.features.pose.view import lean_deg

Moment: TypeAlias = Literal["start", "turn"]
AROUND_S = 0.12
SEEN = 0.3
"""What is less visible rules nothing out."""
LEEWAY_DEG, LEEWAY = 20.0, 0.3
"""One limit may be passed by this much, or several by a part each; landmarks are rough."""
FLAT = 2.0
"""So many times as much leeway where there are no landmarks in space."""
_LENGTHS = ("legs", "hands", "feet")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Between what a quantity lies at a moment of the repetition.

    Attributes
    ----------
    of : str
        ``"lean"`` (of the trunk from upright), a joint of
        `medley.features.pose.angles.JOINTS`, ``"legs"`` (how far ankles are below hips),
        ``"hands"`` (how far wrists are above shoulders) or ``"feet"`` (how far ankles are
        apart), in degrees or torso lengths.
    at : {"start", "turn"}
    low, high : float
    """

    of: str
    at: Moment
    low: float = -np.inf
    high: float = np.inf


_UPRIGHT = Requirement("lean", "start", high=50)
_ON_FLOOR = (Requirement("legs", "start", high=1.2), Requirement("legs", "turn", high=1.2))

REQUIREMENTS: dict[str, tuple[Requirement, ...]] = {
    "squat": (
        _UPRIGHT,
        Requirement("legs", "start", low=0.8),
        Requirement("knee", "turn", high=145),
        Requirement("lean", "turn", high=75),
    ),
    "lunge": (
        _UPRIGHT,
        Requirement("legs", "start", low=0.8),
        Requirement("knee", "turn", high=150),
        Requirement("lean", "turn", high=60),
    ),
    "deadlift": (
        Requirement("legs", "start", low=0.6),
        Requirement("legs", "turn", low=0.6),
        Requirement("hands", "start", high=-0.3),
        Requirement("hands", "turn", high=-0.3),
    ),
    "push-up": (
        *_ON_FLOOR,
        Requirement("hip", "turn", low=70),
        Requirement("lean", "start", low=25),
        Requirement("lean", "turn", low=25),
    ),
    "sit-up": (
        *_ON_FLOOR,
        Requirement("hip", "turn", high=140),
    ),
    "curl": (
        _UPRIGHT,
        Requirement("lean", "turn", high=50),
        Requirement("shoulder", "turn", high=80),
        Requirement("elbow", "turn", high=115),
    ),
    "shoulder-press": (
        _UPRIGHT,
        Requirement("lean", "turn", high=50),
        Requirement("hands", "turn", low=0.3),
        Requirement("hands", "start", low=-0.5),
    ),
    "lateral-raise": (
        _UPRIGHT,
        Requirement("lean", "turn", high=50),
        Requirement("elbow", "turn", low=90),
        Requirement("shoulder", "turn", high=125),
        Requirement("hands", "turn", low=-0.5, high=0.6),
    ),
    "jumping-jack": (
        _UPRIGHT,
        Requirement("lean", "turn", high=50),
        Requirement("shoulder", "turn", low=75),
        Requirement("hands", "turn", low=-0.1),
        Requirement("hands", "start", high=0.2),
        Requirement("feet", "turn", low=0.85),
    ),
}
"""By exercise; both moments change places where a repetition starts at its turn."""


def alike(track: PoseTrack, exercise: str, repetitions: list[Repetition]) -> list[Repetition]:
    """Leave out what cannot be this exercise."""
    strains = strains_of(track, exercise, repetitions)
    return [one for one, strain in zip(repetitions, strains, strict=True) if strain <= 1]


def strains_of(track: PoseTrack, exercise: str, repetitions: Sequence[Repetition]) -> Numbers:
    """How far each is beyond what the exercise asks for; above 1 it can be no such repetition."""
    quantities = {need.of for need in REQUIREMENTS[exercise]}
    seen = {of: _quantity(track, of) for of in quantities}
    return np.array([_strain(track, exercise, one, seen) for one in repetitions])


def _strain(track: PoseTrack, exercise: str, one: Repetition, seen: dict[str, Numbers]) -> float:
    moments: dict[Moment, list[float]] = {
        "start": [one.start_s, one.end_s],
        "turn": [one.bottom_s],
    }
    rows = {moment: _around(track, times) for moment, times in moments.items()}
    sides = [side for side in (0, 1) if one.side in ("both", SIDES[side])]
    strain = 0.0
    for need in REQUIREMENTS[exercise]:
        values = seen[need.of][rows[need.at]][:, sides]
        known = values[np.isfinite(values)]
        if len(known):
            middle = float(np.median(known))
            beyond = max(need.low - middle, middle - need.high, 0.0)
            strain += beyond / (LEEWAY if need.of in _LENGTHS else LEEWAY_DEG)
    return strain if track.world is not None else strain / FLAT


def _around(track: PoseTrack, times: Sequence[float]) -> NDArray[np.intp]:
    """Frames near the times, each once."""
    first = np.searchsorted(track.times_s, np.array(times) - AROUND_S)
    last = np.searchsorted(track.times_s, np.array(times) + AROUND_S, side="right")
    return np.unique(np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)]))


def _quantity(track: PoseTrack, of: str) -> Numbers:
    """A quantity of the left and the right side, shape (n, 2); NaN where hardly seen."""
    if of == "lean":
        return np.repeat(lean_deg(track)[:, None], 2, axis=1)
    if of == "feet":
        return np.repeat(_feet_apart(track)[:, None], 2, axis=1)
    columns = [_of_side(track, of, side) for side in SIDES]
    return np.stack(columns, axis=1)


def _feet_apart(track: PoseTrack) -> Numbers:
    """In space; a picture alone does not tell it from the side."""
    if track.world is None:
        return np.full(len(track), np.nan)
    ankles = [INDEX[f"{side}_ankle"] for side in SIDES]
    wide = np.linalg.norm(track.world[:, ankles[0]] - track.world[:, ankles[1]], axis=1)
    seen = track.visibility[:, ankles].min(axis=1) >= SEEN
    if not seen.any():
        return np.full(len(track), np.nan)
    return np.asarray(np.where(seen, wide / torso_in_space(track.world), np.nan), np.float64)


def _of_side(track: PoseTrack, of: str, side: str) -> Numbers:
    if of in JOINTS:
        deep = track.points if track.world is None else track.world
        values = joint_angle(track.points, of, side) + joint_angle(deep, of, side, dims=3)
        values = values / 2
        visible = joint_visibility(track.visibility, of, side)
    else:
        above, below = {"legs": ("hip", "ankle"), "hands": ("wrist", "shoulder")}[of]
        a, b = INDEX[f"{side}_{above}"], INDEX[f"{side}_{below}"]
        values = (track.points[:, b, 1] - track.points[:, a, 1]) / torso_length(track)
        visible = np.asarray(track.visibility[:, [a, b]].min(axis=1), np.float64)
    return np.asarray(np.where(visible >= SEEN, values, np.nan), np.float64)
