"""Tempo of a stream: how strongly onsets repeat at each lag, with a prior for 120."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

from medley.data.sound import HOP_LENGTH, N_FFT, SAMPLE_RATE

START_BPM = 120.0
MAX_BPM = 320.0
_WINDOW = int(8.0 * SAMPLE_RATE) // HOP_LENGTH
"""Frames of one autocorrelation: 8 s."""
_EVERY = 8
"""Frames between autocorrelations: neighbours hold nearly the same 8 s."""
_AT_ONCE = 64


class Tempo:
    """Gathers log-mel frames; memory does not grow with the sound.

    As ``librosa.feature.tempo``: the mean rise of the mel bands is the onset
    strength; autocorrelations of windows of 8 s are scaled to a peak of 1,
    averaged, and weighed by a log-normal prior around 120 beats a minute
    (D. Ellis, Beat Tracking by Dynamic Programming, 2007). Only each eighth
    window is looked at.
    """

    def __init__(self) -> None:
        self._last: NDArray[np.float32] | None = None
        # Zeros for the half window before the sound, and for the rise that its
        # first frames cannot have.
        lead = _WINDOW // 2 + 1 + N_FFT // (2 * HOP_LENGTH)
        self._onsets = np.zeros(lead, np.float32)
        self._sum = np.zeros(_WINDOW)
        self._n_windows = 0
        self._hann = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)).astype(
            np.float32
        )

    def take(self, log_mel: NDArray[np.float32]) -> None:
        """Take the next frames, shape (n_frames, n_mels)."""
        if self._last is not None:
            log_mel = np.concatenate((self._last[None], log_mel))
        self._last = log_mel[-1]
        rises = log_mel[1:] - log_mel[:-1]
        np.maximum(rises, 0, out=rises)
        rises = rises @ np.full(rises.shape[1], 1 / rises.shape[1], np.float32)
        self._onsets = np.concatenate((self._onsets, rises))
        if len(self._onsets) >= _WINDOW + _EVERY * _AT_ONCE:
            self._correlate()

    def _correlate(self) -> None:
        windows = sliding_window_view(self._onsets, _WINDOW)[::_EVERY] * self._hann
        self._onsets = self._onsets[len(windows) * _EVERY :]
        size = next_fast_len(2 * _WINDOW - 1, real=True)
        spectrum = rfft(windows, n=size, axis=1)
        lags = irfft(spectrum.real**2 + spectrum.imag**2, n=size, axis=1)[:, :_WINDOW]
        top = lags.max(axis=1, keepdims=True)
        self._sum += (lags / np.where(top > 1e-10, top, np.inf)).sum(axis=0, dtype=np.float64)
        self._n_windows += len(windows)

    def bpm(self) -> float:
        """Beats a minute of all that was taken; 0 where nothing begins."""
        onsets = self._onsets[: len(self._onsets) - N_FFT // (2 * HOP_LENGTH)]
        ramp = np.linspace(onsets[-1], 0, _WINDOW // 2 + 1, dtype=np.float32)[1:]
        self._onsets = np.concatenate((onsets, ramp))
        if len(self._onsets) >= _WINDOW:
            self._correlate()
        if not self._sum.any():
            return 0.0
        bpm = np.concatenate(([np.inf], 60 * SAMPLE_RATE / HOP_LENGTH / np.arange(1, _WINDOW)))
        with np.errstate(invalid="ignore"):
            prior = np.where(
                bpm < MAX_BPM, -0.5 * (np.log2(bpm) - np.log2(START_BPM)) ** 2, -np.inf
            )
        mean = self._sum / self._n_windows
        return float(bpm[np.argmax(np.log1p(1e6 * np.maximum(mean, 0)) + prior)])
