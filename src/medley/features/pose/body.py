"""The body as its own measure: lengths in torsos, directions from hips and shoulders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import LANDMARKS, PoseTrack
from medley.features.pose.angles import INDEX, Numbers

SCALE_OVER_S = 1.0
"""Nobody comes nearer or goes away much faster than this."""
_TRUNK = [INDEX[name] for name in ("left_shoulder", "right_shoulder", "left_hip", "right_hip")]
_BY_SHOULDERS = 1.3
"""Torso lengths in a shoulder width, where no world landmarks tell of foreshortening."""
_MIRRORED = np.array(
    [
        INDEX[name.replace("left", "right") if "left" in name else name.replace("right", "left")]
        for name in LANDMARKS
    ]
)


def midpoint(points: Numbers, part: str) -> NDArray[np.float64]:
    """Halfway between the left and the right landmark of that name, shape (n, 3)."""
    pair = points[:, [INDEX[f"left_{part}"], INDEX[f"right_{part}"]]]
    return np.asarray(pair.mean(axis=1, dtype=np.float64))


def torso_length(track: PoseTrack) -> NDArray[np.float64]:
    """Length of the torso as it would be seen lying in the picture's plane.

    World landmarks tell how far foreshortening goes: the ratio of all distances in the
    picture to those in space is the scale, and the torso's length in space the rest.

    Parameters
    ----------
    track : PoseTrack

    Returns
    -------
    ndarray of float64, shape (n,)
        Picture heights; smooth over `SCALE_OVER_S`; NaN only where nobody is ever seen.
    """
    seen = track.seen
    if not seen.any():
        return np.full(len(track), np.nan)
    lengths = _scales(track) if track.world is not None else _seen_lengths(track)
    known = np.flatnonzero(seen & np.isfinite(lengths) & (lengths > 0))
    if not len(known):
        return np.full(len(track), np.nan)
    filled = np.interp(track.times_s, track.times_s[known], lengths[known])
    return _smoothed(track.times_s, filled)


def torso_in_space(world: Numbers) -> float:
    """Length of the torso by its landmarks in space, shape (n, 33, 3): the median over frames."""
    trunk = midpoint(world, "shoulder") - midpoint(world, "hip")
    return float(np.nanmedian(np.linalg.norm(trunk, axis=1)))


def _scales(track: PoseTrack) -> NDArray[np.float64]:
    assert track.world is not None
    weight = np.asarray(track.visibility, np.float64)[:, :, None] + 1e-3
    flat = [np.asarray(p[:, :, :2], np.float64) for p in (track.points, track.world)]
    centred = [p - (weight * p).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
               for p in flat]  # fmt: skip
    spread = [(weight * p * p).sum(axis=(1, 2)) for p in centred]
    long = torso_in_space(track.world)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.sqrt(spread[0] / spread[1]) * long)


def _seen_lengths(track: PoseTrack) -> NDArray[np.float64]:
    trunk = midpoint(track.points, "shoulder") - midpoint(track.points, "hip")
    left, right = (track.points[:, INDEX[f"{side}_shoulder"], :2] for side in ("left", "right"))
    wide = np.linalg.norm(np.asarray(left - right, np.float64), axis=1) * _BY_SHOULDERS
    lengths = np.maximum(np.linalg.norm(trunk[:, :2], axis=1), wide)
    return np.asarray(np.maximum(lengths, np.nanquantile(lengths, 0.75)), np.float64)


def _smoothed(times_s: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of what lies within `SCALE_OVER_S`, by running sums."""
    first = np.searchsorted(times_s, times_s - SCALE_OVER_S)
    last = np.searchsorted(times_s, times_s + SCALE_OVER_S, side="right")
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray((sums[last] - sums[first]) / (last - first))


def in_body_frame(points: Numbers) -> NDArray[np.float64]:
    """Landmarks as the body itself has them, whatever the camera.

    Parameters
    ----------
    points : ndarray, shape (n, 33, 3)
        World landmarks, or the picture's with their depth.

    Returns
    -------
    ndarray of float64, shape (n, 33, 3)
        Torso lengths from the middle of the hips: to the person's left, along the trunk
        to the shoulders, and to the front.
    """
    hips, shoulders = midpoint(points, "hip"), midpoint(points, "shoulder")
    trunk = shoulders - hips
    long = np.linalg.norm(trunk, axis=1, keepdims=True)
    up = _unit(trunk)
    across = np.asarray(points[:, _TRUNK[0]] - points[:, _TRUNK[1]], np.float64)
    across = across + np.asarray(points[:, _TRUNK[2]] - points[:, _TRUNK[3]], np.float64)
    left = _unit(across - (across * up).sum(axis=1, keepdims=True) * up)
    axes = np.stack([left, up, np.cross(left, up)], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        placed = (np.asarray(points, np.float64) - hips[:, None]) / long[:, None]
    return np.asarray(np.einsum("nij,nkj->nki", axes, placed))


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def mirrored(track: PoseTrack) -> PoseTrack:
    """The same movement as a mirror shows it: left becomes right."""
    points = track.points[:, _MIRRORED].copy()
    points[:, :, 0] = track.aspect - points[:, :, 0]
    world = None
    if track.world is not None:
        world = track.world[:, _MIRRORED].copy()
        world[:, :, 0] *= -1
    return replace(track, points=points, visibility=track.visibility[:, _MIRRORED], world=world)
