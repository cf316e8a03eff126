"""A segment as a fixed number of statistics, for models that do not read spectrograms."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import SHAPE, Sound
from medley.features.audio.mfcc import mfcc

RANGE_DB = 80.0
"""What lies further below the loudest band of the sound is raised to it."""
ACTIVE_DB = 60.0
"""A frame that lies further below the loudest is not active: timbre leaves it out."""
FEWEST_ACTIVE = 9
N_CEPSTRA = 40
N_BANDS = 32
MODULATION_EDGES = (1, 2, 4, 8, 16, 32, 64, 129)
"""Octaves of the modulation spectrum; a step is 0.17 Hz."""
_MODULATION_SIZE = 256
_QUANTILES = (0.1, 0.5, 0.9)
_STATISTICS = 2 + len(_QUANTILES)

PARTS: dict[str, slice] = {}
"""Columns of `describe` by what they tell."""
_at = 0
for _name, _size in (
    ("cepstra", N_CEPSTRA * _STATISTICS),
    ("deltas", N_CEPSTRA * 2),
    ("bands", N_BANDS * _STATISTICS),
    ("modulation", N_BANDS * (len(MODULATION_EDGES) - 1)),
    ("activity", 3),
    ("chroma", 24),
    ("shape", 2 * len(SHAPE)),
):
    PARTS[_name] = slice(_at, _at + _size)
    _at += _size
DESCRIPTION_SIZE = _at

Numbers = NDArray[np.float32]


def describe(sound: Sound) -> Numbers:
    """Summarise each segment; how loud the whole sound is makes no difference.

    Statistics (mean, deviation, three quantiles) of 40 cepstral coefficients and
    of 32 bands over the active frames, how fast the coefficients change, the
    modulation spectrum of the bands, the share and number of active stretches,
    and mean and deviation of chroma and spectral shape.

    Parameters
    ----------
    sound : Sound

    Returns
    -------
    ndarray of float32, shape (n_segments, DESCRIPTION_SIZE)
        Columns as in `PARTS`; all finite.
    """
    top = sound.log_mel.max()
    level = np.maximum(sound.log_mel, top - RANGE_DB) - top
    peak = level.max(axis=2)
    active = peak > -ACTIVE_DB
    counted = active | (active.sum(axis=1, keepdims=True) < FEWEST_ACTIVE)
    cepstra = mfcc(level, N_CEPSTRA)
    bands = level.reshape(*level.shape[:2], N_BANDS, -1).mean(axis=3)
    parts = (
        _statistics(cepstra, counted),
        _changes(cepstra, counted),
        _statistics(bands, counted),
        _modulation(bands),
        _activity(peak, active),
        _mean_and_deviation(sound.chroma, counted),
        _mean_and_deviation(_level_free(sound.shape), counted),
    )
    return np.concatenate(parts, axis=1).astype(np.float32)


def _mean_and_deviation(frames: Numbers, counted: NDArray[np.bool_]) -> Numbers:
    weights = (counted / counted.sum(axis=1, keepdims=True)).astype(np.float32)
    mean = np.einsum("sf,sfn->sn", weights, frames)
    squares = np.einsum("sf,sfn->sn", weights, (frames - mean[:, None]) ** 2)
    return np.concatenate((mean, np.sqrt(squares)), axis=1)


def _statistics(frames: Numbers, counted: NDArray[np.bool_]) -> Numbers:
    """Mean, deviation and quantiles over the counted frames of each segment."""
    ordered = np.sort(np.where(counted[..., None], frames, np.inf), axis=1)
    n = counted.sum(axis=1)
    rows = np.arange(len(frames))
    found = [_mean_and_deviation(frames, counted)]
    for quantile in _QUANTILES:
        at = (n - 1) * quantile
        low = at.astype(np.intp)
        high = np.minimum(low + 1, n - 1)
        share = (at - low).astype(np.float32)[:, None]
        found.append(ordered[rows, low] * (1 - share) + ordered[rows, high] * share)
    return np.concatenate(found, axis=1)


def _changes(cepstra: Numbers, counted: NDArray[np.bool_]) -> Numbers:
    """Deviation and mean size of the step from frame to frame, both of them counted."""
    steps = np.diff(cepstra, axis=1)
    both = counted[:, 1:] & counted[:, :-1]
    both |= ~both.any(axis=1, keepdims=True)
    deviation = _mean_and_deviation(steps, both)[:, N_CEPSTRA:]
    size = _mean_and_deviation(np.abs(steps), both)[:, :N_CEPSTRA]
    return np.concatenate((deviation, size), axis=1)


def _modulation(bands: Numbers) -> Numbers:
    around = bands - bands.mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(around, n=_MODULATION_SIZE, axis=1))
    octaves = [spectrum[:, low:high].mean(axis=1) for low, high in pairwise(MODULATION_EDGES)]
    found: Numbers = np.log1p(np.stack(octaves, axis=1)).reshape(len(bands), -1)
    return found


def _activity(peak: Numbers, active: NDArray[np.bool_]) -> Numbers:
    begins = (active[:, 1:] & ~active[:, :-1]).sum(axis=1)
    return np.stack((active.mean(axis=1), begins, peak.std(axis=1)), axis=1)


def _level_free(shape: Numbers) -> Numbers:
    """Root mean square as a share of the loudest frame; frequencies in kHz."""
    scaled = shape.copy()
    loudest = scaled[..., 0].max()
    scaled[..., 0] /= loudest if loudest > 0 else 1.0
    scaled[..., 1:4] /= 1000.0
    return scaled
