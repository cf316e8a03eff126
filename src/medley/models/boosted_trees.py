"""Boosted trees as arrays: one tree a class and round, all walked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

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
class TreeHead:
    """Sums of leaves.

    Attributes
    ----------
    start : ndarray of float64, shape (n_classes,)
    roots : ndarray of int32, shape (n_rounds * n_classes,)
        First node of each tree; the classes of a round stand together.
    column : ndarray of int32, shape (n_nodes,)
        -1 at a leaf.
    threshold : ndarray of float64, shape (n_nodes,)
        To the left where the column is at most this.
    left, right : ndarray of int32, shape (n_nodes,)
        Nodes; a leaf points at itself.
    value : ndarray of float64, shape (n_nodes,)
    """

    start: NDArray[np.float64]
    roots: NDArray[np.int32]
    column: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
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
        # The library shows its trees nowhere else; the tests compare the scores.
        trees = [tree.nodes for held in boosted._predictors for tree in held]
        sizes = [len(nodes) for nodes in trees]
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        nodes = np.concatenate(trees)
        leaf = nodes["is_leaf"].astype(bool)
        own, base = np.arange(len(nodes)), np.repeat(roots, sizes)
        return cls(
            boosted._baseline_prediction.ravel().astype(np.float64),
            roots,
            np.where(leaf, -1, nodes["feature_idx"]).astype(np.int32),
            np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float64),
            np.where(leaf, own, nodes["left"] + base).astype(np.int32),
            np.where(leaf, own, nodes["right"] + base).astype(np.int32),
            nodes["value"].astype(np.float64),
        )

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
            np.concatenate([head.start for head in heads]),
            np.stack([head.roots + base for head, base in based], axis=1).ravel(),
            np.concatenate([head.column for head in heads]),
            np.concatenate([head.threshold for head in heads]),
            np.concatenate([head.left + base for head, base in based]),
            np.concatenate([head.right + base for head, base in based]),
            np.concatenate([head.value for head in heads]),
        )

    def scores(self, rows: Rows) -> Scores:
        """Sum the leaves that each row comes to."""
        at = np.tile(self.roots, (len(rows), 1))
        number = np.arange(len(rows))[:, None]
        while (self.column[at] >= 0).any():
            goes_left = rows[number, np.maximum(self.column[at], 0)] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        by_round = self.value[at].reshape(len(rows), -1, len(self.start))
        found: Scores = self.start + by_round.sum(axis=1)
        # For two classes one tree a round speaks for the second.
        return found if found.shape[1] > 1 else np.hstack([np.zeros_like(found), found])

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_sizes": np.array([len(self.roots), len(self.column)], np.int64),
            f"{name}_start": self.start,
            f"{name}_roots": self.roots,
            f"{name}_column": self.column,
            f"{name}_threshold": self.threshold,
            f"{name}_left": self.left,
            f"{name}_right": self.right,
            f"{name}_value": self.value,
        }

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
        n_trees, n_nodes = take_array(state, f"{name}_sizes", np.int64, (2,)).tolist()
        n_outputs = n_classes if joined or n_classes > 2 else 1
        found = cls(
            take_array(state, f"{name}_start", np.float64, (n_outputs,)),
            take_array(state, f"{name}_roots", np.int32, (n_trees,)),
            take_array(state, f"{name}_column", np.int32, (n_nodes,)),
            take_array(state, f"{name}_threshold", np.float64, (n_nodes,)),
            take_array(state, f"{name}_left", np.int32, (n_nodes,)),
            take_array(state, f"{name}_right", np.int32, (n_nodes,)),
            take_array(state, f"{name}_value", np.float64, (n_nodes,)),
        )
        inner = found.column >= 0
        own = np.arange(n_nodes)[inner]
        sound = (
            n_trees % n_outputs == 0
            and (found.column < n_columns).all()
            and (found.roots >= 0).all()
            and (found.roots < n_nodes).all()
            # Children come after their parent, so every walk ends.
            and all((s[inner] > own).all() and (s < n_nodes).all() for s in found.sides)
        )
        if not sound:
            raise ArtifactError(f"the saved model's trees {name!r} are corrupt; train it again")
        return found

    @property
    def sides(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both children of each node."""
        return self.left, self.right
