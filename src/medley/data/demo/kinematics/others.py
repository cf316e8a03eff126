"""Movements that are none of the exercises: rest, and what people do between sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from medley.data.demo.kinematics.body import SIDES, Body
from medley.data.demo.kinematics.floor import Supine, lie_supine
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.phase import min_jerk
from medley.data.demo.kinematics.posture import Posture
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand
from medley.data.demo.kinematics.walking import march, step_aside, turn_round, walk_in, walk_off

Movement = Callable[[Body, Array, float, np.random.Generator], Posture]
"""From a body, moments from 0 on, the duration and chance to the body's posture."""


def rest(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Stand and shift the weight a little."""
    phase = rng.uniform(0, 6.28, 3)
    stance = Stance(
        feet=side_by_side(rng.uniform(0.08, 0.2) * body.height),
        knees=both(5.0),
        lean=rng.uniform(-1, 4) + np.sin(0.7 * times_s + phase[1]),
        sway=1.5 * np.sin(0.9 * times_s + phase[0]),
        twist=6 * np.sin(0.4 * times_s + phase[2]),
        head=np.full(1, rng.uniform(-5, 25)),
        toe_out=both(10.0),
        arms=_rest_arms(rng),
    )
    return stand(body, stance, len(times_s))


def _rest_arms(rng: np.random.Generator) -> Arms:
    """Hanging, on the hips, crossed, or at a telephone."""
    kind = int(rng.integers(4))
    if kind == 0:
        return Arms(both(rng.uniform(2, 8)), both(60.0), elbow=both(12.0))
    if kind == 1:
        return Arms(both(38.0), both(115.0), both(-40.0), both(88.0))
    if kind == 2:
        return Arms(both(30.0), both(15.0), both(-60.0), both(100.0))
    return Arms(both(18.0), both(10.0), both(-25.0), both(rng.uniform(80, 110)))


def wave(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Wave to somebody with one hand."""
    up = _there_and_back(times_s, lasts_s, 0.7)
    hand = rng.permutation([1.0, 0.0])
    beat = np.sin(2 * np.pi * rng.uniform(1.0, 2.2) * times_s)
    arms = Arms(
        elevation=6 + (up * rng.uniform(60, 130))[:, None] * hand,
        plane=both(75.0),
        rotation=(75 * up)[:, None] * hand,
        elbow=8 + (up * (70 + 25 * beat))[:, None] * hand,
    )
    return _standing(body, arms, len(times_s))


def drink(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Lift a bottle to the mouth and lower it."""
    up = _there_and_back(times_s, lasts_s, 0.9)
    hand = rng.permutation([1.0, 0.0])
    arms = Arms(
        elevation=6 + (up * rng.uniform(45, 70))[:, None] * hand,
        plane=both(35.0),
        rotation=-15 * up[:, None] * hand,
        elbow=8 + 125 * up[:, None] * hand,
    )
    return _standing(body, arms, len(times_s), head=-22 * up)


def stretch(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Stretch the arms overhead and bend to the sides."""
    up = _there_and_back(times_s, lasts_s, 1.0)
    bend = rng.uniform(8, 30) * np.sin(2 * np.pi * rng.uniform(0.15, 0.35) * times_s)
    arms = Arms((8 + 155 * up)[:, None] + both(0.0), both(60.0), elbow=both(15.0))
    return _standing(body, arms, len(times_s), sway=up * bend, lean=-5 * up)


def twist(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Turn the trunk from side to side with the arms held before it."""
    up = _there_and_back(times_s, lasts_s, 0.8)
    beat = np.sin(2 * np.pi * rng.uniform(0.3, 0.8) * times_s)
    swung = (rng.uniform(25, 45) * up * beat)[:, None] * SIDES
    arms = Arms((8 + 70 * up)[:, None] - swung, both(25.0), both(-30.0), both(60.0))
    return _standing(body, arms, len(times_s), twist=rng.uniform(30, 55) * up * beat)


def circle_arms(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Swing the arms round, together or against each other."""
    round_ = 360 * rng.uniform(0.3, 0.9) * times_s[:, None] * rng.choice([-1.0, 1.0])
    against = np.array([0.0, rng.choice([0.0, 180.0])])
    arms = Arms(round_ + against, both(rng.uniform(0, 25)), elbow=both(12.0))
    return _standing(body, arms, len(times_s))


def dance(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Move to music: hips, trunk and arms, each in its own time."""
    beat = 2 * np.pi * rng.uniform(0.8, 1.3) * times_s
    pace = rng.choice([0.5, 1.0, 1.0, 2.0], 8)
    phase, size = rng.uniform(0, 6.28, (8, 2)), rng.uniform(0.2, 1.0, 8)
    wave_ = np.sin(beat[:, None, None] * pace[:, None] / 2 + phase) * size[:, None]
    feet = side_by_side(rng.uniform(0.15, 0.3) * body.height)
    stance = Stance(
        feet=feet,
        knees=14 + 11 * wave_[:, 0],
        hips=np.stack([np.zeros(len(beat)), 0.06 * wave_[:, 1, 0]], axis=1),
        lean=4 + 8 * wave_[:, 2, 0],
        sway=9 * wave_[:, 3, 0],
        twist=20 * wave_[:, 4, 0],
        head=12 * wave_[:, 5, 1],
        toe_out=both(12.0),
        arms=Arms(
            rng.uniform(30, 100) + 45 * wave_[:, 5],
            50 + 40 * wave_[:, 6],
            elbow=60 + 50 * wave_[:, 7],
        ),
    )
    return stand(body, stance, len(times_s))


def tie_shoe(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Go down on one knee over a shoe, and up again."""
    down = _there_and_back(times_s, lasts_s, 1.1)
    front = rng.permutation([1.0, 0.0])
    feet = np.repeat(side_by_side(0.12 * body.height), len(times_s), axis=0)
    stride = rng.uniform(0.1, 0.25) * body.height
    feet[..., 0] += stride * (2 * front - 1) * min_jerk(3 * down)[:, None]
    fumble = 4 * np.sin(9 * times_s) * down
    stance = Stance(
        feet=feet,
        knees=np.where(front > 0, 5 + 110 * down[:, None], np.nan),
        hips=np.stack([0.02 + 0 * down, 0 * down], axis=1),
        lean=2 + 52 * down,
        rounding=18 * down,
        head=55 * down,
        heels=55 * down[:, None] * (1 - front),
        arms=Arms(6 + (14 * down + fumble)[:, None] + both(0.0), both(0.0), elbow=both(15.0)),
    )
    return stand(body, stance, len(times_s))


def pick_up(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Bend once for something on the floor and come up with it."""
    down = _there_and_back(times_s, lasts_s, min(1.4, 0.45 * lasts_s))
    hand = np.array([1.0, 1.0]) if rng.random() < 0.5 else rng.permutation([1.0, 0.2])
    feet = side_by_side(rng.uniform(0.12, 0.24) * body.height)
    feet = feet + np.array([[[0.08, 0, 0], [-0.08, 0, 0]]]) * rng.uniform(-1, 1)
    stance = Stance(
        feet=feet,
        knees=(5 + rng.uniform(25, 90) * down)[:, None] + both(0.0),
        lean=2 + rng.uniform(55, 78) * down,
        rounding=rng.uniform(0, 25) * down,
        twist=rng.uniform(-18, 18) * down,
        head=45 * down,
        toe_out=both(10.0),
        arms=Arms(5 + 10 * down[:, None] * hand, both(25.0), elbow=both(8.0)),
    )
    return stand(body, stance, len(times_s))


def lie(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back and breathe."""
    supine = Supine(
        trunk=3 + 0.8 * np.sin(1.6 * times_s),
        head=np.full(1, rng.uniform(0, 12)),
        knees=rng.uniform(20, 110),
        arms=Arms(both(rng.uniform(5, 30)), both(80.0), elbow=both(rng.uniform(5, 60))),
    )
    return lie_supine(body, supine, len(times_s))


def _standing(body: Body, arms: Arms, n: int, **angles: Array) -> Posture:
    stance = Stance(
        feet=side_by_side(0.14 * body.height),
        knees=both(4.0),
        toe_out=both(10.0),
        arms=arms,
        **angles,
    )
    return stand(body, stance, n)


def _there_and_back(times_s: Array, lasts_s: float, ramp_s: float) -> Array:
    """0 at both ends and 1 between them."""
    ramp = min(ramp_s, lasts_s / 2)
    return min_jerk(times_s / ramp) * min_jerk((lasts_s - times_s) / ramp)


MOVEMENTS: Mapping[str, Movement] = {
    "rest": rest,
    "wave": wave,
    "drink": drink,
    "stretch": stretch,
    "twist": twist,
    "circle-arms": circle_arms,
    "dance": dance,
    "march": march,
    "turn-round": turn_round,
    "step-aside": step_aside,
    "tie-shoe": tie_shoe,
    "pick-up": pick_up,
    "lie": lie,
    "walk-in": walk_in,
    "walk-off": walk_off,
}
"""The movements by name; none of them is to be counted."""
ON_THE_FLOOR: frozenset[str] = frozenset({"lie"})
"""Movements that are done lying."""
