"""What can be measured of a posture: one number a frame, of one side or of the whole body.

Angles are in degrees and lengths in torsos. What is measured in the picture is true
where the limb lies in its plane; the views in which a condition is judged see to that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, SIDES, angle_at, joint_angle
from medley.features.pose.body import midpoint, torso_length

Numbers = NDArray[np.float64]

_TRUNK = ("shoulder", "hip")


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """Landmarks made ready to be measured.

    Attributes
    ----------
    flat : ndarray of float64, shape (n, 33, 2)
        In the picture, in torso lengths.
    space : ndarray of float64, shape (n, 33, 3)
        The world's landmarks, or the picture's with their depth.
    ahead : ndarray of float64, shape (n,)
        1 where the body looks to the right of the picture, -1 to the left.
    """

    flat: Numbers
    space: Numbers
    ahead: Numbers

    @staticmethod
    def of(track: PoseTrack, *, steady: bool = True) -> Posed:
        """Make a track ready.

        Parameters
        ----------
        track : PoseTrack
        steady : bool
            Whether the body looks the same way throughout; False for single pictures.
        """
        torso = torso_length(track)[:, None, None] if steady else _each_torso(track)
        flat = np.asarray(track.points[:, :, :2], np.float64) / torso
        space = np.asarray(track.points if track.world is None else track.world, np.float64)
        gaze = _gaze(track, flat)
        if steady and np.isfinite(gaze).any():
            gaze = np.full(len(gaze), np.nanmedian(gaze))
        return Posed(flat, space, np.where(gaze < 0, -1.0, 1.0))

    def at(self, side: str, part: str) -> Numbers:
        """A landmark of one side in the picture, shape (n, 2)."""
        return self.flat[:, INDEX[f"{side}_{part}"]]

    def mid(self, part: str) -> Numbers:
        """Halfway between both sides' landmarks in the picture, shape (n, 2)."""
        return midpoint(self.flat, part)

    def forward(self, to: Numbers, since: Numbers) -> Numbers:
        """How far one point is ahead of another in the direction of the gaze, shape (n,)."""
        return np.asarray((to - since)[:, 0] * self.ahead)

    def take(self, rows: slice) -> Posed:
        """Keep some frames."""
        return Posed(self.flat[rows], self.space[rows], self.ahead[rows])


Measured = Callable[[Posed, str], Numbers]
"""From landmarks and a side, ``"left"`` or ``"right"``, to a value in each frame."""


def _each_torso(track: PoseTrack) -> Numbers:
    trunk = midpoint(track.points, "shoulder") - midpoint(track.points, "hip")
    return np.asarray(np.linalg.norm(trunk[:, :2], axis=1)[:, None, None])


def _gaze(track: PoseTrack, flat: Numbers) -> Numbers:
    """To the right where positive: by nose, toes, and which side is nearer to the camera."""
    ears, shoulders = midpoint(flat, "ear")[:, 0], midpoint(flat, "shoulder")[:, 0]
    nose = flat[:, INDEX["nose"], 0]
    feet = midpoint(flat, "foot_index")[:, 0] - midpoint(flat, "heel")[:, 0]
    space = np.asarray(track.points if track.world is None else track.world, np.float64)
    across = [space[:, INDEX[f"left_{p}"]] - space[:, INDEX[f"right_{p}"]] for p in _TRUNK]
    with np.errstate(invalid="ignore", divide="ignore"):
        nearer = sum(each[:, 2] / np.linalg.norm(each, axis=1) for each in across)
    return np.asarray((nose - ears) + feet + 0.5 * (nose - shoulders) + nearer)


def _angle(joint: str, dims: int = 2) -> Measured:
    def measured(posed: Posed, side: str) -> Numbers:
        points = posed.flat if dims == 2 else posed.space
        return joint_angle(points, joint, side, dims=dims)

    return measured


def _mean_angle(joint: str) -> Measured:
    """Of the picture and of space: the one is foreshortened, the other is dampened."""

    def measured(posed: Posed, side: str) -> Numbers:
        return (_angle(joint)(posed, side) + _angle(joint, 3)(posed, side)) / 2

    return measured


def _above(upper: str, lower: str) -> Measured:
    def measured(posed: Posed, side: str) -> Numbers:
        return np.asarray((posed.at(side, lower) - posed.at(side, upper))[:, 1])

    return measured


def _lean(posed: Posed, _side: str) -> Numbers:
    """Of the trunk from upright in the picture, positive to the front."""
    trunk = posed.mid("shoulder") - posed.mid("hip")
    return np.asarray(np.degrees(np.arctan2(trunk[:, 0] * posed.ahead, -trunk[:, 1])))


def _lean_any(posed: Posed, _side: str) -> Numbers:
    """Of the trunk from upright in space, to whatever side."""
    trunk = midpoint(posed.space, "shoulder") - midpoint(posed.space, "hip")
    return angle_at(trunk, np.zeros(3), np.array([0.0, -1.0, 0.0]))


def _neck(posed: Posed, _side: str) -> Numbers:
    """Of the head to the trunk: 180 in line with it, less where it is bent either way."""
    return angle_at(posed.mid("hip"), posed.mid("shoulder"), posed.mid("ear"))


def _nod(posed: Posed, _side: str) -> Numbers:
    """Of the line from ear to nose to the trunk: more the further the chin is up."""
    trunk = posed.mid("shoulder") - posed.mid("hip")
    face = posed.flat[:, INDEX["nose"]] - posed.mid("ear")
    return angle_at(face, np.zeros(2), -trunk)


def _hips(far: str) -> Measured:
    """How much the hips are off the line from the shoulder: positive above, in degrees."""

    def measured(posed: Posed, side: str) -> Numbers:
        a, b, c = (posed.at(side, part) for part in ("shoulder", "hip", far))
        along = c - a
        off = along[:, 0] * (b - a)[:, 1] - along[:, 1] * (b - a)[:, 0]
        above = -np.sign(off * along[:, 0])
        return np.asarray((180 - angle_at(a, b, c)) * above)

    return measured


def _knees_in(posed: Posed, _side: str) -> Numbers:
    """How much closer the knees are than the ankles, seen from the front."""
    knees = posed.at("left", "knee") - posed.at("right", "knee")
    feet = posed.at("left", "ankle") - posed.at("right", "ankle")
    return np.asarray(np.abs(feet[:, 0]) - np.abs(knees[:, 0]))


def _hands_ahead(posed: Posed, side: str) -> Numbers:
    """How far the hand is on the head's side of the shoulder, along the floor."""
    headward = np.sign((posed.mid("shoulder") - posed.mid("hip"))[:, 0])
    return np.asarray((posed.at(side, "wrist") - posed.at(side, "shoulder"))[:, 0] * headward)


def _knee_over_toe(posed: Posed, side: str) -> Numbers:
    """How far the knee is ahead of the toes, in the direction in which the foot points."""
    foot = posed.at(side, "foot_index") - posed.at(side, "heel")
    ahead = posed.at(side, "knee") - posed.at(side, "foot_index")
    return np.asarray(ahead[:, 0] * np.sign(foot[:, 0]))


def _floor(posed: Posed) -> Numbers:
    feet = [posed.at(side, part)[:, 1] for side in SIDES for part in ("ankle", "foot_index")]
    return np.asarray(np.max(feet, axis=0))


def _knee_height(posed: Posed, side: str) -> Numbers:
    return np.asarray(_floor(posed) - posed.at(side, "knee")[:, 1])


def _shin(posed: Posed, side: str) -> Numbers:
    """Of the shin from upright, positive where the knee goes ahead towards the toes."""
    foot = posed.at(side, "foot_index") - posed.at(side, "heel")
    shin = posed.at(side, "knee") - posed.at(side, "ankle")
    return np.asarray(np.degrees(np.arctan2(shin[:, 0] * np.sign(foot[:, 0]), -shin[:, 1])))


def _heel(posed: Posed, side: str) -> Numbers:
    """How far the heel is above the toes."""
    return np.asarray((posed.at(side, "foot_index") - posed.at(side, "heel"))[:, 1])


def _trunk_length(posed: Posed, side: str) -> Numbers:
    """Of shoulder and hip: a rounded back brings them closer."""
    return np.asarray(np.linalg.norm(posed.at(side, "shoulder") - posed.at(side, "hip"), axis=1))


def _arm_out(posed: Posed, side: str) -> Numbers:
    """Of the upper arm from straight down in the picture: 90 is level."""
    arm = posed.at(side, "elbow") - posed.at(side, "shoulder")
    return angle_at(arm, np.zeros(2), np.array([0.0, 1.0]))


def _feet_apart(posed: Posed, _side: str) -> Numbers:
    return np.asarray(np.abs((posed.at("left", "ankle") - posed.at("right", "ankle"))[:, 0]))


def _wrist(posed: Posed, side: str) -> Numbers:
    """How far the hand is bent from the forearm."""
    return 180 - angle_at(posed.at(side, "elbow"), posed.at(side, "wrist"), posed.at(side, "index"))


MEASURES: dict[str, Measured] = {
    "elbow": _mean_angle("elbow"),
    "elbow-in-picture": _angle("elbow"),
    "shoulder": _angle("shoulder"),
    "shoulder-in-space": _angle("shoulder", 3),
    "hip": _mean_angle("hip"),
    "knee": _mean_angle("knee"),
    "knee-in-picture": _angle("knee"),
    "hip-above-knee": _above("hip", "knee"),
    "wrist-above-shoulder": _above("wrist", "shoulder"),
    "shoulder-above-wrist": _above("shoulder", "wrist"),
    "elbow-above-shoulder": _above("elbow", "shoulder"),
    "lean": _lean,
    "lean-any": _lean_any,
    "neck": _neck,
    "nod": _nod,
    "hips-to-ankle": _hips("ankle"),
    "hips-to-knee": _hips("knee"),
    "knees-in": _knees_in,
    "hands-ahead": _hands_ahead,
    "knee-over-toe": _knee_over_toe,
    "shin": _shin,
    "knee-height": _knee_height,
    "heel": _heel,
    "trunk-length": _trunk_length,
    "arm-out": _arm_out,
    "feet-apart": _feet_apart,
    "wrist": _wrist,
}
"""Quantities by name, as rules name them."""
