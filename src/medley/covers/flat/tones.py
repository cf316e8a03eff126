"""A soft piece of music for a clip: plucked notes of a pentatonic scale over a pad."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 44100

_PENTATONIC = np.array([0, 2, 4, 7, 9, 12, 14, 16])
_PEAK = 0.5


def soft_tones(seconds: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Synthesise a short piece that fades in and out.

    Parameters
    ----------
    seconds : float
        More than 0.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float32, shape (seconds * SAMPLE_RATE,)
        Mono samples in [-0.5, 0.5].
    """
    n = round(seconds * SAMPLE_RATE)
    t = np.arange(n) / SAMPLE_RATE
    root = 55.0 * 2 ** (int(rng.integers(12)) / 12)
    sound = 0.5 * sum(
        np.sin(2 * np.pi * root * ratio * t + phase) / (k + 1)
        for k, (ratio, phase) in enumerate(((2.0, 0.0), (3.0, 1.0), (4.0, 2.0)))
    )
    sound *= 0.6 + 0.4 * np.sin(2 * np.pi * t / seconds)
    beat = float(rng.choice((0.25, 0.3, 0.4)))
    for place in range(int(seconds / beat) - 2):
        if rng.random() < 0.75:
            step = _PENTATONIC[int(rng.integers(len(_PENTATONIC)))]
            _pluck(sound, place * beat, root * 4 * 2 ** (step / 12), float(rng.uniform(0.3, 0.7)))
    echo = round(0.31 * SAMPLE_RATE)
    sound[echo:] += 0.35 * sound[:-echo].copy()
    fade = np.minimum(1.0, np.minimum(t / 0.6, (seconds - t) / 0.9))
    sound *= fade
    return np.asarray(_PEAK * sound / max(1e-9, float(np.abs(sound).max())), np.float32)


def _pluck(sound: NDArray[np.float64], start_s: float, hz: float, loudness: float) -> None:
    first = round(start_s * SAMPLE_RATE)
    t = np.arange(min(round(1.2 * SAMPLE_RATE), len(sound) - first)) / SAMPLE_RATE
    envelope = loudness * np.exp(-4.5 * t) * np.minimum(1.0, t / 0.006)
    tone = np.sin(2 * np.pi * hz * t) + 0.25 * np.sin(4 * np.pi * hz * t)
    sound[first : first + len(t)] += envelope * tone
