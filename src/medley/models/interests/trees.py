"""Decision trees as arrays: any number of them walked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Several trees, their nodes one after another.

    Attributes
    ----------
    roots : ndarray of int32, shape (n_trees,)
    feature : ndarray of int32, shape (n_nodes,)
        -1 at a leaf.
    threshold : ndarray of float64, shape (n_nodes,)
        To the left where the feature is at most this.
    left, right : ndarray of int32, shape (n_nodes,)
        Nodes; a leaf points at itself.
    values : ndarray of float64, shape (n_nodes, n_values)
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, fitted: Sequence[Any]) -> Trees:
        """Copy the ``tree_`` objects of fitted scikit-learn trees."""
        sizes = [tree.node_count for tree in fitted]
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        parts: dict[str, list[Array]] = {name: [] for name in ("f", "t", "l", "r", "v")}
        for root, tree in zip(roots.tolist(), fitted, strict=True):
            leaf = tree.children_left < 0
            own = np.arange(tree.node_count)
            parts["f"].append(np.where(leaf, -1, tree.feature))
            parts["t"].append(np.where(leaf, 0.0, tree.threshold))
            parts["l"].append(np.where(leaf, own, tree.children_left) + root)
            parts["r"].append(np.where(leaf, own, tree.children_right) + root)
            parts["v"].append(tree.value.reshape(tree.node_count, -1))
        return cls(
            roots,
            np.concatenate(parts["f"]).astype(np.int32),
            np.concatenate(parts["t"]).astype(np.float64),
            np.concatenate(parts["l"]).astype(np.int32),
            np.concatenate(parts["r"]).astype(np.int32),
            np.concatenate(parts["v"]).astype(np.float64),
        )

    def leaf_values(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Walk every row down every tree.

        Returns
        -------
        ndarray of float64, shape (n, n_trees, n_values)
        """
        at = np.tile(self.roots, (len(features), 1))
        rows = np.arange(len(features))[:, None]
        while True:
            split = self.feature[at]
            if (split < 0).all():
                return self.values[at]
            goes_left = features[rows, np.maximum(split, 0)] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])

    def state(self) -> dict[str, Array]:
        """All arrays."""
        sizes = (len(self.roots), len(self.feature))
        return {
            "tree_sizes": np.array(sizes, np.int64),
            "tree_roots": self.roots,
            "tree_feature": self.feature,
            "tree_threshold": self.threshold,
            "tree_left": self.left,
            "tree_right": self.right,
            "tree_values": self.values,
        }

    @classmethod
    def take(cls, state: Mapping[str, Array], n_columns: int, n_values: int) -> Trees:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing, or a walk could leave the trees or not end.
        """
        n_trees, n_nodes = take_array(state, "tree_sizes", np.int64, (2,)).tolist()
        found = cls(
            take_array(state, "tree_roots", np.int32, (n_trees,)),
            take_array(state, "tree_feature", np.int32, (n_nodes,)),
            take_array(state, "tree_threshold", np.float64, (n_nodes,)),
            take_array(state, "tree_left", np.int32, (n_nodes,)),
            take_array(state, "tree_right", np.int32, (n_nodes,)),
            take_array(state, "tree_values", np.float64, (n_nodes, n_values)),
        )
        own = np.arange(n_nodes)
        inner = found.feature >= 0
        sound = (
            (found.feature < n_columns).all()
            and (found.roots >= 0).all()
            and (found.roots < n_nodes).all()
            # Children come after their parent, so every walk ends.
            and all(
                (side[inner] > own[inner]).all() and (side < n_nodes).all()
                for side in (found.left, found.right)
            )
        )
        if not sound:
            raise ArtifactError("the saved model's trees are corrupt; train it again")
        return found
