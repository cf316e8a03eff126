"""Which frames of a stream are kept: all of a song, evenly spread parts of a long file."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import FLOOR_DB, MAX_SEGMENTS, N_CHROMA, N_MELS, SEGMENT_FRAMES, SHAPE
from medley.features.audio.spectrum import Frames

_WIDTH = N_MELS + N_CHROMA + len(SHAPE)

Numbers = NDArray[np.float32]


class Passages:
    """Keeps at most twice MAX_SEGMENTS segments, however long the stream becomes.

    Of each `every` segments one is kept. `every` follows from the expected
    length, and doubles when the stream turns out longer (half of what is kept is
    then dropped). The end is always kept. Chroma and shape are computed only for
    what is kept.

    Parameters
    ----------
    expected_frames : int
        0 where the length is unknown.
    """

    def __init__(self, expected_frames: int = 0) -> None:
        self._every = max(1, expected_frames // SEGMENT_FRAMES // MAX_SEGMENTS)
        self._kept: dict[int, Numbers] = {}
        self._end: deque[Frames] = deque(maxlen=2)
        self._n_taken = 0

    def take(self, frames: Frames) -> None:
        """Take the next SEGMENT_FRAMES frames; only the last may be fewer."""
        self._end.append(frames)
        if self._n_taken % self._every == 0:
            self._kept[self._n_taken] = _numbers(frames)
        self._n_taken += 1
        if len(self._kept) > 2 * MAX_SEGMENTS:
            self._every *= 2
            self._kept = {at: kept for at, kept in self._kept.items() if at % self._every == 0}

    def segments(self) -> tuple[NDArray[np.intp], Numbers]:
        """Choose the segments, evenly spread; the last ends where the stream ends.

        Returns
        -------
        starts : ndarray of int, shape (n_segments,)
            First frame of each.
        segments : ndarray of float32, shape (n_segments, SEGMENT_FRAMES, n_numbers)
            `log_mel`, `chroma` and `shape` side by side.
        """
        n_frames = (self._n_taken - 1) * SEGMENT_FRAMES + len(self._end[-1])
        last = n_frames - SEGMENT_FRAMES
        wanted = min(MAX_SEGMENTS, -(-n_frames // SEGMENT_FRAMES))
        spread = np.linspace(0, last, wanted)
        if last <= 0:
            return np.zeros(1, np.intp), _filled(self._kept[0])[None]
        if self._every == 1 and wanted == self._n_taken:
            whole = np.concatenate(list(self._kept.values()))
            starts = np.rint(spread).astype(np.intp)
            return starts, np.stack([whole[at : at + SEGMENT_FRAMES] for at in starts])
        return self._nearest(spread[:-1], last)

    def _nearest(self, spread: NDArray[np.float64], last: int) -> tuple[NDArray[np.intp], Numbers]:
        held = np.array([at for at in self._kept if at * SEGMENT_FRAMES < last])
        away = np.abs(held * SEGMENT_FRAMES - spread[:, None])
        chosen = held[np.unique(away.argmin(axis=1))]
        end = np.concatenate([_numbers(frames) for frames in self._end])[-SEGMENT_FRAMES:]
        starts = np.append(chosen * SEGMENT_FRAMES, last)
        return starts, np.stack([*(self._kept[at] for at in chosen.tolist()), end])


def _numbers(frames: Frames) -> Numbers:
    return np.concatenate((frames.log_mel, frames.chroma, frames.shape), axis=1)


def _filled(numbers: Numbers) -> Numbers:
    """Follow a sound shorter than a segment by silence."""
    silence = np.zeros((SEGMENT_FRAMES, _WIDTH), np.float32)
    silence[:, :N_MELS] = FLOOR_DB
    silence[: len(numbers)] = numbers
    return silence
