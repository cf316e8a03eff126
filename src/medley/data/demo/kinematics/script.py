"""What a made body does from the beginning to the end, one part after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from medley.data.demo.kinematics.body import Body
from medley.data.demo.kinematics.exercises import EXERCISE_POSTURES
from medley.data.demo.kinematics.others import MOVEMENTS
from medley.data.demo.kinematics.phase import Drive, Stroke, min_jerk
from medley.data.demo.kinematics.posture import Posture, between, join
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.sets import SetPlan, strokes_of
from medley.data.poses import NONE_OF_THESE

_GOING_OVER_S = 1.0
_GETTING_DOWN_S = 2.2
_ON_THE_FLOOR = frozenset({"push-up", "plank", "sit-up"})


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """A movement that is no exercise.

    Attributes
    ----------
    movement : str
        A key of `medley.data.demo.kinematics.others.MOVEMENTS`.
    lasts_s : float
    """

    movement: str
    lasts_s: float


Part = SetPlan | OtherPlan


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A script in time.

    Attributes
    ----------
    lasts_s : float
    exercise : str
    strokes : tuple of (float, Stroke)
        Each with the moment at which its set began.
    holds : tuple of (float, float, mapping)
    segments : tuple of (float, float, str)
    posture : callable
        From moments, shape (n,), to the body's posture.
    """

    lasts_s: float
    exercise: str
    strokes: tuple[tuple[float, Stroke], ...]
    holds: tuple[tuple[float, float, Mapping[str, float]], ...]
    segments: tuple[tuple[float, float, str], ...]
    posture: Callable[[Array], Posture]


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    begins_s: float
    lasts_s: float
    posture: Callable[[Array], Posture]

    @property
    def ends_s(self) -> float:
        return self.begins_s + self.lasts_s


def play(parts: Sequence[Part], body: Body, rng: np.random.Generator) -> Played:
    """Lay the parts out in time, with going over from each to the next."""
    scenes: list[_Scene] = []
    strokes: list[tuple[float, Stroke]] = []
    segments: list[tuple[float, float, str]] = []
    exercise = NONE_OF_THESE
    now = 0.0
    down = False
    for part in parts:
        doing = part.exercise if isinstance(part, SetPlan) else NONE_OF_THESE
        if scenes:
            gap = _GETTING_DOWN_S if (doing in _ON_THE_FLOOR) != down else _GOING_OVER_S
            segments.append((now, now + gap, NONE_OF_THESE))
            now += gap
        down = doing in _ON_THE_FLOOR
        if isinstance(part, SetPlan):
            exercise = part.exercise
            own, lasts = strokes_of(part, rng)
            strokes += [(now, stroke) for stroke in own]
            scenes.append(_Scene(now, lasts, _set(part, body, own)))
        else:
            lasts = part.lasts_s
            scenes.append(_Scene(now, lasts, _other(part, body, int(rng.integers(2**31)))))
        segments.append((now, now + lasts, doing))
        now += lasts
    return Played(
        now,
        exercise,
        tuple(strokes),
        (),
        tuple(_merged(segments)),
        lambda times: _posture(scenes, times),
    )


def _set(plan: SetPlan, body: Body, strokes: Sequence[Stroke]) -> Callable[[Array], Posture]:
    pose = EXERCISE_POSTURES[plan.exercise]
    return lambda times: pose(body, Drive(times, strokes, plan.style))


def _other(plan: OtherPlan, body: Body, seed: int) -> Callable[[Array], Posture]:
    move = MOVEMENTS[plan.movement]
    return lambda times: move(body, times, plan.lasts_s, np.random.default_rng(seed))


def _posture(scenes: Sequence[_Scene], times_s: Array) -> Posture:
    """Each scene's own moments, and what lies between the last of one and the first of the next.

    A scene is asked for its two ends as well, so that going over meets both exactly.
    """
    pieces: list[Posture] = []
    last: Posture | None = None
    ended = 0.0
    for scene in scenes:
        first, after = np.searchsorted(times_s, [scene.begins_s, scene.ends_s])
        after = len(times_s) if scene is scenes[-1] else after
        moments = np.concatenate([[0.0], times_s[first:after] - scene.begins_s, [scene.lasts_s]])
        whole = scene.posture(moments)
        if last is not None:
            before = np.searchsorted(times_s, ended)
            share = (times_s[before:first] - ended) / (scene.begins_s - ended)
            pieces.append(between(last, whole[:1], min_jerk(share)))
        pieces.append(whole[1:-1])
        last, ended = whole[-1:], scene.ends_s
    return join(pieces)


def _merged(segments: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Neighbours in which the same is done become one."""
    merged: list[tuple[float, float, str]] = []
    for begin, end, doing in segments:
        if merged and merged[-1][2] == doing:
            merged[-1] = (merged[-1][0], end, doing)
        else:
            merged.append((begin, end, doing))
    return merged
