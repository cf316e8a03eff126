"""One decision tree."""

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
class TreeConfig:
    """Settings of `Tree`; what is a tuple is chosen among.

    Attributes
    ----------
    max_depth, min_samples_leaf : tuple of int
    criterion : tuple of str
    copies : int
        Rows that an example becomes, its categories in their shares.
    """

    max_depth: tuple[int, ...] = (3, 6, 10)
    min_samples_leaf: tuple[int, ...] = (5, 25)
    criterion: tuple[str, ...] = ("gini", "entropy")
    copies: int = 5


class Tree(ClassifierModel):
    """Asks a few questions, one after another (CART).

    Parameters
    ----------
    config : TreeConfig, optional

    References
    ----------
    Breiman et al., "Classification and regression trees", 1984.
    """

    def __init__(self, config: TreeConfig | None = None) -> None:
        super().__init__()
        self.config = config or TreeConfig()

    def _grid(self) -> Mapping[str, Sequence[Any]]:
        return {
            "max_depth": self.config.max_depth,
            "min_samples_leaf": self.config.min_samples_leaf,
            "criterion": self.config.criterion,
        }

    def _estimator(self, seed: int, **settings: Any) -> Any:
        from sklearn.tree import DecisionTreeClassifier

        return DecisionTreeClassifier(random_state=seed, **settings)

    def _export(self, estimator: Any) -> None:
        self._trees = Trees.of([estimator.tree_])

    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        values = self._trees.leaf_values(features)[:, 0]
        found: NDArray[np.float64] = values / values.sum(axis=1, keepdims=True)
        return found

    def _arrays(self) -> Mapping[str, Array]:
        return self._trees.state()

    def _take(self, state: Mapping[str, Array], n_classes: int, n_columns: int) -> None:
        self._trees = Trees.take(state, n_columns, n_classes)
