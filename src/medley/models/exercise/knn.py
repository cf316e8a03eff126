"""Nearest neighbours among poses: the mean and both ends of each movement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.features.pose.signals import SIGNALS
from medley.features.pose.windows import STATISTICS
from medley.models.exercise.exercise_model import (
    ExerciseModel,
    Labels,
    Rows,
    Scores,
    take_classes,
)
from medley.models.exercise.scaling import Scaling
from medley.models.state import take_array

_POSES = STATISTICS.index("high") + 1
"""Mean, low and high come first."""
N_COLUMNS = _POSES * len(SIGNALS)
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class KNNConfig:
    """Settings of `KNN`.

    Attributes
    ----------
    k : int
        Neighbours that vote, the nearer the more.
    n_kept : int
        Windows of each exercise that are kept at most, drawn at random.
    """

    k: int = 15
    n_kept: int = 400


class KNN(ExerciseModel):
    """Lets the nearest windows of the training vote.

    Parameters
    ----------
    config : KNNConfig, optional
    """

    config: KNNConfig

    def __init__(self, config: KNNConfig | None = None) -> None:
        super().__init__(config or KNNConfig())

    def _learn(self, rows: Rows, labels: Labels, rng: np.random.Generator) -> None:
        kept = []
        for label in np.unique(labels).tolist():
            members = np.flatnonzero(labels == label)
            kept.append(np.sort(rng.permutation(members)[: self.config.n_kept]))
        chosen = np.concatenate(kept)
        poses = rows[:, :N_COLUMNS]
        self._scaling = Scaling.fitted(poses)
        self._poses = self._scaling.apply(poses[chosen]).astype(np.float32)
        self._known, places = np.unique(labels[chosen], return_inverse=True)
        self._labels = places.astype(np.int32)

    def _classes(self) -> Labels:
        return self._known

    def _scores(self, rows: Rows) -> Scores:
        asked = self._scaling.apply(rows[:, :N_COLUMNS]).astype(np.float32)
        parts = [self._votes(asked[a : a + _AT_ONCE]) for a in range(0, len(asked), _AT_ONCE)]
        votes = np.concatenate([np.empty((0, len(self._known))), *parts])
        return np.asarray(np.log(votes + 1e-3))

    def _votes(self, asked: NDArray[np.float32]) -> Scores:
        far = (asked * asked).sum(axis=1)[:, None] + (self._poses * self._poses).sum(axis=1)
        far = np.maximum(far - 2 * asked @ self._poses.T, 0.0)
        k = min(self.config.k, len(self._poses))
        near = np.argpartition(far, k - 1, axis=1)[:, :k]
        distance = np.sqrt(np.take_along_axis(far, near, axis=1))
        weight = 1 / (1 + distance)
        votes = np.zeros((len(asked), len(self._known)))
        np.add.at(votes, (np.arange(len(asked))[:, None], self._labels[near]), weight)
        return np.asarray(votes / votes.sum(axis=1, keepdims=True))

    def _state(self) -> Mapping[str, Array]:
        return {
            **self._scaling.state(),
            "classes": self._known,
            "n_classes": np.array([len(self._known)], np.int64),
            "n_kept": np.array([len(self._poses)], np.int64),
            "poses": self._poses,
            "labels": self._labels,
        }

    def _restore(self, state: Mapping[str, Array]) -> None:
        known = take_classes(state)
        (n,) = take_array(state, "n_kept", np.int64, (1,)).tolist()
        poses = take_array(state, "poses", np.float32, (n, N_COLUMNS))
        labels = take_array(state, "labels", np.int32, (n,))
        if not n or not 0 <= labels.min() <= labels.max() < len(known):
            raise ArtifactError("the saved model's neighbours are corrupt; train it again")
        self._scaling = Scaling.restored(state, N_COLUMNS)
        self._known, self._poses, self._labels = known, poses, labels
