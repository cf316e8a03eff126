"""Going about: walking, marching on the spot, turning round, stepping aside."""

from __future__ import annotations

import numpy as np

from medley.data.demo.kinematics.body import SIDES, Body
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.phase import min_jerk
from medley.data.demo.kinematics.posture import Posture
from medley.data.demo.kinematics.rotation import Array, about_z
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand

_ON_THE_GROUND = 0.6
"""Share of a foot's cycle in which it carries."""


def walk_in(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Walk up to the spot from anywhere."""
    return _walk(body, times_s - lasts_s, rng)


def walk_off(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Walk away from the spot."""
    return _walk(body, times_s, rng)


def _walk(body: Body, times_s: Array, rng: np.random.Generator) -> Posture:
    """Walk so that the spot is reached at 0 s."""
    cadence, length = rng.uniform(1.5, 2.1), rng.uniform(0.3, 0.42) * body.height
    steps = cadence * times_s
    cycle = 0.5 * (steps[:, None] + [0.0, 1.0])
    whole = np.floor(cycle)
    share = cycle - whole
    swing = np.clip((share - _ON_THE_GROUND) / (1 - _ON_THE_GROUND), 0.0, 1.0)
    feet = np.zeros((len(times_s), 2, 3))
    feet[..., 0] = length * (2 * (whole + min_jerk(swing)) + [0.6, -0.4])
    feet[..., 1] = SIDES * 0.05 * body.height
    feet[..., 2] = 0.05 * body.height * np.sin(np.pi * swing)
    arm = 20 * np.sin(np.pi * steps)[:, None] * SIDES
    stance = Stance(
        feet=feet,
        knees=both(7.0),
        hips=np.stack([length * steps, 0.01 * np.sin(np.pi * steps)], axis=1),
        lean=np.full(1, rng.uniform(0, 6)),
        heels=38 * min_jerk((share - 0.32) / 0.3) * (1 - min_jerk(swing)),
        toe_out=both(7.0),
        arms=Arms(6 - arm, both(15.0), elbow=both(rng.uniform(10, 35))),
    )
    return stand(body, stance, len(times_s)).placed(np.zeros(3), rng.uniform(-100, 100))


def march(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Lift the knees one after the other, or jog on the spot."""
    high = rng.uniform(0.1, 0.24) * body.height
    return _march(body, times_s, rng.uniform(0.7, 1.5), high, rng.uniform(10, 40))


def turn_round(body: Body, times_s: Array, lasts_s: float, rng: np.random.Generator) -> Posture:
    """Turn once round, or away and back, with small steps."""
    full = rng.random() < 0.5
    way = min_jerk(times_s / lasts_s)
    heading = 360 * way if full else rng.uniform(60, 180) * np.sin(np.pi * way)
    turn = about_z(heading * rng.choice([-1.0, 1.0]))
    on_the_spot = _march(body, times_s, 0.9, 0.04 * body.height, 6.0)
    root = np.einsum("nij,nj->ni", turn, on_the_spot.root)
    return Posture(root, turn[:, None] @ on_the_spot.turns)


def _march(body: Body, times_s: Array, pace: float, high: float, arm_deg: float) -> Posture:
    lift = np.maximum(np.sin(2 * np.pi * pace * times_s[:, None] + [0.0, np.pi]), 0.0)
    feet = np.repeat(side_by_side(0.11 * body.height), len(times_s), axis=0)
    feet[..., 2] = high * lift
    stance = Stance(
        feet=feet,
        knees=both(6.0),
        hips=np.array([[0.02, 0.0]]),
        lean=np.full(1, 2.0),
        heels=20 * lift,
        toe_out=both(6.0),
        arms=Arms(8 - arm_deg * (lift - lift[:, ::-1]), both(20.0), elbow=both(2 * arm_deg)),
    )
    return stand(body, stance, len(times_s))


def step_aside(body: Body, times_s: Array, _lasts_s: float, rng: np.random.Generator) -> Posture:
    """Step to one side and back, again and again."""
    pace, far = rng.uniform(0.25, 0.5), rng.uniform(0.15, 0.3) * body.height
    beat = (pace * times_s) % 1.0
    over = min_jerk(4 * beat) - min_jerk(4 * beat - 2)
    after = min_jerk(4 * beat - 1) - min_jerk(4 * beat - 3)
    feet = np.repeat(side_by_side(0.1 * body.height), len(times_s), axis=0)
    moved = np.stack([over, after], axis=1)
    feet[..., 1] += far * moved
    feet[..., 2] = 0.16 * body.height * moved * (1 - moved)
    stance = Stance(
        feet=feet,
        knees=both(8.0),
        hips=np.stack([np.full(len(times_s), 0.02), far * moved.mean(axis=1)], axis=1),
        toe_out=both(8.0),
        arms=Arms(both(10.0), both(50.0), elbow=both(rng.uniform(10, 80))),
    )
    return stand(body, stance, len(times_s))
