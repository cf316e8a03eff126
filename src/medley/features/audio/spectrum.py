"""Short-time spectra and all that is read off one: bands, chroma, shape."""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft

from medley.data.sound import FLOOR_DB, HOP_LENGTH, N_FFT, N_MELS, SAMPLE_RATE
from medley.features.audio.filters import (
    N_BINS,
    chroma_bank,
    frequencies,
    loudness_weights,
    mel_bank,
)

POWER_FLOOR = 10 ** (FLOOR_DB / 10)
ROLLOFF = 0.85
CROSSING_FLOOR = 1e-10
"""Samples nearer to zero count as zero."""
_HOPS_PER_FRAME = N_FFT // HOP_LENGTH
_BANDS_AT_ONCE = 16
_BINS_PER_RUN = 64
_MOMENTS = 3


class Frames:
    """Successive frames of one sound: their spectra, and what is read off them on demand.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_frames * HOP_LENGTH + N_FFT - HOP_LENGTH,)
        At SAMPLE_RATE, where frame i begins at sample ``i * HOP_LENGTH``.
    """

    def __init__(self, samples: NDArray[np.float32]) -> None:
        self.samples = samples
        framed = sliding_window_view(samples, N_FFT)[::HOP_LENGTH]
        spectrum = rfft(framed * _window(), axis=1)
        self.power: NDArray[np.float32] = spectrum.real**2 + spectrum.imag**2

    def __len__(self) -> int:
        return len(self.power)

    @cached_property
    def log_mel(self) -> NDArray[np.float32]:
        """Power of the mel bands in dB, shape (n_frames, N_MELS).

        As ``librosa.power_to_db(librosa.feature.melspectrogram(...), top_db=None)``.
        """
        bands = np.empty((len(self), N_MELS), np.float32)
        for band, bins, weights in _mel_blocks():
            np.matmul(self.power[:, bins], weights, out=bands[:, band])
        np.maximum(bands, POWER_FLOOR, out=bands)
        np.log10(bands, out=bands)
        bands *= 10
        # Ten times the logarithm of the floor may be rounded to a little less.
        return np.maximum(bands, FLOOR_DB, out=bands)

    @cached_property
    def loudness(self) -> NDArray[np.float32]:
        """K-weighted mean square (ITU-R BS.1770) of each frame, shape (n_frames,)."""
        return self.power @ loudness_weights()

    @cached_property
    def chroma(self) -> NDArray[np.float32]:
        """Strength of the pitch classes, shape (n_frames, N_CHROMA).

        As ``librosa.feature.chroma_stft(tuning=0)``: of each frame the strongest is 1.
        """
        chroma: NDArray[np.float32] = self.power @ chroma_bank()
        top = chroma.max(axis=1, keepdims=True)
        chroma /= np.where(top > POWER_FLOOR, top, np.inf)
        return chroma

    @cached_property
    def shape(self) -> NDArray[np.float32]:
        """Columns of `medley.data.sound.SHAPE`, shape (n_frames, 6).

        Each as ``librosa.feature`` defines it; in silence flatness is 1 and all
        else 0.
        """
        magnitude = np.sqrt(self.power)
        weighed = magnitude @ _moments_and_runs()
        total, first, second = weighed[:, :_MOMENTS].T.astype(np.float64)
        heard = total > np.sqrt(POWER_FLOOR)
        total = np.where(heard, total, np.inf)
        # Of the frequency as a share of the highest: squares of Hz would cost digits.
        centroid = first / total
        spread = np.sqrt(np.maximum(second / total - centroid**2, 0.0))
        highest = SAMPLE_RATE / 2
        columns = (
            _rms(self.samples),
            centroid * highest,
            spread * highest,
            _rolloff(magnitude, weighed[:, _MOMENTS:]) * heard,
            _flatness(self.power),
            _crossings(self.samples),
        )
        return np.stack(columns, axis=1).astype(np.float32)


def _rms(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    hops = samples.reshape(-1, HOP_LENGTH)
    energy = np.einsum("ij,ij->i", hops, hops)
    mean: NDArray[np.float32] = sliding_window_view(energy, _HOPS_PER_FRAME).sum(axis=1) / N_FFT
    return np.sqrt(mean)


def _crossings(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    below = samples < -CROSSING_FLOOR
    changes = 1 + np.flatnonzero(below[1:] != below[:-1])
    hops = np.bincount(changes // HOP_LENGTH, minlength=len(samples) // HOP_LENGTH)
    counts = sliding_window_view(hops, _HOPS_PER_FRAME).sum(axis=1)
    # A change between the frame before and this one belongs to neither.
    between = changes[changes % HOP_LENGTH == 0] // HOP_LENGTH
    counts[between[between < len(counts)]] -= 1
    crossings: NDArray[np.float64] = counts / N_FFT
    return crossings


def _flatness(power: NDArray[np.float32]) -> NDArray[np.float32]:
    held = np.maximum(power, POWER_FLOOR)
    # A product with ones is a sum, and quicker.
    share = np.full(N_BINS, 1 / N_BINS, np.float32)
    mean = held @ share
    return np.asarray(np.exp(np.log(held, out=held) @ share) / mean, np.float32)


def _rolloff(magnitude: NDArray[np.float32], runs: NDArray[np.float32]) -> NDArray[np.float64]:
    """Frequency in Hz below which lies ROLLOFF of the magnitude.

    Found among the sums of runs of bins, then within one run: a running sum over
    all bins costs more.
    """
    sums = np.cumsum(runs, axis=1)
    needed = ROLLOFF * sums[:, -1:]
    run = (sums < needed).argmin(axis=1)
    rows = np.arange(len(magnitude))
    before = sums[rows, run] - runs[rows, run]
    bins = np.minimum(run[:, None] * _BINS_PER_RUN + np.arange(_BINS_PER_RUN), N_BINS - 1)
    within = before[:, None] + np.cumsum(magnitude[rows[:, None], bins], axis=1)
    # The first bin that reaches it; rounding may leave none in the run.
    reached = np.minimum((within < needed).sum(axis=1), _BINS_PER_RUN - 1)
    hz: NDArray[np.float64] = frequencies()[bins[rows, reached]]
    return hz


@cache
def _window() -> NDArray[np.float32]:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)).astype(np.float32)


@cache
def _moments_and_runs() -> NDArray[np.float32]:
    """Weights of the sum, of the mean and the mean square frequency, and of each run of bins."""
    share = frequencies() / (SAMPLE_RATE / 2)
    runs = np.arange(N_BINS)[:, None] // _BINS_PER_RUN == np.arange(-(-N_BINS // _BINS_PER_RUN))
    moments = np.stack([np.ones(N_BINS), share, share**2], axis=1)
    return np.concatenate((moments, runs), axis=1).astype(np.float32)


@cache
def _mel_blocks() -> tuple[tuple[slice, slice, NDArray[np.float32]], ...]:
    """Neighbouring bands with the few bins that they weigh: most of the bank is zero."""
    bank = mel_bank()
    blocks = []
    for first in range(0, N_MELS, _BANDS_AT_ONCE):
        band = slice(first, first + _BANDS_AT_ONCE)
        used = np.flatnonzero(bank[:, band].any(axis=1))
        bins = slice(int(used[0]), int(used[-1]) + 1)
        blocks.append((band, bins, np.ascontiguousarray(bank[bins, band])))
    return tuple(blocks)
