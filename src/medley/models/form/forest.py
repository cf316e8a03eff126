"""Trees with thresholds drawn at random on what sums a repetition up, averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.form.condition_trees import ConditionTrees, Rows
from medley.models.state import take_array
from medley.models.tree_nodes import TreeNodes, nodes_of_trees, restored_nodes


@dataclass(frozen=True, slots=True)
class ForestConfig:
    """Settings of `Forest`.

    Attributes
    ----------
    n_trees : int
    min_rows : int
        Training repetitions in a leaf.
    columns : float
        Share of the columns that a split may choose from.
    """

    n_trees: int = 300
    min_rows: int = 1
    columns: float = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class _Grown(TreeNodes):
    """Trees of one condition.

    Attributes
    ----------
    share : ndarray of float64, shape (n_nodes,)
        Of a node's training repetitions, those that break the condition.
    """

    share: NDArray[np.float64]


class Forest(ConditionTrees[_Grown]):
    """Averages extremely randomised trees, a forest for each condition.

    Few people are recorded with a verdict, and what boosting adds step by step it learns
    from single ones of them: many trees that each guess differently err less on others. A
    recording of many repetitions counts as much as one of few.

    Geurts, Ernst and Wehenkel, "Extremely randomized trees", Machine Learning 2006.

    Parameters
    ----------
    config : ForestConfig, optional
    """

    config: ForestConfig

    def __init__(self, config: ForestConfig | None = None) -> None:
        super().__init__(config or ForestConfig())

    def _grow(
        self, rows: Rows, broken: NDArray[np.bool_], sessions: tuple[str, ...], seed: int
    ) -> _Grown:
        from sklearn.ensemble import ExtraTreesClassifier

        forest = ExtraTreesClassifier(
            self.config.n_trees,
            min_samples_leaf=self.config.min_rows,
            max_features=self.config.columns,
            random_state=seed,
        ).fit(rows, broken, _weights(sessions))
        trees = [tree.tree_ for tree in forest.estimators_]
        share = np.concatenate([_share(tree) for tree in trees])
        return _Grown(*nodes_of_trees(trees).arrays, share)

    def _asked(self, trees: _Grown, row: Rows) -> float:
        return float(trees.share[trees.leaves(row)].mean())

    def _saved(self, trees: _Grown, name: str) -> Mapping[str, Array]:
        return {**trees.state(name), f"{name}_share": trees.share}

    def _restored(self, state: Mapping[str, Array], name: str, n_columns: int) -> _Grown:
        nodes = restored_nodes(state, name, n_columns)
        share = take_array(state, f"{name}_share", np.float64, (len(nodes.column),))
        if not ((share >= 0) & (share <= 1)).all():
            raise ArtifactError(f"the saved model's trees {name!r} are corrupt; train it again")
        return _Grown(*nodes.arrays, share)


def _weights(sessions: tuple[str, ...]) -> NDArray[np.float64]:
    """Each recording's repetitions weigh as much together as another's; 1 on average."""
    _, members, counts = np.unique(sessions, return_inverse=True, return_counts=True)
    weights = 1.0 / counts[members]
    return np.asarray(weights / weights.mean(), np.float64)


def _share(tree: Any) -> NDArray[np.float64]:
    counts = tree.value[:, 0, :]
    return np.asarray(counts[:, 1] / counts.sum(axis=1), np.float64)
