"""Boosted trees as arrays: one tree a class and round, all walked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.state import take_array
from medley.models.tree_nodes import TreeNodes, corrupt_trees, nodes_of_boosted, restored_nodes

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoostingSettings:
    """Settings of the boosting.

    Attributes
    ----------
    n_rounds : int
        Each grows one tree a class.
    learning_rate : float
    n_leaves : int
        Of a tree, at most.
    min_rows : int
        Training rows in a leaf.
    reg : float
        Ridge penalty on the leaves.
    columns : float
        Share of the columns that a split may choose from.
    """

    n_rounds: int = 40
    learning_rate: float = 0.1
    n_leaves: int = 6
    min_rows: int = 5
    reg: float = 1.0
    columns: float = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class TreeHead(TreeNodes):
    """Sums of leaves.

    Attributes
    ----------
    roots : ndarray of int32, shape (n_rounds * n_classes,)
        The classes of a round stand together.
    start : ndarray of float64, shape (n_classes,)
    value : ndarray of float64, shape (n_nodes,)
    """

    start: NDArray[np.float64]
    value: NDArray[np.float64]

    @classmethod
    def fitted(
        cls, rows: Rows, labels: NDArray[np.int32], settings: BoostingSettings, seed: int
    ) -> TreeHead:
        """Boost on the log loss; every class from 0 on must occur."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        boosted = HistGradientBoostingClassifier(
            max_iter=settings.n_rounds,
            learning_rate=settings.learning_rate,
            max_leaf_nodes=settings.n_leaves,
            min_samples_leaf=settings.min_rows,
            l2_regularization=settings.reg,
            max_features=settings.columns,
            max_bins=64,
            early_stopping=False,
            random_state=seed,
        ).fit(rows, labels)
        nodes, held = nodes_of_boosted(boosted)
        start = boosted._baseline_prediction.ravel().astype(np.float64)
        return cls(*nodes.arrays, start, held["value"].astype(np.float64))

    @classmethod
    def joined(cls, heads: Sequence[TreeHead]) -> TreeHead:
        """Make one of heads of two classes each; it scores the second class of each.

        Parameters
        ----------
        heads : sequence of TreeHead
            All of as many rounds.
        """
        bases = np.cumsum([0, *(len(head.column) for head in heads)])[:-1].astype(np.int32)
        based = list(zip(heads, bases, strict=True))
        return cls(
            np.stack([head.roots + base for head, base in based], axis=1).ravel(),
            np.concatenate([head.column for head in heads]),
            np.concatenate([head.threshold for head in heads]),
            np.concatenate([head.left + base for head, base in based]),
            np.concatenate([head.right + base for head, base in based]),
            np.concatenate([head.start for head in heads]),
            np.concatenate([head.value for head in heads]),
        )

    def scores(self, rows: Rows) -> Scores:
        """Sum the leaves that each row comes to."""
        by_round = self.value[self.leaves(rows)].reshape(len(rows), -1, len(self.start))
        found: Scores = self.start + by_round.sum(axis=1)
        # For two classes one tree a round speaks for the second.
        return found if found.shape[1] > 1 else np.hstack([np.zeros_like(found), found])

    def state(self, name: str, column: str = "column") -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        nodes = TreeNodes.state(self, name, column)
        return {**nodes, f"{name}_start": self.start, f"{name}_value": self.value}

    @classmethod
    def restored(
        cls,
        state: Mapping[str, Array],
        name: str,
        n_columns: int,
        n_classes: int,
        *,
        joined: bool = False,
    ) -> TreeHead:
        """Take back what `state` gave, of a head that was `joined` or not.

        Raises
        ------
        ArtifactError
            If an array is missing, or a walk could leave the trees or not end.
        """
        nodes = restored_nodes(state, name, n_columns)
        n_outputs = n_classes if joined or n_classes > 2 else 1
        if len(nodes.roots) % n_outputs:
            raise corrupt_trees(name)
        return cls(
            *nodes.arrays,
            take_array(state, f"{name}_start", np.float64, (n_outputs,)),
            take_array(state, f"{name}_value", np.float64, (len(nodes.column),)),
        )
