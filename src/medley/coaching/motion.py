"""The range of motion over time: the angle that a report's degrees are of, to be plotted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.coaching.movements import MOVEMENTS, movement_of
from medley.coaching.phase import phases
from medley.coaching.repetition import Side
from medley.data.poses import EXERCISES, HELD, PoseTrack
from medley.features.pose.angles import SIDES, joint_angle
from medley.features.pose.gaps import at_even_times
from medley.features.pose.one_euro import one_euro

HOLD_JOINT = "hip"
"""What a hold keeps straight."""
_RATE_HZ = 10.0
_RANGE_DEG = 100.0
"""The filter is made for values whose full range is about 1."""
_FAINT = 0.5
"""A side whose quality is less than this share of the other's is a guess."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A joint's angle through a recording.

    Attributes
    ----------
    joint : str
        Such as ``"knee"``.
    side : {"left", "right", "both"}
    times_s : ndarray of float64, shape (m,)
        Evenly spaced.
    angle_deg : ndarray of float64, shape (m,)
        Smoothed; NaN where it is not seen.
    """

    joint: str
    side: Side
    times_s: Numbers
    angle_deg: Numbers


def motion_of(track: PoseTrack, exercise: str) -> tuple[Motion, ...]:
    """Follow the joint that an exercise moves.

    Parameters
    ----------
    track : PoseTrack
    exercise : str

    Returns
    -------
    tuple of Motion
        One for both sides together, or one for each that is seen; empty where nobody is
        seen or the exercise is none.
    """
    if exercise not in EXERCISES or len(track) < 2 or not track.seen.any():
        return ()
    if exercise in HELD:
        return (_held(track),)
    assert exercise in MOVEMENTS
    found = phases(track, exercise)
    best = max((phase.quality for phase in found), default=0.0)
    joint = movement_of(exercise).joint
    return tuple(
        Motion(joint, phase.side, phase.times_s, _smooth(phase.times_s, phase.angle_deg))
        for phase in found
        if phase.quality >= _FAINT * best
    )


def _held(track: PoseTrack) -> Motion:
    even_s = np.arange(track.times_s[0], track.times_s[-1] + 1e-9, 1 / _RATE_HZ)
    angles = np.stack([joint_angle(track.points, HOLD_JOINT, side) for side in SIDES], axis=1)
    with np.errstate(invalid="ignore"):
        rows = at_even_times(track.times_s, angles.mean(axis=1, keepdims=True), even_s)
    return Motion(HOLD_JOINT, "both", even_s, _smooth(even_s, rows[:, 0]))


def _smooth(times_s: Numbers, angle: Numbers) -> Numbers:
    smooth = one_euro(times_s, angle[:, None] / _RANGE_DEG)[:, 0] * _RANGE_DEG
    smooth[~np.isfinite(angle)] = np.nan
    return np.asarray(smooth)
