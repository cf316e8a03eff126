"""Any movement at all, again and again: what a model learns to tell as none of the exercises.

From a posture drawn by chance the body goes to another one and back. What would be one of the
exercises is drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from medley.data.demo.kinematics.body import SHANKS, THIGHS, Body
from medley.data.demo.kinematics.floor import Prone, Supine, lie_prone, lie_supine
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.others import Movement
from medley.data.demo.kinematics.posture import Posture
from medley.data.demo.kinematics.rotation import Array, about_y
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand
from medley.data.demo.kinematics.unknown import again_and_again

_HARDLY = 12.0
"""Degrees; what moves by less is no movement."""


@dataclass(frozen=True, slots=True)
class _Upright:
    """Degrees of a standing posture; the arms' are of the left and, mostly, of the right arm."""

    knees: float
    lean: float
    sway: float
    twist: float
    heels: float
    raised: float
    plane: float
    rotation: float
    elbow: float


_SPANS: Mapping[str, tuple[float, float]] = {
    "knees": (3, 75),
    "lean": (-5, 80),
    "sway": (-28, 28),
    "twist": (-45, 45),
    "heels": (0, 38),
    "raised": (0, 170),
    "plane": (-10, 110),
    "rotation": (-70, 70),
    "elbow": (4, 135),
}
_USUAL = _Upright(6, 3, 0, 0, 0, 8, 40, 0, 12)


def free_standing(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Move on the feet from any posture to any other."""
    start, turn = _two_postures(rng)
    way = again_and_again(times_s, rng)
    each = np.stack([way, way], axis=1)
    kind = rng.random()
    if kind < 0.25:
        each = each * rng.permutation([1.0, 0.0])
    elif kind < 0.4:
        each = np.stack([way, again_and_again(times_s, rng)], axis=1)

    def over(name: str) -> Array:
        a, b = getattr(start, name), getattr(turn, name)
        return np.asarray(a + (b - a) * way)

    def of_sides(name: str) -> Array:
        a, b = getattr(start, name), getattr(turn, name)
        return np.asarray(a + (b - a) * each)

    stance = Stance(
        feet=side_by_side(rng.uniform(0.08, 0.45) * body.height),
        knees=over("knees")[:, None] + both(0.0),
        lean=over("lean"),
        sway=over("sway"),
        twist=over("twist"),
        head=0.3 * over("lean"),
        heels=over("heels")[:, None] + both(0.0),
        toe_out=both(10.0),
        arms=Arms(of_sides("raised"), of_sides("plane"), of_sides("rotation"), of_sides("elbow")),
    )
    return stand(body, stance, len(times_s))


def _two_postures(rng: np.random.Generator) -> tuple[_Upright, _Upright]:
    while True:
        start, turn = {}, {}
        for field in fields(_Upright):
            usual, (low, high) = getattr(_USUAL, field.name), _SPANS[field.name]
            at = usual if rng.random() < 0.6 else float(rng.uniform(low, high))
            moves = rng.random() < 0.35
            start[field.name] = at
            turn[field.name] = float(rng.uniform(low, high)) if moves else at
        a, b = _Upright(**start), _Upright(**turn)
        moved = max(abs(turn[name] - start[name]) for name in _SPANS)
        if moved > _HARDLY and not (_is_known(a, b) or _is_known(b, a)):
            return a, b


def _is_known(start: _Upright, turn: _Upright) -> bool:
    """Whether it is an exercise that Medley knows, or so near that it may be called that."""
    hanging = start.raised < 50 and turn.raised < 60
    squats = turn.knees - start.knees > 40
    curls = hanging and turn.elbow - start.elbow > 45
    hinges = hanging and turn.lean - start.lean > 30 and max(start.elbow, turn.elbow) < 50
    aside = min(start.plane, turn.plane) > 45
    raises = aside and start.raised < 55 and turn.raised - start.raised > 30
    presses = turn.raised > 105 and start.elbow - turn.elbow > 30
    return squats or curls or hinges or (raises and turn.elbow < 75) or presses


def free_supine(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Lie on the back or sit, and move the arms or straight legs."""
    way = again_and_again(times_s, rng)
    trunk = rng.uniform(0, 12) if rng.random() < 0.6 else rng.uniform(30, 85)
    raised, plane, elbow = (rng.uniform(*span, 2) for span in ((0, 170), (-20, 100), (4, 120)))
    moves = rng.random(3) < 0.6

    def over(pair: Array, moving: bool) -> Array:
        return np.asarray(pair[0] + (pair[1] - pair[0]) * way[:, None] * moving + both(0.0))

    supine = Supine(
        trunk=trunk + rng.uniform(0, 8) * way,
        curl=np.full(1, rng.uniform(0, 15)),
        knees=rng.uniform(20, 115),
        arms=Arms(over(raised, moves[0]), over(plane, moves[1]), elbow=over(elbow, moves[2])),
    )
    held = lie_supine(body, supine, len(times_s))
    if trunk < 15 and rng.random() < 0.4:
        low, high = np.sort(rng.uniform(-2, 95, 2))
        legs = about_y(-90 - low - (high - low) * way)[:, None]
        held.turns[:, THIGHS] = held.turns[:, SHANKS] = held.turns[:, 13:15] = legs
    return held


def free_prone(body: Body, times_s: Array, _s: float, rng: np.random.Generator) -> Posture:
    """Stay on hands or forearms and move the hips or the legs."""
    way = again_and_again(times_s, rng)
    n, legs = len(times_s), rng.random() < 0.6
    hips = np.full(n, rng.uniform(-5, 40)) if legs else rng.uniform(35, 70) * way
    forearms = bool(legs and rng.random() < 0.4)
    prone = Prone(np.full(n, rng.uniform(4, 12)), hips, forearms=forearms)
    held = lie_prone(body, prone, n)
    if legs:
        each = way[:, None] * rng.permutation([1.0, float(rng.integers(2))])
        bend = rng.uniform(-35, 100) * each
        held.turns[:, THIGHS] = held.turns[:, THIGHS] @ about_y(-bend)
        held.turns[:, SHANKS] = held.turns[:, SHANKS] @ about_y(rng.uniform(-0.3, 0.9) * bend)
    return held


FREE: Mapping[str, Movement] = {
    "free-standing": free_standing,
    "free-supine": free_supine,
    "free-prone": free_prone,
}
FREE_ON_THE_FLOOR: frozenset[str] = frozenset({"free-supine", "free-prone"})
