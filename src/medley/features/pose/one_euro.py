"""The One-Euro filter: steady at rest, prompt in motion.

Casiez, Roussel and Vogel (2012), "1 Euro filter: a simple speed-based low-pass filter for
noisy input in interactive systems", CHI.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MIN_CUTOFF_HZ = 1.5
BETA = 1.0
"""Hz gained for each unit a second; for values whose full range is about 1."""
SPEED_CUTOFF_HZ = 1.0


@dataclass(slots=True)
class OneEuroFilter:
    """Smooth rows of values as they come.

    Attributes
    ----------
    min_cutoff_hz : float
        At rest; lower is steadier.
    beta : float
        Higher lags less in motion.
    speed_cutoff_hz : float
    """

    min_cutoff_hz: float = MIN_CUTOFF_HZ
    beta: float = BETA
    speed_cutoff_hz: float = SPEED_CUTOFF_HZ
    _time_s: float = field(default=0.0, init=False)
    _value: NDArray[np.float64] | None = field(default=None, init=False)
    _speed: NDArray[np.float64] | None = field(default=None, init=False)

    def push(self, time_s: float, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take the next row and return it smoothed.

        Parameters
        ----------
        time_s : float
            Later than before.
        values : ndarray of float64, any shape, the same each time
            NaN keeps what was there and takes no part.

        Returns
        -------
        ndarray of float64, the shape of `values`
        """
        if self._value is None or self._speed is None:
            self._value = np.array(values, np.float64)
            self._speed = np.zeros_like(self._value)
        elif time_s > self._time_s:
            self._step(time_s - self._time_s, values)
        self._time_s = time_s
        return self._value.copy()

    def _step(self, elapsed_s: float, values: NDArray[np.float64]) -> None:
        assert self._value is not None
        assert self._speed is not None
        known = np.where(np.isfinite(values), values, self._value)
        before = np.where(np.isfinite(self._value), self._value, known)
        speed = (known - before) / elapsed_s
        share = _share(self.speed_cutoff_hz, elapsed_s)
        self._speed = np.where(
            np.isfinite(speed), share * speed + (1 - share) * self._speed, self._speed
        )
        cutoff = self.min_cutoff_hz + self.beta * np.abs(self._speed)
        weight = _share(cutoff, elapsed_s)
        self._value = np.asarray(weight * known + (1 - weight) * before, np.float64)


def _share(
    cutoff_hz: float | NDArray[np.float64], elapsed_s: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    turns = 2 * np.pi * np.asarray(cutoff_hz) * elapsed_s
    return np.asarray(turns / (turns + 1))


def one_euro(
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    *,
    min_cutoff_hz: float = MIN_CUTOFF_HZ,
    beta: float = BETA,
) -> NDArray[np.float64]:
    """Smooth a recording there and back, so that nothing comes late.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n,)
        Increasing.
    values : ndarray of float64, shape (n, k)
    min_cutoff_hz, beta : float
        As in `OneEuroFilter`.

    Returns
    -------
    ndarray of float64, shape (n, k)
        The mean of the filter run forwards and run backwards.
    """
    if len(times_s) < 2:
        return np.array(values, np.float64)
    known = np.isfinite(values)
    filled, unknown = _filled(np.asarray(values, np.float64), known)
    # Both ways in one pass: a step's cost is numpy's, not its columns'.
    both, seen = (np.concatenate([one, one[::-1]], axis=1) for one in (filled, known))
    elapsed = np.diff(times_s)
    passed = _run(both, seen, np.stack([elapsed, elapsed[::-1]], axis=1), min_cutoff_hz, beta)
    k = filled.shape[1]
    mean = (passed[:, :k] + passed[::-1, k:]) / 2
    mean[unknown] = np.nan
    return np.asarray(mean, np.float64)


def _filled(
    values: NDArray[np.float64], known: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What is missing, as what was known last or comes first; and where one of the two lacks."""
    rows = np.arange(len(values))[:, None]
    before = np.maximum.accumulate(np.where(known, rows, -1), axis=0)
    after = np.minimum.accumulate(np.where(known, rows, len(values))[::-1], axis=0)[::-1]
    unknown = (before < 0) | (after == len(values))
    nearest = np.clip(np.where(before < 0, after, before), 0, len(values) - 1)
    return np.take_along_axis(values, nearest, axis=0), unknown


def _run(
    values: NDArray[np.float64],
    known: NDArray[np.bool_],
    elapsed_s: NDArray[np.float64],
    min_cutoff_hz: float,
    beta: float,
) -> NDArray[np.float64]:
    """`OneEuroFilter` over rows without gaps: the first half of the columns runs forwards."""
    elapsed = np.repeat(elapsed_s, values.shape[1] // 2, axis=1)
    shares, turns = _share(SPEED_CUTOFF_HZ, elapsed), 2 * np.pi * elapsed
    counts = known.astype(np.float64)
    smoothed = np.empty_like(values)
    smoothed[0] = value = values[0].copy()
    speed = np.zeros_like(value)
    for number, row in enumerate(values[1:]):
        step = (row - value) * counts[number + 1]
        speed += shares[number] * (step / elapsed[number] - speed)
        turned = turns[number] * (min_cutoff_hz + beta * np.abs(speed))
        value += step * (turned / (turned + 1))
        smoothed[number + 1] = value
    return smoothed
