"""How people do the exercises: widths, depths, choices, tempo, and which faults they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from medley.data.demo.kinematics.phase import Side, Stroke
from medley.data.poses import HELD

Range = tuple[float, float]
_AT_ONCE_S = 1e-3

FAULTS: Mapping[str, tuple[str, ...]] = {
    "squat": ("depth", "knees", "trunk", "heels", "head"),
    "push-up": ("line", "depth", "hands", "elbows", "head"),
    "lunge": ("front-knee", "rear-knee", "trunk", "knee-over-toe"),
    "sit-up": ("range", "momentum", "neck"),
    "curl": ("elbow", "trunk", "range", "wrist"),
    "plank": ("hips-high", "hips-low", "head"),
    "shoulder-press": ("range", "trunk"),
    "jumping-jack": ("arms", "legs"),
    "lateral-raise": ("range", "elbow", "trunk"),
    "deadlift": ("back", "range", "head"),
}
"""What can be wrong with each exercise; the names are those of its form conditions."""

SHORTENS: frozenset[str] = frozenset({"depth", "range", "front-knee"})
"""Faults that shorten the way; the others change the posture on it."""
LOWERS: Mapping[str, float] = {"arms": 0.45}
"""Faults by which arms alone go less far, and by how much of their way."""
HURRIES: frozenset[str] = frozenset({"momentum"})
"""Faults that shorten the time of the way out."""
STIFF = 0.6
"""A deadlift of a kind above this is done with nearly straight legs."""
OF_THE_SET: frozenset[str] = frozenset({"hands"})
"""Faults that every repetition of a set has or has not."""

STYLES: Mapping[str, Mapping[str, Range]] = {
    "squat": {
        "width": (0.15, 0.3),
        "toe_out": (4, 28),
        "depth": (92, 128),
        "lean": (22, 38),
        "rest_lean": (-1, 5),
        "rest_knees": (2, 10),
        "head": (-32, 36),
        "arms": (0, 5),
    },
    "push-up": {
        "depth": (78, 116),
        "rest_elbows": (4, 16),
        "line": (-1, 1),
        "rest_hips": (-5, 9),
        "rest_head": (-18, 14),
        "head": (-30, 38),
        "flare": (18, 50),
        "ahead": (-0.05, 0.06),
        "aside": (-0.01, 0.14),
        "feet": (0.06, 0.28),
    },
    "lunge": {
        "kind": (0, 4),
        "stride": (0.40, 0.50),
        "depth": (76, 96),
        "width": (0.08, 0.14),
        "rest_knees": (3, 9),
        "rest_lean": (0, 4),
        "lean": (2, 12),
        "hips_ahead": (-0.2, 0.4),
        "arms": (0, 3),
    },
    "sit-up": {
        "rest": (3, 9),
        "range": (30, 78),
        "curl": (12, 38),
        "knees": (88, 124),
        "feet": (0.1, 0.34),
        "arms": (0, 3),
    },
    "curl": {
        "rest_raise": (-4, 6),
        "drift": (0, 12),
        "plane": (0, 30),
        "rotation": (-8, 14),
        "rest_elbows": (5, 22),
        "range": (112, 134),
        "rest_roll": (0, 90),
        "roll": (20, 100),
        "width": (0.1, 0.22),
        "toe_out": (4, 18),
        "rest_knees": (3, 10),
        "rest_lean": (-2, 3),
        "look": (-4, 22),
    },
    "plank": {
        "kind": (0, 1),
        "rest_hips": (-4, 9),
        "rest_head": (-15, 16),
        "head": (-32, 38),
        "ahead": (-0.04, 0.05),
        "aside": (-0.02, 0.05),
        "feet": (0.05, 0.25),
    },
    "shoulder-press": {
        "low": (32, 58),
        "range": (108, 124),
        "plane": (45, 88),
        "in": (-8, 10),
        "roll": (-80, 20),
        "seated": (0, 1),
        "width": (0.12, 0.24),
        "look": (-12, 8),
    },
    "jumping-jack": {
        "low": (6, 18),
        "range": (128, 160),
        "elbow": (6, 28),
        "spread": (0.24, 0.44),
        "width": (0.06, 0.12),
        "hop": (0.015, 0.04),
        "rest_knees": (6, 14),
    },
    "lateral-raise": {
        "low": (6, 14),
        "range": (68, 88),
        "plane": (68, 92),
        "elbow": (6, 26),
        "width": (0.1, 0.2),
        "rest_knees": (3, 10),
        "rest_lean": (0, 8),
        "look": (-6, 10),
    },
    "deadlift": {
        "kind": (0, 1),
        "range": (54, 80),
        "knees": (50, 78),
        "stiff_knees": (10, 26),
        "rest_knees": (2, 9),
        "rest_lean": (-3, 3),
        "look": (0.1, 0.8),
        "toe_out": (4, 20),
        "width": (0.12, 0.24),
        "begins_turned": (0, 0.75),
    },
}
"""Ranges of each choice: degrees, or shares of the height, or the number of a kind."""

TEMPO_S: Mapping[str, Range] = {
    "squat": (1.6, 4.2),
    "push-up": (1.1, 3.2),
    "lunge": (1.8, 4.2),
    "sit-up": (1.8, 4.2),
    "curl": (1.5, 4.2),
    "shoulder-press": (1.6, 3.8),
    "jumping-jack": (0.75, 1.5),
    "lateral-raise": (1.5, 3.8),
    "deadlift": (2.0, 4.8),
}
"""Seconds that a repetition takes."""


@dataclass(frozen=True, slots=True)
class SetPlan:
    """How a set is done.

    Attributes
    ----------
    exercise : str
    sides : tuple of {"left", "right", "both"}
        One for each repetition.
    extents : tuple of float
        Share of the full way of each repetition, before faults shorten it.
    faults : mapping of str to tuple of float
        Degree of each fault in each repetition.
    style : mapping of str to float
        As in `STYLES`.
    tempo_s : float
        Seconds of a fresh repetition, without pauses.
    out_share : float
        Share of that on the way out.
    pauses_s : tuple of float
        At the turning point, and before the next repetition.
    drift : float
        By how much each repetition is slower than the one before.
    unevenness : float
        Spread of the durations, as a share of them.
    lead_s : float
        Seconds in position before the first repetition and after the last.
    hold_s : float
        Seconds that a held exercise is held; it has one side, one extent and one degree of
        each fault.
    """

    exercise: str
    sides: tuple[Side, ...]
    extents: tuple[float, ...]
    faults: Mapping[str, tuple[float, ...]]
    style: Mapping[str, float]
    tempo_s: float = 2.5
    out_share: float = 0.5
    pauses_s: tuple[float, float] = (0.1, 0.2)
    drift: float = 0.01
    unevenness: float = 0.06
    lead_s: float = 0.6
    hold_s: float = 20.0

    @property
    def range_deg(self) -> float:
        """Degrees of a full way."""
        return self.style.get("depth", self.style.get("range", 0.0))


def strokes_of(plan: SetPlan, rng: np.random.Generator) -> tuple[list[Stroke], float]:
    """Lay a set's repetitions out in time.

    Returns
    -------
    list of Stroke
    float
        Seconds that the set takes.
    """
    if plan.exercise in HELD:
        degrees = {name: values[0] for name, values in plan.faults.items()}
        return [Stroke(0.0, _AT_ONCE_S, plan.hold_s, _AT_ONCE_S, 0.0, "both", degrees)], plan.hold_s
    strokes: list[Stroke] = []
    now = plan.lead_s
    for number, (side, extent) in enumerate(zip(plan.sides, plan.extents, strict=True)):
        faults = {name: degrees[number] for name, degrees in plan.faults.items()}
        short = shortened(plan.faults, number)
        hurry = 1 - 0.5 * max((faults.get(name, 0.0) for name in HURRIES), default=0.0)
        pace = plan.tempo_s * (1 + plan.drift) ** number * (0.45 + 0.55 * extent * short)
        out, back, hold, wait = rng.normal(1.0, plan.unevenness, 4).clip(0.6, 1.6).tolist()
        if strokes and side != strokes[-1].side and _changes_feet(plan):
            now += 0.9
        stroke = Stroke(
            now,
            pace * plan.out_share * out * hurry,
            plan.pauses_s[0] * hold,
            pace * (1 - plan.out_share) * back,
            extent * short,
            side,
            faults,
        )
        strokes.append(stroke)
        now = stroke.over_s + plan.pauses_s[1] * wait
    return strokes, now + plan.lead_s


def shortened(faults: Mapping[str, Sequence[float]], number: int) -> float:
    """Share of the way that faults leave of a repetition."""
    degrees = (faults[name][number] for name in SHORTENS if name in faults)
    return 1 - 0.34 * max(degrees, default=0.0)


def lowered(faults: Mapping[str, float]) -> float:
    """Share of their way that faults leave of what the arms go in a repetition."""
    return float(np.prod([1 - by * faults.get(name, 0.0) for name, by in LOWERS.items()]))


def _changes_feet(plan: SetPlan) -> bool:
    return plan.exercise == "lunge" and int(plan.style["kind"]) == 0
