"""Fixed weights over the bins of a spectrum: mel bands, pitch classes, loudness."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import N_CHROMA, N_FFT, N_MELS, SAMPLE_RATE

N_BINS = N_FFT // 2 + 1
LINEAR_HZ_PER_MEL = 200.0 / 3.0
LOG_FROM_HZ, LOG_FROM_MEL = 1000.0, 15.0
LOG_STEP = np.log(6.4) / 27.0
A0_HZ = 27.5
"""The A of octave 0, of which chroma counts its octaves."""


def frequencies() -> NDArray[np.float64]:
    """Frequency of each bin in Hz, shape (N_BINS,)."""
    return np.arange(N_BINS, dtype=np.float64) * (SAMPLE_RATE / N_FFT)


def mel_edges(n_mels: int = N_MELS) -> NDArray[np.float64]:
    """Corners of the triangular bands in Hz, from 0 to half the sample rate.

    Slaney's scale: linear below 1 kHz, logarithmic above (M. Slaney, Auditory
    Toolbox, 1998).

    Returns
    -------
    ndarray, shape (n_mels + 2,)
    """
    top = LOG_FROM_MEL + np.log(SAMPLE_RATE / 2 / LOG_FROM_HZ) / LOG_STEP
    mels: NDArray[np.float64] = np.linspace(0.0, top, n_mels + 2)
    logarithmic = LOG_FROM_HZ * np.exp(LOG_STEP * (mels - LOG_FROM_MEL))
    edges: NDArray[np.float64] = np.where(
        mels < LOG_FROM_MEL, mels * LINEAR_HZ_PER_MEL, logarithmic
    )
    return edges


@cache
def mel_bank() -> NDArray[np.float32]:
    """Triangles of equal area, as ``librosa.filters.mel(norm="slaney")``.

    Returns
    -------
    ndarray of float32, shape (N_BINS, N_MELS)
    """
    edges = mel_edges()
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    hz = frequencies()[:, None]
    rise, fall = (hz - low) / (centre - low), (high - hz) / (high - centre)
    heights = np.maximum(0.0, np.minimum(rise, fall))
    bank: NDArray[np.float32] = (heights * (2.0 / (high - low))).astype(np.float32)
    return bank


@cache
def chroma_bank() -> NDArray[np.float32]:
    """Weigh each bin by its closeness to the pitch classes, C first.

    As ``librosa.filters.chroma(tuning=0)``: Gaussian bumps around each semitone,
    the octaves around 5 (about 860 Hz) weighted most (D. Ellis, 2007).

    Returns
    -------
    ndarray of float32, shape (N_BINS, N_CHROMA)
    """
    hz = np.arange(1, N_FFT) * (SAMPLE_RATE / N_FFT)
    semitones = N_CHROMA * np.log2(hz / A0_HZ)
    # The bin of 0 Hz has no pitch: it is put far below and spread wide.
    semitones = np.concatenate(([semitones[0] - 1.5 * N_CHROMA], semitones))
    widths = np.concatenate((np.maximum(np.diff(semitones), 1.0), [1.0]))
    half = N_CHROMA / 2
    away = semitones[:, None] - np.arange(N_CHROMA)
    away = np.remainder(away + half + 10 * N_CHROMA, N_CHROMA) - half
    bumps = np.exp(-0.5 * (2 * away / widths[:, None]) ** 2)
    bumps /= np.linalg.norm(bumps, axis=1, keepdims=True)
    bumps *= np.exp(-0.5 * ((semitones / N_CHROMA - 5.0) / 2.0) ** 2)[:, None]
    # Rolled by three: the count began at A.
    bank: NDArray[np.float32] = np.roll(bumps, -3, axis=1)[:N_BINS].astype(np.float32)
    return bank


@cache
def loudness_weights() -> NDArray[np.float32]:
    """Turn the power of a Hann frame's bins into its K-weighted mean square.

    The two filters of ITU-R BS.1770-4 (a shelf for the head, a high pass), as
    their squared response at each bin, times the share of a bin in the mean
    square (Parseval). Bins below 27 Hz count nothing: a constant offset leaks
    into them.

    Returns
    -------
    ndarray of float32, shape (N_BINS,)
    """
    # The parameters that give back the standard's coefficients at 48 kHz.
    shelf = _shelf(1681.974450955533, 3.999843853973347, 0.7071752369554196)
    high_pass = _high_pass(38.13547087602444, 0.5003270373238773)
    z = np.exp(-2j * np.pi * frequencies() / SAMPLE_RATE)
    response = np.ones(N_BINS)
    for b, a in (shelf, high_pass):
        response *= np.abs(np.polyval(b[::-1], z) / np.polyval(a[::-1], z)) ** 2
    share = np.full(N_BINS, 2.0)
    share[-1] = 1.0
    share[:3] = 0.0
    # A periodic Hann window's sum of squares is 3/8 of its length.
    weights: NDArray[np.float32] = (response * share / (N_FFT * N_FFT * 0.375)).astype(np.float32)
    return weights


def _shelf(hz: float, gain_db: float, q: float) -> tuple[NDArray[np.float64], ...]:
    k = np.tan(np.pi * hz / SAMPLE_RATE)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    b = [high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k]
    a = [1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k]
    return np.array(b), np.array(a)


def _high_pass(hz: float, q: float) -> tuple[NDArray[np.float64], ...]:
    k = np.tan(np.pi * hz / SAMPLE_RATE)
    a = np.array([1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k])
    # The standard leaves this numerator unscaled.
    return np.array([1.0, -2.0, 1.0]), a / a[0]
