"""What the networks hear of a sound: bands below the loudest, and the training songs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Progress
from medley.data.songs import SongData
from medley.data.sound import N_MELS, Sound
from medley.features.audio.filters import mel_edges

RANGE_DB = 80.0
"""What is further below the loudest band of a sound counts as silence."""
_STEPS = 255


def levels(sound: Sound) -> NDArray[np.float32]:
    """Levels of the bands, whatever the loudness of the whole sound.

    Returns
    -------
    ndarray of float32, shape (n_segments, SEGMENT_FRAMES, N_MELS)
        From 0, `RANGE_DB` or more below the loudest, to 1, the loudest.
    """
    below = (sound.log_mel - sound.log_mel.max()) / np.float32(RANGE_DB) + np.float32(1)
    found: NDArray[np.float32] = np.maximum(below, np.float32(0))
    return found


def band_weights(semitones: float, n_bands: int) -> NDArray[np.float32]:
    """Weights that join neighbouring bands and move what is heard up or down.

    The mel scale is linear below 1 kHz, so that a change of pitch moves low bands
    less far than high ones; each band reads where it would have been.

    Parameters
    ----------
    semitones : float
        Above 0 is higher.
    n_bands : int
        Must divide `N_MELS`.

    Returns
    -------
    ndarray of float32, shape (N_MELS, n_bands)
        Columns sum to 1.

    Examples
    --------
    >>> bool(np.allclose(band_weights(0.0, 64).sum(axis=0), 1))
    True
    """
    centres = mel_edges()[1:-1]
    places = np.interp(centres / 2 ** (semitones / 12), centres, np.arange(N_MELS))
    low = np.minimum(places.astype(np.intp), N_MELS - 2)
    share = places - low
    weights = np.zeros((N_MELS, N_MELS))
    bands = np.arange(N_MELS)
    weights[low, bands] = 1 - share
    weights[low + 1, bands] = share
    joined = weights.reshape(N_MELS, n_bands, N_MELS // n_bands).mean(axis=2)
    found: NDArray[np.float32] = joined.astype(np.float32)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The training songs' segments in memory, 17 kB each.

    Attributes
    ----------
    steps : ndarray of uint8, shape (n, SEGMENT_FRAMES, N_MELS)
        `levels` in 255 steps of 0.3 dB.
    starts : ndarray of int64, shape (n_songs + 1,)
        First segment of each song.
    labels : ndarray of int32, shape (n_songs,)
    """

    steps: NDArray[np.uint8]
    starts: NDArray[np.int64]
    labels: NDArray[np.int32]

    @classmethod
    def of(cls, songs: SongData, most_segments: int, progress: Progress) -> Heard:
        """Read the songs, at most so many segments of each, evenly spread."""
        chosen = []
        for row in range(len(songs)):
            held = levels(songs.sounds[row])
            at = np.linspace(0, len(held) - 1, min(len(held), most_segments))
            chosen.append(np.rint(held[np.rint(at).astype(np.intp)] * _STEPS).astype(np.uint8))
            progress((row + 1) / len(songs), "reading songs")
        starts = np.cumsum([0, *map(len, chosen)])
        return cls(np.concatenate(chosen), starts.astype(np.int64), songs.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def segments(self, songs: Sequence[int] | NDArray[np.integer]) -> NDArray[np.intp]:
        """Positions of all segments of some songs."""
        ranges = [np.arange(self.starts[song], self.starts[song + 1]) for song in songs]
        return np.concatenate(ranges).astype(np.intp)

    def read(self, segments: NDArray[np.intp]) -> NDArray[np.float32]:
        """Levels of some segments, shape (n, SEGMENT_FRAMES, N_MELS)."""
        found: NDArray[np.float32] = self.steps[segments] * np.float32(1 / _STEPS)
        return found

    def drawn(
        self, songs: NDArray[np.integer], rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """One segment of each given song by chance, and the songs' labels."""
        n = self.starts[songs + 1] - self.starts[songs]
        at = self.starts[songs] + (rng.random(len(songs)) * n).astype(np.int64)
        return self.read(at.astype(np.intp)), self.labels[songs]
