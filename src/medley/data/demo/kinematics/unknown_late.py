"""Unknown exercises written after most of what recognises: only steps up, lying on the belly and
stretched elbows were looked at, and only once all had been asked about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from medley.data.demo.kinematics.body import (
    CHEST,
    FEET,
    HEAD,
    PELVIS,
    SHANKS,
    SIDES,
    THIGHS,
    Body,
)
from medley.data.demo.kinematics.floor import Supine, lie_supine
from medley.data.demo.kinematics.limbs import Arms, plant_feet, set_arms
from medley.data.demo.kinematics.others import Movement
from medley.data.demo.kinematics.posture import Posture, hips, landmarks, neutral
from medley.data.demo.kinematics.rotation import Array, about_y, about_z
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand
from medley.data.demo.kinematics.unknown import again_and_again

_ON_THE_BACK = 90.0
"""Degrees by which limbs of one who lies on the back are turned from hanging."""


def triceps_kickback(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Bend forward, the upper arms along the trunk, and stretch the elbows backward."""
    bent, lean = again_and_again(times_s, rng)[:, None], rng.uniform(45, 70)
    arms = Arms(both(-0.9 * lean), both(10.0), elbow=5 + rng.uniform(75, 100) * bent + both(0.0))
    return _upright(body, arms, len(times_s), lean=np.full(1, lean), knees=both(22.0))


def y_raise(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Raise straight arms between ahead and aside, to above the head."""
    up = again_and_again(times_s, rng)[:, None]
    arms = Arms(8 + rng.uniform(110, 140) * up + both(0.0), both(45.0), elbow=both(8.0))
    return _upright(body, arms, len(times_s))


def toe_touch(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Bow on straight legs and touch a foot with the other side's hand, in turn."""
    down = again_and_again(times_s, rng)
    turns = 1 - 2 * (np.cumsum(np.diff(down, prepend=0.0) > 0) % 2)
    side = np.where((turns[:, None] * SIDES) > 0, 1.0, -0.6)
    arms = Arms(8 + 35 * down[:, None] * side, both(25.0), elbow=both(8.0))
    feet = side_by_side(rng.uniform(0.25, 0.4) * body.height)
    return _upright(
        body, arms, len(times_s), feet=feet, lean=3 + rng.uniform(60, 80) * down,
        twist=28 * down * turns,
    )  # fmt: skip


def battle_rope(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Stand low and beat with one arm after the other."""
    beat = np.sin(2 * np.pi * rng.uniform(1.2, 2.4) * times_s)[:, None] * SIDES
    arms = Arms(45 + 24 * beat, both(8.0), elbow=45 + 15 * beat)
    knees = both(rng.uniform(25, 50))
    return _upright(body, arms, len(times_s), lean=np.full(1, 22.0), knees=knees)


def jump_rope(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Hop on both feet, the hands turning a rope."""
    pace = rng.uniform(1.5, 2.2)
    up = np.maximum(np.sin(2 * np.pi * pace * times_s), 0.0)
    feet = np.repeat(side_by_side(0.1 * body.height), len(times_s), axis=0)
    feet[..., 2] = rng.uniform(0.02, 0.06) * body.height * up[:, None]
    turned = 12 * np.sin(2 * np.pi * pace * times_s + 1.0)[:, None]
    arms = Arms(both(18.0), both(70.0), 15 + turned + both(0.0), both(65.0))
    knees = (22 - 12 * up)[:, None] + both(0.0)
    return _upright(body, arms, len(times_s), feet=feet, knees=knees, heels=both(15.0))


def knee_raise(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Pull one knee after the other up to the belly, the hands on the hips."""
    beat = np.sin(2 * np.pi * rng.uniform(0.25, 0.6) * times_s)
    lift = np.maximum(np.stack([beat, -beat], axis=1), 0.0)
    feet = np.repeat(side_by_side(0.12 * body.height), len(times_s), axis=0)
    feet[..., 0] += 0.08 * body.height * lift
    feet[..., 2] = rng.uniform(0.22, 0.3) * body.height * lift
    arms = Arms(both(38.0), both(115.0), both(-40.0), both(88.0))
    return _upright(body, arms, len(times_s), feet=feet, hips=np.array([[0.02, 0.0]]))


def step_up(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Step onto a bench with one foot, let the other follow, and step back."""
    up, high = again_and_again(times_s, rng, rng.uniform(2.0, 3.5)), rng.uniform(0.1, 0.2)
    first = rng.permutation([1.0, 0.0])
    share = np.where(first > 0, 1.0, np.clip(up, 0, 1)[:, None])
    feet = np.repeat(side_by_side(0.14 * body.height), len(times_s), axis=0)
    feet[..., 0] += 0.22 * body.height * share
    feet[..., 2] = high * body.height * share
    ahead = np.stack([0.02 + 0.22 * body.height * up, 0 * up], axis=1)
    arms = Arms(both(6.0), both(50.0), elbow=both(15.0))
    knees = np.where(first > 0, np.nan, both(6.0))
    return _upright(
        body, arms, len(times_s), feet=feet, hips=ahead, knees=knees, lean=12 * (1 - up)
    )


def bird_dog(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """On hands and knees, stretch an arm forward and the other side's leg backward, in turn."""
    beat = np.sin(2 * np.pi * rng.uniform(0.15, 0.35) * times_s)
    out = np.maximum(np.stack([beat, -beat], axis=1), 0.0)
    n, turns = len(times_s), neutral(len(times_s))
    arm = body.upper_arm + body.forearm
    rise = np.degrees(np.arcsin(np.clip((arm - body.thigh) / body.torso, -0.5, 0.5)))
    turns[:, PELVIS] = turns[:, CHEST] = turns[:, HEAD] = about_y(np.array(90 - rise))
    turns[:, THIGHS] = about_y(rng.uniform(78, 92) * out[:, ::-1])
    turns[:, SHANKS] = turns[:, FEET] = about_y(90 - 5 * out[:, ::-1])
    set_arms(turns, Arms(rng.uniform(75, 100) * out, both(3.0), elbow=both(5.0)), np.eye(3)[None])
    return Posture(np.tile([0.0, 0.0, body.thigh + 0.05], (n, 1)), turns)


def superman(_body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the belly, the arms stretched ahead, and lift chest and legs."""
    up = again_and_again(times_s, rng)
    n, turns = len(times_s), neutral(len(times_s))
    turns[:, PELVIS] = about_y(90 - 4 * up)
    turns[:, CHEST] = turns[:, HEAD] = about_y(88 - rng.uniform(15, 28) * up)
    turns[:, THIGHS] = turns[:, SHANKS] = about_y(90 + rng.uniform(8, 16) * up)[:, None]
    turns[:, FEET] = about_y(np.array(160.0))
    set_arms(turns, Arms(both(168.0), both(15.0), elbow=both(8.0)), turns[:, CHEST])
    return Posture(np.tile([0.0, 0.0, 0.1], (n, 1)), turns)


def bicycle_crunch(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back, the chest up, and pull the knees to the other side's elbow in turn."""
    beat = np.sin(2 * np.pi * rng.uniform(0.35, 0.8) * times_s)
    pull = np.maximum(np.stack([beat, -beat], axis=1), 0.0)
    held = lie_supine(body, Supine(
        trunk=np.full(len(times_s), rng.uniform(8, 20)),
        curl=np.full(1, 25.0), head=np.full(1, 15.0),
        arms=Arms(both(140.0), both(75.0), elbow=both(130.0)),
    ), len(times_s))  # fmt: skip
    held.turns[:, CHEST] = held.turns[:, CHEST] @ about_z(rng.uniform(15, 30) * beat)
    held.turns[:, THIGHS] = about_y(-_ON_THE_BACK - 15 - rng.uniform(65, 95) * pull)
    held.turns[:, SHANKS] = held.turns[:, FEET] = about_y(-_ON_THE_BACK - 12 + 10 * pull)
    return held


def dead_bug(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back, limbs up, and lower an arm and the other side's leg in turn."""
    beat = np.sin(2 * np.pi * rng.uniform(0.2, 0.45) * times_s)
    out = np.maximum(np.stack([beat, -beat], axis=1), 0.0)
    supine = Supine(
        np.full(len(times_s), 3.0), arms=Arms(90 + 75 * out, both(5.0), elbow=both(6.0))
    )
    held = lie_supine(body, supine, len(times_s))
    held.turns[:, THIGHS] = about_y(-2 * _ON_THE_BACK + 75 * out[:, ::-1])
    held.turns[:, SHANKS] = held.turns[:, FEET] = about_y(-_ON_THE_BACK - 8 * out[:, ::-1])
    return held


def rowing(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Sit, slide to the feet and away from them, and pull when the legs are straight."""
    near = again_and_again(times_s, rng, rng.uniform(1.8, 3.2))
    away = 1 - near
    arms = Arms(
        (80 - 70 * away)[:, None] + both(0.0), both(10.0), elbow=5 + 95 * away[:, None] + both(0.0)
    )
    supine = Supine(trunk=68 + 35 * away, knees=15.0, feet_apart=0.2, arms=arms)
    flat = lie_supine(body, supine, len(times_s))
    # Far from the feet the trunk leans back.
    root = flat.root + np.stack([0.45 * body.leg * near, 0 * near, 0.1 + 0 * near], axis=1)
    ankles = landmarks(body, flat)[:, 27:29]
    upward = np.tile(np.array([[[0.2, 0.0, 1.0]]]), (1, 2, 1))
    turns = flat.turns
    turns[:, [PELVIS, CHEST, HEAD]] = about_y(22 * near - 18 * away)[:, None]
    set_arms(turns, arms, turns[:, CHEST])
    feet = turns[:, FEET].copy()
    plant_feet(turns, body, hips(body, Posture(root, turns)), ankles, upward, feet)
    return Posture(root, turns)


def _upright(body: Body, arms: Arms, n: int, **given: Array) -> Posture:
    angles = {"feet": side_by_side(0.17 * body.height), "knees": both(6.0), **given}
    return stand(body, Stance(toe_out=both(10.0), arms=arms, **angles), n)


UNKNOWN_LATE: Mapping[str, Movement] = {
    "triceps-kickback": triceps_kickback,
    "y-raise": y_raise,
    "toe-touch": toe_touch,
    "battle-rope": battle_rope,
    "jump-rope": jump_rope,
    "knee-raise": knee_raise,
    "step-up": step_up,
    "bird-dog": bird_dog,
    "superman": superman,
    "bicycle-crunch": bicycle_crunch,
    "dead-bug": dead_bug,
    "rowing": rowing,
}
"""By name; all are done for as long as they are asked to last."""
UNKNOWN_LATE_ON_THE_FLOOR: frozenset[str] = frozenset(
    {"bird-dog", "superman", "bicycle-crunch", "dead-bug", "rowing"}
)
