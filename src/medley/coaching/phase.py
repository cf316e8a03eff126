"""What each exercise moves: several measures of the body, brought to one phase.

A phase is 0 at the start position and about 1 at the turning point of a usual
repetition. No single measure is seen well from everywhere, so each exercise names
several; those that are visible, quiet and agree with one another weigh most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.coaching.counting import COMPLETE, TRAILING
from medley.coaching.fusion import fused
from medley.coaching.repetition import Side
from medley.core.errors import ConfigError
from medley.data.poses import EXERCISES, PoseTrack
from medley.features.pose.angles import INDEX, JOINTS, SIDES, joint_angle
from medley.features.pose.body import torso_length
from medley.features.pose.gaps import at_even_times
from medley.features.pose.view import on_floor

RATE_HZ = 30.0
"""Phases are brought to this rate, whatever the camera's."""
STEADY_S = 1.0
"""Somebody is on the floor where most of this time around says so."""
LEAST_ON_FLOOR = 0.1
HIDDEN = 0.2
"""Below this visibility a landmark is a guess."""
Kind: TypeAlias = Literal["flat", "deep", "apart", "high"]
"""An angle in the picture or in space; a distance in the picture; a height in it."""

Numbers = NDArray[np.float64]
_Seen: TypeAlias = tuple[Numbers, Numbers, Numbers]


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to see an exercise.

    Attributes
    ----------
    kind : {"flat", "deep", "apart", "high"}
    of : tuple of str
        A joint for angles; two landmarks for distances and heights, without their side
        where they are of one, the second above the first; one for a height in the picture.
    start, turn : float
        At the start position and at the turning point, in degrees or torso lengths.
    even : bool
        It grows evenly with the way from whatever side it is seen, so it tells how far one goes.
    """

    kind: Kind
    of: tuple[str, ...]
    start: float
    turn: float
    even: bool = False


def _angles(
    joint: str, start: float, turn: float, *, even: bool = False
) -> tuple[Measure, Measure]:
    """In the picture, and in space."""
    return Measure("flat", (joint,), start, turn), Measure("deep", (joint,), start, turn, even)


@dataclass(frozen=True, slots=True)
class Movement:
    """How an exercise is seen.

    Attributes
    ----------
    joint : str
        Its angle is the range of motion that is told.
    measures : tuple of Measure
    by_side : bool
        Each side has its own phase.
    on_floor : bool
        Done lying or on hands; standing about before and after is no part of it.
    stepping : bool
        One leg is in front; the side is that leg's.
    jumps : bool
        The hips rise and fall with each repetition.
    either_start : bool
        It may begin at its turning point, as a deadlift does on the floor.
    smallest : float
        Phase that a repetition must span; half of it is still a partial one.
    shortest_s, longest_s : float
        A repetition from start to end, without pauses.
    trailing, trailing_turned, whole : float
        As in `medley.coaching.counting.count_cycles`; turned where it begins at its turning point.
    enough : float
        Share of the usual way by its even measures that a complete repetition goes.
    straight : str
        Joint whose angle in space tells when a repetition begins and ends; none unless named.
    slower : float
        As in `medley.coaching.counting.cycle_of`.
    """

    joint: str
    measures: tuple[Measure, ...]
    by_side: bool = False
    on_floor: bool = False
    stepping: bool = False
    jumps: bool = False
    either_start: bool = False
    smallest: float = 0.4
    shortest_s: float = 0.5
    longest_s: float = 12.0
    trailing: float = TRAILING
    trailing_turned: float = TRAILING
    whole: float = COMPLETE
    enough: float = 0.57
    straight: str = ""
    slower: float = np.inf

    @property
    def even(self) -> tuple[Measure, ...]:
        """Measures that tell how far a repetition goes."""
        return tuple(measure for measure in self.measures if measure.even)


_LEGS = (
    *_angles("knee", 170, 80),
    *_angles("hip", 170, 80),
    Measure("apart", ("hip", "ankle"), 1.55, 0.85),
    Measure("high", ("ankle", "hip"), 1.55, 0.75),
)

MOVEMENTS: dict[str, Movement] = {
    "squat": Movement("knee", _LEGS, whole=0.5),
    "lunge": Movement("knee", _LEGS, stepping=True, whole=0.54),
    "deadlift": Movement(
        "hip",
        (
            *_angles("hip", 175, 85, even=True),
            Measure("apart", ("shoulder", "ankle"), 2.5, 1.7),
            Measure("high", ("ankle", "shoulder"), 2.5, 1.5),
        ),
        either_start=True,
        # Near upright a lean hardly changes how high the shoulders are; low down it does at once.
        trailing=0.84,
        trailing_turned=0.35,
        enough=0.62,
    ),
    "push-up": Movement(
        "elbow",
        (
            *_angles("elbow", 165, 85),
            Measure("apart", ("shoulder", "wrist"), 1.1, 0.65),
            Measure("high", ("wrist", "shoulder"), 1.1, 0.55),
        ),
        on_floor=True,
        shortest_s=0.4,
        whole=0.48,
    ),
    "sit-up": Movement(
        "hip",
        (
            *_angles("hip", 125, 65, even=True),
            Measure("apart", ("shoulder", "knee"), 1.5, 0.9),
            Measure("high", ("hip", "shoulder"), 0.0, 0.8, even=True),
            Measure("high", ("hip", "nose"), 0.0, 1.1),
        ),
        on_floor=True,
        smallest=0.2,
        trailing=0.35,
        whole=0.6,
        enough=0.65,
    ),
    "curl": Movement(
        "elbow",
        (*_angles("elbow", 160, 50), Measure("apart", ("shoulder", "wrist"), 1.1, 0.5)),
        by_side=True,
        shortest_s=0.8,
        straight="elbow",
        slower=2.0,
    ),
    "shoulder-press": Movement(
        "elbow",
        (
            *_angles("elbow", 75, 165),
            *_angles("shoulder", 60, 160, even=True),
            Measure("high", ("shoulder", "wrist"), 0.2, 1.0, even=True),
        ),
        by_side=True,
        shortest_s=0.8,
        whole=0.65,
        enough=0.7,
        straight="shoulder",
    ),
    "lateral-raise": Movement(
        "shoulder",
        (
            *_angles("shoulder", 15, 85, even=True),
            Measure("apart", ("hip", "wrist"), 0.3, 1.2),
            Measure("high", ("shoulder", "wrist"), -1.0, 0.0, even=True),
        ),
        by_side=True,
        shortest_s=0.8,
        straight="shoulder",
    ),
    "jumping-jack": Movement(
        "shoulder",
        (
            *_angles("shoulder", 20, 150, even=True),
            Measure("high", ("shoulder", "wrist"), -0.9, 0.9, even=True),
        ),
        jumps=True,
        shortest_s=0.3,
        longest_s=4.0,
    ),
}
"""By exercise; one that is held has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Phase:
    """One side's movement through a recording.

    Attributes
    ----------
    side : {"left", "right", "both"}
    times_s : ndarray of float64, shape (m,)
        Evenly spaced.
    values : ndarray of float64, shape (m,)
        Relative to this recording's start position; NaN where too little is seen.
    angle_deg : ndarray of float64, shape (m,)
        Of the movement's joint.
    quality : float
        How visible the measures are and how well they agree, in [0, 1].
    """

    side: Side
    times_s: Numbers
    values: Numbers
    angle_deg: Numbers
    quality: float


def movement_of(exercise: str) -> Movement:
    """Look up how an exercise is seen.

    Raises
    ------
    ConfigError
        If it is none that repeats.
    """
    if exercise not in MOVEMENTS:
        raise ConfigError(
            f"{exercise!r} has no repetitions to count; expected one of {', '.join(MOVEMENTS)}"
            if exercise in EXERCISES
            else f"{exercise!r} is no exercise; expected one of {', '.join(EXERCISES)}"
        )
    return MOVEMENTS[exercise]


def phases(track: PoseTrack, exercise: str) -> tuple[Phase, ...]:
    """Follow an exercise through a recording.

    Parameters
    ----------
    track : PoseTrack
    exercise : str
        One of `MOVEMENTS`.

    Returns
    -------
    tuple of Phase
        One for both sides together, or one for each; empty where nobody is seen.

    Raises
    ------
    ConfigError
        If the exercise has no repetitions.
    """
    movement = movement_of(exercise)
    if movement.on_floor:
        track = _while_on_floor(track)
    if not track.seen.any() or len(track) < 2:
        return ()
    left, right = (_measured(track, movement, side) for side in SIDES)
    if not movement.by_side:
        join = _averaged if movement.stepping else _joined
        return (_fused("both", track.times_s, *join(left, right)),)
    return _fused("left", track.times_s, *left), _fused("right", track.times_s, *right)


def _while_on_floor(track: PoseTrack) -> PoseTrack:
    """The part on the floor; the whole where that is hardly any, for the camera may be askew."""
    near = np.searchsorted(track.times_s, track.times_s + np.array([[-STEADY_S], [STEADY_S]]) / 2)
    sums = np.concatenate([[0], np.cumsum(on_floor(track))])
    kept = 2 * (sums[near[1]] - sums[near[0]]) > near[1] - near[0]
    if not kept.sum() > LEAST_ON_FLOOR * len(track):
        return track
    hidden = np.where(kept[:, None], track.visibility, np.float32(0))
    points = np.where(kept[:, None, None], track.points, np.float32(np.nan))
    return replace(track, points=points, visibility=hidden)


def _measured(track: PoseTrack, movement: Movement, side: str) -> _Seen:
    """Values of a side's measures, how visible each is, and the angle that is told."""
    long = torso_length(track)
    values, visible = [], []
    for measure in movement.measures:
        if measure.kind == "deep" and track.world is None:
            continue
        way, seen = followed(track, measure, side, long)
        values.append(way)
        visible.append(seen)
    return (
        np.stack(values, axis=1),
        np.stack(visible, axis=1),
        _angle(track, movement.joint, side),
    )


def followed(
    track: PoseTrack, measure: Measure, side: str, long: Numbers
) -> tuple[Numbers, Numbers]:
    """Follow a measure of a side through a recording.

    Parameters
    ----------
    track : PoseTrack
    measure : Measure
        In space only where the track has landmarks there.
    side : {"left", "right"}
    long : ndarray of float64, shape (n,)
        Length of the torso.

    Returns
    -------
    values : ndarray of float64, shape (n,)
        0 at the start position and 1 at the turning point of a usual repetition.
    visible : ndarray of float64, shape (n,)
    """
    values = (_raw(track, measure, side, long) - measure.start) / (measure.turn - measure.start)
    visible = track.visibility[:, _landmarks(measure, side)].min(axis=1)
    return values, np.asarray(visible, np.float64)


def _raw(track: PoseTrack, measure: Measure, side: str, long: Numbers) -> Numbers:
    if measure.kind == "flat":
        return joint_angle(track.points, measure.of[0], side)
    if measure.kind == "deep":
        assert track.world is not None
        return joint_angle(track.world, measure.of[0], side, dims=3)
    below, above = (
        np.asarray(track.points[:, _place(name, side), :2], np.float64) for name in measure.of
    )
    if measure.kind == "high":
        return np.asarray((below[:, 1] - above[:, 1]) / long)
    return np.asarray(np.linalg.norm(below - above, axis=1) / long)


def _landmarks(measure: Measure, side: str) -> list[int]:
    names = JOINTS[measure.of[0]] if measure.kind in ("flat", "deep") else measure.of
    return [_place(name, side) for name in names]


def _place(name: str, side: str) -> int:
    return INDEX[name] if name in INDEX else INDEX[f"{side}_{name}"]


def _angle(track: PoseTrack, joint: str, side: str) -> Numbers:
    flat = joint_angle(track.points, joint, side)
    if track.world is None:
        return flat
    return np.asarray((flat + joint_angle(track.world, joint, side, dims=3)) / 2)


def _joined(left: _Seen, right: _Seen) -> _Seen:
    values, visible = (np.concatenate([left[i], right[i]], axis=1) for i in (0, 1))
    shares = [np.nanmean(side[1]) ** 2 + 1e-6 for side in (left, right)]
    angle = (left[2] * shares[0] + right[2] * shares[1]) / sum(shares)
    return values, visible, np.asarray(angle)


def _averaged(left: _Seen, right: _Seen) -> _Seen:
    """Both sides alike: now one is in front, and now the other."""
    values = np.stack([np.where(side[1] < HIDDEN, np.nan, side[0]) for side in (left, right)])
    known = np.isfinite(values)
    sums = np.where(known, values, 0.0).sum(axis=0)
    mean = np.where(known.any(axis=0), sums / np.maximum(known.sum(axis=0), 1), np.nan)
    visible = np.maximum((left[1] + right[1]) / 2, HIDDEN * known.any(axis=0))
    return mean, visible, _joined(left, right)[2]


def _fused(
    side: Side, times_s: Numbers, values: Numbers, visible: Numbers, angle: Numbers
) -> Phase:
    even_s = np.arange(times_s[0], times_s[-1] + 1e-9, 1 / RATE_HZ)
    hidden = np.where(visible < HIDDEN, np.nan, values)
    rows = at_even_times(times_s, np.column_stack([hidden, angle]), even_s)
    joined, quality = fused(even_s, rows[:, :-1], visible.mean(axis=0))
    return Phase(side, even_s, joined, rows[:, -1], quality)
