"""What each exercise moves: several measures of the body, brought to one phase.

A phase is 0 at the start position and about 1 at the turning point of a usual
repetition. No single measure is seen well from everywhere, so each exercise names
several; those that are visible, quiet and agree with one another weigh most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.coaching.fusion import fused
from medley.coaching.movements import Measure, Movement, movement_of
from medley.coaching.repetition import Side
from medley.data.poses import PoseTrack
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
UNSEEN_S = 1.0
"""Nobody does a repetition while unseen for so long."""

Numbers = NDArray[np.float64]
_Seen: TypeAlias = tuple[Numbers, Numbers, Numbers]


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
