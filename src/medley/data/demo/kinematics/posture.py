"""What a made body does at each moment, and where its landmarks are then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from medley.data.demo.kinematics.body import (
    CHEST,
    FEET,
    FOREARMS,
    HANDS,
    HEAD,
    PELVIS,
    SEGMENTS,
    SHANKS,
    SIDES,
    THIGHS,
    UPPER_ARMS,
    Body,
)
from medley.data.demo.kinematics.rotation import Array, about_z

_WAIST = 0.45
"""Share of the trunk that moves with the pelvis; the rest moves with the chest."""
_MIRRORED = [0, 1, 2, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13]


@dataclass(frozen=True, slots=True, eq=False)
class Posture:
    """A body's place and the turn of each segment, moment by moment.

    Attributes
    ----------
    root : ndarray, shape (n, 3)
        Middle of the hips in metres: forward, left, up from a spot on the floor.
    turns : ndarray, shape (n, 15, 3, 3)
        In the order of `medley.data.demo.kinematics.body.SEGMENTS`.
    """

    root: Array
    turns: Array

    def __len__(self) -> int:
        return len(self.root)

    def __getitem__(self, rows: slice) -> Posture:
        return Posture(self.root[rows], self.turns[rows])

    def placed(self, spot: Array, heading_deg: float) -> Posture:
        """The same elsewhere on the floor, and turned to the left by ``heading_deg``."""
        turn = about_z(heading_deg)
        return Posture(self.root @ turn.T + spot, turn @ self.turns)

    def mirrored(self) -> Posture:
        """Left for right."""
        flip = np.array([1.0, -1.0, 1.0])
        turns = self.turns[:, _MIRRORED] * flip[:, None] * flip
        return Posture(self.root * flip, turns)


def join(postures: Sequence[Posture]) -> Posture:
    """One after the other."""
    return Posture(
        np.concatenate([posture.root for posture in postures]),
        np.concatenate([posture.turns for posture in postures]),
    )


def between(first: Posture, second: Posture, share: Array) -> Posture:
    """Go over from one posture to another; bones keep their lengths on the way.

    Parameters
    ----------
    first, second : Posture
        Of one moment each.
    share : ndarray, shape (n,)
        0 for the first, 1 for the second.
    """
    root = first.root + share[:, None] * (second.root - first.root)
    turn = Rotation.from_matrix(first.turns[0].swapaxes(-1, -2) @ second.turns[0]).as_rotvec()
    steps = Rotation.from_rotvec((share[:, None, None] * turn).reshape(-1, 3)).as_matrix()
    return Posture(root, first.turns @ steps.reshape(-1, *first.turns.shape[1:]))


def neutral(n: int) -> Array:
    """Turns of a body at attention, shape (n, 15, 3, 3)."""
    return np.tile(np.eye(3), (n, len(SEGMENTS), 1, 1))


def shoulder_middle(body: Body, posture: Posture) -> Array:
    """Where the neck begins, shape (n, 3)."""
    waist = posture.root + _WAIST * body.torso * posture.turns[:, PELVIS, :, 2]
    return np.asarray(waist + (1 - _WAIST) * body.torso * posture.turns[:, CHEST, :, 2])


def shoulders(body: Body, posture: Posture) -> Array:
    """Left and right shoulder, shape (n, 2, 3)."""
    aside = 0.5 * body.shoulder_width * posture.turns[:, CHEST, :, 1]
    return np.asarray(shoulder_middle(body, posture)[:, None] + SIDES[:, None] * aside[:, None])


def hips(body: Body, posture: Posture) -> Array:
    """Left and right hip, shape (n, 2, 3)."""
    aside = 0.5 * body.hip_width * posture.turns[:, PELVIS, :, 1]
    return np.asarray(posture.root[:, None] + SIDES[:, None] * aside[:, None])


def landmarks(body: Body, posture: Posture) -> Array:
    """BlazePose's 33 landmarks.

    Parameters
    ----------
    body : Body
    posture : Posture
        Of n moments.

    Returns
    -------
    ndarray, shape (n, 33, 3)
        Metres: forward, left and up from the spot on the floor.
    """
    turns = posture.turns
    points = np.empty((len(posture), 33, 3))
    neck = shoulder_middle(body, posture)
    points[:, :11] = neck[:, None] + body.face @ turns[:, HEAD].transpose(0, 2, 1)
    points[:, 11:13] = shoulders(body, posture)
    points[:, 13:15] = points[:, 11:13] - body.upper_arm * turns[:, UPPER_ARMS, :, 2]
    points[:, 15:17] = points[:, 13:15] - body.forearm * turns[:, FOREARMS, :, 2]
    fingers = body.fingers @ turns[:, HANDS].swapaxes(-1, -2)
    points[:, 17:23] = _each_side(points[:, 15:17, None] + fingers)
    points[:, 23:25] = hips(body, posture)
    points[:, 25:27] = points[:, 23:25] - body.thigh * turns[:, THIGHS, :, 2]
    points[:, 27:29] = points[:, 25:27] - body.shank * turns[:, SHANKS, :, 2]
    sole = body.sole @ turns[:, FEET].swapaxes(-1, -2)
    points[:, 29:33] = _each_side(points[:, 27:29, None] + sole)
    return points


def _each_side(points: Array) -> Array:
    """Points side by side, (n, 2, k, 3), in BlazePose's order: k times left and right."""
    return points.swapaxes(1, 2).reshape(len(points), 2 * points.shape[2], 3)
