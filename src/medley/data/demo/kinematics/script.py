"""What a made body does from the beginning to the end, one part after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from medley.data.demo.kinematics.body import Body
from medley.data.demo.kinematics.exercises import EXERCISE_POSTURES
from medley.data.demo.kinematics.free import FREE, FREE_ON_THE_FLOOR
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.others import MOVEMENTS, ON_THE_FLOOR
from medley.data.demo.kinematics.phase import Drive, Stroke, min_jerk
from medley.data.demo.kinematics.posture import Posture, between, join, landmarks
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.sets import SetPlan, strokes_of
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand
from medley.data.demo.kinematics.unknown import UNKNOWN, UNKNOWN_ON_THE_FLOOR
from medley.data.demo.kinematics.unknown_late import UNKNOWN_LATE, UNKNOWN_LATE_ON_THE_FLOOR
from medley.data.poses import HELD, NONE_OF_THESE

_MOVEMENTS = {**MOVEMENTS, **UNKNOWN, **UNKNOWN_LATE, **FREE}
_GOING_OVER_S = 1.0
_GETTING_DOWN_S = 2.2
LYING: frozenset[str] = (
    frozenset({"push-up", "plank", "sit-up"})
    | ON_THE_FLOOR
    | UNKNOWN_ON_THE_FLOOR
    | UNKNOWN_LATE_ON_THE_FLOOR
    | FREE_ON_THE_FLOOR
)
"""Exercises and movements that are done on the floor."""


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """A movement that is no exercise.

    Attributes
    ----------
    movement : str
        A key of `medley.data.demo.kinematics.others.MOVEMENTS`, or of what is done again and
        again: `medley.data.demo.kinematics.unknown.UNKNOWN` and
        `medley.data.demo.kinematics.free.FREE`.
    lasts_s : float
    """

    movement: str
    lasts_s: float


Part = SetPlan | OtherPlan
Segment = tuple[float, float, str]


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A script in time.

    Attributes
    ----------
    lasts_s : float
    exercise : str
    strokes : tuple of (float, float, Stroke)
        Each with the moment at which its set began, and with the degrees of a full way.
    holds : tuple of (float, float, mapping)
    segments : tuple of (float, float, str)
    posture : callable
        From moments, shape (n,), to the body's posture.
    """

    lasts_s: float
    exercise: str
    strokes: tuple[tuple[float, float, Stroke], ...]
    holds: tuple[tuple[float, float, Mapping[str, float]], ...]
    segments: tuple[Segment, ...]
    posture: Callable[[Array], Posture]


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    begins_s: float
    lasts_s: float
    lies: bool
    posture: Callable[[Array], Posture]

    @property
    def ends_s(self) -> float:
        return self.begins_s + self.lasts_s


def play(parts: Sequence[Part], body: Body, rng: np.random.Generator) -> Played:
    """Lay the parts out in time, with going over from each to the next."""
    script = _Script(body)
    for part in parts:
        script.add(part, rng)
    scenes = script.scenes
    return Played(
        lasts_s=script.now_s,
        exercise=script.exercise,
        strokes=tuple(script.strokes),
        holds=tuple(script.holds),
        segments=tuple(_merged(script.segments)),
        posture=lambda times: _posture(body, scenes, times),
    )


class _Script:
    """What has been laid out so far."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.now_s = 0.0
        self.exercise = NONE_OF_THESE
        self.scenes: list[_Scene] = []
        self.strokes: list[tuple[float, float, Stroke]] = []
        self.holds: list[tuple[float, float, Mapping[str, float]]] = []
        self.segments: list[Segment] = []

    def add(self, part: Part, rng: np.random.Generator) -> None:
        """Go over to a part and do it."""
        lies = (part.exercise if isinstance(part, SetPlan) else part.movement) in LYING
        if self.scenes:
            gap = _GOING_OVER_S if lies == self.scenes[-1].lies else _GETTING_DOWN_S
            self._last(gap, NONE_OF_THESE)
        if isinstance(part, SetPlan):
            self._add_set(part, lies, rng)
        else:
            seed = int(rng.integers(2**31))
            posture = _other(part, self.body, seed)
            self.scenes.append(_Scene(self.now_s, part.lasts_s, lies, posture))
            self._last(part.lasts_s, NONE_OF_THESE)

    def _add_set(self, plan: SetPlan, lies: bool, rng: np.random.Generator) -> None:
        self.exercise = plan.exercise
        strokes, lasts_s = strokes_of(plan, rng)
        if plan.exercise in HELD:
            self.holds.append((self.now_s, self.now_s + lasts_s, strokes[0].faults))
        else:
            self.strokes += [(self.now_s, plan.range_deg, stroke) for stroke in strokes]
        self.scenes.append(_Scene(self.now_s, lasts_s, lies, _set(plan, self.body, strokes)))
        self._last(lasts_s, plan.exercise)

    def _last(self, seconds: float, doing: str) -> None:
        self.segments.append((self.now_s, self.now_s + seconds, doing))
        self.now_s += seconds


def _set(plan: SetPlan, body: Body, strokes: Sequence[Stroke]) -> Callable[[Array], Posture]:
    pose = EXERCISE_POSTURES[plan.exercise]
    return lambda times: pose(body, Drive(times, strokes, plan.style))


def _other(plan: OtherPlan, body: Body, seed: int) -> Callable[[Array], Posture]:
    move = _MOVEMENTS[plan.movement]
    return lambda times: move(body, times, plan.lasts_s, np.random.default_rng(seed))


def _posture(body: Body, scenes: Sequence[_Scene], times_s: Array) -> Posture:
    """Each scene's own moments, and what lies between the last of one and the first of the next.

    A scene is asked for its two ends as well, so that going over meets both exactly.
    """
    pieces: list[Posture] = []
    last: Posture | None = None
    was = scenes[0]
    for scene in scenes:
        first, after = np.searchsorted(times_s, [scene.begins_s, scene.ends_s])
        after = len(times_s) if scene is scenes[-1] else after
        moments = np.concatenate([[0.0], times_s[first:after] - scene.begins_s, [scene.lasts_s]])
        whole = scene.posture(moments)
        if last is not None:
            # One goes on from where one is, also after walking lunges.
            here = (last.root - whole.root[:1]) * [1.0, 1.0, 0.0]
            whole = whole.placed(here[0], 0.0)
            before = np.searchsorted(times_s, was.ends_s)
            share = (times_s[before:first] - was.ends_s) / (scene.begins_s - was.ends_s)
            by_crouching = scene.lies != was.lies
            pieces.append(_go_over(body, last, whole[:1], share, by_crouching))
        pieces.append(whole[1:-1])
        last, was = whole[-1:], scene
    return join(pieces)


def _go_over(
    body: Body, first: Posture, second: Posture, share: Array, by_crouching: bool
) -> Posture:
    """From one posture to another, and never through the floor."""
    if by_crouching:
        crouch = _crouch(body, 0.5 * (first.root[0] + second.root[0]))
        half = int(np.searchsorted(share, 0.5))
        getting = [
            between(first, crouch, min_jerk(2 * share[:half])),
            between(crouch, second, min_jerk(2 * share[half:] - 1)),
        ]
        posture = join(getting)
    else:
        posture = between(first, second, min_jerk(share))
    sunk = np.minimum(landmarks(body, posture)[..., 2].min(axis=1, initial=0.0), 0.0)
    return Posture(posture.root - sunk[:, None] * [0.0, 0.0, 1.0], posture.turns)


def _crouch(body: Body, spot: Array) -> Posture:
    stance = Stance(
        feet=side_by_side(0.16 * body.height),
        knees=both(118.0),
        lean=np.full(1, 62.0),
        head=np.full(1, 30.0),
        heels=both(25.0),
        arms=Arms(both(30.0), both(15.0), elbow=both(8.0)),
    )
    return stand(body, stance, 1).placed(spot * [1.0, 1.0, 0.0], 0.0)


def _merged(segments: Sequence[Segment]) -> list[Segment]:
    """Neighbours in which the same is done become one."""
    merged: list[Segment] = []
    for begin, end, doing in segments:
        if merged and merged[-1][2] == doing:
            merged[-1] = (merged[-1][0], end, doing)
        else:
            merged.append((begin, end, doing))
    return merged
