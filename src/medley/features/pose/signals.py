"""Signals of a moving body that hardly depend on the camera and are the same in a mirror.

Differences of heights, angles at joints and the lie of the limbs to gravity; of two
sides the mean, weighted by how well each is seen, and how far they are apart. They
generalised best in the experiments that this follows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX, JOINTS, SIDES, angle_at
from medley.features.pose.body import midpoint, torso_length

Numbers = NDArray[np.float64]

_JOINTS = ("elbow", "shoulder", "hip", "knee")
_LIMBS: dict[str, tuple[str, str]] = {
    "upper arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "wrist"),
    "thigh": ("hip", "knee"),
    "shin": ("knee", "ankle"),
}
_HEIGHTS: tuple[tuple[str, str], ...] = (
    ("wrist", "shoulder"),
    ("wrist", "hip"),
    ("wrist", "ankle"),
    ("elbow", "shoulder"),
    ("hip", "knee"),
    ("hip", "ankle"),
    ("shoulder", "ankle"),
    ("shoulder", "knee"),
)
_ACROSS: tuple[tuple[str, str], ...] = (
    ("wrist", "shoulder"),
    ("wrist", "ankle"),
    ("shoulder", "hip"),
    ("hip", "ankle"),
)
_PAIRS = ("wrist", "elbow", "knee", "ankle")
_RISING = ("shoulder", "hip", "wrist", "ankle")
_LEAST = 0.05
"""Weight of what cannot be seen."""
_UNSEEN = 0.35
"""Landmarks that the picture shows less than this are inventions of the pose model."""

SIGNALS: tuple[str, ...] = (
    *(f"{j} angle {d}{w}" for d in ("2-D", "3-D") for j in _JOINTS for w in ("", " apart")),
    *(f"{limb} lie {d}{w}" for d in ("2-D", "3-D") for limb in _LIMBS for w in ("", " apart")),
    *(f"{a} above {b}{w}" for a, b in _HEIGHTS for w in ("", " apart")),
    *(f"{a} beside {b}" for a, b in _ACROSS),
    *(f"{part}s apart {d}" for d in ("2-D", "3-D") for part in _PAIRS),
    *(f"{part} rise" for part in _RISING),
    "nose above shoulder",
    "trunk lie 2-D",
    "trunk lie 3-D",
)
"""Columns of `body_signals`."""


def _places(*names: str) -> tuple[int, ...]:
    return tuple(SIGNALS.index(name) for name in names)


FOLLOWED: tuple[int, ...] = _places(
    "wrist above shoulder",
    "hip rise",
    "shoulder rise",
    "knee angle 3-D",
    "hip angle 3-D",
    "elbow angle 3-D",
    "trunk lie 3-D",
)
"""Signals whose beat tells exercises apart."""
CORRELATED: tuple[tuple[int, int], ...] = tuple(
    (FOLLOWED[a], FOLLOWED[b]) for a in range(len(FOLLOWED)) for b in range(a)
)


def body_signals(track: PoseTrack) -> Numbers:
    """Compute all signals in each frame.

    Returns
    -------
    ndarray of float64, shape (n, len(SIGNALS))
        Angles in half turns, lies as cosines to straight down, lengths in torsos; all of
        the size of 1. NaN where nobody was found or both sides are hidden.
    """
    flat = np.asarray(track.points[:, :, :2], np.float64)
    space = np.asarray(track.points if track.world is None else track.world, np.float64)
    seen = np.asarray(track.visibility, np.float64)
    torso = torso_length(track)[:, None, None]
    tall = flat / torso
    trunk = np.linalg.norm(midpoint(space, "shoulder") - midpoint(space, "hip"), axis=1)
    typical = float(np.nanmedian(trunk)) if np.isfinite(trunk).any() else np.nan
    columns: list[Numbers] = []
    for points in (flat, space):
        for joint in _JOINTS:
            a, b, c = JOINTS[joint]
            turns = [_angle(points, side, a, b, c) for side in SIDES]
            columns += _both(turns, _sight(seen, a, b, c))
    for points in (flat, space):
        for a, b in _LIMBS.values():
            columns += _both([_lie(points, side, a, b) for side in SIDES], _sight(seen, a, b))
    for a, b in _HEIGHTS:
        above = [_of(tall, s, b)[:, 1] - _of(tall, s, a)[:, 1] for s in SIDES]
        columns += _both(above, _sight(seen, a, b))
    for a, b in _ACROSS:
        beside = [np.abs(_of(tall, s, a)[:, 0] - _of(tall, s, b)[:, 0]) for s in SIDES]
        columns.append(_both(beside, _sight(seen, a, b))[0])
    for points in (tall, space / typical):
        columns += [_apart(points, part) for part in _PAIRS]
    columns += [_risen(tall, part) for part in _RISING]
    columns.append(midpoint(tall, "shoulder")[:, 1] - tall[:, INDEX["nose"], 1])
    columns += [_trunk_lie(flat), _trunk_lie(space)]
    found = np.stack(columns, axis=1)
    found[~track.seen] = np.nan
    return found


def _of(points: Numbers, side: str, part: str) -> Numbers:
    return points[:, INDEX[f"{side}_{part}"]]


def _angle(points: Numbers, side: str, a: str, b: str, c: str) -> Numbers:
    return angle_at(_of(points, side, a), _of(points, side, b), _of(points, side, c)) / 180


def _lie(points: Numbers, side: str, a: str, b: str) -> Numbers:
    return _down(_of(points, side, b) - _of(points, side, a))


def _down(vectors: Numbers) -> Numbers:
    """Cosine to straight down."""
    lengths = np.linalg.norm(vectors, axis=1)
    return np.asarray(vectors[:, 1] / np.where(lengths > 0, lengths, np.nan))


def _trunk_lie(points: Numbers) -> Numbers:
    return _down(midpoint(points, "hip") - midpoint(points, "shoulder"))


def _sight(seen: Numbers, *parts: str) -> Numbers:
    """How well each side is seen, shape (2, n): as well as its worst part."""
    return np.stack([np.min([_of(seen, s, part) for part in parts], axis=0) for s in SIDES])


def _both(sides: list[Numbers], sight: Numbers) -> list[Numbers]:
    """The sides' mean, and their distance as far as both are seen."""
    values, weights = np.stack(sides), sight + _LEAST
    known = np.isfinite(values)
    weights = np.where(known & (sight.max(axis=0) >= _UNSEEN), weights, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (np.where(known, values, 0.0) * weights).sum(axis=0) / weights.sum(axis=0)
    return [mean, np.abs(values[0] - values[1]) * sight.min(axis=0)]


def _apart(points: Numbers, part: str) -> Numbers:
    apart: Numbers = np.linalg.norm(_of(points, "left", part) - _of(points, "right", part), axis=1)
    return apart


def _risen(tall: Numbers, part: str) -> Numbers:
    """Height in the picture above its median, which the camera decides."""
    height = -midpoint(tall, part)[:, 1]
    level = float(np.nanmedian(height)) if np.isfinite(height).any() else 0.0
    return np.asarray(height - level)
