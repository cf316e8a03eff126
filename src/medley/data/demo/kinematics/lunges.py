"""Lunges: on the spot with the feet apart, with a step forward or back, or walking on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from medley.data.demo.kinematics.body import SIDES, Body
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.phase import Drive, Stroke, min_jerk
from medley.data.demo.kinematics.posture import Posture
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.standing import Stance, stand

SPLIT, FORWARD, BACKWARD, WALKING = range(4)
_STEP = 0.5
"""Share of the way at which the foot that steps has landed."""
_SHORTEST = 0.4
"""Share of the stride that is left of the step into a repetition that goes no way."""
_LIFT = 0.09
_REAR_HEEL_DEG = 58.0


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Places of the feet and hips in metres, and bends in degrees; row by row."""

    feet: Array
    hips: Array
    heels: Array
    knees: Array


def lunge(body: Body, drive: Drive) -> Posture:
    """Lunge; faults: front-knee, rear-knee, trunk, knee-over-toe."""
    style = drive.style
    way = drive.way.max(axis=1, keepdims=True)
    split = int(style["kind"]) == SPLIT
    steps = _split(body, drive) if split else _stepping(body, drive)
    forward = 0.5 * body.foot * style["hips_ahead"] + 0.085 * body.height * drive.fault(
        "knee-over-toe"
    )
    steps.hips[:, :1] += way * forward
    lean = style["rest_lean"] + way * (style["lean"] + 34 * drive.fault("trunk"))
    stance = Stance(
        feet=steps.feet,
        knees=steps.knees,
        hips=steps.hips,
        lean=lean[:, 0] + drive.swaying(0),
        head=0.2 * lean[:, 0],
        heels=steps.heels,
        toe_out=np.full((1, 2), 4.0),
        arms=_arms(style["arms"]),
    )
    return stand(body, stance, len(way))


def _arms(kind: float) -> Arms:
    """Hanging, on the hips, or before the chest."""
    if int(kind) == 0:
        return Arms(
            elevation=np.full((1, 2), 6.0), plane=np.full((1, 2), 70.0), elbow=np.full((1, 2), 10.0)
        )
    if int(kind) == 1:
        return Arms(
            elevation=np.full((1, 2), 38.0),
            plane=np.full((1, 2), 115.0),
            rotation=np.full((1, 2), -40.0),
            elbow=np.full((1, 2), 88.0),
        )
    return Arms(
        elevation=np.full((1, 2), 30.0),
        plane=np.full((1, 2), 15.0),
        rotation=np.full((1, 2), -35.0),
        elbow=np.full((1, 2), 120.0),
    )


def _stride(body: Body, drive: Drive) -> Array:
    longer = 0.12 * drive.fault("rear-knee")[:, 0]
    return np.asarray((drive.style["stride"] + longer) * body.height)


def _together(body: Body, drive: Drive) -> _Steps:
    n = len(drive.times_s)
    feet = np.zeros((n, 2, 3))
    feet[:, :, 1] = SIDES * 0.5 * drive.style["width"] * body.height
    hips = np.zeros((n, 2))
    hips[:, 1] = 0.008 * drive.swaying(1)
    hips[:, 0] = 0.02 * body.height
    return _Steps(feet, hips, np.zeros((n, 2)), np.full((n, 2), drive.style["rest_knees"]))


def _split(body: Body, drive: Drive) -> _Steps:
    """One foot stays in front; the feet change places between repetitions."""
    steps = _together(body, drive)
    strokes = drive.strokes
    knots = [moment for stroke in strokes for moment in (stroke.onset_s, stroke.over_s)]
    fronts = [1.0 if stroke.side == "left" else -1.0 for stroke in strokes for _ in (0, 1)]
    front = np.interp(drive.times_s, knots, fronts) if strokes else np.ones(len(steps.feet))
    # The foot in front goes back beside the other one before that one goes forward.
    turn = np.stack([front, -front], axis=1)
    ahead = 2 * min_jerk(turn) - 1
    # The stride of a standing foot may not change while it stands.
    steps.feet[:, :, 0] = 0.5 * _stride(body, drive).max() * ahead
    steps.feet[:, :, 2] = _LIFT * (1 - ahead**2)
    steps.hips[:, 0] += steps.feet[:, :, 0].mean(axis=1)
    steps.heels[:] = _REAR_HEEL_DEG * np.clip(-ahead, 0, 1) * np.clip(ahead[:, ::-1], 0, 1)
    depth = drive.style["depth"] * drive.way
    steps.knees[:] = np.where(ahead > 0, steps.knees + depth, np.nan)
    return steps


def _stepping(body: Body, drive: Drive) -> _Steps:
    """From standing with a step into each repetition, and a step out of it."""
    steps = _together(body, drive)
    stride = _stride(body, drive)
    spot = 0.0
    for stroke in drive.strokes:
        side: Literal[0, 1] = 0 if stroke.side == "left" else 1
        rows, back = drive.going_back(stroke)
        # Who goes half the way steps less far; the whole step in so short a time would be a leap.
        short = _SHORTEST + (1 - _SHORTEST) * min(stroke.extent, 1.0)
        far = short * float(np.interp(stroke.bottom_s, drive.times_s, stride))
        _step(drive, stroke, steps, side, rows, back, far)
        if int(drive.style["kind"]) == WALKING:
            spot += far
            steps.feet[rows.stop :, :, 0] += far
            steps.hips[rows.stop :, 0] += far
    return steps


def _step(
    drive: Drive,
    stroke: Stroke,
    steps: _Steps,
    side: Literal[0, 1],
    rows: slice[int, int, None],
    back: NDArray[np.bool_],
    far: float,
) -> None:
    other = 1 - side
    kind = int(drive.style["kind"])
    way = stroke.way(drive.times_s[rows])
    out = min_jerk(way / (_STEP * stroke.extent))
    lift = _LIFT * np.sin(np.pi * out)
    if kind == BACKWARD:
        steps.feet[rows, other, 0] -= far * out
        steps.feet[rows, other, 2] += lift
        steps.hips[rows, 0] -= 0.5 * far * out
    else:
        walks_on = back & (kind == WALKING)
        steps.feet[rows, side, 0] += np.where(walks_on, far, far * out)
        steps.feet[rows, other, 0] += np.where(walks_on, far * (1 - out), 0.0)
        steps.feet[rows, side, 2] += np.where(walks_on, 0.0, lift)
        steps.feet[rows, other, 2] += np.where(walks_on, lift, 0.0)
        steps.hips[rows, 0] += np.where(walks_on, far * (1 - 0.5 * out), 0.5 * far * out)
    steps.heels[rows, other] = _REAR_HEEL_DEG * out
    bend = min_jerk((way / stroke.extent - 0.2) / 0.8) * stroke.extent
    steps.knees[rows, side] += drive.style["depth"] * bend
    steps.knees[rows, other] = np.where(out > 0.02, np.nan, steps.knees[rows, other])
