"""Mel-frequency cepstral coefficients and how they change."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from medley.data.sound import N_MFCC

DELTA_WIDTH = 9
"""Frames over which a slope is fitted."""


def mfcc(log_mel: NDArray[np.float32], n_mfcc: int = N_MFCC) -> NDArray[np.float32]:
    """Cosine transform of log-mel frames, as ``librosa.feature.mfcc(S=log_mel)``.

    Parameters
    ----------
    log_mel : ndarray of float32, shape (..., n_frames, n_mels)
        In dB.
    n_mfcc : int

    Returns
    -------
    ndarray of float32, shape (..., n_frames, n_mfcc)

    Examples
    --------
    >>> mfcc(np.zeros((130, 128), np.float32)).shape
    (130, 20)
    """
    # A product with the few rows that are kept is quicker than a whole transform.
    cepstrum: NDArray[np.float32] = log_mel @ _cosines(log_mel.shape[-1], n_mfcc)
    return cepstrum


@cache
def _cosines(n_mels: int, n_mfcc: int) -> NDArray[np.float32]:
    rows: NDArray[np.float64] = dct(np.eye(n_mels), type=2, norm="ortho", axis=-1)
    return np.ascontiguousarray(rows[:, :n_mfcc], np.float32)


def delta(frames: NDArray[np.float32], order: int = 1) -> NDArray[np.float32]:
    """Slope, or curvature, of each number over time, as ``librosa.feature.delta``.

    Parameters
    ----------
    frames : ndarray of float32, shape (..., n_frames, n_numbers)
        At least DELTA_WIDTH frames.
    order : {1, 2}

    Returns
    -------
    ndarray of float32, like `frames`
    """
    # As slow to import as all else together, and needed by few.
    from scipy.signal import savgol_filter

    slopes: NDArray[Any] = savgol_filter(
        frames, DELTA_WIDTH, polyorder=order, deriv=order, axis=-2, mode="interp"
    )
    return slopes.astype(np.float32)
