"""Short-time spectra and all that is read off one: bands, chroma, shape."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from medley.data.sound import FLOOR_DB, HOP_LENGTH, N_FFT, N_MELS, SAMPLE_RATE
from medley.features.audio.filters import (
    N_BINS,
    chroma_bank,
    loudness_weights,
    mel_bank,
)

POWER_FLOOR = 10 ** (FLOOR_DB / 10)
ROLLOFF = 0.85
CROSSING_FLOOR = 1e-10
"""Samples nearer to zero count as zero."""
_HOPS_PER_FRAME = N_FFT // HOP_LENGTH
_BANDS_AT_ONCE = 8
_BINS_PER_RUN = 64
_N_RUNS = -(-N_BINS // _BINS_PER_RUN)
_MOMENTS = 3
_PAIRED = N_BINS // 2


class Frames:
    """Successive frames of one sound: their spectra, and what is read off them on demand.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_frames * HOP_LENGTH + N_FFT - HOP_LENGTH,)
        At SAMPLE_RATE, where frame i begins at sample ``i * HOP_LENGTH``.
    """

    def __init__(self, samples: NDArray[np.float32]) -> None:
        self.samples = samples
        spectrum = rfft(_windowed(samples), axis=1)
        # Zeros fill the last run of bins.
        self._padded = np.empty((len(spectrum), _N_RUNS * _BINS_PER_RUN), np.float32)
        self._padded[:, N_BINS:] = 0.0
        magnitude = np.abs(spectrum, out=self._padded[:, :N_BINS])
        self.power: NDArray[np.float32] = magnitude * magnitude

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
        sums = (self._padded.reshape(-1, _BINS_PER_RUN) @ _within_run()).reshape(len(self), -1)
        total, first, second = (sums.astype(np.float64) @ _of_all_runs()).T
        heard = total > np.sqrt(POWER_FLOOR)
        total = np.where(heard, total, np.inf)
        centroid = first / total
        spread = np.sqrt(np.maximum(second / total - centroid**2, 0.0))
        hz_per_bin = SAMPLE_RATE / N_FFT
        columns = (
            _rms(self.samples),
            centroid * hz_per_bin,
            spread * hz_per_bin,
            _rolloff(self._padded, sums[:, ::_MOMENTS]) * hz_per_bin * heard,
            _flatness(self.power),
            _crossings(self.samples),
        )
        return np.stack(columns, axis=1).astype(np.float32)


def _windowed(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    hops = samples.reshape(-1, HOP_LENGTH)
    n_frames = len(hops) - _HOPS_PER_FRAME + 1
    frames = np.empty((n_frames, _HOPS_PER_FRAME, HOP_LENGTH), np.float32)
    for at, part in enumerate(_window().reshape(-1, HOP_LENGTH)):
        np.multiply(hops[at : at + n_frames], part, out=frames[:, at])
    return frames.reshape(n_frames, N_FFT)


def _over_frames(hops: NDArray[Any]) -> NDArray[Any]:
    """Sum what was found in the hops of each frame."""
    n_frames = len(hops) - _HOPS_PER_FRAME + 1
    total = hops[:n_frames].copy()
    for at in range(1, _HOPS_PER_FRAME):
        total += hops[at : at + n_frames]
    return total


def _rms(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    hops = samples.reshape(-1, HOP_LENGTH)
    rms: NDArray[np.float32] = np.sqrt(_over_frames(np.einsum("ij,ij->i", hops, hops)) / N_FFT)
    return rms


def _crossings(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    below = samples < -CROSSING_FLOOR
    changes = np.zeros(len(samples), np.bool_)
    np.not_equal(below[1:], below[:-1], out=changes[1:])
    words = np.packbits(changes).view(np.uint64).reshape(-1, HOP_LENGTH // 64)
    hops = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
    counts = _over_frames(hops)
    # A change between the frame before and this one belongs to neither.
    crossings: NDArray[np.float64] = (counts - changes[::HOP_LENGTH][: len(counts)]) / N_FFT
    return crossings


def _flatness(power: NDArray[np.float32]) -> NDArray[np.float32]:
    held = np.maximum(power, POWER_FLOOR)
    # A product with ones is a sum, and quicker; so is the logarithm of two bins' product.
    ones = np.ones(N_BINS, np.float32)
    mean = held @ ones / N_BINS
    pairs = held[:, :_PAIRED] * held[:, _PAIRED : 2 * _PAIRED]
    logarithms = np.log(pairs, out=pairs) @ ones[:_PAIRED] + np.log(held[:, -1])
    return np.asarray(np.exp(logarithms / N_BINS) / mean, np.float32)


def _rolloff(magnitude: NDArray[np.float32], runs: NDArray[np.float32]) -> NDArray[np.intp]:
    """Bin below which lies ROLLOFF of the magnitude.

    Found among the sums of runs of bins, then within one run: a running sum over
    all bins costs more.
    """
    sums = np.cumsum(runs, axis=1)
    needed = ROLLOFF * sums[:, -1:]
    run = (sums < needed).argmin(axis=1)
    rows = np.arange(len(runs))
    before = sums[rows, run] - runs[rows, run]
    bins = magnitude.reshape(len(runs), _N_RUNS, _BINS_PER_RUN)[rows, run]
    within = before[:, None] + np.cumsum(bins, axis=1)
    reached = within >= needed
    # Rounding may leave none in the run.
    reached[:, -1] = True
    first = run * _BINS_PER_RUN + reached.argmax(axis=1)
    found: NDArray[np.intp] = np.minimum(first, N_BINS - 1)
    return found


@cache
def _window() -> NDArray[np.float32]:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)).astype(np.float32)


@cache
def _within_run() -> NDArray[np.float32]:
    """Weights of a run's sum, and of its first and second moment about its first bin."""
    return np.vander(np.arange(_BINS_PER_RUN), _MOMENTS, increasing=True).astype(np.float32)


@cache
def _of_all_runs() -> NDArray[np.float64]:
    """Put the runs' moments together to those of all bins, about bin 0."""
    at = np.arange(_N_RUNS) * _BINS_PER_RUN
    whole = np.zeros((_N_RUNS, _MOMENTS, _MOMENTS))
    whole[:] = np.eye(_MOMENTS)
    whole[:, 0, 1] = at
    whole[:, 0, 2] = at**2
    whole[:, 1, 2] = 2 * at
    return whole.reshape(-1, _MOMENTS)


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
