"""What a few seconds of movement look like, whatever the camera, the side and the size."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.data.exercise_data import WINDOW_S
from medley.data.poses import PoseTrack
from medley.features.pose.gaps import at_even_times
from medley.features.pose.signals import CORRELATED, FOLLOWED, SIGNALS, body_signals

RATE_HZ = 15.0
"""Nothing in an exercise is quicker than half of this."""
LENGTH = round(RATE_HZ * WINDOW_S)
"""Frames in a window."""
_AT_ONCE = 256
_LEAST_SEEN = 3

Numbers = NDArray[np.float64]
Rows = NDArray[np.float32]

STATISTICS: tuple[str, ...] = ("mean", "low", "high", "spread", "speed")
NAMES: tuple[str, ...] = (
    *(f"{name} {statistic}" for statistic in STATISTICS for name in SIGNALS),
    *(f"{SIGNALS[a]} with {SIGNALS[b]}" for a, b in CORRELATED),
    *(f"{SIGNALS[place]} beat" for place in FOLLOWED),
    *(f"{SIGNALS[place]} regularity" for place in FOLLOWED),
)
"""Columns of `describe`."""


def series(track: PoseTrack, starts_s: Numbers) -> Rows:
    """The signals of `medley.features.pose.signals` through each window.

    Parameters
    ----------
    track : PoseTrack
    starts_s : ndarray of float64, shape (m,)

    Returns
    -------
    ndarray of float32, shape (m, LENGTH, n_signals)
        NaN where nothing can be told. A recording that is too short for a window is
        played there and back.
    """
    if not len(track):
        return np.full((len(starts_s), LENGTH, len(SIGNALS)), np.nan, np.float32)
    n = max(2, 1 + round(track.duration_s * RATE_HZ))
    even = track.times_s[0] + np.arange(n) / RATE_HZ
    values = at_even_times(track.times_s, body_signals(track), even).astype(np.float32)
    first = np.rint((starts_s - track.times_s[0]) * RATE_HZ).astype(np.intp)
    place = (first[:, None] + np.arange(LENGTH)) % (2 * n - 2)
    return np.asarray(values[np.where(place < n, place, 2 * n - 2 - place)])


def describe(track: PoseTrack, starts_s: Numbers) -> Rows:
    """Sum up each window of a recording.

    Parameters
    ----------
    track : PoseTrack
    starts_s : ndarray of float64, shape (m,)

    Returns
    -------
    ndarray of float32, shape (m, len(NAMES))
        NaN where nothing can be told.
    """
    parts = [*range(0, len(starts_s), _AT_ONCE), len(starts_s)]
    found = [summed_up(series(track, starts_s[a:b])) for a, b in pairwise(parts)]
    return np.concatenate(found) if found else np.empty((0, len(NAMES)), np.float32)


def summed_up(windows: Rows) -> Rows:
    """Sum up windows as `series` gives them.

    Returns
    -------
    ndarray of float32, shape (m, len(NAMES))
    """
    known = np.isfinite(windows).sum(axis=1) >= _LEAST_SEEN
    held = _filled(windows)
    order = np.sort(held, axis=1)
    low, high = order[:, round(0.1 * LENGTH)], order[:, -1 - round(0.1 * LENGTH)]
    speed = np.abs(np.diff(held, axis=1)).mean(axis=1) * RATE_HZ
    parts = [held.mean(axis=1), low, high, held.std(axis=1), speed]
    columns = np.concatenate([np.where(known, part, np.nan) for part in parts], axis=1)
    beats, regular = _beats(held[:, :, list(FOLLOWED)])
    return np.concatenate([columns, _together(held), beats, regular], axis=1).astype(np.float32)


def _filled(windows: Rows) -> Numbers:
    """Hold the mean where a signal is missing, and 0 where it never is there."""
    known = np.isfinite(windows)
    sums = np.where(known, windows, 0.0).sum(axis=1, dtype=np.float64)
    means = sums / np.maximum(known.sum(axis=1), 1)
    return np.asarray(np.where(known, windows, means[:, None]), np.float64)


def _together(held: Numbers) -> Numbers:
    """How alike two signals move, from -1 to 1; 0 where one stands still."""
    moved = held - held.mean(axis=1, keepdims=True)
    sizes = np.sqrt((moved * moved).sum(axis=1))
    found = [
        (moved[:, :, a] * moved[:, :, b]).sum(axis=1) / np.maximum(sizes[:, a] * sizes[:, b], 1e-3)
        for a, b in CORRELATED
    ]
    return np.stack(found, axis=1)


def _beats(held: Numbers) -> tuple[Numbers, Numbers]:
    """The frequency of each signal's main wave, and the wave's share of the movement."""
    taper = np.hanning(LENGTH)[:, None]
    power = np.abs(np.fft.rfft((held - held.mean(axis=1, keepdims=True)) * taper, axis=1)) ** 2
    power = power[:, 1:]
    total = np.maximum(power.sum(axis=1), 1e-6)
    beat = (np.arange(1, power.shape[1] + 1)[:, None] * power).sum(axis=1) / total / WINDOW_S
    return beat, power.max(axis=1) / total
