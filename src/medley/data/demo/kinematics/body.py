"""A made person: lengths of the segments, and where the landmarks sit on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from medley.data.demo.kinematics.rotation import Array

Sex: TypeAlias = Literal["female", "male"]

SEGMENTS: tuple[str, ...] = (
    "pelvis",
    "chest",
    "head",
    "left_upper_arm",
    "right_upper_arm",
    "left_forearm",
    "right_forearm",
    "left_hand",
    "right_hand",
    "left_thigh",
    "right_thigh",
    "left_shank",
    "right_shank",
    "left_foot",
    "right_foot",
)
PELVIS, CHEST, HEAD = 0, 1, 2
UPPER_ARMS, FOREARMS, HANDS = slice(3, 5), slice(5, 7), slice(7, 9)
THIGHS, SHANKS, FEET = slice(9, 11), slice(11, 13), slice(13, 15)
SIDES = np.array([1.0, -1.0])
"""Left is positive."""

# Forward, left and up in shares of the height, from the middle of the shoulders.
_FACE = np.array(
    [
        [0.070, 0.0, 0.100],
        [0.056, 0.010, 0.119],
        [0.054, 0.018, 0.119],
        [0.050, 0.026, 0.119],
        [0.056, -0.010, 0.119],
        [0.054, -0.018, 0.119],
        [0.050, -0.026, 0.119],
        [0.010, 0.043, 0.110],
        [0.010, -0.043, 0.110],
        [0.060, 0.014, 0.082],
        [0.060, -0.014, 0.082],
    ]
)
# From the wrist: little finger, index finger and thumb of the left hand, which hangs with
# its palm to the thigh.
_FINGERS = np.array([[-0.012, 0.0, -0.048], [0.012, 0.0, -0.052], [0.020, -0.008, -0.030]])
# From the ankle: heel and tip of the foot.
_FOOT = np.array([[-0.030, 0.0, -0.032], [0.100, 0.0, -0.032]])


@dataclass(frozen=True, slots=True)
class Body:
    """Lengths in metres between the joints that landmarks mark.

    Attributes
    ----------
    height : float
    shoulder_width, hip_width : float
        Between the joints, which is less than the outer widths.
    torso : float
        From the middle of the hips to the middle of the shoulders.
    upper_arm, forearm, hand, thigh, shank, foot : float
    sex : {"female", "male"}
    """

    height: float
    shoulder_width: float
    hip_width: float
    torso: float
    upper_arm: float
    forearm: float
    hand: float
    thigh: float
    shank: float
    foot: float
    sex: Sex

    @property
    def ankle_height(self) -> float:
        """Height of the ankle above the sole."""
        return float(-_FOOT[0, 2]) * self.height

    @property
    def leg(self) -> float:
        """Length of the leg from the hip to the ankle."""
        return self.thigh + self.shank

    @property
    def face(self) -> Array:
        """Landmarks 0 to 10 in the head's own axes, shape (11, 3)."""
        return _FACE * self.height

    @property
    def fingers(self) -> Array:
        """Little finger, index finger and thumb in the hand's axes, shape (2, 3, 3)."""
        left = _FINGERS * (self.hand / 0.108)
        return np.stack([left, left * [1.0, -1.0, 1.0]])

    @property
    def sole(self) -> Array:
        """Heel and tip of the foot in the foot's axes, shape (2, 3)."""
        return _FOOT * [self.foot / 0.152, 1.0, self.height]


def sample_body(rng: np.random.Generator, sex: Sex | None = None) -> Body:
    """Draw a person: Winter's shares of the height, each varied by a few hundredths.

    Parameters
    ----------
    rng : numpy.random.Generator
    sex : {"female", "male"}, optional
        Drawn unless given.

    References
    ----------
    D. A. Winter, Biomechanics and Motor Control of Human Movement, fig. 4.1. Widths are
    narrower here: landmarks lie at the joints.
    """
    sex = sex or ("female" if rng.random() < 0.5 else "male")
    tall, spread = (1.64, 0.065) if sex == "female" else (1.77, 0.07)
    height = float(np.clip(rng.normal(tall, spread), 1.42, 2.05))
    vary = rng.normal(1.0, 0.035, 9) * height
    shoulders, hips = (0.188, 0.112) if sex == "female" else (0.204, 0.104)
    shares = [shoulders, hips, 0.288, 0.186, 0.146, 0.108, 0.245, 0.246, 0.152]
    wide, narrow, torso, upper_arm, forearm, hand, thigh, shank, foot = (vary * shares).tolist()
    return Body(height, wide, narrow, torso, upper_arm, forearm, hand, thigh, shank, foot, sex)
