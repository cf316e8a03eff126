"""Decision trees of interests: what the leaves say, beside `medley.models.tree_nodes`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.models.state import take_array
from medley.models.tree_nodes import TreeNodes, nodes_of_trees, restored_nodes

_NAME, _COLUMN = "tree", "feature"


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Several trees.

    Attributes
    ----------
    nodes : TreeNodes
    values : ndarray of float64, shape (n_nodes, n_values)
    """

    nodes: TreeNodes
    values: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.nodes.roots)

    @classmethod
    def of(cls, fitted: Sequence[Any]) -> Trees:
        """Copy the ``tree_`` objects of fitted scikit-learn trees."""
        values = [tree.value.reshape(tree.node_count, -1) for tree in fitted]
        return cls(nodes_of_trees(fitted), np.concatenate(values).astype(np.float64))

    def leaf_values(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Walk every row down every tree.

        Returns
        -------
        ndarray of float64, shape (n, n_trees, n_values)
        """
        found: NDArray[np.float64] = self.values[self.nodes.leaves(features)]
        return found

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {**self.nodes.state(_NAME, _COLUMN), "tree_values": self.values}

    @classmethod
    def take(cls, state: Mapping[str, Array], n_columns: int, n_values: int) -> Trees:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing, or a walk could leave the trees or not end.
        """
        nodes = restored_nodes(state, _NAME, n_columns, _COLUMN)
        values = take_array(state, "tree_values", np.float64, (len(nodes.column), n_values))
        return cls(nodes, values)
