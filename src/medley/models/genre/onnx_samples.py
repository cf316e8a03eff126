"""Samples that sound like a mel spectrogram, for encoders that take samples."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft

from medley.data.sound import FLOOR_DB, HOP_LENGTH, N_FFT, SAMPLE_RATE
from medley.features.audio.filters import mel_bank

_ROUNDS = 16
_OVERLAP = N_FFT // HOP_LENGTH

Floats = NDArray[np.float32]


def samples_of(log_mel: Floats, sample_rate: int = SAMPLE_RATE) -> Floats:
    """Make samples whose mel spectrogram is near the given one.

    A `Sound` keeps no samples. The power of each band is spread over its bins, and
    phases that agree from frame to frame are found by going to and fro between
    samples and spectrum. Timbre and rhythm survive, the exact wave does not: an
    encoder that computes a spectrogram of its own hears nearly the same.

    Parameters
    ----------
    log_mel : ndarray of float32, shape (n_segments, n_frames, N_MELS)
        In dB.
    sample_rate : int
        In Hz, of what comes back.

    Returns
    -------
    ndarray of float32, shape (n_segments, n_samples)

    References
    ----------
    Griffin and Lim, "Signal estimation from modified short-time Fourier transform",
    IEEE Transactions on Acoustics, Speech, and Signal Processing 32, 1984.
    """
    made = np.stack([_one(segment) for segment in log_mel])
    if sample_rate == SAMPLE_RATE:
        return made
    import soxr

    resampled = [soxr.resample(samples, SAMPLE_RATE, sample_rate) for samples in made]
    return np.stack(resampled).astype(np.float32)


def _one(log_mel: Floats) -> Floats:
    power = np.where(log_mel > FLOOR_DB, 10 ** (log_mel / 10), 0).astype(np.float32)
    magnitude = np.sqrt(power @ _spread())
    # The same phases each time: asked twice, an encoder must answer the same.
    phase = np.random.default_rng(0).uniform(-np.pi, np.pi, magnitude.shape)
    spectrum = magnitude * np.exp(1j * phase).astype(np.complex64)
    for _ in range(_ROUNDS):
        heard = _spectrum(_samples(spectrum))
        spectrum = magnitude * heard / np.maximum(np.abs(heard), np.float32(1e-12))
    return _samples(spectrum)


@cache
def _spread() -> Floats:
    """Share of each band's power that goes to each bin, shape (N_MELS, N_BINS)."""
    bank = mel_bank()
    reached = np.maximum(bank.sum(axis=1, keepdims=True), np.float32(1e-12))
    weight = bank / reached
    spread: Floats = (weight / np.maximum((bank * weight).sum(axis=0), np.float32(1e-12))).T
    return spread


@cache
def _window() -> Floats:
    return np.hanning(N_FFT + 1)[:-1].astype(np.float32)


def _samples(spectrum: NDArray[np.complex64]) -> Floats:
    """Overlap and add the frames, centred as they were cut."""
    frames = irfft(spectrum, n=N_FFT, axis=1) * _window()
    n_frames = len(frames)
    blocks = frames.reshape(n_frames, _OVERLAP, HOP_LENGTH)
    squared = (_window() ** 2).reshape(_OVERLAP, HOP_LENGTH)
    summed = np.zeros((n_frames + _OVERLAP - 1, HOP_LENGTH), np.float32)
    weight = np.full_like(summed, 1e-8)
    for part in range(_OVERLAP):
        summed[part : part + n_frames] += blocks[:, part]
        weight[part : part + n_frames] += squared[part]
    found: Floats = (summed / weight).reshape(-1)[N_FFT // 2 : -N_FFT // 2]
    return found


def _spectrum(samples: Floats) -> NDArray[np.complex64]:
    padded = np.pad(samples, N_FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP_LENGTH]
    found: NDArray[np.complex64] = rfft(frames * _window(), axis=1)
    return found
