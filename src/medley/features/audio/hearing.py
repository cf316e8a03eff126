"""One file is heard: decoded once, in blocks, for everything that Medley reads off a sound."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.data.sound import (
    HOP_LENGTH,
    N_CHROMA,
    N_FFT,
    N_MELS,
    SAMPLE_RATE,
    SEGMENT_FRAMES,
    Sound,
)
from medley.features.audio.decoding import open_sound
from medley.features.audio.loudness import Loudness
from medley.features.audio.outline import Outline
from medley.features.audio.passages import Passages
from medley.features.audio.spectrum import Frames
from medley.features.audio.tempo import Tempo

EXTRACTOR_VERSION = 1
"""Raised whenever the same file would be heard otherwise; what was cached is then made anew."""
BREAKS_OFF_S = 1.0
BREAKS_OFF_SHARE = 0.95
"""A file that gives less than this share of the length it states breaks off."""
_BATCH = (SEGMENT_FRAMES - 1) * HOP_LENGTH + N_FFT
"""Samples of the frames that are looked at together: their spectra fit a core's cache."""

_LARGEST_BLOCK = 1 << 23
"""In bytes; more than any array of a batch."""


def hear(path: Path) -> Sound:
    """Decode a file once and read everything off it.

    The memory needed does not grow with the length of the file.

    Parameters
    ----------
    path : Path
        A sound file, or a video with sound.

    Returns
    -------
    Sound
        A silent file is heard too: see `Sound.silent`.

    Raises
    ------
    DataError
        When the file cannot be read, holds no sound, or breaks off; the message
        is the reason, without the path.
    """
    keep_freed_memory()
    with open_sound(path) as stream:
        listener = Listener(stream.stated_s)
        for block in stream.blocks:
            listener.take(block)
    return listener.sound()


@cache
def keep_freed_memory() -> None:
    """Spare a tenth of the time: glibc gives a batch's memory back, and fetches it page by page.

    Once a process. It keeps as much as twice the largest block that was ever freed. This one is
    never touched, so it costs no memory.
    """
    np.empty(_LARGEST_BLOCK, np.uint8)


class Listener:
    """Hears mono samples at SAMPLE_RATE as they come.

    Parameters
    ----------
    stated_s : float or None
        How long the sound claims to be.
    """

    def __init__(self, stated_s: float | None = None) -> None:
        self._stated_s = stated_s or 0.0
        self._loudness = Loudness()
        self._tempo = Tempo()
        expected = int(self._stated_s * SAMPLE_RATE)
        self._outline = Outline(expected)
        self._passages = Passages(expected // HOP_LENGTH)
        # Frames are centred: the first reaches half a frame before the sound.
        self._waiting = [np.zeros(N_FFT // 2, np.float32)]
        self._n_waiting = N_FFT // 2
        self._n_samples = 0

    def take(self, samples: NDArray[np.float32]) -> None:
        """Hear the next samples."""
        if not len(samples):
            return
        self._outline.take(samples)
        self._n_samples += len(samples)
        self._wait(samples)
        if self._n_waiting >= _BATCH:
            self._hear_batches(SEGMENT_FRAMES)

    def _wait(self, samples: NDArray[np.float32]) -> None:
        self._waiting.append(samples)
        self._n_waiting += len(samples)

    def _hear_batches(self, at_least: int) -> None:
        samples = np.concatenate(self._waiting)
        at, n_frames = 0, 1 + (len(samples) - N_FFT) // HOP_LENGTH
        while n_frames >= at_least:
            n = min(n_frames, SEGMENT_FRAMES)
            self._hear_frames(samples[at : at + (n - 1) * HOP_LENGTH + N_FFT])
            at += n * HOP_LENGTH
            n_frames -= n
        self._waiting = [samples[at:].copy()]
        self._n_waiting = len(samples) - at

    def _hear_frames(self, samples: NDArray[np.float32]) -> None:
        frames = Frames(samples)
        self._loudness.take(frames.loudness)
        self._tempo.take(frames.log_mel)
        self._passages.take(frames)

    def sound(self) -> Sound:
        """Finish, and tell what was heard.

        Raises
        ------
        DataError
            When nothing was heard, or much less than was stated.
        """
        duration_s = self._n_samples / SAMPLE_RATE
        if not self._n_samples:
            raise DataError("holds no samples: it is zero seconds long")
        missing_s = self._stated_s - duration_s
        if missing_s > BREAKS_OFF_S and duration_s < BREAKS_OFF_SHARE * self._stated_s:
            raise DataError(
                f"breaks off after {duration_s:.1f} of {self._stated_s:.1f} s; "
                "copy it again from its source"
            )
        self._wait(np.zeros(N_FFT // 2, np.float32))
        self._hear_batches(1)
        starts, numbers = self._passages.segments()
        log_mel, chroma, shape = np.split(numbers, [N_MELS, N_MELS + N_CHROMA], axis=2)
        return Sound(
            duration_s=duration_s,
            log_mel=np.ascontiguousarray(log_mel),
            chroma=np.ascontiguousarray(chroma),
            shape=np.ascontiguousarray(shape),
            starts_s=(starts * (HOP_LENGTH / SAMPLE_RATE)).astype(np.float32),
            tempo_bpm=self._tempo.bpm(),
            loudness_lufs=self._loudness.integrated(),
            peaks=self._outline.peaks(),
        )
