"""Which frames of a stream are kept: all of a song, evenly spread parts of a long file."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import FLOOR_DB, MAX_SEGMENTS, N_CHROMA, N_MELS, SEGMENT_FRAMES, SHAPE
from medley.features.audio.spectrum import Frames

BATCH_FRAMES = SEGMENT_FRAMES // 2
"""Frames looked at together: their spectra fit a core's cache."""
_PER_SEGMENT = SEGMENT_FRAMES // BATCH_FRAMES
_WIDTH = N_MELS + N_CHROMA + len(SHAPE)

Numbers = NDArray[np.float32]


class Passages:
    """Keeps at most twice MAX_SEGMENTS segments, however long the stream becomes.

    Of each `every` segments one is kept. `every` follows from the expected
    length, and doubles when the stream turns out longer (then half of what is
    kept is dropped). The end is always kept.

    Parameters
    ----------
    expected_frames : int
        0 where the length is unknown.
    """

    def __init__(self, expected_frames: int = 0) -> None:
        self._every = max(1, expected_frames // SEGMENT_FRAMES // MAX_SEGMENTS)
        self._kept: dict[int, Numbers] = {}
        self._end: deque[Frames] = deque(maxlen=_PER_SEGMENT + 1)
        self._n_batches = 0

    def take(self, frames: Frames) -> None:
        """Take the next BATCH_FRAMES frames; only the last batch may hold fewer."""
        self._end.append(frames)
        if self._n_batches // _PER_SEGMENT % self._every == 0:
            self._kept[self._n_batches] = _numbers(frames)
        self._n_batches += 1
        if len(self._kept) > 2 * MAX_SEGMENTS * _PER_SEGMENT:
            self._every *= 2
            self._kept = {
                at: kept for at, kept in self._kept.items() if at // _PER_SEGMENT % self._every == 0
            }

    def segments(self) -> tuple[NDArray[np.intp], Numbers]:
        """Choose the segments, evenly spread; the last ends where the stream ends.

        Returns
        -------
        starts : ndarray of int, shape (n_segments,)
            First frame of each.
        segments : ndarray of float32, shape (n_segments, SEGMENT_FRAMES, n_numbers)
            `log_mel`, `chroma` and `shape` side by side.
        """
        n_frames = (self._n_batches - 1) * BATCH_FRAMES + len(self._end[-1])
        if n_frames <= SEGMENT_FRAMES:
            return np.zeros(1, np.intp), _filled(self._all())[None]
        wanted = min(MAX_SEGMENTS, -(-n_frames // SEGMENT_FRAMES))
        spread = np.linspace(0, n_frames - SEGMENT_FRAMES, wanted)
        if n_frames <= MAX_SEGMENTS * SEGMENT_FRAMES and self._every == 1:
            starts = np.rint(spread).astype(np.intp)
            whole = self._all()
            return starts, np.stack([whole[at : at + SEGMENT_FRAMES] for at in starts])
        return self._nearest(spread, n_frames - SEGMENT_FRAMES)

    def _all(self) -> Numbers:
        return np.concatenate([self._kept[at] for at in sorted(self._kept)])

    def _nearest(self, spread: NDArray[np.float64], last: int) -> tuple[NDArray[np.intp], Numbers]:
        held = np.array(
            [
                at
                for at in sorted(self._kept)
                if at % _PER_SEGMENT == 0
                and at + 1 in self._kept
                and (at + _PER_SEGMENT) * BATCH_FRAMES <= last + SEGMENT_FRAMES
                and at * BATCH_FRAMES < last
            ]
        )
        chosen = np.unique(np.abs(held * BATCH_FRAMES - spread[:-1, None]).argmin(axis=1))
        segments = [
            np.concatenate([self._kept[at + i] for i in range(_PER_SEGMENT)])
            for at in held[chosen].tolist()
        ]
        end = np.concatenate([_numbers(frames) for frames in self._end])[-SEGMENT_FRAMES:]
        starts = np.append(held[chosen] * BATCH_FRAMES, last)
        return starts, np.stack([*segments, end])


def _numbers(frames: Frames) -> Numbers:
    return np.concatenate((frames.log_mel, frames.chroma, frames.shape), axis=1)


def _filled(numbers: Numbers) -> Numbers:
    """Follow a sound shorter than a segment by silence."""
    silence = np.zeros((SEGMENT_FRAMES, _WIDTH), np.float32)
    silence[:, :N_MELS] = FLOOR_DB
    silence[: len(numbers)] = numbers
    return silence
