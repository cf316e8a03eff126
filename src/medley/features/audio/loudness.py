"""Integrated loudness of a stream (ITU-R BS.1770-4, EBU R 128)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import HOP_LENGTH, SAMPLE_RATE, SILENT_LUFS

RELATIVE_GATE_LU = -10.0
OFFSET_LUFS = -0.691
_STEP = SAMPLE_RATE // 10
"""Samples between gating blocks; a block of 400 ms is four of these."""
_BIN_LU = 0.05
_N_BINS = 4_000
_AT_ONCE = 1_024
"""Frames that are waited for: a few at a time cost more calls than sums."""


class Loudness:
    """Gathers the mean squares of frames; memory does not grow with the sound.

    Blocks of 400 ms that overlap by three quarters are counted in a histogram of
    0.05 LU, so that the relative gate, known only at the end, needs no second
    reading.
    """

    def __init__(self) -> None:
        self._waiting: list[NDArray[np.float32]] = []
        self._position = -HOP_LENGTH / 2
        self._sum = 0.0
        self._edge = 0
        self._at_edge = 0.0
        self._steps = np.zeros(0)
        self._counts = np.zeros(_N_BINS, np.int64)
        self._energy = np.zeros(_N_BINS)

    def take(self, mean_squares: NDArray[np.float32]) -> None:
        """Take the K-weighted mean squares of the next frames."""
        self._waiting.append(mean_squares)
        if sum(map(len, self._waiting)) >= _AT_ONCE:
            self._take_waiting()

    def _take_waiting(self) -> None:
        mean_squares = np.concatenate([*self._waiting, np.zeros(0, np.float32)])
        self._waiting = []
        ends = self._position + HOP_LENGTH * np.arange(len(mean_squares) + 1)
        sums = self._sum + np.concatenate(([0.0], np.cumsum(mean_squares, dtype=np.float64)))
        edges = np.arange(self._edge + _STEP, ends[-1] + 1, _STEP)
        at_edges = np.interp(edges, ends, sums)
        steps = np.diff(at_edges, prepend=self._at_edge) * (HOP_LENGTH / _STEP)
        self._count(np.concatenate((self._steps, steps)))
        self._position, self._sum = float(ends[-1]), float(sums[-1])
        if len(edges):
            self._edge, self._at_edge = int(edges[-1]), float(at_edges[-1])

    def _count(self, steps: NDArray[np.float64]) -> None:
        self._steps = steps[-3:]
        if len(steps) < 4:
            return
        blocks = (steps[:-3] + steps[1:-2] + steps[2:-1] + steps[3:]) / 4
        bins = (_lufs(blocks) - SILENT_LUFS) / _BIN_LU
        heard = bins > 0
        counted: NDArray[np.int64] = np.minimum(bins[heard].astype(np.int64), _N_BINS - 1)
        np.add.at(self._counts, counted, 1)
        np.add.at(self._energy, counted, blocks[heard])

    def integrated(self) -> float:
        """Loudness in LUFS of all that was taken, at least SILENT_LUFS."""
        self._take_waiting()
        if not self._counts.any():
            return self._of_a_short_sound()
        mean = self._energy.sum() / self._counts.sum()
        gate = float(_lufs(np.array([mean]))[0]) + RELATIVE_GATE_LU
        first = max(0, int((gate - SILENT_LUFS) / _BIN_LU))
        mean = self._energy[first:].sum() / self._counts[first:].sum()
        return float(_lufs(np.array([mean]))[0])

    def _of_a_short_sound(self) -> float:
        """Without gates where no whole block was taken; else all blocks were silent."""
        taken = self._position + HOP_LENGTH / 2
        if not 0 < taken < 4 * _STEP + HOP_LENGTH:
            return SILENT_LUFS
        mean = np.array([self._sum * HOP_LENGTH / taken])
        return max(SILENT_LUFS, float(_lufs(mean)[0]))


def _lufs(mean_squares: NDArray[np.float64]) -> NDArray[np.float64]:
    lufs: NDArray[np.float64] = OFFSET_LUFS + 10 * np.log10(np.maximum(mean_squares, 1e-12))
    return lufs
