"""Small trees, each minding what the ones before got wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.interests.classifier import ClassifierModel, softmax
from medley.models.interests.trees import Trees
from medley.models.state import take_array


@dataclass(frozen=True, slots=True)
class AdaBoostConfig:
    """Settings of `AdaBoost`; what is a tuple is chosen among.

    Attributes
    ----------
    n_trees : tuple of int
    learning_rate : tuple of float
    max_depth : int
    copies : int
        Rows that an example becomes, its categories in their shares.
    """

    n_trees: tuple[int, ...] = (40,)
    learning_rate: tuple[float, ...] = (0.3, 1.0)
    max_depth: int = 2
    copies: int = 5


class AdaBoost(ClassifierModel):
    """Lets small trees vote, each with the weight it earned (SAMME).

    Parameters
    ----------
    config : AdaBoostConfig, optional

    References
    ----------
    Zhu, Zou, Rosset and Hastie, "Multi-class AdaBoost", Statistics and Its
    Interface 2009.
    """

    def __init__(self, config: AdaBoostConfig | None = None) -> None:
        super().__init__()
        self.config = config or AdaBoostConfig()

    def _grid(self) -> Mapping[str, Sequence[Any]]:
        return {"n_estimators": self.config.n_trees, "learning_rate": self.config.learning_rate}

    def _estimator(self, seed: int, **settings: Any) -> Any:
        from sklearn.ensemble import AdaBoostClassifier
        from sklearn.tree import DecisionTreeClassifier

        small = DecisionTreeClassifier(max_depth=self.config.max_depth)
        return AdaBoostClassifier(small, random_state=seed, **settings)

    def _export(self, estimator: Any) -> None:
        self._trees = Trees.of([tree.tree_ for tree in estimator.estimators_])
        n_trees = len(estimator.estimators_)
        self._votes = np.asarray(estimator.estimator_weights_[:n_trees], np.float64)

    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        values = self._trees.leaf_values(features)
        n_classes = values.shape[2]
        chosen = np.eye(n_classes)[values.argmax(axis=2)]
        against = 1 / (n_classes - 1)
        votes = (chosen * (1 + against) - against) * self._votes[:, None]
        decision = votes.sum(axis=1) / self._votes.sum()
        return softmax(decision / (n_classes - 1))

    def _arrays(self) -> Mapping[str, Array]:
        return {**self._trees.state(), "votes": self._votes}

    def _take(self, state: Mapping[str, Array], n_classes: int, n_columns: int) -> None:
        self._trees = Trees.take(state, n_columns, n_classes)
        self._votes = take_array(state, "votes", np.float64, (len(self._trees),))
