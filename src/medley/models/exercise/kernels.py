"""Random kernels slid over the signals, and a ridge on how often each answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.poses import PoseTrack
from medley.features.pose.signals import SIGNALS
from medley.features.pose.windows import LENGTH, series
from medley.models.exercise.exercise_model import (
    ExerciseModel,
    Labels,
    Rows,
    Scores,
    take_classes,
)
from medley.models.exercise.scaling import Scaling
from medley.models.state import take_array

_TAPS = 9
_HIGH = 3
"""Three of nine taps weigh 2 and the others -1, as in MiniRocket: 84 kernels."""
_CHANNELS = 2
_SCALE = 6.0
"""Turns ridge outputs into something like log odds; the calibration does the rest."""
_AT_ONCE = 512

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KernelsConfig:
    """Settings of `Kernels`.

    Attributes
    ----------
    n_kernels : int
    reg : float
        Ridge penalty, for each window.
    """

    n_kernels: int = 600
    reg: float = 0.02


class Kernels(ExerciseModel):
    """Classifies by the share of a window in which each random kernel answers.

    Parameters
    ----------
    config : KernelsConfig, optional

    References
    ----------
    Dempster, Schmidt and Webb, "MiniRocket: a very fast (almost) deterministic transform
    for time series classification", KDD 2021.
    """

    config: KernelsConfig

    def __init__(self, config: KernelsConfig | None = None) -> None:
        super().__init__(config or KernelsConfig())

    def rows_of(self, track: PoseTrack, starts_s: NDArray[np.float64]) -> Rows:
        """The signals themselves, shape (m, LENGTH * n_signals)."""
        return series(track, starts_s).reshape(len(starts_s), -1)

    def _learn(self, rows: Rows, labels: Labels, rng: np.random.Generator) -> None:
        self._known, places = np.unique(labels, return_inverse=True)
        self._scaling = Scaling.fitted(rows.reshape(-1, len(SIGNALS)))
        self._draw(rng)
        self._biases = np.zeros(self.config.n_kernels, np.float32)
        some = rows[rng.permutation(len(rows))[:_AT_ONCE]]
        answers = self._convolved(some)
        quantiles = rng.uniform(0.05, 0.95, self.config.n_kernels)
        self._biases = np.array(
            [np.quantile(a, q) for a, q in zip(answers, quantiles, strict=True)], np.float32
        )
        shares = self._shares(rows)
        self._centre = shares.mean(axis=0)
        target = np.eye(len(self._known))[places]
        self._offset = target.mean(axis=0)
        # Each exercise weighs as much as another, however many windows show it.
        weight = 1 / (self._offset[places] * len(self._known))
        centred = (shares - self._centre).astype(np.float64)
        gram = centred.T @ (centred * weight[:, None])
        gram[np.diag_indices_from(gram)] += self.config.reg * len(rows)
        aim = centred.T @ ((target - self._offset) * weight[:, None])
        self._weights = np.linalg.solve(gram, aim)

    def _draw(self, rng: np.random.Generator) -> None:
        n = self.config.n_kernels
        self._taps = np.full((n, _TAPS), -1.0, np.float32)
        for row in self._taps:
            row[rng.permutation(_TAPS)[:_HIGH]] = 2.0
        self._dilations = rng.integers(1, (LENGTH - 1) // (_TAPS - 1) + 1, n).astype(np.int32)
        self._channels = rng.integers(len(SIGNALS), size=(n, _CHANNELS)).astype(np.int32)

    def _convolved(self, rows: Rows) -> list[Numbers]:
        """Each kernel's answers, shape (n_rows, n_places)."""
        held = self._scaling.apply(rows.reshape(-1, len(SIGNALS)))
        held = held.reshape(len(rows), LENGTH, len(SIGNALS)).transpose(2, 0, 1)
        found = []
        for taps, step, channels in zip(self._taps, self._dilations, self._channels, strict=True):
            wave = held[channels].sum(axis=0)
            places = LENGTH - (_TAPS - 1) * int(step)
            parts = [taps[i] * wave[:, i * step : i * step + places] for i in range(_TAPS)]
            # Kernels add up to 0: the level is told apart by the mean of the wave.
            found.append(np.sum(parts, axis=0) + wave.mean(axis=1, keepdims=True))
        return found

    def _shares(self, rows: Rows) -> Numbers:
        parts = [np.empty((0, self.config.n_kernels), np.float32)]
        for first in range(0, len(rows), _AT_ONCE):
            answers = self._convolved(rows[first : first + _AT_ONCE])
            shares = [(a > b).mean(axis=1) for a, b in zip(answers, self._biases, strict=True)]
            parts.append(np.stack(shares, axis=1).astype(np.float32))
        return np.concatenate(parts)

    def _classes(self) -> Labels:
        return self._known

    def _scores(self, rows: Rows) -> Scores:
        said = (self._shares(rows) - self._centre) @ self._weights + self._offset
        return np.asarray(_SCALE * said, np.float64)

    def _state(self) -> Mapping[str, Array]:
        return {
            **self._scaling.state(),
            "classes": self._known,
            "n_classes": np.array([len(self._known)], np.int64),
            "taps": self._taps,
            "dilations": self._dilations,
            "channels": self._channels,
            "biases": self._biases,
            "centre": self._centre,
            "weights": self._weights,
            "offset": self._offset,
        }

    def _restore(self, state: Mapping[str, Array]) -> None:
        known, n = take_classes(state), self.config.n_kernels
        taps = take_array(state, "taps", np.float32, (n, _TAPS))
        dilations = take_array(state, "dilations", np.int32, (n,))
        channels = take_array(state, "channels", np.int32, (n, _CHANNELS))
        biases = take_array(state, "biases", np.float32, (n,))
        centre = take_array(state, "centre", np.float32, (n,))
        weights = take_array(state, "weights", np.float64, (n, len(known)))
        offset = take_array(state, "offset", np.float64, (len(known),))
        sound = (
            (dilations >= 1).all()
            and ((_TAPS - 1) * dilations < LENGTH).all()
            and (channels >= 0).all()
            and (channels < len(SIGNALS)).all()
            and np.isfinite(weights).all()
        )
        if not sound:
            raise ArtifactError("the saved model's kernels are corrupt; train it again")
        self._scaling = Scaling.restored(state, len(SIGNALS))
        self._known, self._taps, self._dilations = known, taps, dilations
        self._channels, self._biases, self._centre = channels, biases, centre
        self._weights, self._offset = weights, offset
