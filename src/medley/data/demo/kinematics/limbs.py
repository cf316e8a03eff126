"""Arms by their joint angles or from planted hands, legs from planted feet."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from medley.data.demo.kinematics.body import (
    FEET,
    FOREARMS,
    HANDS,
    SHANKS,
    SIDES,
    THIGHS,
    UPPER_ARMS,
    Body,
)
from medley.data.demo.kinematics.rotation import (
    Array,
    about_x,
    about_y,
    about_z,
    hanging,
    reach,
)


def _still() -> Array:
    return np.zeros((1, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """Angles of both arms in degrees, each of shape (n, 2) or (1, 2): left and right.

    Attributes
    ----------
    elevation : ndarray
        Of the upper arm: 0 hangs, 90 is level, 180 is overhead.
    plane : ndarray
        Where the upper arm is raised to: 0 forward, 90 to its own side.
    rotation : ndarray
        Of the upper arm about itself, outwards; turns where the elbow bends to.
    elbow : ndarray
        Bend: 0 is straight.
    roll : ndarray
        Of the forearm: 0 is the palm to the thigh, 90 the palm forward.
    wrist : ndarray
        Bend towards the palm.
    """

    elevation: Array = field(default_factory=_still)
    plane: Array = field(default_factory=_still)
    rotation: Array = field(default_factory=_still)
    elbow: Array = field(default_factory=_still)
    roll: Array = field(default_factory=_still)
    wrist: Array = field(default_factory=_still)


def set_arms(turns: Array, arms: Arms, reference: Array) -> None:
    """Write the turns of the arms.

    Parameters
    ----------
    turns : ndarray, shape (n, 15, 3, 3)
        Changed in place.
    arms : Arms
    reference : ndarray, shape (n or 1, 3, 3)
        What the elevation is measured against: the room, or the chest.
    """
    plane, outwards = SIDES * arms.plane, SIDES * arms.rotation
    upper = (
        reference[:, None]
        @ about_z(plane)
        @ about_y(-np.asarray(arms.elevation))
        @ about_z(outwards - plane)
    )
    fore = upper @ about_y(-np.asarray(arms.elbow)) @ about_z(SIDES * arms.roll)
    turns[:, UPPER_ARMS] = upper
    turns[:, FOREARMS] = fore
    turns[:, HANDS] = fore @ about_x(-SIDES * arms.wrist)


def plant_hands(
    turns: Array, body: Body, shoulders: Array, wrists: Array, elbows_to: Array, hands: Array
) -> None:
    """Write the turns of the arms so that they reach from the shoulders to the wrists.

    Parameters
    ----------
    turns : ndarray, shape (n, 15, 3, 3)
        Changed in place.
    body : Body
    shoulders, wrists, elbows_to : ndarray, shape (n or 1, 2, 3)
        Metres; ``elbows_to`` is where the elbows point.
    hands : ndarray, shape (n or 1, 2, 3, 3)
        Turns of the hands.
    """
    elbows = reach(shoulders, wrists, body.upper_arm, body.forearm, elbows_to)
    turns[:, UPPER_ARMS] = hanging(elbows - shoulders, -elbows_to)
    turns[:, FOREARMS] = hanging(wrists - elbows, -elbows_to)
    turns[:, HANDS] = hands


def plant_feet(
    turns: Array, body: Body, hips: Array, ankles: Array, knees_to: Array, feet: Array
) -> None:
    """Write the turns of the legs so that they reach from the hips to the ankles.

    Parameters
    ----------
    turns : ndarray, shape (n, 15, 3, 3)
        Changed in place.
    body : Body
    hips, ankles, knees_to : ndarray, shape (n or 1, 2, 3)
        Metres; ``knees_to`` is where the knees point.
    feet : ndarray, shape (n or 1, 2, 3, 3)
        Turns of the feet.
    """
    knees = reach(hips, ankles, body.thigh, body.shank, knees_to)
    turns[:, THIGHS] = hanging(knees - hips, knees_to)
    turns[:, SHANKS] = hanging(ankles - knees, knees_to)
    turns[:, FEET] = feet


def span(first: float, second: float, bend_deg: Array) -> Array:
    """Distance between the ends of two segments that are bent by so much at their joint."""
    cos = np.cos(np.radians(bend_deg))
    return np.asarray(np.sqrt(first**2 + second**2 + 2 * first * second * cos))
