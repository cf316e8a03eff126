"""Plans of workouts drawn by chance: people, exercises, faults, cameras and pose models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from medley.data.demo.kinematics.body import sample_body
from medley.data.demo.kinematics.camera import Camera, View
from medley.data.demo.kinematics.noise import Noise
from medley.data.demo.kinematics.others import MOVEMENTS
from medley.data.demo.kinematics.phase import Side
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.script import LYING, OtherPlan, Part
from medley.data.demo.kinematics.sets import (
    FAULTS,
    OF_THE_SET,
    SHORTENS,
    STIFF,
    STYLES,
    TEMPO_S,
    SetPlan,
    lowered,
    shortened,
)
from medley.data.demo.kinematics.workout import WorkoutSpec
from medley.data.poses import ALTERNATING, HELD, NONE_OF_THESE

_OF_THE_ARMS = ALTERNATING - {"lunge"}
_PARTIAL = 0.5
"""Share of the full way that partial repetitions go at most."""
PLAINLY = 0.7
"""Of the shortest complete repetition of a set, how far partial ones go at most."""
_KINDS_OF_OTHERS = sorted(set(MOVEMENTS) - {"walk-in", "walk-off"})
_AGAIN_S = (8.0, 25.0)


def sample_spec(
    rng: np.random.Generator,
    exercise: str | None = None,
    view: View | None = None,
    *,
    repetitions: int | None = None,
    faults: bool = True,
    partials: bool = True,
    others: bool = True,
    noise: float | None = None,
    fps: float | None = None,
    again: str | None = None,
) -> WorkoutSpec:
    """Draw the plan of a workout.

    Parameters
    ----------
    rng : numpy.random.Generator
    exercise : str, optional
        One of the exercises, or ``"none"``; drawn unless given.
    again : str, optional
        What is done again and again where it is ``"none"``: a key of
        `medley.data.demo.kinematics.unknown.UNKNOWN`, of `UNKNOWN_LATE` or
        `medley.data.demo.kinematics.free.FREE`. Short movements of any kind unless given.
    view : {"front", "side", "oblique"}, optional
        Drawn unless given.
    repetitions : int, optional
        Of each set; drawn from 3 to 12 unless given.
    faults, partials, others : bool
        Whether some repetitions are faulty, some are partial, and whether something else is
        done before, between and after the sets.
    noise : float, optional
        Times the usual errors of a pose model; drawn around 1 unless given.
    fps : float, optional
        Drawn from common rates unless given.
    """
    names = [*STYLES, NONE_OF_THESE]
    exercise = exercise or names[int(rng.integers(len(names)))]
    parts: list[Part] = []
    camera = sample_camera(rng, view, lying=(again or exercise) in LYING)
    if again is not None:
        exercise = NONE_OF_THESE
        parts.append(OtherPlan(again, float(rng.uniform(*_AGAIN_S))))
    elif exercise == NONE_OF_THESE:
        parts += _others(rng, exercise, 3)
    else:
        plan = sample_set(rng, exercise, repetitions, faults=faults, partials=partials)
        plan, camera = _in_sight(plan, camera)
        parts.append(plan)
        if others and rng.random() < 0.3:
            parts += [*_others(rng, exercise, 1), plan]
    if others:
        parts = [*_coming(rng, exercise), *parts, *_going(rng, exercise)]
    level = float(rng.lognormal(0.0, 0.5)) if noise is None else noise
    return WorkoutSpec(
        parts=tuple(parts),
        body=sample_body(rng),
        camera=camera,
        share=float(rng.uniform(0.55, 0.95)),
        fps=fps or float(rng.choice([15, 24, 25, 30, 30, 30, 60])),
        unevenness=0.0 if rng.random() < 0.7 else float(rng.uniform(0.05, 0.4)),
        dropped=0.0 if rng.random() < 0.7 else float(rng.uniform(0.01, 0.1)),
        noise=Noise(
            level,
            swaps=int(level > 0 and rng.random() < 0.12),
            missing=0.0 if level == 0 or rng.random() < 0.75 else float(rng.uniform(0, 0.03)),
        ),
    )


def _in_sight(plan: SetPlan, camera: Camera) -> tuple[SetPlan, Camera]:
    """People film an arm from where it can be seen, and two in turn not from the side."""
    if plan.exercise == "curl" and abs(camera.azimuth_deg) > 90:
        # From behind the trunk hides what forearms do before it.
        camera = replace(camera, azimuth_deg=180 - camera.azimuth_deg)
    if plan.exercise not in _OF_THE_ARMS or "both" in plan.sides:
        return plan, camera
    if len(set(plan.sides)) > 1 and camera.view == "front":
        return plan, camera
    side = plan.sides[0]
    azimuth = abs(camera.azimuth_deg) * (1.0 if side == "left" else -1.0)
    return replace(plan, sides=(side,) * len(plan.sides)), replace(camera, azimuth_deg=azimuth)


def _coming(rng: np.random.Generator, exercise: str) -> list[Part]:
    walking: list[Part] = [OtherPlan("walk-in", float(rng.uniform(1.5, 4.0)))]
    return (walking if rng.random() < 0.5 else []) + _others(rng, exercise, 1)


def _going(rng: np.random.Generator, exercise: str) -> list[Part]:
    walking: list[Part] = [OtherPlan("walk-off", float(rng.uniform(1.5, 4.0)))]
    return _others(rng, exercise, 1) + (walking if rng.random() < 0.5 else [])


def _others(rng: np.random.Generator, exercise: str, n: int) -> list[Part]:
    """Any other movements; who is to lift a weight off the floor picks nothing else up."""
    kinds = [kind for kind in _KINDS_OF_OTHERS if (exercise, kind) != ("deadlift", "pick-up")]
    return [OtherPlan(str(rng.choice(kinds)), float(rng.uniform(2, 6))) for _ in range(n)]


def sample_camera(rng: np.random.Generator, view: View | None, *, lying: bool) -> Camera:
    """Draw a camera; those who lie are filmed from lower, and seldom from ahead."""
    view = view or rng.choice(["front", "side", "oblique"], p=[0.2, 0.5, 0.3] if lying else None)
    off = {"front": (0, 20), "oblique": (30, 60), "side": (70, 90)}[view]
    azimuth = float(rng.uniform(*off))
    if view != "side" and rng.random() < 0.25:
        azimuth = 180 - azimuth
    azimuth *= rng.choice([-1.0, 1.0])
    upright = rng.random() < (0.1 if lying else 0.45)
    aspect = 9 / 16 if upright else float(rng.choice([16 / 9, 16 / 9, 4 / 3, 1.0]))
    lens = float(rng.uniform(0.75, 1.0) if upright else rng.uniform(1.2, 2.0))
    height = float(rng.uniform(0.25, 1.3) if lying else rng.uniform(0.4, 1.7))
    roll = float(rng.normal(0, 1.5))
    return Camera(azimuth, height, 3.5, lens, roll, aspect, (float(rng.normal(0, 0.03)), 0.0))


def sample_set(
    rng: np.random.Generator,
    exercise: str,
    repetitions: int | None = None,
    *,
    faults: bool = True,
    partials: bool = True,
) -> SetPlan:
    """Draw how somebody does a set of an exercise."""
    held = exercise in HELD
    n = 1 if held else repetitions if repetitions is not None else int(rng.integers(3, 13))
    tired = max(float(rng.normal(0.0, 0.006)), 0.0)
    # Also with a fault that shortens it, a repetition that is not partial stays complete.
    extents = np.maximum(rng.uniform(0.94, 1.04, n) - tired * np.arange(n), 0.915)
    if partials and n > 2 and not held and rng.random() < 0.4:
        some = rng.random(n) < 0.25
        some[rng.integers(n)] = False
        extents[some] = rng.uniform(0.25, _PARTIAL, int(some.sum()))
    hold = float(rng.exponential(0.12)) if rng.random() < 0.8 else float(rng.uniform(0.3, 1.5))
    wait = float(rng.exponential(0.2)) if rng.random() < 0.8 else float(rng.uniform(0.3, 2.0))
    sides = _sides(rng, exercise, n)
    wrong = _faults(rng, exercise, n) if faults else {}
    return SetPlan(
        exercise=exercise,
        sides=sides,
        extents=_plainly_partial(extents, wrong),
        faults=wrong,
        style=_style(rng, exercise),
        tempo_s=float(rng.uniform(*TEMPO_S.get(exercise, (1.0, 1.0)))),
        out_share=float(rng.uniform(0.4, 0.6)),
        pauses_s=(hold, wait),
        drift=float(rng.normal(0.012, 0.012)),
        unevenness=float(rng.uniform(0.02, 0.1)),
        lead_s=float(rng.uniform(0.3, 1.5)),
        hold_s=float(rng.uniform(4, 40)),
    )


def _style(rng: np.random.Generator, exercise: str) -> dict[str, float]:
    style = {name: float(rng.uniform(*span)) for name, span in STYLES[exercise].items()}
    if exercise == "deadlift" and style["kind"] > STIFF:
        # With nearly straight legs a weight is lowered from standing, not lifted off the floor.
        style["begins_turned"] = 0.0
    return style


def _plainly_partial(extents: Array, faults: Mapping[str, Sequence[float]]) -> tuple[float, ...]:
    """Partial repetitions go plainly less far than any complete one of the set.

    What goes half the way is no partial repetition where all others go six tenths, nor are half
    jumping jacks among those whose arms are hardly raised.
    """
    each = [{name: of[number] for name, of in faults.items()} for number in range(len(extents))]
    left = [shortened(faults, number) * lowered(one) for number, one in enumerate(each)]
    gone = extents * np.array(left)
    whole = extents > _PARTIAL
    if whole.any():
        most = PLAINLY * gone[whole].min() / np.maximum(gone, 1e-6)
        extents = np.where(whole, extents, extents * np.minimum(most, 1.0))
    return tuple(extents.tolist())


def _sides(rng: np.random.Generator, exercise: str, n: int) -> tuple[Side, ...]:
    together: Side = "both"
    turns: list[Side] = ["left", "right"] if rng.random() < 0.5 else ["right", "left"]
    if exercise not in ALTERNATING:
        return (together,) * n
    kind = rng.random() if exercise in {"curl", "lunge"} else rng.uniform(0.3, 1.3)
    if kind < 0.4:
        return tuple(turns * n)[:n]
    same: Side = turns[0] if kind < 0.6 or exercise == "lunge" else together
    return (same,) * n


def _faults(rng: np.random.Generator, exercise: str, n: int) -> dict[str, tuple[float, ...]]:
    """Half of the sets are clean; in the others one or two faults come and go by degrees."""
    names: Sequence[str] = FAULTS[exercise]
    degrees = {name: np.zeros(n) for name in names}
    if rng.random() < 0.5:
        for name in rng.choice(names, size=int(rng.integers(1, 3)), replace=False).tolist():
            often = rng.random(n) < rng.uniform(0.3, 1.0)
            top = 1.0 if name in SHORTENS else 1.3
            size = np.clip(rng.normal(rng.uniform(0.3, 1.1), 0.12, n), 0.0, top)
            degrees[name] = np.full(n, size[0]) if name in OF_THE_SET else np.where(often, size, 0)
    return {name: tuple(values.tolist()) for name, values in degrees.items()}
