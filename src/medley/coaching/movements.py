"""What each exercise moves: by which measures of the body it is seen, and how far they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from medley.coaching.counting import COMPLETE, TRAILING
from medley.core.errors import ConfigError
from medley.data.poses import EXERCISES

SLOWER = 2.2
"""The outer half of a way takes at most so many times as long as the inner one; what takes longer
is sinking down after the last repetition, or an arm that comes from elsewhere."""
Kind: TypeAlias = Literal["flat", "deep", "apart", "high"]
"""An angle in the picture or in space; a distance in the picture; a height in it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to see an exercise.

    Attributes
    ----------
    kind : {"flat", "deep", "apart", "high"}
    of : tuple of str
        A joint for angles; two landmarks for distances and heights, without their side
        where they are of one, the second above the first; one for a height in the picture.
    start, turn : float
        At the start position and at the turning point, in degrees or torso lengths.
    even : bool
        It grows evenly with the way from whatever side it is seen, so it tells how far one goes.
    """

    kind: Kind
    of: tuple[str, ...]
    start: float
    turn: float
    even: bool = False


def _angles(
    joint: str, start: float, turn: float, *, even: bool = False
) -> tuple[Measure, Measure]:
    """In the picture, and in space."""
    return Measure("flat", (joint,), start, turn), Measure("deep", (joint,), start, turn, even)


@dataclass(frozen=True, slots=True)
class Movement:
    """How an exercise is seen.

    Attributes
    ----------
    joint : str
        Its angle is the range of motion that is told.
    measures : tuple of Measure
    by_side : bool
        Each side has its own phase.
    on_floor : bool
        Done lying or on hands; standing about before and after is no part of it.
    stepping : bool
        One leg is in front; the side is that leg's.
    jumps : bool
        The hips rise and fall with each repetition.
    either_start : bool
        It may begin at its turning point, as a deadlift does on the floor.
    smallest : float
        Phase that a repetition must span; half of it is still a partial one.
    shortest_s, longest_s : float
        A repetition from start to end, without pauses.
    trailing, whole : float
        As in `medley.coaching.counting.count_cycles`.
    trailing_turned : float
        The same where it begins at its turning point.
    enough : float
        Share of the usual way by its even measures that a complete repetition goes.
    straight : str
        Joint whose angle in space tells when a repetition begins and ends; none unless named.
    slower : float
        As in `medley.coaching.counting.cycle_of`.
    """

    joint: str
    measures: tuple[Measure, ...]
    by_side: bool = False
    on_floor: bool = False
    stepping: bool = False
    jumps: bool = False
    either_start: bool = False
    smallest: float = 0.4
    shortest_s: float = 0.5
    longest_s: float = 12.0
    trailing: float = TRAILING
    trailing_turned: float = TRAILING
    whole: float = COMPLETE
    enough: float = 0.57
    straight: str = ""
    slower: float = SLOWER

    @property
    def even(self) -> tuple[Measure, ...]:
        """Measures that tell how far a repetition goes."""
        return tuple(measure for measure in self.measures if measure.even)


_LEGS = (
    *_angles("knee", 170, 80),
    *_angles("hip", 170, 80),
    Measure("apart", ("hip", "ankle"), 1.55, 0.85),
    Measure("high", ("ankle", "hip"), 1.55, 0.75),
)

MOVEMENTS: dict[str, Movement] = {
    "squat": Movement("knee", _LEGS, whole=0.5),
    "lunge": Movement(
        "knee",
        _LEGS,
        stepping=True,
        whole=0.54,
        trailing=0.7,
        # Before they step or stand, people sway.
        slower=1.4,
    ),
    "deadlift": Movement(
        "hip",
        (
            *_angles("hip", 175, 85, even=True),
            Measure("apart", ("shoulder", "ankle"), 2.5, 1.7),
            Measure("high", ("ankle", "shoulder"), 2.5, 1.5),
        ),
        either_start=True,
        # Near upright a lean hardly changes how high the shoulders are; low down it does at once.
        trailing=0.84,
        trailing_turned=0.35,
        enough=0.62,
    ),
    "push-up": Movement(
        "elbow",
        (
            *_angles("elbow", 165, 85),
            Measure("apart", ("shoulder", "wrist"), 1.1, 0.65),
            Measure("high", ("wrist", "shoulder"), 1.1, 0.55),
        ),
        on_floor=True,
        shortest_s=0.4,
        whole=0.48,
    ),
    "sit-up": Movement(
        "hip",
        (
            *_angles("hip", 125, 65, even=True),
            Measure("apart", ("shoulder", "knee"), 1.5, 0.9),
            Measure("high", ("hip", "shoulder"), 0.0, 0.8, even=True),
            Measure("high", ("hip", "nose"), 0.0, 1.1),
        ),
        on_floor=True,
        smallest=0.2,
        trailing=0.24,
        whole=0.6,
        enough=0.65,
    ),
    "curl": Movement(
        "elbow",
        (*_angles("elbow", 160, 50), Measure("apart", ("shoulder", "wrist"), 1.1, 0.5)),
        by_side=True,
        shortest_s=0.8,
        straight="elbow",
    ),
    "shoulder-press": Movement(
        "elbow",
        (
            *_angles("elbow", 75, 165),
            *_angles("shoulder", 60, 160, even=True),
            Measure("high", ("shoulder", "wrist"), 0.2, 1.0, even=True),
        ),
        by_side=True,
        shortest_s=0.8,
        whole=0.65,
        enough=0.7,
        straight="shoulder",
    ),
    "lateral-raise": Movement(
        "shoulder",
        (
            *_angles("shoulder", 15, 85, even=True),
            Measure("apart", ("hip", "wrist"), 0.3, 1.2),
            Measure("high", ("shoulder", "wrist"), -1.0, 0.0, even=True),
        ),
        by_side=True,
        shortest_s=0.8,
        straight="shoulder",
    ),
    "jumping-jack": Movement(
        "shoulder",
        (
            *_angles("shoulder", 20, 150, even=True),
            Measure("high", ("shoulder", "wrist"), -0.9, 0.9, even=True),
        ),
        jumps=True,
        shortest_s=0.3,
        longest_s=4.0,
        enough=0.69,
    ),
}
"""By exercise; one that is held has none."""


def movement_of(exercise: str) -> Movement:
    """Look up how an exercise is seen.

    Raises
    ------
    ConfigError
        If it is none that repeats.
    """
    if exercise not in MOVEMENTS:
        raise ConfigError(
            f"{exercise!r} has no repetitions to count; expected one of {', '.join(MOVEMENTS)}"
            if exercise in EXERCISES
            else f"{exercise!r} is no exercise; expected one of {', '.join(EXERCISES)}"
        )
    return MOVEMENTS[exercise]
