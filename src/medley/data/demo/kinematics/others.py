"""Movements that are none of the exercises: rest, and what people do between sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from medley.data.demo.kinematics.body import Body
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.phase import min_jerk
from medley.data.demo.kinematics.posture import Posture
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.standing import Stance, side_by_side, stand

Movement = Callable[[Body, Array, float, np.random.Generator], Posture]
"""From a body, moments from 0 on, the duration and chance to the body's posture."""


def _both(angle: float) -> Array:
    return np.full((1, 2), angle)


def rest(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Stand and shift the weight a little."""
    phase = rng.uniform(0, 6.28, 3)
    sway = 1.5 * np.sin(0.9 * times_s + phase[0])
    stance = Stance(
        feet=side_by_side(rng.uniform(0.08, 0.2) * body.height),
        knees=_both(5.0),
        lean=rng.uniform(-1, 4) + np.sin(0.7 * times_s + phase[1]),
        sway=sway,
        twist=6 * np.sin(0.4 * times_s + phase[2]),
        head=np.full(1, rng.uniform(-5, 25)),
        toe_out=_both(10.0),
        arms=Arms(elevation=_both(rng.uniform(2, 8)), plane=_both(60.0), elbow=_both(12.0)),
    )
    return stand(body, stance, len(times_s))


def wave(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Wave to somebody with one hand."""
    up = _there_and_back(times_s, lasts_s, 0.7)
    side = int(rng.integers(2))
    elevation, elbow, rotation = np.full((3, len(times_s), 2), 6.0)
    elevation[:, side] += up * rng.uniform(60, 130)
    elbow[:, side] += up * (70 + 25 * np.sin(2 * np.pi * rng.uniform(1.0, 2.2) * times_s))
    rotation[:, side] += up * 75
    arms = Arms(elevation, _both(75.0), rotation, elbow)
    stance = Stance(feet=side_by_side(0.14 * body.height), knees=_both(4.0), arms=arms)
    return stand(body, stance, len(times_s))


def drink(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Lift a bottle to the mouth and lower it."""
    up = _there_and_back(times_s, lasts_s, 0.9)
    side = int(rng.integers(2))
    elevation, elbow, rotation = np.full((3, len(times_s), 2), 6.0)
    elevation[:, side] += up * rng.uniform(45, 70)
    elbow[:, side] += up * 125
    rotation[:, side] -= up * 15
    arms = Arms(elevation, _both(35.0), rotation, elbow)
    stance = Stance(
        feet=side_by_side(0.14 * body.height), knees=_both(4.0), head=-22 * up, arms=arms
    )
    return stand(body, stance, len(times_s))


def _there_and_back(times_s: Array, lasts_s: float, ramp_s: float) -> Array:
    """0 at both ends and 1 between them."""
    ramp = min(ramp_s, lasts_s / 2)
    return min_jerk(times_s / ramp) * min_jerk((lasts_s - times_s) / ramp)


MOVEMENTS: Mapping[str, Movement] = {"rest": rest, "wave": wave, "drink": drink}
"""The movements by name; none of them is to be counted."""
