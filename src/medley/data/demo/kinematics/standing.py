"""A body on its feet: the hips find their place from the feet, the knees and the balance."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from medley.data.demo.kinematics.body import CHEST, HEAD, PELVIS, SIDES, Body
from medley.data.demo.kinematics.limbs import Arms, plant_feet, set_arms, span
from medley.data.demo.kinematics.posture import Posture, neutral
from medley.data.demo.kinematics.rotation import Array, about_x, about_y, about_z

# Winter's shares of the mass: head, arms and trunk together; both thighs; both shanks.
_UPPER, _THIGHS, _SHANKS = 0.68, 0.20, 0.12
_CENTRE = 0.62
"""Centre of head, arms and trunk, in torso lengths above the hips."""


def _zeros() -> Array:
    return np.zeros(1)


def _zeros_each() -> Array:
    return np.zeros((1, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Stance:
    """A standing body's angles (degrees) and places (metres), of n moments or of one.

    Attributes
    ----------
    feet : ndarray, shape (n or 1, 2, 3)
        Left and right foot: forward, left, and how far it is lifted.
    knees : ndarray, shape (n or 1, 2)
        Bend of each knee that carries; NaN where the knee gives way to the other one.
    hips : ndarray, shape (n or 1, 2), or None
        Where the hips are, forward and left; found from the balance where None.
    lean : ndarray, shape (n or 1,)
        Of the trunk, forward.
    rounding : ndarray, shape (n or 1,)
        How much further the chest leans than the pelvis.
    sway : ndarray, shape (n or 1,)
        Of the trunk, to the right.
    twist : ndarray, shape (n or 1,)
        Of the chest, to the left.
    head : ndarray, shape (n or 1,)
        Of the head, forward; 0 looks ahead.
    toe_out, heels, knees_in : ndarray, shape (n or 1, 2)
        Of the feet outwards; of the heels off the floor; of the knees inwards against
        the feet.
    arms : Arms
        Against the room.
    """

    feet: Array
    knees: Array = field(default_factory=_zeros_each)
    hips: Array | None = None
    lean: Array = field(default_factory=_zeros)
    rounding: Array = field(default_factory=_zeros)
    sway: Array = field(default_factory=_zeros)
    twist: Array = field(default_factory=_zeros)
    head: Array = field(default_factory=_zeros)
    toe_out: Array = field(default_factory=_zeros_each)
    heels: Array = field(default_factory=_zeros_each)
    knees_in: Array = field(default_factory=_zeros_each)
    arms: Arms = field(default_factory=Arms)


def both(angle: float) -> Array:
    """The same for left and right at every moment, shape (1, 2)."""
    return np.full((1, 2), angle)


def side_by_side(width: float) -> Array:
    """Feet beside each other, ``width`` metres apart, shape (1, 2, 3)."""
    return np.array([[[0.0, width / 2, 0.0], [0.0, -width / 2, 0.0]]])


def stand(body: Body, stance: Stance, n: int) -> Posture:
    """Solve the chain from the feet.

    Parameters
    ----------
    body : Body
    stance : Stance
    n : int
        How many moments.

    Returns
    -------
    Posture
        Feet stay where the stance puts them as long as the legs reach that far.
    """
    turns = neutral(n)
    upright = about_x(-stance.sway)
    turns[:, PELVIS] = upright @ about_y(stance.lean)
    turns[:, CHEST] = upright @ about_z(stance.twist) @ about_y(stance.lean + stance.rounding)
    turns[:, HEAD] = about_z(stance.twist) @ about_y(stance.head)
    outwards = SIDES * stance.toe_out
    feet = about_z(outwards) @ about_y(stance.heels)
    ankles = _ankles(body, stance, feet)
    root = _root(body, stance, turns[:, PELVIS], np.broadcast_to(ankles, (n, 2, 3)))
    hips = root[:, None] + _hip_offsets(body, turns[:, PELVIS])
    knees_to = about_z(outwards - SIDES * stance.knees_in)[..., 0]
    plant_feet(turns, body, hips, ankles, knees_to, feet)
    set_arms(turns, stance.arms, np.eye(3)[None])
    return Posture(root, turns)


def _hip_offsets(body: Body, pelvis: Array) -> Array:
    return np.asarray(SIDES[:, None] * (0.5 * body.hip_width * pelvis[:, None, :, 1]))


def _ankles(body: Body, stance: Stance, feet: Array) -> Array:
    """Ankles over feet that stand on their tips as far as the heels are up."""
    tip = body.sole[1]
    level = about_z(SIDES * stance.toe_out)
    planted = stance.feet + level @ tip + [0.0, 0.0, body.ankle_height]
    return np.asarray(planted - feet @ tip)


def _root(body: Body, stance: Stance, pelvis: Array, ankles: Array) -> Array:
    offsets = _hip_offsets(body, pelvis)
    gives_way = np.isnan(stance.knees)
    reaches = np.where(
        gives_way, 0.9995 * body.leg, span(body.thigh, body.shank, np.nan_to_num(stance.knees))
    )
    root = np.empty((len(pelvis), 3))
    if stance.hips is not None:
        root[:, :2] = stance.hips
        root[:, 2] = _height(root[:, :2], offsets, ankles, reaches)
        return root
    middle = stance.feet[:, :, :2].mean(axis=1)
    over = middle[:, 0] + body.sole[:, 0].mean()
    ahead = _CENTRE * body.torso * np.sin(np.radians(stance.lean + 0.5 * stance.rounding))
    root[:, :2] = middle
    # The knees move with the hips, so the place in balance is found by going there twice.
    for _ in range(3):
        root[:, 2] = _height(root[:, :2], offsets, ankles, reaches)
        knee = _knee_ahead(body, root, ankles.mean(axis=1))
        root[:, 0] = (
            over
            - _UPPER * ahead
            - 0.5 * (_THIGHS + _SHANKS) * knee
            - 0.5 * _SHANKS * ankles[:, :, 0].mean(axis=1)
        ) / (_UPPER + 0.5 * _THIGHS)
    root[:, 2] = _height(root[:, :2], offsets, ankles, reaches)
    return root


def _height(spots: Array, offsets: Array, ankles: Array, reaches: Array) -> Array:
    """How high the hips are so that no leg is longer than it reaches."""
    aside = spots[:, None] + offsets[:, :, :2] - ankles[:, :, :2]
    rise = np.sqrt(np.maximum(reaches**2 - (aside**2).sum(axis=-1), 1e-4))
    return np.asarray((ankles[:, :, 2] + rise - offsets[:, :, 2]).min(axis=1))


def _knee_ahead(body: Body, root: Array, ankle: Array) -> Array:
    """How far forward the knee is, seen from the side."""
    gap = root - ankle
    distance = np.hypot(gap[:, 0], gap[:, 2])
    bulge = np.sqrt(np.maximum((0.5 * body.leg) ** 2 - (0.5 * distance) ** 2, 0.0))
    return np.asarray(ankle[:, 0] + 0.5 * gap[:, 0] + bulge * gap[:, 2] / distance)
