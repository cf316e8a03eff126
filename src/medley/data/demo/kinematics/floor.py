"""A body on the floor: face down on hands or forearms and toes, or on its back."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from medley.data.demo.kinematics.body import (
    CHEST,
    FEET,
    FOREARMS,
    HANDS,
    HEAD,
    PELVIS,
    SHANKS,
    SIDES,
    THIGHS,
    UPPER_ARMS,
    Body,
)
from medley.data.demo.kinematics.limbs import Arms, plant_feet, plant_hands, set_arms, span
from medley.data.demo.kinematics.posture import Posture, hips, neutral, shoulders
from medley.data.demo.kinematics.rotation import Array, about_y, hanging

_WRIST_HEIGHT, _ELBOW_HEIGHT = 0.05, 0.045
_ON_TOES_DEG = 68.0
_SEAT_HEIGHT = 0.095
# Columns are where the thumb, the back of the hand and the wrist of a flat hand point.
_FLAT = np.array(
    [[[0, 0, -1], [-1, 0, 0], [0, 1, 0]], [[0, 0, -1], [1, 0, 0], [0, -1, 0]]], np.float64
)


def _zeros() -> Array:
    return np.zeros(1)


@dataclass(frozen=True, slots=True, eq=False)
class Prone:
    """Face down, on the toes and on the hands or forearms.

    Attributes
    ----------
    elbows : ndarray, shape (n,)
        Bend in degrees; not used on the forearms.
    hips : ndarray, shape (n or 1,)
        Degrees by which the hips are bent: above 0 they are high, below 0 they sag.
    head : ndarray, shape (n or 1,)
        Degrees against the trunk: above 0 it hangs, below 0 it looks up.
    flare : ndarray, shape (n or 1,)
        Degrees between the elbows and the trunk.
    ahead : float
        Metres from below the shoulders to the hands, forward, with the arms straight.
    aside : float
        Metres from below each shoulder to its hand, outwards.
    feet_apart : float
        Metres.
    forearms : bool
    """

    elbows: Array
    hips: Array = field(default_factory=_zeros)
    head: Array = field(default_factory=_zeros)
    flare: Array = field(default_factory=lambda: np.full(1, 40.0))
    ahead: float = 0.0
    aside: float = 0.05
    feet_apart: float = 0.1
    forearms: bool = False


def lie_prone(body: Body, prone: Prone, n: int) -> Posture:
    """Solve the chain from the toes and the hands, which stay where they are.

    Parameters
    ----------
    body : Body
    prone : Prone
    n : int
        How many moments.

    Returns
    -------
    Posture
        With the toes at the spot and the head forward of it.
    """
    foot = about_y(_ON_TOES_DEG)
    pivot = -foot @ body.sole[1]
    # Legs that are spread reach a little less far.
    leg = np.sqrt(body.leg**2 - ((prone.feet_apart - body.hip_width) / 2) ** 2)
    line = span(leg, body.torso, prone.hips)
    grip = _ELBOW_HEIGHT if prone.forearms else _WRIST_HEIGHT
    reaches = _reaches(body, prone)
    straight = body.upper_arm if prone.forearms else 0.999 * (body.upper_arm + body.forearm)
    whole = leg + body.torso
    top = np.sqrt(straight**2 - prone.aside**2 - prone.ahead**2) + grip - pivot[2]
    hand = np.sqrt(whole**2 - top**2) + prone.ahead
    away = np.hypot(hand, grip - pivot[2])
    cos = (line**2 + away**2 - reaches**2) / (2 * line * away)
    rise = np.arccos(np.clip(cos, -1, 1)) + np.arctan2(grip - pivot[2], hand)
    bend = np.radians(prone.hips)
    legs = rise + np.arcsin(body.torso * np.sin(bend) / line)
    trunk = np.degrees(np.broadcast_to(legs - bend, n))
    legs = np.broadcast_to(legs, n)
    turns = neutral(n)
    turns[:, PELVIS] = turns[:, CHEST] = about_y(90 - trunk)
    turns[:, HEAD] = about_y(90 - trunk + prone.head)
    root = np.zeros((n, 3))
    root[:, 0] = pivot[0] + leg * np.cos(legs)
    root[:, 2] = pivot[2] + leg * np.sin(legs)
    posture = Posture(root, turns)
    _prone_legs(body, posture, pivot, prone.feet_apart, foot)
    _prone_arms(body, posture, prone, np.array([pivot[0] + hand, grip]))
    return posture


def _reaches(body: Body, prone: Prone) -> Array:
    """From the shoulder to the hand or elbow, seen from the side."""
    if prone.forearms:
        return np.full(1, np.sqrt(body.upper_arm**2 - prone.aside**2))
    reaches = span(body.upper_arm, body.forearm, prone.elbows)
    return np.sqrt(np.maximum(reaches**2 - prone.aside**2, 1e-4))


def _prone_legs(body: Body, posture: Posture, pivot: Array, apart: float, foot: Array) -> None:
    starts = hips(body, posture)
    ankles = np.tile(pivot, (1, 2, 1))
    ankles[..., 1] = SIDES * apart / 2
    turn = hanging(ankles - starts, posture.turns[:, None, PELVIS, :, 0])
    posture.turns[:, THIGHS] = posture.turns[:, SHANKS] = turn
    posture.turns[:, FEET] = foot


def _prone_arms(body: Body, posture: Posture, prone: Prone, contact: Array) -> None:
    starts = shoulders(body, posture)
    grips = np.empty((1, 2, 3))
    grips[..., 0], grips[..., 2] = contact
    grips[..., 1] = SIDES * (body.shoulder_width / 2 + prone.aside)
    flare = np.radians(prone.flare)[:, None]
    elbows_to = np.stack(
        [-np.cos(flare) + 0 * SIDES, np.sin(flare) * SIDES, 0.15 + 0 * flare * SIDES], axis=-1
    )
    if not prone.forearms:
        plant_hands(posture.turns, body, starts, grips, elbows_to, _FLAT[None])
        return
    forward = np.array([1.0, 0.0, 0.0])
    posture.turns[:, UPPER_ARMS] = hanging(grips - starts, np.broadcast_to(forward, (1, 2, 3)))
    posture.turns[:, FOREARMS] = posture.turns[:, HANDS] = _FLAT


@dataclass(frozen=True, slots=True, eq=False)
class Supine:
    """On the back or sitting, the knees bent and the feet on the floor.

    Attributes
    ----------
    trunk : ndarray, shape (n,)
        Degrees off the floor: 0 lies, 90 sits upright.
    curl : ndarray, shape (n or 1,)
        Degrees by which the chest is further up than the pelvis.
    head : ndarray, shape (n or 1,)
        Degrees against the chest, forward.
    knees : float
        Bend in degrees.
    feet_apart : float
        Metres.
    arms : Arms
        Against the chest.
    """

    trunk: Array
    curl: Array = field(default_factory=_zeros)
    head: Array = field(default_factory=_zeros)
    knees: float = 100.0
    feet_apart: float = 0.25
    arms: Arms = field(default_factory=Arms)


def lie_supine(body: Body, supine: Supine, n: int) -> Posture:
    """Solve the chain from the seat and the feet, which stay where they are."""
    turns = neutral(n)
    turns[:, PELVIS] = about_y(supine.trunk - 0.5 * supine.curl - 90)
    turns[:, CHEST] = about_y(supine.trunk + 0.5 * supine.curl - 90)
    turns[:, HEAD] = turns[:, CHEST] @ about_y(supine.head)
    root = np.tile([0.0, 0.0, _SEAT_HEIGHT], (n, 1))
    starts = hips(body, Posture(root, turns))
    ankles = np.empty((1, 2, 3))
    ankles[..., 1] = SIDES * supine.feet_apart / 2
    ankles[..., 2] = body.ankle_height
    aside = supine.feet_apart / 2 - body.hip_width / 2
    reaches = span(body.thigh, body.shank, np.array(supine.knees)) ** 2 - aside**2
    ankles[..., 0] = np.sqrt(reaches - (body.ankle_height - _SEAT_HEIGHT) ** 2)
    upward = np.array([[[0.2, 0.0, 1.0]]])
    plant_feet(turns, body, starts, ankles, np.tile(upward, (1, 2, 1)), about_y(0.0))
    set_arms(turns, supine.arms, turns[:, CHEST])
    return Posture(root, turns)
