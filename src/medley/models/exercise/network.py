"""Small networks on what sums a window up: one layer of rectifiers each, asked together."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.features.pose.windows import NAMES
from medley.models.exercise.exercise_model import (
    ExerciseModel,
    Labels,
    Rows,
    Scores,
    take_classes,
)
from medley.models.exercise.hiding import with_hidden_limbs
from medley.models.exercise.scaling import Scaling
from medley.models.state import take_array


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Settings of `Network`.

    Attributes
    ----------
    n_hidden : int
        Rectifiers.
    reg : float
        Ridge penalty on the weights.
    epochs : int
    learning_rate : float
    batch_size : int
    hidden_limbs : float
        Share of the windows that are learned once more with a pair of limbs hidden.
    n_networks : int
        That begin differently; on real bodies they err differently, and together less.
    """

    n_hidden: int = 64
    reg: float = 0.3
    epochs: int = 25
    learning_rate: float = 0.002
    batch_size: int = 256
    hidden_limbs: float = 0.4
    n_networks: int = 3


class Network(ExerciseModel):
    """Learns smooth borders between exercises, which carry over to real bodies best.

    Parameters
    ----------
    config : NetworkConfig, optional
    """

    config: NetworkConfig

    def __init__(self, config: NetworkConfig | None = None) -> None:
        super().__init__(config or NetworkConfig())

    def _learn(self, rows: Rows, labels: Labels, rng: np.random.Generator) -> None:
        self._scaling = Scaling.fitted(rows)
        self._known = np.unique(labels)
        rows, labels = with_hidden_limbs(rows, labels, self.config.hidden_limbs, rng)
        scaled = self._scaling.apply(rows)
        fitted = [self._network(scaled, labels, rng) for _ in range(self.config.n_networks)]
        first, inner, second, outer = (np.stack(each) for each in zip(*fitted, strict=True))
        self._weights, self._biases = (first, second), (inner, outer)

    def _network(
        self, scaled: Rows | Scores, labels: Labels, rng: np.random.Generator
    ) -> tuple[Scores, Scores, Scores, Scores]:
        """Weights and biases of the hidden layer and of the output."""
        if len(self._known) == 1:
            return np.zeros((len(NAMES), 1)), np.zeros(1), np.zeros((1, 1)), np.zeros(1)
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier

        network = MLPClassifier(
            (self.config.n_hidden,),
            alpha=self.config.reg,
            max_iter=self.config.epochs,
            n_iter_no_change=self.config.epochs,
            learning_rate_init=self.config.learning_rate,
            batch_size=min(self.config.batch_size, len(scaled)),
            random_state=int(rng.integers(2**31)),
        )
        with warnings.catch_warnings():
            # So many epochs and no more: whether it has settled is not asked.
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(scaled, labels)
        first, second = (np.asarray(w, np.float64) for w in network.coefs_)
        inner, outer = (np.asarray(b, np.float64) for b in network.intercepts_)
        if len(self._known) == 2:
            # One output speaks for the second of two.
            second, outer = np.hstack([-second / 2, second / 2]), np.hstack([-outer / 2, outer / 2])
        return first, inner, second, outer

    def _classes(self) -> Labels:
        return self._known

    def _scores(self, rows: Rows) -> Scores:
        scaled = self._scaling.apply(rows)
        found = np.zeros((len(rows), len(self._known)))
        for first, second, inner, outer in zip(*self._weights, *self._biases, strict=True):
            scores = np.maximum(scaled @ first + inner, 0.0) @ second + outer
            found += scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        return found / len(self._weights[0])

    def _state(self) -> Mapping[str, Array]:
        return {
            **self._scaling.state(),
            "classes": self._known,
            "n_classes": np.array([len(self._known)], np.int64),
            "n_hidden": np.array(self._biases[0].shape, np.int64),
            "first": self._weights[0],
            "second": self._weights[1],
            "inner": self._biases[0],
            "outer": self._biases[1],
        }

    def _restore(self, state: Mapping[str, Array]) -> None:
        known = take_classes(state)
        m, n = take_array(state, "n_hidden", np.int64, (2,)).tolist()
        first = take_array(state, "first", np.float64, (m, len(NAMES), n))
        second = take_array(state, "second", np.float64, (m, n, len(known)))
        inner = take_array(state, "inner", np.float64, (m, n))
        outer = take_array(state, "outer", np.float64, (m, len(known)))
        if not m or not all(np.isfinite(held).all() for held in (first, second, inner, outer)):
            raise ArtifactError("the saved model's network is corrupt; train it again")
        self._scaling = Scaling.restored(state, len(NAMES))
        self._known = known
        self._weights, self._biases = (first, second), (inner, outer)
