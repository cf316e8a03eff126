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
_NEAR = 0.08
"""Torso lengths from where a hold is held, within which it begins and ends."""
_UNSURE_S = 10.0
"""Pieces that are not further apart are one hold where the trunk did not move between them."""
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
    posed = _posed(signs)
    holding = _closed(posed & _still(signs[:, 3:]), int(BREAK_S * _RATE_HZ))
    pieces = [_reached(a, b, posed, signs[:, 3:]) for a, b in _runs(holding)]
    holds = [
        Hold(round(float(even_s[a]), 3), round(float(even_s[b - 1]), 3))
        for a, b in _joined(pieces, signs[:, 3:])
        if holding[a:b].sum() > SHORTEST_S * _RATE_HZ
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


def _posed(signs: Numbers) -> NDArray[np.bool_]:
    """When the body is straight, lies and is braced on its arms."""
    with np.errstate(invalid="ignore"):
        straight = signs[:, 0] > _STRAIGHT_DEG
        lying = np.abs(signs[:, 1] - 90) < _LYING_DEG
        return np.asarray(straight & lying & (signs[:, 2] > _BRACED))


def _still(places: Numbers) -> NDArray[np.bool_]:
    """When the trunk stays where it is for a second before and after."""
    around = int(_STILL_S * _RATE_HZ)
    padded = np.pad(places, ((around // 2, around - around // 2 - 1), (0, 0)), mode="edge")
    near = np.lib.stride_tricks.sliding_window_view(padded, around, axis=0)
    moved = np.linalg.norm(near.max(axis=-1) - near.min(axis=-1), axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(moved < _STILL)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _reached(a: int, b: int, posed: NDArray[np.bool_], places: Numbers) -> tuple[int, int]:
    """A hold as far as the trunk is in its place: stillness alone ends it up to a second early."""
    most = int(_STILL_S * _RATE_HZ / 2)
    with np.errstate(invalid="ignore"):
        off = np.linalg.norm(places - np.nanmedian(places[a:b], axis=0), axis=1)
        there = posed & (off < _NEAR)
    for _ in range(most):
        a -= a > 0 and bool(there[a - 1])
        b += b < len(there) and bool(there[b])
    return a, b


def _joined(pieces: list[tuple[int, int]], places: Numbers) -> list[tuple[int, int]]:
    """Holds of which a part was not seen for what it is, though the trunk did not move."""
    joined: list[tuple[int, int]] = []
    for a, b in pieces:
        if joined and a - joined[-1][1] <= _UNSURE_S * _RATE_HZ:
            first, last = joined[-1]
            between = places[last - 1 : a + 1]
            off = np.linalg.norm(between - np.nanmedian(places[first:last], axis=0), axis=1)
            if a <= last or bool((off < _STILL).all()):
                joined[-1] = (first, b)
                continue
        joined.append((a, b))
    return joined


def _closed(held: NDArray[np.bool_], longest: int) -> NDArray[np.bool_]:
    """Without gaps of up to so many."""
    closed = held.copy()
    places = np.flatnonzero(held)
    for before, after in pairwise(places):
        if after - before <= longest:
            closed[before:after] = True
    return closed
