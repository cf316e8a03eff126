"""Positions kept still: when a plank begins, and how long it is held."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.coaching.repetition import Hold
from medley.data.poses import PoseTrack
from medley.features.pose.angles import SIDES, joint_angle, joint_visibility
from medley.features.pose.body import midpoint, torso_length
from medley.features.pose.gaps import at_even_times
from medley.features.pose.view import lean_deg

SHORTEST_S = 2.0
BREAK_S = 1.0
"""A hold that is left for less than this goes on."""
_RATE_HZ = 10.0
_STRAIGHT_DEG = 125.0
"""Hips pushed far up or sagging are still a plank, kneeling and sitting are not."""
_LYING_DEG = 55.0
_STILL, _STILL_S = 0.2, 2.0
"""Torso lengths that the trunk moves in that time; a push-up moves it by more."""
_BRACED = 0.12
"""Torso lengths that the shoulders are above the hands or elbows, whichever is lower."""

Numbers = NDArray[np.float64]


def find_holds(track: PoseTrack) -> tuple[tuple[Hold, ...], float]:
    """Find when a plank is held.

    Parameters
    ----------
    track : PoseTrack

    Returns
    -------
    holds : tuple of Hold
        In order of time.
    quality : float
        How visible trunk and legs are, in [0, 1].
    """
    if len(track) < 2 or not track.seen.any():
        return (), 0.0
    seen = np.stack([joint_visibility(track.visibility, "hip", side) for side in SIDES], axis=1)
    even_s = np.arange(track.times_s[0], track.times_s[-1] + 1e-9, 1 / _RATE_HZ)
    signs = at_even_times(track.times_s, _signs(track, seen), even_s)
    holding = _closed(_held(signs), int(BREAK_S * _RATE_HZ))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], holding.astype(int), [0]])))
    holds = [
        Hold(round(float(even_s[a]), 3), round(float(even_s[b - 1]), 3))
        for a, b in edges.reshape(-1, 2)
        if even_s[b - 1] - even_s[a] >= SHORTEST_S
    ]
    return tuple(holds), float(np.median(seen.max(axis=1)))


def _signs(track: PoseTrack, seen: Numbers) -> Numbers:
    """Hip angle, lean of the trunk, height over the hands, and where the trunk is."""
    long = torso_length(track)[:, None]
    weights = seen**2 + 1e-6
    hip = np.stack([joint_angle(track.points, "hip", side) for side in SIDES], axis=1)
    bent = (hip * weights).sum(axis=1) / weights.sum(axis=1)
    shoulder = midpoint(track.points, "shoulder")
    low = np.maximum(midpoint(track.points, "wrist")[:, 1], midpoint(track.points, "elbow")[:, 1])
    place = (shoulder + midpoint(track.points, "hip"))[:, :2] / (2 * long)
    return np.column_stack([bent, lean_deg(track), (low - shoulder[:, 1]) / long[:, 0], place])


def _held(signs: Numbers) -> NDArray[np.bool_]:
    around = int(_STILL_S * _RATE_HZ)
    padded = np.pad(signs[:, 3:], ((around // 2, around - around // 2 - 1), (0, 0)), mode="edge")
    near = np.lib.stride_tricks.sliding_window_view(padded, around, axis=0)
    moved = np.linalg.norm(near.max(axis=-1) - near.min(axis=-1), axis=1)
    with np.errstate(invalid="ignore"):
        straight = signs[:, 0] > _STRAIGHT_DEG
        lying = np.abs(signs[:, 1] - 90) < _LYING_DEG
        return np.asarray(straight & lying & (signs[:, 2] > _BRACED) & (moved < _STILL))


def _closed(held: NDArray[np.bool_], longest: int) -> NDArray[np.bool_]:
    """Without gaps of up to so many."""
    closed = held.copy()
    places = np.flatnonzero(held)
    for before, after in pairwise(places):
        if after - before <= longest:
            closed[before:after] = True
    return closed
