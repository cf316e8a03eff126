"""How the cepstrum of a window varies: a covariance, laid flat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

N_COEFFICIENTS = 20
_ACTIVE_DB, _RANGE_DB = 60.0, 80.0
_LEAST_ACTIVE = 8
_FLOOR_DB2, _FLOOR_SHARE = 1.0, 0.01
_WIDTH = 2 * N_COEFFICIENTS
N_COVARIANCE = _WIDTH * (_WIDTH + 1) // 2
_UPPER = np.triu_indices(_WIDTH)
# Off the diagonal each entry stands for two: distances stay those of the matrices.
_WEIGHTS = np.where(_UPPER[0] == _UPPER[1], 1.0, np.sqrt(2.0))


def log_covariance(window: NDArray[np.float32]) -> NDArray[np.float32]:
    r"""Give the matrix logarithm of the covariance of 20 coefficients and their steps.

    Which coefficients move together, and how fast, whatever the mean spectrum. The
    logarithm makes straight distances between covariances meaningful:

    .. math:: d(A, B) = \lVert \log A - \log B \rVert_F

    Parameters
    ----------
    window : ndarray of float32, shape (n_frames, N_MELS)
        In dB; frames within 60 dB of the loudest are read.

    Returns
    -------
    ndarray of float32, shape (N_COVARIANCE,)
        The upper triangle, row by row.

    References
    ----------
    Arsigny et al., "Log-Euclidean metrics for fast and simple calculus on diffusion
    tensors", Magnetic Resonance in Medicine 2006.
    """
    levels = np.maximum(window - window.max(), -_RANGE_DB)
    active = levels.max(axis=1) > -_ACTIVE_DB
    held = levels[active] if active.sum() > _LEAST_ACTIVE else levels
    cepstrum = dct(held, axis=1, norm="ortho")[:, :N_COEFFICIENTS].astype(np.float64)
    rows = np.hstack((cepstrum, np.diff(cepstrum, axis=0, prepend=cepstrum[:1])))
    around = rows - rows.mean(axis=0)
    covariance = around.T @ around / len(rows)
    # Without a floor, silence and steady tones would have no logarithm.
    floor = _FLOOR_DB2 + _FLOOR_SHARE * np.trace(covariance) / _WIDTH
    powers, axes = np.linalg.eigh(covariance + floor * np.eye(_WIDTH))
    logarithm = (axes * np.log(powers)) @ axes.T
    found: NDArray[np.float32] = (logarithm[_UPPER] * _WEIGHTS).astype(np.float32)
    return found
