"""Many trees, each grown on a part of the examples and of the features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.interests.classifier import ClassifierModel
from medley.models.interests.trees import Trees


@dataclass(frozen=True, slots=True)
class ForestConfig:
    """Settings of `Forest`; what is a tuple is chosen among.

    Attributes
    ----------
    max_depth, min_samples_leaf : tuple of int
    n_trees : int
    copies : int
        Rows that an example becomes, its categories in their shares.
    """

    max_depth: tuple[int, ...] = (6, 12)
    min_samples_leaf: tuple[int, ...] = (5, 20)
    n_trees: int = 40
    copies: int = 5


class Forest(ClassifierModel):
    """Averages many trees (random forest).

    Parameters
    ----------
    config : ForestConfig, optional

    References
    ----------
    Breiman, "Random forests", Machine Learning 2001.
    """

    def __init__(self, config: ForestConfig | None = None) -> None:
        super().__init__()
        self.config = config or ForestConfig()

    def _grid(self) -> Mapping[str, Sequence[Any]]:
        return {
            "max_depth": self.config.max_depth,
            "min_samples_leaf": self.config.min_samples_leaf,
        }

    def _estimator(self, seed: int, **settings: Any) -> Any:
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(self.config.n_trees, random_state=seed, **settings)

    def _export(self, estimator: Any) -> None:
        self._trees = Trees.of([tree.tree_ for tree in estimator.estimators_])

    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        values = self._trees.leaf_values(features)
        found: NDArray[np.float64] = (values / values.sum(axis=2, keepdims=True)).mean(axis=1)
        return found

    def _arrays(self) -> Mapping[str, Array]:
        return self._trees.state()

    def _take(self, state: Mapping[str, Array], n_classes: int, n_columns: int) -> None:
        self._trees = Trees.take(state, n_columns, n_classes)
