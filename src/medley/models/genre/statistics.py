"""What a window sounds like in a few hundred numbers, whatever its level."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from medley.data.sound import N_MELS

N_COEFFICIENTS = 40
N_BANDS = 32
_ACTIVE_DB, _RANGE_DB = 60.0, 80.0
_LEAST_ACTIVE = 8
_MODULATION_FFT = 256
_EDGES = (1, 2, 4, 8, 16, 32, 64, 129)
"""Bins of the modulation spectrum where octaves begin: 0.17 Hz to 21.5 Hz."""
N_STATISTICS = 7 * N_COEFFICIENTS + 5 * N_BANDS + (len(_EDGES) - 1) * N_BANDS + 3


def statistics(window: NDArray[np.float32]) -> NDArray[np.float32]:
    """Describe a window: its timbre, how that varies, and the rhythm of each band.

    Mean, deviation, and the 10th, 50th and 90th percentile of 40 cepstral
    coefficients and 32 bands over the frames within 60 dB of the loudest; deviation
    and mean size of the coefficients' steps; the modulation spectrum of 32 bands by
    octaves; how much of the window is active, in how many stretches, and how its
    level varies.

    Parameters
    ----------
    window : ndarray of float32, shape (n_frames, N_MELS)
        In dB.

    Returns
    -------
    ndarray of float32, shape (N_STATISTICS,)
    """
    levels = window - window.max()
    levels = np.maximum(levels, -_RANGE_DB)
    loudest = levels.max(axis=1)
    active = loudest > -_ACTIVE_DB
    held = levels[active] if active.sum() > _LEAST_ACTIVE else levels
    cepstrum = dct(held, axis=1, norm="ortho")[:, :N_COEFFICIENTS]
    steps = np.diff(cepstrum, axis=0) if len(cepstrum) > 1 else np.zeros((1, N_COEFFICIENTS))
    stretches = np.diff(active.astype(np.int8)).clip(0).sum()
    parts = (
        _summed(cepstrum),
        steps.std(axis=0),
        np.abs(steps).mean(axis=0),
        _summed(_banded(held)),
        _modulation(_banded(levels)),
        [active.mean(), stretches, loudest.std()],
    )
    return np.concatenate(parts).astype(np.float32)


def cepstral(window: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    """Mean and deviation of the first ``n`` cepstral coefficients over all frames.

    Returns
    -------
    ndarray of float32, shape (2 * n,)
    """
    coefficients = dct(window, axis=1, norm="ortho")[:, :n]
    found = np.concatenate((coefficients.mean(axis=0), coefficients.std(axis=0)))
    return found.astype(np.float32)


def _summed(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    # Sorted columns and the nearest ranks: a tenth of the time of interpolated percentiles.
    places = [round(share * (len(rows) - 1)) for share in (0.1, 0.5, 0.9)]
    ranks = np.sort(np.ascontiguousarray(rows.T), axis=1)[:, places].T
    return np.concatenate((rows.mean(axis=0), rows.std(axis=0), ranks.ravel()))


def _banded(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = levels.reshape(len(levels), N_BANDS, N_MELS // N_BANDS).mean(2)
    return found


def _modulation(bands: NDArray[np.float32]) -> NDArray[np.float64]:
    # A longer window would be cut: the spectrum is of its first six seconds.
    around = bands - bands.mean(axis=0)
    sizes = np.abs(np.fft.rfft(around, n=_MODULATION_FFT, axis=0))
    octaves = [sizes[low:high].mean(axis=0) for low, high in pairwise(_EDGES)]
    found: NDArray[np.float64] = np.log1p(np.concatenate(octaves))
    return found
