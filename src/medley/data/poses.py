"""A body in motion as landmarks over time: what the coach sees, whoever found them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError

LANDMARKS: tuple[str, ...] = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
"""BlazePose's 33 landmarks in their order; left and right are the person's own."""

EXERCISES: tuple[str, ...] = (
    "squat",
    "push-up",
    "lunge",
    "sit-up",
    "curl",
    "plank",
    "shoulder-press",
    "jumping-jack",
    "lateral-raise",
    "deadlift",
)
NONE_OF_THESE = "none"
"""Rest, walking, or a movement that Medley does not know."""

HELD: frozenset[str] = frozenset({"plank"})
"""Exercises that are held, and measured in seconds instead of repetitions."""

ALTERNATING: frozenset[str] = frozenset({"lunge", "curl", "shoulder-press", "lateral-raise"})
"""Exercises that one side can do alone."""


NOTES: dict[str, str] = {
    "several-people": "more than one person was seen; the one who exercises is followed",
    "turned-90": "the picture lay on its side and was turned a quarter to the left",
    "turned-180": "the picture stood on its head and was turned",
    "turned-270": "the picture lay on its side and was turned a quarter to the right",
    "cut-short": "the file breaks off before its stated end",
    "damaged": "parts of the file are damaged; what can be read was looked at",
    "few-frames": "fewer than eight pictures a second: quick movements are lost between them",
    "nobody-seen": "no person was found",
    "seldom-seen": "a person was found in fewer than half of the pictures",
    "only-legs": "head and shoulders are outside the picture",
    "only-trunk": "the legs are outside the picture",
}
"""Codes of remarks on a recording, and what they mean."""


@dataclass(frozen=True, slots=True, eq=False)
class PoseTrack:
    """One person's landmarks through a recording.

    Attributes
    ----------
    times_s : ndarray of float64, shape (n,)
        Seconds from the start; strictly increasing, at any rate.
    points : ndarray of float32, shape (n, 33, 3)
        Right, down and away from the camera; all in units of the picture's height, so
        that angles are true: x runs from 0 to ``aspect``, y from 0 to 1. NaN where
        nobody was found.
    visibility : ndarray of float32, shape (n, 33)
        In [0, 1]; 0 where nobody was found.
    world : ndarray of float32, shape (n, 33, 3), or None
        Metres from the middle of the hips, in the camera's directions; None where the
        source has none.
    aspect : float
        Width of the picture over its height.
    n_people : ndarray of int16, shape (n,), or None
        How many people were in the picture, where that was counted.
    notes : tuple of str
        What was remarked while it was found, as codes of `NOTES`.
    """

    times_s: NDArray[np.float64]
    points: NDArray[np.float32]
    visibility: NDArray[np.float32]
    world: NDArray[np.float32] | None = None
    aspect: float = 1.0
    n_people: NDArray[np.int16] | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.times_s)
        shapes = {"points": (n, 33, 3), "visibility": (n, 33)}
        if self.world is not None:
            shapes["world"] = (n, 33, 3)
        for name, expected in shapes.items():
            found = getattr(self, name).shape
            if found != expected:
                raise DataError(f"{name} has the shape {found}, expected {expected}")
        if self.n_people is not None and len(self.n_people) != n:
            raise DataError(f"n_people has {len(self.n_people)} entries, expected {n}")
        if n and not (np.isfinite(self.times_s).all() and (np.diff(self.times_s) > 0).all()):
            raise DataError("the times of the frames do not increase")
        if not (np.isfinite(self.aspect) and self.aspect > 0):
            raise DataError(f"the aspect is {self.aspect}, expected more than 0")

    def __len__(self) -> int:
        return len(self.times_s)

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame to the last."""
        return float(self.times_s[-1] - self.times_s[0]) if len(self) else 0.0

    @property
    def fps(self) -> float:
        """Frames a second, by the median gap; 0 for fewer than two frames."""
        return float(1 / np.median(np.diff(self.times_s))) if len(self) > 1 else 0.0

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Whether somebody was found in each frame, shape (n,)."""
        return np.asarray(np.isfinite(self.points).all(axis=(1, 2)), np.bool_)

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_] | slice) -> PoseTrack:
        """Keep some frames, in their order."""
        return replace(
            self,
            times_s=self.times_s[rows],
            points=self.points[rows],
            visibility=self.visibility[rows],
            world=None if self.world is None else self.world[rows],
            n_people=None if self.n_people is None else self.n_people[rows],
        )
