"""What the most similar people liked later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.interests.classifier import ClassifierModel
from medley.models.state import take_array


@dataclass(frozen=True, slots=True)
class KNNConfig:
    """Settings of `KNN`; what is a tuple is chosen among.

    Attributes
    ----------
    n_neighbours : tuple of int
        In examples, not in rows.
    weights : tuple of str
        ``"uniform"``, or ``"distance"`` for closer neighbours to count more.
    copies : int
        Rows that an example becomes, its categories in their shares.
    """

    n_neighbours: tuple[int, ...] = (10, 30, 80)
    weights: tuple[str, ...] = ("uniform", "distance")
    copies: int = 5


class KNN(ClassifierModel):
    """Averages the k nearest neighbours by Euclidean distance of the features.

    Parameters
    ----------
    config : KNNConfig, optional
    """

    def __init__(self, config: KNNConfig | None = None) -> None:
        super().__init__()
        self.config = config or KNNConfig()

    def _grid(self) -> Mapping[str, Sequence[Any]]:
        # An example stands in the data once for each copy; a fold holds two thirds.
        most = self._n_rows // (2 * self.config.copies)
        examples = sorted({max(1, min(k, most)) for k in self.config.n_neighbours})
        rows = [k * self.config.copies for k in examples]
        return {"n_neighbors": rows, "weights": self.config.weights}

    def _estimator(self, seed: int, **settings: Any) -> Any:
        del seed  # Nothing is drawn.
        from sklearn.neighbors import KNeighborsClassifier

        return KNeighborsClassifier(**settings)

    def _export(self, estimator: Any) -> None:
        copies = self.config.copies
        self._inputs = np.asarray(estimator._fit_X, np.float32)[::copies]
        labels = np.eye(len(estimator.classes_))[np.asarray(estimator._y)]
        self._shares = labels.reshape(len(self._inputs), copies, -1).mean(axis=1)
        closer = estimator.weights == "distance"
        self._settings = np.array([estimator.n_neighbors // copies, closer], np.int64)

    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.stack([self._neighbourhood(row) for row in features])

    def _neighbourhood(self, row: NDArray[np.float32]) -> NDArray[np.float64]:
        n_neighbours, closer = self._settings.tolist()
        gaps = self._inputs.astype(np.float64) - row
        distances = np.sqrt((gaps * gaps).sum(axis=1))
        nearest = np.argsort(distances, kind="stable")[:n_neighbours]
        weights = np.ones(len(nearest))
        if closer:
            # Who stands on the same spot speaks alone.
            same = distances[nearest] == 0
            weights = same if same.any() else 1 / distances[nearest]
        found: NDArray[np.float64] = weights @ self._shares[nearest] / weights.sum()
        return found

    def _arrays(self) -> Mapping[str, Array]:
        return {
            "n_examples": np.array([len(self._inputs)], np.int64),
            "inputs": self._inputs,
            "shares": self._shares,
            "settings": self._settings,
        }

    def _take(self, state: Mapping[str, Array], n_classes: int, n_columns: int) -> None:
        n_examples = int(take_array(state, "n_examples", np.int64, (1,))[0])
        self._inputs = take_array(state, "inputs", np.float32, (n_examples, n_columns))
        self._shares = take_array(state, "shares", np.float64, (n_examples, n_classes))
        self._settings = take_array(state, "settings", np.int64, (2,))
