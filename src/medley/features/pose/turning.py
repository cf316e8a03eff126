"""The same movement before another camera, to learn what does not hang on where it stood."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.data.poses import PoseTrack
from medley.features.pose.body import midpoint

Numbers = NDArray[np.float64]


def turned(
    track: PoseTrack,
    *,
    azimuth_deg: float = 0.0,
    elevation_deg: float = 0.0,
    roll_deg: float = 0.0,
    misplaced: Numbers | None = None,
) -> PoseTrack:
    """Turn a body about the middle of its trunk, by what is known of its depth.

    Parameters
    ----------
    track : PoseTrack
    azimuth_deg, elevation_deg, roll_deg : float
        About the picture's vertical axis, its horizontal one, and the one into it.
    misplaced : ndarray of float64, shape (33, 3), optional
        Picture heights by which each landmark is off in every frame, as another model
        of poses would place it.

    Returns
    -------
    PoseTrack
        With the world's landmarks turned too, where there are any.

    Examples
    --------
    >>> track = PoseTrack(np.arange(2.0), np.ones((2, 33, 3), np.float32), np.ones((2, 33)))
    >>> bool(np.allclose(turned(track, azimuth_deg=90).points, track.points))
    True
    """
    turn = _about(0, 2, azimuth_deg) @ _about(1, 2, elevation_deg) @ _about(0, 1, roll_deg)
    points = np.asarray(track.points, np.float64)
    known = points[track.seen]
    if not len(known):
        return track
    middle = np.mean((midpoint(known, "shoulder") + midpoint(known, "hip")) / 2, axis=0)
    seen = (points - middle) @ turn + middle + (0.0 if misplaced is None else misplaced)
    world = None if track.world is None else np.asarray(track.world @ turn, np.float32)
    return replace(track, points=seen.astype(np.float32), world=world)


def _about(first: int, second: int, degrees: float) -> Numbers:
    """Turn rows of coordinates from the first axis towards the second."""
    angle = np.radians(degrees)
    found = np.eye(3)
    found[first, first] = found[second, second] = np.cos(angle)
    found[second, first], found[first, second] = np.sin(angle), -np.sin(angle)
    return found
