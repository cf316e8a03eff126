"""Exercises that no coach here knows: what is done again and again, and must not be counted.

Nothing is fitted on them. They show whether what is unknown is told as unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from medley.data.demo.kinematics.body import SHANKS, SIDES, THIGHS, Body
from medley.data.demo.kinematics.floor import Prone, Supine, lie_prone, lie_supine
from medley.data.demo.kinematics.limbs import Arms, plant_feet
from medley.data.demo.kinematics.others import Movement
from medley.data.demo.kinematics.phase import min_jerk
from medley.data.demo.kinematics.posture import Posture, hips, landmarks
from medley.data.demo.kinematics.rotation import Array, about_y
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand

_SLOWEST_S, _QUICKEST_S = 3.5, 1.0


def again_and_again(
    times_s: Array, rng: np.random.Generator, period_s: float | None = None
) -> Array:
    """Go from 0 to 1 and back, each time a little otherwise, shape (n,).

    Parameters
    ----------
    times_s : ndarray, shape (n,)
        From 0 on.
    rng : numpy.random.Generator
    period_s : float, optional
        Drawn unless given.
    """
    drawn = rng.uniform(_QUICKEST_S, _SLOWEST_S) if period_s is None else period_s
    n = int(float(times_s[-1]) / (0.7 * drawn)) + 2
    lasts = drawn * rng.normal(1.0, 0.06, n).clip(0.75, 1.3)
    extents = rng.uniform(0.9, 1.05, n)
    stays = rng.uniform(0.05, 0.35)
    begins = np.concatenate([[0.0], np.cumsum(lasts)[:-1]])
    number = np.clip(np.searchsorted(begins, times_s, side="right") - 1, 0, n - 1)
    share = (times_s - begins[number]) / lasts[number] / (1 - stays / 2)
    return np.asarray(extents[number] * (min_jerk(2 * share) - min_jerk(2 * share - 1)))


def kettlebell_swing(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Swing a weight from between the legs to the height of the shoulders."""
    up = again_and_again(times_s, rng, rng.uniform(1.2, 1.8))
    down = 1 - up
    arms = Arms((rng.uniform(75, 95) * up)[:, None] + both(4.0), both(5.0), elbow=both(8.0))
    return _upright(
        body, arms, len(times_s), lean=3 + rng.uniform(45, 62) * down,
        knees=(6 + rng.uniform(22, 48) * down)[:, None] + both(0.0),
    )  # fmt: skip


def front_raise(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Raise straight arms to the front."""
    up = again_and_again(times_s, rng)
    arms = Arms((rng.uniform(75, 100) * up)[:, None] + both(6.0), both(5.0), elbow=both(10.0))
    return _upright(body, arms, len(times_s))


def upright_row(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Pull a weight up along the body, the elbows first."""
    up = again_and_again(times_s, rng)[:, None]
    arms = Arms(
        8 + rng.uniform(65, 85) * up + both(0.0),
        both(80.0),
        -75 * up + both(0.0),
        10 + rng.uniform(85, 110) * up + both(0.0),
    )
    return _upright(body, arms, len(times_s))


def bent_over_row(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Bend forward, stay so, and pull a weight to the belly."""
    up = again_and_again(times_s, rng)[:, None]
    arms = Arms(5 - 60 * up + both(0.0), both(15.0), elbow=8 + 95 * up + both(0.0))
    return _upright(
        body, arms, len(times_s), lean=np.full(1, rng.uniform(45, 75)), knees=both(25.0)
    )


def calf_raise(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Go up on the toes."""
    up = again_and_again(times_s, rng)[:, None]
    return _upright(
        body, Arms(both(6.0), both(50.0), elbow=both(10.0)), len(times_s),
        heels=rng.uniform(25, 42) * up + both(0.0),
    )  # fmt: skip


def side_bend(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Bend to one side, or to both in turn."""
    over = again_and_again(times_s, rng)
    turns = 1 - 2 * (np.cumsum(np.diff(over, prepend=0.0) > 0) % 2) if rng.random() < 0.3 else 1
    return _upright(
        body, Arms(both(6.0), both(80.0), elbow=both(8.0)), len(times_s),
        sway=rng.uniform(20, 34) * over * turns * rng.choice([-1.0, 1.0]),
    )  # fmt: skip


def good_morning(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Bow with a bar on the back."""
    down = again_and_again(times_s, rng)
    arms = Arms(both(30.0), both(100.0), both(70.0), both(132.0))
    return _upright(body, arms, len(times_s), lean=3 + rng.uniform(55, 80) * down, knees=both(12.0))


def side_leg_raise(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lift a straight leg to the side."""
    up = again_and_again(times_s, rng)
    leg = rng.permutation([1.0, 0.0])
    far = np.radians(rng.uniform(28, 50)) * up[:, None] * leg
    feet = np.repeat(side_by_side(0.12 * body.height), len(times_s), axis=0)
    feet[..., 1] += SIDES * body.leg * np.sin(far)
    feet[..., 2] = body.leg * (1 - np.cos(far))
    arms = Arms(both(35.0), both(100.0), both(-40.0), both(90.0))
    hips = np.array([[0.02, -0.04 * float(SIDES @ leg)]])
    return _upright(body, arms, len(times_s), feet=feet, hips=hips)


def boxing(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Punch with one hand after the other."""
    beat = np.sin(2 * np.pi * rng.uniform(0.6, 1.3) * times_s)
    out = np.maximum(np.stack([beat, -beat], axis=1), 0.0)
    arms = Arms(28 + 60 * out, both(12.0), both(-20.0), 130 - 120 * out)
    return _upright(
        body, arms, len(times_s), twist=22 * -beat, lean=np.full(1, 8.0), knees=both(18.0)
    )


def triceps_extension(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lower a weight behind the head and lift it, the upper arms upright."""
    down = again_and_again(times_s, rng)[:, None]
    arms = Arms(both(165.0), both(10.0), elbow=10 + rng.uniform(85, 115) * down + both(0.0))
    return _upright(body, arms, len(times_s))


def standing_fly(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Open and close level arms before the chest."""
    wide = again_and_again(times_s, rng)[:, None]
    arms = Arms(both(85.0), 5 + 85 * wide + both(0.0), elbow=both(rng.uniform(10, 30)))
    return _upright(body, arms, len(times_s))


def wood_chop(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Swing both arms from above one shoulder down to the other hip."""
    down = again_and_again(times_s, rng)
    side = rng.choice([-1.0, 1.0])
    plane = (side * (40 - 80 * down))[:, None] * SIDES
    arms = Arms((150 - 125 * down)[:, None] + both(0.0), plane, elbow=both(15.0))
    return _upright(
        body, arms, len(times_s), twist=side * (30 - 65 * down), lean=2 + 30 * down,
        knees=(6 + 35 * down)[:, None] + both(0.0),
    )  # fmt: skip


def glute_bridge(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back and lift the hips, the shoulders on the floor."""
    up = again_and_again(times_s, rng)
    lifted = np.radians(rng.uniform(22, 32)) * up
    supine = Supine(
        trunk=np.zeros(len(times_s)),
        knees=rng.uniform(95, 115),
        arms=Arms(both(8.0), both(80.0), elbow=both(5.0)),
    )
    flat = lie_supine(body, supine, len(times_s))
    root = flat.root + body.torso * np.stack(
        [np.cos(lifted) - 1, 0 * lifted, np.sin(lifted)], axis=1
    )
    turns = flat.turns.copy()
    turns[:, :3] = about_y(-90 - np.degrees(lifted))[:, None]
    _bend_to_feet(body, flat, root, turns)
    return Posture(root, turns)


def _bend_to_feet(body: Body, flat: Posture, root: Array, turns: Array) -> None:
    """Let the legs reach from lifted hips to where the feet were."""
    ankles = landmarks(body, flat)[:, 27:29]
    upward = np.tile(np.array([[[0.2, 0.0, 1.0]]]), (1, 2, 1))
    feet = turns[:, 13:15].copy()
    plant_feet(turns, body, hips(body, Posture(root, turns)), ankles, upward, feet)


def leg_raise(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back and lift straight legs."""
    up = again_and_again(times_s, rng)
    supine = Supine(
        trunk=np.full(len(times_s), 3.0),
        arms=Arms(both(8.0), both(80.0), elbow=both(5.0)),
    )
    flat = lie_supine(body, supine, len(times_s))
    legs = about_y(-95 - rng.uniform(55, 80) * up)[:, None]
    flat.turns[:, THIGHS] = flat.turns[:, SHANKS] = flat.turns[:, 13:15] = legs
    return flat


def russian_twist(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Sit leaning back and carry a weight from side to side."""
    over = 2 * again_and_again(times_s, rng) - 1
    plane = (rng.uniform(40, 65) * over)[:, None] * SIDES
    supine = Supine(
        trunk=np.full(len(times_s), rng.uniform(42, 62)),
        curl=np.full(1, 15.0),
        head=np.full(1, 10.0),
        knees=rng.uniform(80, 110),
        arms=Arms(both(45.0), plane, elbow=both(55.0)),
    )
    return lie_supine(body, supine, len(times_s))


def mountain_climber(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Pull the knees to the chest in turn, on straight arms."""
    beat = np.sin(2 * np.pi * rng.uniform(0.5, 1.2) * times_s)
    bend = rng.uniform(60, 95) * np.maximum(np.stack([beat, -beat], axis=1), 0.0)
    prone = Prone(elbows=np.full(len(times_s), 8.0), hips=np.full(1, 6.0))
    held = lie_prone(body, prone, len(times_s))
    held.turns[:, THIGHS] = held.turns[:, THIGHS] @ about_y(-bend)
    held.turns[:, SHANKS] = held.turns[:, SHANKS] @ about_y(0.25 * bend)
    return held


def windmill(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Bend forward, the arms stretched aside, and turn from side to side."""
    over = 2 * again_and_again(times_s, rng) - 1
    arms = Arms(both(80.0), both(88.0), elbow=both(6.0))
    feet = side_by_side(rng.uniform(0.3, 0.42) * body.height)
    return _upright(
        body, arms, len(times_s), feet=feet, lean=np.full(1, rng.uniform(50, 80)),
        twist=rng.uniform(45, 75) * over,
    )  # fmt: skip


def hip_circle(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Move the trunk round in a circle, the hands on the hips."""
    beat = 2 * np.pi * rng.uniform(0.3, 0.6) * times_s
    arms = Arms(both(38.0), both(115.0), both(-40.0), both(88.0))
    return _upright(body, arms, len(times_s), lean=8 + 14 * np.cos(beat), sway=14 * np.sin(beat))


def reverse_fly(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Bend forward, stay so, and open hanging arms to the sides."""
    up = again_and_again(times_s, rng)[:, None]
    arms = Arms(5 + rng.uniform(65, 85) * up + both(0.0), both(90.0), elbow=both(18.0))
    return _upright(
        body, arms, len(times_s), lean=np.full(1, rng.uniform(50, 75)), knees=both(20.0)
    )


def heel_kick(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Pull the heels up behind in turn."""
    beat = np.sin(2 * np.pi * rng.uniform(0.6, 1.2) * times_s)
    lift = np.maximum(np.stack([beat, -beat], axis=1), 0.0)
    feet = np.repeat(side_by_side(0.12 * body.height), len(times_s), axis=0)
    feet[..., 0] -= 0.2 * body.height * lift
    feet[..., 2] = 0.22 * body.height * lift
    arms = Arms(both(35.0), both(100.0), both(-40.0), both(90.0))
    return _upright(
        body, arms, len(times_s), feet=feet, hips=np.array([[0.02, 0.0]]), heels=70 * lift
    )


def bench_press(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back and push a weight up."""
    down = again_and_again(times_s, rng)[:, None]
    arms = Arms(
        90 - 35 * down + both(0.0), 10 + 50 * down + both(0.0), elbow=6 + 90 * down + both(0.0)
    )
    supine = Supine(np.full(len(times_s), 3.0), knees=rng.uniform(85, 115), arms=arms)
    return lie_supine(body, supine, len(times_s))


def flutter_kick(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back and beat with straight legs in turn."""
    beat = np.sin(2 * np.pi * rng.uniform(0.6, 1.4) * times_s)
    arms = Arms(both(8.0), both(80.0), elbow=both(5.0))
    supine = Supine(np.full(len(times_s), rng.uniform(3, 15)), arms=arms)
    held = lie_supine(body, supine, len(times_s))
    legs = about_y(-108 - rng.uniform(8, 18) * np.stack([beat, -beat], axis=1))
    held.turns[:, THIGHS] = held.turns[:, SHANKS] = held.turns[:, 13:15] = legs
    return held


def _upright(body: Body, arms: Arms, n: int, **given: Array) -> Posture:
    angles = {"feet": side_by_side(0.17 * body.height), "knees": both(6.0), **given}
    stance = Stance(toe_out=both(10.0), arms=arms, **angles)
    return stand(body, stance, n)


UNKNOWN: Mapping[str, Movement] = {
    "kettlebell-swing": kettlebell_swing,
    "front-raise": front_raise,
    "upright-row": upright_row,
    "bent-over-row": bent_over_row,
    "calf-raise": calf_raise,
    "side-bend": side_bend,
    "good-morning": good_morning,
    "side-leg-raise": side_leg_raise,
    "boxing": boxing,
    "triceps-extension": triceps_extension,
    "standing-fly": standing_fly,
    "wood-chop": wood_chop,
    "glute-bridge": glute_bridge,
    "leg-raise": leg_raise,
    "russian-twist": russian_twist,
    "mountain-climber": mountain_climber,
    "windmill": windmill,
    "hip-circle": hip_circle,
    "reverse-fly": reverse_fly,
    "heel-kick": heel_kick,
    "bench-press": bench_press,
    "flutter-kick": flutter_kick,
}
"""By name; all are done for as long as they are asked to last."""
UNKNOWN_ON_THE_FLOOR: frozenset[str] = frozenset(
    {
        "glute-bridge",
        "leg-raise",
        "russian-twist",
        "mountain-climber",
        "bench-press",
        "flutter-kick",
    }
)
