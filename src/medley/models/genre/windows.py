"""Windows of a sound: each segment with its surroundings, and copies of them that differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import FLOOR_DB, HOP_LENGTH, N_MELS, SAMPLE_RATE, SEGMENT_FRAMES, Sound
from medley.features.audio.filters import mel_edges

WINDOW_FRAMES = 2 * SEGMENT_FRAMES
"""Frames of a window, 6.04 s, where the sound is that long."""
_NOISE_BELOW_PEAK_DB = (30.0, 80.0)
_TILT_DB = 4.0

Window = NDArray[np.float32]
"""Log mel power of shape (n_frames, N_MELS), in dB."""


def windows_of(sound: Sound) -> list[Window]:
    """Surround each segment by the half segment before and after it, where these are known.

    Returns
    -------
    list of ndarray of float32, shape (at most WINDOW_FRAMES, N_MELS)
        One a segment; the window of a short sound is all of it.
    """
    starts, runs = _runs(sound)
    found = []
    for start in starts.tolist():
        first, run = next(held for held in reversed(runs) if held[0] <= start)
        low = start - first - (WINDOW_FRAMES - SEGMENT_FRAMES) // 2
        low = max(0, min(low, len(run) - WINDOW_FRAMES))
        found.append(run[low : low + WINDOW_FRAMES])
    return found


def frames_of(sound: Sound) -> Window:
    """All that is kept of a sound, each frame once."""
    return np.concatenate([run for _, run in _runs(sound)[1]])


def thinned(windows: list[Window], most: int) -> list[Window]:
    """Keep every other window, since neighbours overlap by half, and at most so many.

    The windows of a sound no longer than one are all the same: one is kept.
    """
    if len(windows[0]) < WINDOW_FRAMES:
        return windows[:1]
    kept = windows[::2]
    places = np.linspace(0, len(kept) - 1, min(most, len(kept))).round().astype(int)
    return [kept[place] for place in places.tolist()]


@dataclass(frozen=True, slots=True)
class Changes:
    """How copies of a window differ from it.

    Attributes
    ----------
    semitones : float
        Pitch goes up or down by at most this, and the speed with it, as on a
        turntable.
    noise : bool
        White noise 30 to 80 dB below the loudest band.
    roll : bool
        Half of the copies begin elsewhere: what was before follows at the end.
    tilt : bool
        Low and high bands are weighed up to 4 dB against one another.
    """

    semitones: float = 2.0
    noise: bool = True
    roll: bool = True
    tilt: bool = False


def changed(window: Window, changes: Changes, rng: np.random.Generator) -> Window:
    """Make a copy that a listener would call the same genre.

    Parameters
    ----------
    window : ndarray of float32, shape (n_frames, N_MELS)
    changes : Changes
    rng : numpy.random.Generator
        The same number of draws are taken whatever the settings.
    """
    up, at, rolls, below, tilt = rng.random(5)
    ratio = 2 ** (changes.semitones * (2 * up - 1) / 12)
    copy = _resampled(window, ratio)
    if changes.roll and rolls < 0.5:
        copy = np.roll(copy, int(at * len(copy)), axis=0)
    if changes.tilt:
        copy = copy + np.float32(_TILT_DB * (2 * tilt - 1)) * _SLOPE
    if changes.noise:
        low, high = _NOISE_BELOW_PEAK_DB
        floor = copy.max() - (low + (high - low) * below)
        copy = np.logaddexp(copy * _PER_DB, np.float32(floor) * _PER_DB) / _PER_DB
    found: Window = np.maximum(copy, FLOOR_DB).astype(np.float32)
    return found


_PER_DB = np.float32(np.log(10) / 10)
_SLOPE = np.linspace(-1, 1, N_MELS, dtype=np.float32)
_CENTRES = mel_edges()[1:-1]


def _resampled(window: Window, ratio: float) -> Window:
    """Play a window ``ratio`` times as fast: shorter, and each band's content higher."""
    n_frames = max(2, round(len(window) / ratio))
    faster = _between(window, np.linspace(0, len(window) - 1, n_frames))
    # What is heard at a band's centre came from a lower one.
    source = np.interp(_CENTRES / ratio, _CENTRES, np.arange(N_MELS))
    higher: Window = _between(np.ascontiguousarray(faster.T), source).T
    return higher


def _between(rows: Window, places: NDArray[np.float64]) -> Window:
    low = np.minimum(places.astype(np.intp), len(rows) - 2) if len(rows) > 1 else np.zeros(1, int)
    high = np.minimum(low + 1, len(rows) - 1)
    part = (places - low).astype(np.float32)[:, None]
    found: Window = rows[low] * (1 - part) + rows[high] * part
    return found


def _runs(sound: Sound) -> tuple[NDArray[np.intp], list[tuple[int, Window]]]:
    """Join segments that overlap or touch: the first frame of each run, and its frames."""
    starts = np.rint(sound.starts_s * (SAMPLE_RATE / HOP_LENGTH)).astype(np.intp)
    runs: list[tuple[int, list[Window]]] = []
    end = -1
    for start, segment in zip(starts.tolist(), sound.log_mel, strict=True):
        if start > end:
            runs.append((start, [segment]))
        else:
            runs[-1][1].append(segment[end - start :])
        end = start + SEGMENT_FRAMES
    return starts, [(first, np.concatenate(parts)) for first, parts in runs]
