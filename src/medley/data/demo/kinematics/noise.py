"""Errors like those of a pose model: trembling, drifting, guessed where a limb is hidden.

Sizes are from MediaPipe's output on 28 short videos of exercises: trembling by the second
differences of the landmarks (0.0005 to 0.02 torso lengths from frame to frame, wrists three
times as much as shoulders), visibility of far limbs in side views (elbow 0.05, wrist 0.1,
knee 0.3, ankle 0.5), and how much less joints bend in the world's metres than in the picture
(elbows two thirds as far, knees four fifths).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.special import expit

from medley.data.demo.kinematics.rotation import Array, unit

_SWAPPED_ARMS = list(range(11, 23))
_SWAPPED_LEGS = list(range(23, 33))


def _sizes(*parts: tuple[range, float]) -> Array:
    sizes = np.zeros(33)
    for rows, size in parts:
        sizes[rows.start : rows.stop] = size
    return sizes


_FACE, _SHOULDERS, _ELBOWS, _WRISTS = range(11), range(11, 13), range(13, 15), range(15, 23)
_HIPS, _KNEES, _ANKLES, _FEET = range(23, 25), range(25, 27), range(27, 29), range(29, 33)

_TREMBLE = _sizes(
    (_FACE, 0.0016), (_SHOULDERS, 0.0014), (_ELBOWS, 0.0028), (_WRISTS, 0.0045),
    (_HIPS, 0.0015), (_KNEES, 0.0020), (_ANKLES, 0.0020), (_FEET, 0.0032),
)  # fmt: skip
_DRIFT = _sizes(
    (_FACE, 0.010), (_SHOULDERS, 0.010), (_ELBOWS, 0.014), (_WRISTS, 0.020),
    (_HIPS, 0.012), (_KNEES, 0.014), (_ANKLES, 0.014), (_FEET, 0.020),
)  # fmt: skip
_GUESS = _sizes((_ELBOWS, 0.12), (_WRISTS, 0.18), (_KNEES, 0.10), (_ANKLES, 0.10), (_FEET, 0.10))
_PLAIN = _sizes(
    (_FACE, 0.998), (_SHOULDERS, 0.998), (_ELBOWS, 0.97), (_WRISTS, 0.94), (_HIPS, 0.997),
    (_KNEES, 0.975), (_ANKLES, 0.955), (_FEET, 0.945),
)  # fmt: skip
_HIDDEN = _sizes(
    (_FACE, 0.98), (_SHOULDERS, 0.996), (_ELBOWS, 0.07), (_WRISTS, 0.08), (_HIPS, 0.99),
    (_KNEES, 0.28), (_ANKLES, 0.42), (_FEET, 0.60),
)  # fmt: skip
_OFF_PICTURE = 0.02
_DEPTH_IS_WORSE = 2.5
_WORLD_TORSO_M = 0.48
"""MediaPipe's metres are those of one medium person, whoever is seen."""
_SHRINKS = (
    (11, 13, 15, (15, 17, 19, 21), 65.0, 0.33, 0.12),
    (12, 14, 16, (16, 18, 20, 22), 65.0, 0.33, 0.12),
    (23, 25, 27, (27, 29, 31), 40.0, 0.2, 0.25),
    (24, 26, 28, (28, 30, 32), 40.0, 0.2, 0.25),
)
"""Joints that bend too little in the world's metres: start, joint, end, all that hangs on it,
the bend towards which they go, and how far from above and from below."""


@dataclass(frozen=True, slots=True)
class Noise:
    """How badly a body is seen.

    Attributes
    ----------
    level : float
        Times the usual trembling and drifting; 0 is none.
    swaps : int
        How often left and right are mistaken for each other for a moment.
    missing : float
        Share of the frames in which nobody is found.
    """

    level: float = 1.0
    swaps: int = 0
    missing: float = 0.0


def hidden(seen: Array) -> Array:
    """How far each landmark is hidden behind the trunk or the other limb.

    Parameters
    ----------
    seen : ndarray, shape (n, 33, 3)
        Metres, as `medley.data.demo.kinematics.camera.seen_by` gives them.

    Returns
    -------
    ndarray, shape (n, 33)
        0 is in plain sight, 1 is hidden; only arms and legs can be.
    """
    depth = np.maximum(seen[..., 2], 0.2)
    hip_depth = depth[:, 23:25].mean(axis=1)[:, None, None]
    flat = seen[..., :2] * hip_depth / depth[..., None]
    covered = np.zeros(seen.shape[:2])
    covered[:, 13:23] = _behind_trunk(flat, depth, slice(13, 23))
    covered[:, 25:33] = _behind_trunk(flat, depth, slice(25, 33))
    other = [14, 13, 16, 15, 18, 17, 20, 19, 22, 21, 26, 25, 28, 27, 30, 29, 32, 31]
    own = [*range(13, 23), *range(25, 33)]
    apart = np.linalg.norm(flat[:, own] - flat[:, other], axis=-1)
    deeper = depth[:, own] - depth[:, other]
    behind = expit((0.15 - apart) / 0.03) * expit((deeper - 0.07) / 0.02)
    # From the side, limbs on the far side are doubted even where they can be seen.
    sideways = expit((np.abs(depth[:, 11] - depth[:, 12]) - 0.27) / 0.03)
    behind = np.maximum(behind, 0.6 * sideways[:, None] * expit((deeper - 0.1) / 0.03))
    covered[:, own] = np.maximum(covered[:, own], behind)
    return covered


def _behind_trunk(flat: Array, depth: Array, rows: slice) -> Array:
    low, high = flat[:, None, 23:25].mean(axis=2), flat[:, None, 11:13].mean(axis=2)
    axis = high - low
    length = np.maximum((axis**2).sum(axis=-1), 1e-4)
    along = np.clip(((flat[:, rows] - low) * axis).sum(axis=-1) / length, 0.0, 1.0)
    apart = np.linalg.norm(flat[:, rows] - low - along[..., None] * axis, axis=-1)
    wide = np.maximum(0.12, 0.5 * np.abs(flat[:, 11, 0] - flat[:, 12, 0]))[:, None]
    middle = depth[:, 23:25].mean(axis=1)[:, None] * (1 - along)
    middle = middle + depth[:, 11:13].mean(axis=1)[:, None] * along
    return np.asarray(
        expit((wide - apart) / 0.025) * expit((depth[:, rows] - middle - 0.06) / 0.03)
    )


def visibilities(covered: Array, points: Array, aspect: float, wander: Array) -> Array:
    """What the pose model would say of each landmark.

    Parameters
    ----------
    covered : ndarray, shape (n, 33)
        As `hidden` gives it.
    points : ndarray, shape (n, 33, 3)
        In picture heights.
    aspect : float
        Width of the picture over its height.
    wander : ndarray, shape (n, 33)
        Slow noise of size 1.
    """
    sure = np.log(_PLAIN / (1 - _PLAIN)) * (1 - covered)
    sure = sure + np.log(_HIDDEN / (1 - _HIDDEN)) * covered + 0.5 * wander
    out = np.maximum(np.abs(points[..., 0] / aspect - 0.5), np.abs(points[..., 1] - 0.5)) - 0.5
    off = expit((out - 0.02) / 0.02)
    return np.asarray(expit(sure) * (1 - off) + _OFF_PICTURE * off)


def slow(rng: np.random.Generator, times_s: Array, shape: tuple[int, ...], tau_s: float) -> Array:
    """Noise of size 1 that goes on for about ``tau_s``, shape (n, *shape)."""
    n = len(times_s)
    gap = float(np.median(np.diff(times_s))) if n > 1 else 1 / 30
    keep = float(np.exp(-gap / tau_s))
    before = min(int(8 * tau_s / gap) + 1, 400)
    steps = rng.standard_normal((n + before, *shape), np.float32)
    steps *= np.sqrt((1 - keep**2) ** 3 / (1 + keep**2))
    # Filtered twice, so that it drifts without trembling.
    drift = lfilter([1.0], [1.0, -2 * keep, keep**2], steps, axis=0)
    return np.asarray(drift[before:], np.float64)


def errors(rng: np.random.Generator, times_s: Array, covered: Array, level: float) -> Array:
    """How far the pose model is off, in torso lengths, shape (n, 33, 3)."""
    n = len(times_s)
    axes = np.array([1.0, 1.0, _DEPTH_IS_WORSE])
    tremble = rng.standard_normal((n, 33, 3), np.float32) * (_TREMBLE * level)[:, None]
    drift = slow(rng, times_s, (33, 3), 0.35)
    size = 0.8 * level * _DRIFT + np.sqrt(level) * _GUESS * covered
    bias = rng.standard_normal((33, 3)) * (1.2 * _DRIFT * np.sqrt(level))[:, None]
    return np.asarray(
        (tremble * (1 + 2 * covered[..., None]) + drift * size[..., None] + bias) * axes
    )


def shrunken(seen: Array) -> Array:
    """The body as a pose model guesses it in metres, from the middle of the hips."""
    world = seen - seen[:, 23:25].mean(axis=1, keepdims=True)
    torso = world[:, 11:13].mean(axis=1)
    scale = _WORLD_TORSO_M / max(float(np.median(np.linalg.norm(torso, axis=-1))), 1e-6)
    world *= scale
    for start, joint, end, rest, bend, above, below in _SHRINKS:
        along = unit(world[:, joint] - world[:, start])
        limb = world[:, end] - world[:, joint]
        length = np.linalg.norm(limb, axis=-1, keepdims=True)
        straight = (limb * along).sum(axis=-1, keepdims=True)
        aside = unit(limb - straight * along)
        angle = np.degrees(np.arccos(np.clip(straight / length, -1, 1)))
        share = np.where(angle > bend, above, below)
        angle = np.radians(angle + share * (bend - angle))
        moved = length * (np.cos(angle) * along + np.sin(angle) * aside)
        world[:, rest] += (moved - limb)[:, None]
    return np.asarray(world)


def swap_sides(rng: np.random.Generator, times_s: Array, arrays: list[Array], swaps: int) -> None:
    """Mistake left for right for a moment, in arms or legs or both; changes in place."""
    for _ in range(swaps):
        begins = float(rng.uniform(times_s[0], times_s[-1]))
        first, last = np.searchsorted(times_s, [begins, begins + rng.uniform(0.07, 0.4)])
        limbs = [_SWAPPED_ARMS, _SWAPPED_LEGS, _SWAPPED_ARMS + _SWAPPED_LEGS][rng.integers(3)]
        twins = [row + 1 if row % 2 else row - 1 for row in limbs]
        for array in arrays:
            array[first:last, limbs] = array[first:last, twins]


def unseen(rng: np.random.Generator, n: int, share: float) -> NDArray[np.bool_]:
    """Frames in which nobody is found: a few together, shape (n,) of bool."""
    lost = np.zeros(n, np.bool_)
    while lost.mean() < share:
        first = int(rng.integers(n))
        lost[first : first + int(rng.integers(1, 9))] = True
    return lost
